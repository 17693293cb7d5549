"""Pseudonyms hold everywhere: real names that slip into a record are never shown."""

import re
from typing import Any
from unicodedata import normalize

from teams.models import Team

# Keyboards turn one into the other by themselves.
ALIKE = {char: f"[{chars}]" for chars in ("'’ʼ", "-‐‑") for char in chars}
SPACE = r"(?:\s|&nbsp;)+"  # also as narratives, which are HTML, write it


class Pseudonyms:
    """The members' real names, and what stands in their place; one query for each team."""

    def __init__(self, team: Team) -> None:
        # Longest first: "Ann-Marie Smith" before "Ann-Marie".
        hidden = sorted(team.hidden_names.items(), key=lambda each: len(each[0]), reverse=True)
        self._pseudonyms = [pseudonym for _, pseudonym in hidden]
        # A group for each: the one that matches tells whose name it is, however it is spelt.
        names = "|".join(f"({_loose(name)})" for name, _ in hidden)
        self._pattern = re.compile(rf"(?<!\w)(?i:{names})(?!\w)") if hidden else None

    def hide(self, value: Any) -> Any:
        """``value`` (text, or JSON with texts in it) with every real name replaced."""
        if isinstance(value, str):
            text = normalize("NFC", value)
            return self._pattern.sub(self._stand_in, text) if self._pattern else value
        if isinstance(value, dict):
            return {name: self.hide(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.hide(each) for each in value)
        return value

    def standing_in(self, text: str) -> set[str]:
        """The pseudonyms that ``hide`` puts into ``text``."""
        found = self._pattern.finditer(normalize("NFC", text)) if self._pattern else ()
        return set(map(self._stand_in, found))

    def _stand_in(self, match: re.Match[str]) -> str:
        return self._pseudonyms[(match.lastindex or 0) - 1]


def _loose(name: str) -> str:
    """The name with any space between its parts; "ß" may be written "ss", as capitals are."""
    spelt = normalize("NFC", name)
    return "|".join(_spaced(each) for each in dict.fromkeys((spelt, spelt.casefold())))


def _spaced(name: str) -> str:
    parts = ("".join(ALIKE.get(char, re.escape(char)) for char in part) for part in name.split())
    return SPACE.join(parts)

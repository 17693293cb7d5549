"""Phrases as leaders write them: lists in ``phrases/*.txt``, read once."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "phrases"


@cache
def phrases(topic: str, name: str) -> tuple[str, ...]:
    """The lines below ``== name`` in ``phrases/<topic>.txt``. An empty line is an empty text."""
    return _sections(topic)[name]


@cache
def _sections(topic: str) -> dict[str, tuple[str, ...]]:
    text = (FOLDER / f"{topic}.txt").read_text(encoding="utf-8")
    found = {}
    for section in text.split("== ")[1:]:
        name, _, lines = section.partition("\n")
        found[name.strip()] = tuple(line.strip() for line in lines[:-1].split("\n"))
    return found


def sections() -> dict[str, tuple[str, ...]]:
    """All there are, as "topic/name"."""
    return {
        f"{path.stem}/{name}": lines
        for path in sorted(FOLDER.glob("*.txt"))
        for name, lines in _sections(path.stem).items()
    }

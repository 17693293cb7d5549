"""What a word of the glossary is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word in plain English. ``key`` is its anchor: ``/glossary/#varcs``.

    ``also``: other words that it is looked for by. ``pages``: where one meets it, by the names of
    ``glossary.pages``; each reader is offered those that they may open.
    """

    key: str
    word: str
    meaning: str
    also: str = ""
    pages: tuple[str, ...] = ()

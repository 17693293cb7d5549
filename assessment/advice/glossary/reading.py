"""What the glossary says to one reader, all of it or what is looked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from assessment.advice.glossary.assessing import ASSESSING, ASSURING, STANDARD
from assessment.advice.glossary.pages import Page, own_units, pages_for
from assessment.advice.glossary.people import EVIDENCE, PEOPLE
from assessment.advice.glossary.service import LEADING, SERVICE
from assessment.advice.glossary.terms import Term
from assessment.advice.tips import PLACES_OF
from assessment.models import Concept, Tip, UnitSpecification
from portfolio.models import User

GROUPS: Mapping[str, tuple[Term, ...]] = {
    "The standard": STANDARD,
    "Evidence": EVIDENCE,
    "Assessment": ASSESSING,
    "People": PEOPLE,
    "Quality assurance and claims": ASSURING,
    "Customer service": SERVICE,
    "Leading a team": LEADING,
}

# More words than these narrow nothing down.
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a word, or a tip or concept by its code, and where it is met."""

    anchor: str
    word: str
    meaning: str
    pages: tuple[Page, ...] = ()
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """``is_unit``: concepts and tips of a unit; ``is_own``: one that the reader learns."""

    heading: str
    entries: tuple[Entry, ...]
    code: str = ""
    is_own: bool = False

    @property
    def anchor(self) -> str:
        return slugify(f"{'unit' if self.code else 'words'} {self.code or self.heading}")


def glossary_for(user: User, sought: str = "") -> tuple[Group, ...]:
    """All groups with what ``sought`` names; four queries and those for what is open to ``user``.

    Every word that is sought has to occur, in whatever order; upper case and lower case are alike.
    """
    words = sought.casefold().split()[:MOST_WORDS]
    pages = pages_for(user)
    groups = (*_of_words(words, pages), *_of_units(words, pages, own_units(user)))
    return tuple(group for group in groups if group.entries)


def _of_words(words: list[str], pages: Mapping[str, Page]) -> Iterator[Group]:
    for heading, terms in GROUPS.items():
        found = (
            Entry(term.key, term.word, term.meaning, _met_on(term.pages, pages))
            for term in sorted(terms, key=lambda term: term.word.casefold())
            if _holds(words, term.word, term.also, term.meaning)
        )
        yield Group(heading, tuple(found))


def _of_units(words: list[str], pages: Mapping[str, Page], own: frozenset[str]) -> Iterator[Group]:
    """Concepts, then tips, of each unit; the reader's own units first."""
    rows: dict[int, list[tuple[str, str]]] = {}
    for model in (Concept, Tip):
        for of, code, text in model.objects.values_list("specification", "code", "text"):
            rows.setdefault(of, []).append((code, text))
    for unit in sorted(UnitSpecification.objects.all(), key=lambda unit: unit.code not in own):
        found = (
            Entry(code.lower(), code, text, _met_on(PLACES_OF.get(code, ()), pages), is_code=True)
            for code, text in rows.get(unit.pk, ())
            if _holds(words, code, text)
        )
        yield Group(unit.title, tuple(found), code=unit.code, is_own=unit.code in own)


def _met_on(keys: Iterable[str], pages: Mapping[str, Page]) -> tuple[Page, ...]:
    return tuple(dict.fromkeys(pages[key] for key in keys if key in pages))


def _holds(words: list[str], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words)

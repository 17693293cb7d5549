"""The words of items: their own, those of their files, and those of the records in them."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left

from portfolio.models import Derivative, DerivativeKind, EvidenceFile
from portfolio.models.evidence import KEPT_BACK

# Of one file. What a file is about is said in its first pages.
LONGEST = 20_000

TAGS = re.compile(r"<[^>]*>")

# Columns that no person wrote.
UNWRITTEN = frozenset({"code", "kind", "created_at", "changed_at", "happened_on"})


def narrative_words(narrative: str) -> str:
    """The words of a cleaned narrative, a line for each block; never shown as HTML."""
    return unescape(TAGS.sub("\n", narrative))


def written_in(columns: Mapping[str, Any]) -> Iterator[str]:
    """What people wrote in a frozen record and its rows."""
    for name, value in columns.items():
        if isinstance(value, list):
            for row in value:
                yield from written_in(row)
        elif name not in UNWRITTEN and isinstance(value, str) and value != "None":
            yield value


def words_of_files(learner: int) -> Iterator[tuple[int, str]]:
    """By item of a learner (a primary key): the names, descriptions and, where they could be
    read, the words of the files that may be opened; two queries."""
    yield from _words_of(EvidenceFile.objects.kept().filter(evidence__learner=learner))


def words_of_files_in(files: QuerySet[EvidenceFile]) -> list[str]:
    """The same of some files, such as those of one item; two queries."""
    return [text for _, text in _words_of(files)]


def _words_of(files: QuerySet[EvidenceFile]) -> Iterator[tuple[int, str]]:
    opened = files.filter(problem="").exclude(scan__in=KEPT_BACK)
    for item, name, description in opened.values_list("evidence", "name", "description"):
        yield item, f"{name}\n{description}"
    # Only as much as is read: a file may hold a book.
    texts = Derivative.objects.filter(file__in=opened.values("pk"), kind=DerivativeKind.TEXT)
    yield from texts.values_list("file__evidence", Left("text", LONGEST))

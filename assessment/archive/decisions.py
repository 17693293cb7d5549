"""How it is said what of a model is in an archive, and why the rest is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Field, Model, Q, QuerySet

from portfolio.models import Learner


class Maker(StrEnum):
    """Who an archive is made by, which decides what it may hold."""

    LEARNER = "learner"
    CENTRE = "centre"


ANYBODY = frozenset(Maker)
LEARNER_ALONE = frozenset({Maker.LEARNER})
CENTRE_ALONE = frozenset({Maker.CENTRE})


@dataclass(frozen=True)
class Taken:
    """The rows of ``model`` that belong to a learner, and the fields of them that are taken.

    ``of``: the path from a row to its learner, or a function that gives the rows. ``left``: the
    other fields, each with the reason. ``makers``: in whose archives the rows are.
    """

    model: type[Model]
    of: str | Callable[[Learner], QuerySet]
    fields: str
    left: Mapping[str, str] = field(default_factory=dict)
    where: Q = field(default_factory=Q)
    makers: frozenset[Maker] = ANYBODY

    @property
    def label(self) -> str:
        """Its name in an archive: "portfolio.Evidence"."""
        return self.model._meta.label

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are taken, in the order in which they are written."""
        return tuple(sorted(self.fields.split()))

    @property
    def columns(self) -> tuple[Field, ...]:
        """Those of them that are columns of the row."""
        found = (self.model._meta.get_field(name) for name in self.names)
        return tuple(each for each in found if isinstance(each, Field) and not each.many_to_many)

    @property
    def lists(self) -> tuple[Any, ...]:
        """Those of them that lead to many rows."""
        found = (self.model._meta.get_field(name) for name in self.names)
        return tuple(each for each in found if each.many_to_many)

    @property
    def has_code(self) -> bool:
        """Whether others refer to a row by its code; else they do by its place in the archive."""
        return "code" in self.names

    def rows_of(self, learner: Learner) -> QuerySet:
        """The rows of ``learner``, the oldest first."""
        # Of the model itself: some default managers leave rows out.
        rows: QuerySet = QuerySet(self.model)
        if callable(self.of):
            rows = rows.filter(pk__in=self.of(learner).values("pk"))
        else:
            rows = rows.filter(**{self.of: learner.pk})
        return rows.filter(self.where).order_by("pk")


def root_of(model: type[Model]) -> type[Model]:
    """The model whose keys those of ``model`` are: a kind of record is a record."""
    parents = model._meta.get_parent_list()
    return parents[-1] if parents else model

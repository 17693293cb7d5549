"""Where a mapping stands: one definition, for every page, list and PDF."""

from collections.abc import Mapping as AnyMapping
from enum import IntEnum
from functools import cache
from typing import NoReturn

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Case,
    Exists,
    Expression,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.db.models.sql.compiler import SQLCompiler

from assessment.models import (
    Decision,
    Hearing,
    Judgement,
    Mapping,
    SampledDecision,
    Submission,
)


class Status(IntEnum):
    """Of a mapping or a criterion. The larger wins: one item that meets a criterion meets it."""

    UNMAPPED = 0
    DRAFT = 1
    NOT_YET = 2
    RETURNED = 3  # decided, and to be decided again: an IQA or an appeal said so
    AWAITING = 4
    PARTLY = 5  # of a criterion alone: met by some items, and fewer than it needs
    MET = 6

    @property
    def key(self) -> str:
        """The word used in templates and style sheets."""
        return self.name.lower()

    @property
    def is_decided(self) -> bool:
        """Whether an assessor's decision on what was handed over last counts."""
        return self in (Status.MET, Status.NOT_YET)

    @property
    def is_open(self) -> bool:
        """Whether an assessor has to decide."""
        return self in (Status.AWAITING, Status.RETURNED)

    @property
    def words(self) -> str:
        """The words people read."""
        return _WORDS[self]


_WORDS = {
    Status.UNMAPPED: "Unmapped",
    Status.DRAFT: "Draft",
    Status.NOT_YET: "Not yet",
    Status.RETURNED: "Returned",
    Status.AWAITING: "Awaiting",
    Status.PARTLY: "Partly met",
    Status.MET: "Met",
}

OPEN = (Status.AWAITING, Status.RETURNED)

_NAME = "status"


def with_status(mappings: QuerySet[Mapping]) -> QuerySet[Mapping]:
    """Annotate ``status`` (a ``Status`` value) from the newest submission and judgement.

    What counts is the newest standing submission that holds the mapping. A "not yet" that was
    decided on an earlier one waits again; a "met" stays met. A decision that an IQA does not agree
    with, or against which an appeal was upheld, is to be made again.
    """
    return mappings.annotate(**{_NAME: CurrentStatus()})


def newest_hand_in(mapping: str = "pk") -> Subquery:
    """The newest standing submission that holds the mapping whose key the outer row has there."""
    held = Submission.mappings.through.objects.filter(
        mapping=OuterRef(mapping), submission__taken_back_at=None
    )
    return Subquery(held.order_by("-submission").values("submission")[:1])


class CurrentStatus(Expression):
    """The status of each row of a query on mappings, as SQL that is compiled once.

    Django takes as long to compile these nested queries as to answer a small request.
    """

    output_field = IntegerField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple:
        return _compiled(connection.alias)

    def relabeled_clone(self, change_map: AnyMapping[str, str]) -> NoReturn:
        """Some nested queries call their tables otherwise than the SQL does."""
        raise NotSupportedError("Read the status first, then nest what was read.")


@cache
def _compiled(database: str) -> tuple[str, tuple]:
    query = Mapping.objects.annotate(**{_NAME: _definition()}).query
    sql, values = query.get_compiler(database).compile(query.annotations[_NAME])
    return sql, tuple(values)


def _definition() -> Case:
    disputed = SampledDecision.objects.filter(judgement=OuterRef("pk"), agrees=False)
    overruled = Hearing.again.through.objects.filter(judgement=OuterRef("pk"))
    ruling = Case(
        When(Exists(disputed) | Exists(overruled), then=Value(Status.RETURNED.value)),
        When(decision=Decision.MET, then=Value(Status.MET.value)),
        When(submission=newest_hand_in("mapping"), then=Value(Status.NOT_YET.value)),
        default=Value(Status.AWAITING.value),
    )
    judgements = Judgement.objects.counting().filter(mapping=OuterRef("pk")).order_by("-pk")
    return Case(
        When(IsNull(newest_hand_in(), True), then=Value(Status.DRAFT.value)),
        default=Coalesce(
            Subquery(judgements.values_list(ruling)[:1]), Value(Status.AWAITING.value)
        ),
        output_field=IntegerField(),
    )

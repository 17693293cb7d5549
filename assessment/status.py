"""Where a mapping stands: one definition, for every page, list and PDF."""

from enum import IntEnum
from functools import cache
from typing import Any

from django.db.models import (
    Case,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from assessment.models import Decision, Judgement, Mapping, Submission


class Status(IntEnum):
    """Of a mapping or a criterion. The larger wins: one item that meets a criterion meets it."""

    UNMAPPED = 0
    DRAFT = 1
    NOT_YET = 2
    AWAITING = 3
    MET = 4

    @property
    def key(self) -> str:
        """The word used in templates and style sheets."""
        return self.name.lower()

    @property
    def is_decided(self) -> bool:
        """Whether an assessor's decision on what was handed over last counts."""
        return self in (Status.MET, Status.NOT_YET)

    @property
    def words(self) -> str:
        """The words people read."""
        return _WORDS[self]


_WORDS = {
    Status.UNMAPPED: "Unmapped",
    Status.DRAFT: "Draft",
    Status.NOT_YET: "Not yet",
    Status.AWAITING: "Awaiting",
    Status.MET: "Met",
}


def with_status(mappings: QuerySet[Mapping]) -> QuerySet[Mapping]:
    """Annotate ``status`` (a ``Status`` value) from the newest submission and judgement.

    ``handed_in`` is the newest standing submission that holds the mapping. A "not yet" that was
    decided on an earlier one waits again; a "met" stays met.
    """
    return mappings.annotate(**_annotations())


@cache
def _annotations() -> dict[str, Any]:
    """Made once: a query copies them, and making them anew would cost more than that."""
    ruling = Case(
        When(decision=Decision.MET, then=Value(Status.MET.value)),
        When(submission=_newest_hand_in("mapping"), then=Value(Status.NOT_YET.value)),
        default=Value(Status.AWAITING.value),
    )
    judgements = Judgement.objects.counting().filter(mapping=OuterRef("pk")).order_by("-pk")
    handed_in = _newest_hand_in("pk")
    return {
        "handed_in": handed_in,
        "status": Case(
            When(IsNull(handed_in, True), then=Value(Status.DRAFT.value)),
            default=Coalesce(
                Subquery(judgements.values_list(ruling)[:1]), Value(Status.AWAITING.value)
            ),
            output_field=IntegerField(),
        ),
    }


def _newest_hand_in(mapping: str) -> Subquery:
    """The newest standing submission that holds the mapping whose key the outer row has there."""
    held = Submission.mappings.through.objects.filter(
        mapping=OuterRef(mapping), submission__taken_back_at=None
    )
    return Subquery(held.order_by("-submission").values("submission")[:1])

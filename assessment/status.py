"""Where a mapping stands: one definition, for every page, list and PDF."""

from enum import IntEnum

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

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

    ``handed_in`` is the newest standing submission that holds the mapping, ``decided_in`` the one
    its newest counting judgement was made on: a "not yet" waits again once handed in anew, a "met"
    stays met.
    """
    newest = Judgement.objects.counting().filter(mapping=OuterRef("pk")).order_by("-pk")
    handed_in = (
        Submission.mappings.through.objects.filter(
            mapping=OuterRef("pk"), submission__taken_back_at=None
        )
        .order_by("-submission")
        .values("submission")
    )
    return mappings.annotate(
        handed_in=Subquery(handed_in[:1]),
        decision=Subquery(newest.values("decision")[:1]),
        decided_in=Subquery(newest.values("submission")[:1]),
        status=Case(
            When(handed_in=None, then=Value(Status.DRAFT.value)),
            When(decision=Decision.MET, then=Value(Status.MET.value)),
            When(
                decision=Decision.NOT_YET,
                decided_in=F("handed_in"),
                then=Value(Status.NOT_YET.value),
            ),
            default=Value(Status.AWAITING.value),
            output_field=IntegerField(),
        ),
    )

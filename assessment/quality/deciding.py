"""The decisions that assessors made in a period, as far as somebody may look at them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from assessment.models import Appraisal, CriterionKind, Decision, Judgement
from assessment.quality.facts import judgements_on
from assessment.quality.plan import assured_learners
from portfolio.models import Allocation, Centre, Learner, Role, User


class Decided(NamedTuple):
    """A decision on a criterion. ``learner``, ``unit`` and ``item`` are primary keys.

    ``is_open``: a trainee's, which is the newest and nobody countersigned; ``has_overall``: the
    assessor wrote overall feedback on that version.
    """

    assessor: int
    name: str
    decision: str
    feedback: str
    decided_at: datetime
    submitted_at: datetime
    learner: int
    unit: int
    item: int
    method: str
    kind: str
    is_open: bool
    has_overall: bool

    @property
    def is_met(self) -> bool:
        return self.decision == Decision.MET

    @property
    def is_on_knowledge(self) -> bool:
        return self.kind == CriterionKind.KNOWLEDGE


def watched_learners(user: User, centre: Centre) -> QuerySet[Learner]:
    """Whose assessment ``user`` may look across: those whose quality assurance is theirs, and of
    an EQA, those of a visit."""
    examined = Allocation.objects.current().held_by(user, [Role.EQA]).filter(learner__centre=centre)
    return assured_learners(user, centre) | Learner.objects.filter(
        pk__in=examined.values("learner")
    ).exclude(user=user)


def decisions_between(learners: Collection[int], since: date, until: date) -> tuple[Decided, ...]:
    """All decisions on work of ``learners`` (primary keys) in these days, in order; one query."""
    newer = Judgement.objects.filter(mapping=OuterRef("mapping"), pk__gt=OuterRef("pk"))
    overall = Appraisal.objects.filter(
        submission=OuterRef("submission"), assessor=OuterRef("assessor")
    ).exclude(feedback="")
    rows = (
        judgements_on(learners)
        .filter(decided_at__date__range=(since, until))
        .annotate(is_replaced=Exists(newer), has_overall=Exists(overall))
        .order_by("decided_at", "pk")
        .values_list(
            "assessor",
            "assessor__name",
            "decision",
            "feedback",
            "decided_at",
            "submission__submitted_at",
            "mapping__evidence__learner",
            "mapping__criterion__outcome__unit",
            "mapping__evidence",
            "mapping__evidence__method",
            "mapping__criterion__kind",
            "is_provisional",
            "countersignature",
            "is_replaced",
            "has_overall",
        )
    )
    return tuple(
        Decided._make(
            (*facts, _is_open(is_provisional, countersignature, is_replaced), has_overall)
        )
        for *facts, is_provisional, countersignature, is_replaced, has_overall in rows
    )


def _is_open(is_provisional: bool, countersignature: int | None, is_replaced: bool) -> bool:
    return is_provisional and countersignature is None and not is_replaced

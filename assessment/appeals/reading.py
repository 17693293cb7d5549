"""Appeals in plain values, as their pages and the PDF show them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from assessment.models import Appeal, Hearing, Judgement


@dataclass(frozen=True, slots=True)
class AppealedDecision:
    """A decision that is appealed against; ``is_overruled`` where it is to be made again."""

    id: int
    code: str
    text: str
    item: str
    item_code: str
    words: str
    feedback: str
    assessor: str
    decided_at: datetime
    is_overruled: bool


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One row of a list of appeals."""

    appeal: Appeal
    state: str  # "open", "late", "upheld", "partly", "dismissed" or "withdrawn"
    words: str
    due_on: date | None


def lines_of(appeals: QuerySet[Appeal]) -> tuple[AppealLine, ...]:
    """The appeals with where each stands; two queries."""
    rows = appeals.select_related("learner__user", "unit").prefetch_related(
        Prefetch("hearings", Hearing.objects.select_related("heard_by", "decided_by"))
    )
    return tuple(line_of(appeal) for appeal in rows)


def line_of(appeal: Appeal) -> AppealLine:
    """Where one appeal stands; its hearings are at hand."""
    last = list(appeal.hearings.all())[-1]
    if appeal.withdrawn_at:
        return AppealLine(appeal, "withdrawn", "Withdrawn", None)
    if last.decided_at:
        return AppealLine(appeal, last.outcome, str(last.get_outcome_display()), None)
    who = f"heard by {last.heard_by}" if last.heard_by else "nobody appointed yet"
    if last.stage == Hearing.Stage.AWARDING_BODY:
        who = "with the awarding body"
    is_late = last.due_on < timezone.localdate()
    return AppealLine(
        appeal, "late" if is_late else "open", f"Stage {last.stage}, {who}", last.due_on
    )


def decisions_of(appeal: Appeal) -> tuple[AppealedDecision, ...]:
    """The decisions appealed against, by criterion; two queries."""
    return decisions_by_appeal([appeal.pk])[appeal.pk]


def decisions_by_appeal(appeals: Collection[int]) -> dict[int, tuple[AppealedDecision, ...]]:
    """The same of many appeals (primary keys), by appeal; two queries."""
    again = Hearing.again.through.objects.filter(hearing__appeal__in=appeals)
    overruled = set(again.values_list("hearing__appeal", "judgement"))
    found: dict[int, tuple[AppealedDecision, ...]] = defaultdict(tuple)
    for row in _appealed(appeals):
        is_overruled = (row.appeal_id, row.judgement_id) in overruled
        found[row.appeal_id] += (_decision(row.judgement, is_overruled),)
    return found


def _appealed(appeals: Collection[int]) -> QuerySet:
    criterion = "judgement__mapping__criterion"
    return (
        Appeal.judgements.through.objects.filter(appeal__in=appeals)
        .select_related(
            "judgement__assessor", "judgement__mapping__evidence", f"{criterion}__outcome__unit"
        )
        .defer("judgement__mapping__evidence__narrative")
        .order_by(f"{criterion}__outcome__number", f"{criterion}__number", "judgement")
    )


def _decision(judgement: Judgement, is_overruled: bool) -> AppealedDecision:
    mapping = judgement.mapping
    return AppealedDecision(
        id=judgement.pk,
        code=mapping.target_code,
        text=mapping.criterion.text,
        item=str(mapping.evidence),
        item_code=str(mapping.evidence.code),
        words=str(judgement.get_decision_display()),
        feedback=judgement.feedback,
        assessor=str(judgement.assessor),
        decided_at=judgement.decided_at,
        is_overruled=is_overruled,
    )

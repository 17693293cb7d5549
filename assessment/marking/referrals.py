"""What a learner has to do after "not yet": per item and criterion, in the assessor's words."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from assessment.coverage import Coverage
from assessment.mapped import EvidenceItem
from assessment.models import Decision, Judgement
from assessment.status import Status
from portfolio.compiling import Given, compiled_once

# As many items as somebody can act on in a sitting; the others are a click away.
ITEMS_SHOWN = 5


class Referral(NamedTuple):
    """One criterion of an item: what is missing, and what to do about it."""

    code: str
    feedback: str
    action: str
    assessor: str
    decided_at: datetime


class ReferredItem(NamedTuple):
    evidence: EvidenceItem
    referrals: tuple[Referral, ...]


def referrals_in(coverages: Iterable[Coverage]) -> tuple[ReferredItem, ...]:
    """The first items to act on, by number, of one learner's ``coverages``; at most one query."""
    codes: dict[EvidenceItem, dict[int, str]] = {}
    for coverage in coverages:
        for unit in coverage.units:
            for criterion in unit.criteria:
                for item in criterion.items:
                    if item.status == Status.NOT_YET:
                        of_item = codes.setdefault(item.evidence, {})
                        of_item.setdefault(item.mapping, f"{unit.code} {criterion.label}")
    shown = sorted(codes, key=lambda evidence: evidence.number)[:ITEMS_SHOWN]
    said = asked_for([mapping for evidence in shown for mapping in codes[evidence]])
    return tuple(
        ReferredItem(
            evidence,
            tuple(
                Referral(code, *said[mapping])
                for mapping, code in codes[evidence].items()
                if mapping in said
            ),
        )
        for evidence in shown
    )


def asked_for(mappings: list[int]) -> dict[int, tuple[str, str, str, datetime]]:
    """By mapping, the newest "not yet" that counts on it: feedback, action, the assessor's name,
    when; at most one query."""
    if not mappings:
        return {}
    return {mapping: tuple(said) for mapping, *said in _not_yet(mappings=mappings)}


@compiled_once
def _not_yet(mappings: Given) -> QuerySet[Judgement, tuple]:
    return (
        Judgement.objects.counting()
        .filter(mapping__in=mappings, decision=Decision.NOT_YET)
        .order_by("pk")
        .values_list("mapping", "feedback", "action", "assessor__name", "decided_at")
    )

"""Why decisions are to be made again: what an IQA, or whoever heard an appeal, said."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessment.models import Hearing, Judgement, SampledDecision


def remarks_on(mappings: Sequence[int]) -> dict[int, str]:
    """By mapping (primary keys, all of them returned), such as "by IQA on 4 May 2026: Too old.";
    three queries, none where there are no mappings."""
    if not mappings:
        return {}
    newest = _newest_decisions(mappings)
    remarks = {
        newest[judgement]: _said("on appeal", decided_at, reasons)
        for judgement, decided_at, reasons in _upheld(newest)
    }
    return remarks | {
        newest[judgement]: _said("by IQA", sampled_at, comment)
        for judgement, sampled_at, comment in _disagreed(newest)
    }


def _newest_decisions(mappings: Sequence[int]) -> dict[int, int]:
    """The newest decision that counts on each, as judgement: mapping."""
    rows = Judgement.objects.counting().filter(mapping__in=mappings).order_by("pk")
    newest = dict(rows.values_list("mapping", "pk"))
    return {judgement: mapping for mapping, judgement in newest.items()}


def _disagreed(judgements: dict[int, int]) -> QuerySet:
    rows = SampledDecision.objects.filter(judgement__in=judgements, agrees=False).order_by("pk")
    return rows.values_list("judgement", "sample__sampled_at", "comment")


def _upheld(judgements: dict[int, int]) -> QuerySet:
    rows = Hearing.objects.filter(again__in=judgements).order_by("pk")
    return rows.values_list("again", "decided_at", "reasons")


def _said(who: str, when: datetime, why: str) -> str:
    day = format_date(timezone.localdate(when), "j F Y")
    return f"{who} on {day}: {why.strip()}"

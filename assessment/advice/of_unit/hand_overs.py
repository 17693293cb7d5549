"""When items were handed over last, and what their assessors doubt about that version."""

from datetime import date
from typing import NamedTuple

from django.utils import timezone

from assessment.models import Appraisal, Submission


class HandOver(NamedTuple):
    """The newest standing version of an item. ``doubts``: the words of VARCS that its newest
    appraisal, by ``assessor``, does not confirm; none where nobody has appraised it."""

    on: date
    doubts: tuple[str, ...] = ()
    assessor: str = ""


_WORDS = tuple(str(Appraisal._meta.get_field(name).verbose_name) for name in Appraisal.VARCS)


def hand_overs_of(learner: int) -> dict[int, HandOver]:
    """By item of ``learner`` (primary keys), the version that stands; one query."""
    rows = (
        Submission.objects.standing()
        .filter(evidence__learner=learner)
        .order_by("pk", "appraisals")
        .values_list(
            "evidence",
            "submitted_at",
            "appraisals__assessor__name",
            *(f"appraisals__{name}" for name in Appraisal.VARCS),
        )
    )
    # The last row of an item is its newest version with that version's newest appraisal.
    return {
        item: HandOver(timezone.localdate(moment), _doubted(varcs), name or "")
        for item, moment, name, *varcs in rows
    }


def _doubted(varcs: list[bool | None]) -> tuple[str, ...]:
    # Not appraised at all, the join leaves NULLs: that is no doubt.
    return tuple(word for word, is_so in zip(_WORDS, varcs, strict=True) if is_so is False)

"""The declarations on units, as pages and the PDF show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from assessment.models import Outcome, Sample, SignOff

if TYPE_CHECKING:
    from assessment.coverage import Coverage, UnitCoverage


@dataclass(frozen=True, slots=True)
class Declared:
    """A standing sign-off: the assessor's declaration and, once there is one, the learner's."""

    id: int
    code: UUID
    assessor: str
    assessor_id: int
    declaration: str
    comment: str
    declared_at: datetime
    learner: str | None = None
    learners_declaration: str | None = None
    confirmed_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Declared by both."""
        return self.confirmed_at is not None


_COLUMNS = (
    "pk",
    "code",
    "assessor__name",
    "assessor",
    "declaration",
    "comment",
    "declared_at",
    "confirmation__user__name",
    "confirmation__declaration",
    "confirmation__declared_at",
)


def declared_units(learner: int) -> dict[int, Declared]:
    """The units (primary keys) of ``learner`` that stand signed off by an assessor; one query."""
    rows = SignOff.objects.standing().filter(learner=learner).order_by("pk")
    return {unit: Declared(*values) for unit, *values in rows.values_list("unit", *_COLUMNS)}


@dataclass(frozen=True, slots=True)
class Reopened:
    """An earlier sign-off, and how it came that the unit was open again."""

    assessor: str
    declared_at: datetime
    words: str
    by: str
    at: datetime
    reason: str


def reopened(learner: int, unit: int) -> tuple[Reopened, ...]:
    """The sign-offs of a unit that do not stand any more, newest first; two queries."""
    those = SignOff.objects.filter(learner=learner, unit=unit).order_by("-pk")
    rows = those.select_related("assessor", "confirmation__user", "unlocking__user")
    returned = {
        sample.sign_off_id: sample
        for sample in Sample.objects.filter(sign_off__in=those, outcome=Outcome.RETURNED)
        .select_related("iqa")
        .order_by("-pk")
    }
    ends = ((sign_off, _end_of(sign_off, returned.get(sign_off.pk))) for sign_off in rows)
    return tuple(
        Reopened(str(sign_off.assessor), sign_off.declared_at, *end)
        for sign_off, end in ends
        if end
    )


def _end_of(sign_off: SignOff, sample: Sample | None) -> tuple[str, str, datetime, str] | None:
    """In which words, by whom, when and why; None while it stands."""
    unlocking = getattr(sign_off, "unlocking", None)
    if unlocking:
        return "Unlocked", str(unlocking.user), unlocking.unlocked_at, unlocking.reason
    if sample:
        return "Returned", f"{sample.iqa} (IQA)", sample.sampled_at, sample.action
    answer = getattr(sign_off, "confirmation", None)
    if answer and not answer.agrees:
        return "Not confirmed", str(answer.user), answer.declared_at, answer.reason
    return None


def units_to_confirm(
    coverages: Iterable["Coverage"],
) -> tuple[tuple["Coverage", "UnitCoverage"], ...]:
    """The units that wait for the learner's declaration; those of two qualifications once."""
    waiting: dict[int, tuple[Coverage, UnitCoverage]] = {}
    for coverage in coverages:
        for unit in coverage.units:
            if unit.declared and not unit.declared.is_complete:
                waiting.setdefault(unit.unit, (coverage, unit))
    return tuple(waiting.values())

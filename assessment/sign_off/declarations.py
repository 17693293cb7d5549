"""The declarations on units, as pages and the PDF show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from assessment.models import Outcome, Sample, SignOff
from portfolio.compiling import Given, compiled_once

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
    return {unit: Declared(*values) for unit, *values in _declared(learner=learner)}


@compiled_once
def _declared(learner: Given) -> QuerySet[SignOff, tuple]:
    rows = SignOff.objects.standing().filter(learner=learner).order_by("pk")
    return rows.values_list("unit", *_COLUMNS)


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
    """The sign-offs of a unit that do not stand any more, newest first; two queries at
    most."""
    those = _sign_offs(learner=learner, unit=unit)
    samples = _returned(sign_offs=[sign_off.pk for sign_off in those])
    returned = {sample.sign_off_id: sample for sample in samples}
    ends = ((sign_off, _end_of(sign_off, returned.get(sign_off.pk))) for sign_off in those)
    return tuple(
        Reopened(str(sign_off.assessor), sign_off.declared_at, *end)
        for sign_off, end in ends
        if end
    )


@compiled_once
def _sign_offs(learner: Given, unit: Given) -> QuerySet[SignOff]:
    those = SignOff.objects.filter(learner=learner, unit=unit).order_by("-pk")
    return those.select_related("assessor", "confirmation__user", "unlocking__user")


@compiled_once
def _returned(sign_offs: Given) -> QuerySet[Sample]:
    samples = Sample.objects.filter(sign_off__in=sign_offs, outcome=Outcome.RETURNED)
    return samples.select_related("iqa").order_by("-pk")


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

"""What a claim can rest on: read for many enrolments at once, a query for each kind of row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessment.coverage import Counts
from assessment.groups import UnitUse
from assessment.models import (
    Appeal,
    DirectClaimStatus,
    Enrolment,
    Hearing,
    Mapping,
    Outcome,
    Sample,
    SignOff,
    Stage,
    VisitOutcome,
    VisitReport,
)
from assessment.status import Status, with_status
from assessment.summaries import summaries_of

NOTHING = Counts()


class Report(NamedTuple):
    """An EQA's report on a visit that covers the learner."""

    id: int
    outcome: str
    recorded_at: datetime
    visit_ended_on: date

    @property
    def blocks(self) -> bool:
        return self.outcome == VisitOutcome.BLOCKED


@dataclass(frozen=True)
class UnitGrounds:
    """Of one unit in one enrolment. ``sign_off`` is complete and stands; ``sample`` is the newest
    summative one of it, ``returned`` the newest of the unit where that is a return."""

    counts: Counts = NOTHING
    undecided: tuple[str, ...] = ()
    sign_off: SignOff | None = None
    waits_for_learner: bool = False
    sample: Sample | None = None
    returned: Sample | None = None
    has_appeal: bool = False
    direct: DirectClaimStatus | None = None
    report: Report | None = None

    @property
    def declared_at(self) -> datetime | None:
        """When the second of both declared."""
        return self.sign_off.confirmation.declared_at if self.sign_off else None

    @property
    def is_passed_by_iqa(self) -> bool:
        passed = (Outcome.ACCEPTED, Outcome.RELEASED)
        return self.sample is not None and self.sample.outcome in passed

    @property
    def is_supported(self) -> bool:
        """Whether the newest report supports certification, on a visit that could see the unit
        signed off."""
        if self.report is None or self.report.blocks or self.declared_at is None:
            return False
        return (
            self.report.recorded_at > self.declared_at
            and self.report.visit_ended_on >= timezone.localdate(self.declared_at)
        )

    @property
    def keys(self) -> dict[str, Any]:
        """What a claim rests on, by primary key."""
        return {
            "sign_off": self.sign_off and self.sign_off.pk,
            "sample": self.sample and self.sample.pk,
            "direct_claim_status": self.direct and self.direct.pk,
            "visit_report": self.report.id if self.report and self.is_supported else None,
        }


Unit = tuple[int, int]  # the primary keys of a learner and a unit


@dataclass
class Grounds:
    """All that was read. What is kept by learner and unit serves all enrolments of the learner."""

    counts: dict[tuple[int, str], Counts] = field(default_factory=dict)  # enrolment, unit's code
    undecided: dict[Unit, list[str]] = field(default_factory=lambda: defaultdict(list))
    sign_offs: dict[Unit, SignOff] = field(default_factory=dict)
    samples: dict[Unit, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    appeals: set[Unit] = field(default_factory=set)
    direct: dict[tuple[int, int], DirectClaimStatus] = field(default_factory=dict)
    reports: dict[int, Report] = field(default_factory=dict)

    def of(self, enrolment: Enrolment, use: UnitUse) -> UnitGrounds:
        """Of the unit that the enrolment's qualification uses there."""
        key = enrolment.learner_id, use.unit
        standing = self.sign_offs.get(key)
        complete = standing if standing and hasattr(standing, "confirmation") else None
        samples = self.samples[key]
        newest = samples[-1] if samples else None
        return UnitGrounds(
            counts=self.counts.get((enrolment.pk, use.code), NOTHING),
            undecided=tuple(self.undecided[key]),
            sign_off=complete,
            waits_for_learner=standing is not None and complete is None,
            sample=_newest_of(complete, samples),
            returned=newest if newest and newest.outcome == Outcome.RETURNED else None,
            has_appeal=key in self.appeals,
            direct=self.direct.get((enrolment.learner.centre_id, enrolment.qualification_id)),
            report=self.reports.get(enrolment.learner_id),
        )


def _newest_of(sign_off: SignOff | None, samples: list[Sample]) -> Sample | None:
    if sign_off is None:
        return None
    of_it = [each for each in samples if each.sign_off_id == sign_off.pk]
    return next((each for each in reversed(of_it) if each.stage == Stage.SUMMATIVE), None)


def grounds_of(enrolments: Sequence[Enrolment]) -> Grounds:
    """Everything that decides whether units of ``enrolments`` can be claimed."""
    learners = {enrolment.learner_id for enrolment in enrolments}
    grounds = Grounds(
        appeals=_appeals(learners), direct=_direct(enrolments), reports=_reports(learners)
    )
    for summary in summaries_of(enrolments):
        for each in summary.units:
            grounds.counts[summary.enrolment.pk, each.code] = each.counts
    for learner, unit, label in _undecided(learners):
        grounds.undecided[learner, unit].append(label)
    standing = SignOff.objects.standing().filter(learner__in=learners).order_by("pk")
    for sign_off in standing.select_related("confirmation", "assessor"):
        grounds.sign_offs[sign_off.learner_id, sign_off.unit_id] = sign_off
    for sample in Sample.objects.filter(learner__in=learners).order_by("pk"):
        grounds.samples[sample.learner_id, sample.unit_id].append(sample)
    return grounds


def _undecided(learners: set[int]) -> list[tuple[int, int, str]]:
    """Each decision that is to be made again ("1.2 in E4"), though another item may meet the
    criterion: by learner and unit."""
    mappings = Mapping.objects.live().of_criteria().filter(evidence__learner__in=learners)
    rows = (
        with_status(mappings)
        .filter(status=Status.RETURNED)
        .order_by("criterion__outcome__number", "criterion__number", "evidence__number")
        .values_list(
            "evidence__learner",
            "criterion__outcome__unit",
            "criterion__outcome__number",
            "criterion__number",
            "evidence__number",
        )
    )
    return [
        (learner, unit, f"{outcome}.{number} in E{item}")
        for learner, unit, outcome, number, item in rows
    ]


def _appeals(learners: set[int]) -> set[Unit]:
    """The units with an appeal that still has to be answered."""
    hearings = Hearing.objects.filter(appeal=OuterRef("pk"))
    still_open = ~Exists(hearings) | Q(Exists(hearings.filter(decided_at=None)))
    rows = Appeal.objects.filter(still_open, learner__in=learners, withdrawn_at=None)
    return set(rows.values_list("learner", "unit"))


def _direct(enrolments: Sequence[Enrolment]) -> dict[tuple[int, int], DirectClaimStatus]:
    """The direct claim statuses in force today, by centre and qualification."""
    rows = DirectClaimStatus.objects.in_force().filter(
        centre__in={enrolment.learner.centre_id for enrolment in enrolments},
        qualification__in={enrolment.qualification_id for enrolment in enrolments},
    )
    return {(row.centre_id, row.qualification_id): row for row in rows.order_by("pk")}


def _reports(learners: set[int]) -> dict[int, Report]:
    """The newest report on any visit of each learner: what it says holds until another is made."""
    whose = "visit__allocations__learner"
    rows = (
        VisitReport.objects.filter(visit__allocations__learner__in=learners)
        .order_by("pk")
        .values_list(whose, "pk", "outcome", "recorded_at", "visit__ends_on")
    )
    return {
        learner: Report(pk, outcome, recorded_at, visit_ended_on)
        for learner, pk, outcome, recorded_at, visit_ended_on in rows
    }

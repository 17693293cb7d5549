"""What an EQA leaves behind: marks of what they looked at, and the report on the visit."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.models import Unit, Visit, VisitedMark, VisitOutcome, VisitReport
from assessment.visits.visiting import hold_visit, learners_of
from portfolio.auditing import Deed, enter_all
from portfolio.models import Act, Evidence, Learner, Role, User
from portfolio.notifying import notify, people_in
from portfolio.rules import administers


@dataclass(frozen=True, slots=True)
class Target:
    """What is marked: a learner, or one unit or one item of theirs."""

    learner: Learner
    unit: Unit | None = None
    evidence: Evidence | None = None


def can_mark(user: User, visit: Visit) -> bool:
    """The EQA themself, on the days of the visit."""
    return visit.membership.user_id == user.pk and visit.is_running


def can_report(user: User, visit: Visit) -> bool:
    """The centre's administrators once it has begun; the EQA themself while it runs."""
    if visit.cancelled_at is not None or visit.starts_on > timezone.localdate():
        return False
    return can_mark(user, visit) or administers(user, visit.centre)


@transaction.atomic
def mark_visited(*, visit: Visit, by: User, target: Target, note: str = "") -> VisitedMark:
    """Mark ``target`` as looked at, or add a note to it. The same sent twice is one mark.

    A mark is never taken back: where it was made by mistake, a note says so.
    """
    visit = hold_visit(visit)
    if not can_mark(by, visit):
        raise PermissionDenied
    if not visit.allocations.filter(learner=target.learner).exists():
        raise PermissionDenied
    words = {
        "visit": visit,
        "learner": target.learner,
        "unit": target.unit,
        "evidence": target.evidence,
        "note": note.strip(),
    }
    made = VisitedMark.objects.filter(**words).first()
    if made:
        return made
    mark = VisitedMark(**words)
    mark.full_clean()
    mark.save()
    return mark


@transaction.atomic
def record_report(*, visit: Visit, by: User, outcome: str, words: str = "") -> VisitReport:
    """Record what came of the visit. A later report takes the place of this one.

    The same sent twice is one report.
    """
    visit = hold_visit(visit)
    if not can_report(by, visit):
        raise PermissionDenied
    words = words.strip()
    newest = visit.reports.last()
    if newest and (newest.outcome, newest.words, newest.recorded_by_id) == (outcome, words, by.pk):
        return newest
    report = VisitReport(visit=visit, outcome=outcome, words=words, recorded_by=by)
    report.full_clean()
    report.save()
    _tell(visit, by, report)
    said = f"Recorded the report of the EQA {visit.membership.user}: {report.get_outcome_display()}"
    detail = {"visit": visit.pk, "report": report.pk, "outcome": str(report.outcome)}
    deeds = [Deed(Act.QUALITY, f"{said}.", by, detail=detail)]
    deeds += [
        Deed(Act.QUALITY, f"{said}.", by, learner, detail=detail) for learner in learners_of(visit)
    ]
    enter_all(deeds, centre=visit.centre_id)
    return report


def _tell(visit: Visit, by: User, report: VisitReport) -> None:
    """The centre's administrators and IQAs, but for whoever recorded it."""
    people = people_in(visit.centre, (Role.ADMIN, Role.IQA)).exclude(pk=by.pk)
    if report.outcome == VisitOutcome.BLOCKED:
        words = f"The EQA {visit.membership.user} blocked certification: see the report."
    else:
        outcome = report.get_outcome_display().lower()
        words = f"The report of the EQA {visit.membership.user} is recorded: {outcome}."
    notify(people, words, address=reverse("visit", args=[visit.code]))

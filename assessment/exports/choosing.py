"""Whose documents a batch is to hold: the enrolments of a centre, narrowed by what is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth
from django.http import QueryDict

from assessment.models import Enrolment
from portfolio.models import Centre

CURRENT, ENDED, ALL = "current", "ended", "all"
SHOWN = {CURRENT: "Learning now", ENDED: "Finished or left", ALL: "All"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A qualification by its code, a cohort by the first day of its month; empty: any."""

    qualification: str = ""
    cohort: date | None = None
    show: str = CURRENT

    @classmethod
    def of(cls, sent: QueryDict) -> "Narrowing":
        """What an address asks for; what is no month or state is as if it were not there."""
        try:
            cohort = date.fromisoformat(f"{sent.get('cohort', '')[:7]}-01")
        except ValueError:
            cohort = None
        show = sent.get("show", CURRENT)
        qualification = sent.get("qualification", "").replace("\x00", "")[:100]
        return cls(qualification, cohort, show if show in SHOWN else CURRENT)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who began a qualification in the same month."""

    qualification: str
    month: date


def enrolments_in(centre: Centre, narrowing: Narrowing) -> QuerySet[Enrolment]:
    """The enrolments that are asked for, by the learners' names."""
    enrolments = Enrolment.objects.filter(learner__centre=centre)
    if narrowing.show != ALL:
        enrolments = enrolments.filter(ended_on__isnull=narrowing.show == CURRENT)
    if narrowing.qualification:
        enrolments = enrolments.filter(qualification__code=narrowing.qualification)
    if narrowing.cohort:
        month = narrowing.cohort
        enrolments = enrolments.filter(started_on__year=month.year, started_on__month=month.month)
    return enrolments.select_related("learner__user", "qualification").order_by(
        "learner__user__name", "pk"
    )


def cohorts_in(centre: Centre) -> list[Cohort]:
    """All there are, the newest first; one query."""
    months = (
        Enrolment.objects.filter(learner__centre=centre)
        .order_by()
        .values_list("qualification__code", TruncMonth("started_on"))
        .distinct()
    )
    return sorted(
        (Cohort(*row) for row in months), key=lambda each: (each.month, each.qualification)
    )[::-1]


def qualifications_of(cohorts: Iterable[Cohort]) -> list[str]:
    return sorted({cohort.qualification for cohort in cohorts})


def months_of(cohorts: Iterable[Cohort]) -> list[date]:
    """The newest first."""
    return sorted({cohort.month for cohort in cohorts}, reverse=True)

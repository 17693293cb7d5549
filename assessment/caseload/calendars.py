"""A person's days as a calendar file: reviews, what is due in plans, visits of EQAs.

Of learners it holds their initials and nothing else: calendars lie with other companies, on shared
screens, in forwarded invitations. The page behind each entry wants a login.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from uuid import UUID, uuid4

import icalendar
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.caseload.caseload import assessed_by
from assessment.models import CalendarAddress, Enrolment, Visit
from assessment.plans.rows import OpenPlan, Stage, open_plans, standings_among
from assessment.summaries import summaries_of
from portfolio.models import Learner, User

PAST = timedelta(days=90)
HOURS_BETWEEN_READINGS = 12


@dataclass(frozen=True, slots=True)
class Day:
    """One entry, of whole days. ``uid`` stays the same whatever is changed about it; ``path`` is
    the page of this site."""

    uid: str
    summary: str
    first: date
    last: date
    path: str


def days_of(user: User) -> list[Day]:
    """What is in ``user``'s calendar, from three months back on; at most ten queries."""
    today = timezone.localdate()
    own = Q(user=user) | Q(pk__in=assessed_by(user).values("pk"))
    enrolments = list(
        Enrolment.objects.current()
        .filter(learner__in=Learner.objects.visible_to(user).filter(own))
        .select_related("learner__user", "qualification")
        .order_by("pk")
    )
    people = {enrolment.pk: enrolment.learner for enrolment in enrolments}
    standings = standings_among(summaries_of(enrolments))
    days = [
        day
        for plan in open_plans(people, standings, today)
        for day in _of_plan(plan, initials(people[plan.enrolment]))
    ]
    days += [_of_visit(visit) for visit in _visits(user)]
    return sorted(
        (day for day in days if day.last >= today - PAST), key=lambda day: (day.first, day.uid)
    )


def _of_plan(plan: OpenPlan, who: str) -> Iterator[Day]:
    path = reverse("plan", args=[plan.code])
    if plan.review_on:
        yield Day(f"review-{plan.code}", f"Review: {who}", plan.review_on, plan.review_on, path)
    for row in plan.rows:
        if row.stage.is_open:
            late = ", overdue" if row.stage == Stage.OVERDUE else ""
            summary = f"Evidence due: {who}, {row.codes}{late}"
            yield Day(f"evidence-{row.code}", summary, row.due_on, row.due_on, path)


def _visits(user: User):
    return (
        Visit.objects.visible_to(user)
        .filter(cancelled_at=None)
        .select_related("centre")
        .order_by("pk")
    )


def _of_visit(visit: Visit) -> Day:
    first, last = visit.visits_on or visit.starts_on, visit.visits_on or visit.ends_on
    path = reverse("visit", args=[visit.code])
    return Day(f"visit-{visit.code}", f"EQA visit, {visit.centre}", first, last, path)


def initials(learner: Learner) -> str:
    """ "AK" for Anna Kowalczyk. A name of one word gives one letter."""
    words = str(learner).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def calendar_file(user: User, absolute: Callable[[str], str]) -> bytes:
    """``user``'s days as an iCalendar file (RFC 5545). ``absolute`` makes an address of a path."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Portfolio of evidence//Assessment calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Assessment")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=HOURS_BETWEEN_READINGS))
    now = timezone.now().astimezone(UTC)
    for day in days_of(user):
        calendar.add_component(_event(day, now, absolute))
    return calendar.to_ical()


def _event(day: Day, now, absolute: Callable[[str], str]) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", day.uid)
    event.add("dtstamp", now)
    event.add("summary", day.summary)
    event.add("dtstart", day.first)
    # The end is the first day that does not belong to it any more.
    event.add("dtend", day.last + timedelta(days=1))
    # Nobody is busy because of it: it does not block the day.
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(day.path))
    return event


# -- The private address ------------------------------------------------------------------------


def token_of(address: CalendarAddress) -> str:
    """What the address ends in: a random key of 122 bits and the site's signature of it."""
    return _signer().sign(address.key.hex)


def owner_of(token: str) -> User | None:
    """Whose calendar ``token`` opens; None for any that was renewed, ended or never made."""
    try:
        key = UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    found = CalendarAddress.objects.select_related("user").filter(key=key, user__is_active=True)
    address = found.first()
    return address.user if address else None


def _signer() -> Signer:
    return Signer(salt="assessment.calendars", sep="~")


def renew_address(user: User) -> CalendarAddress:
    """Make ``user``'s private address, or another one: the former opens nothing from then on."""
    address, _ = CalendarAddress.objects.update_or_create(
        user=user, defaults={"key": uuid4(), "made_at": timezone.now()}
    )
    return address


def end_address(user: User) -> bool:
    """No address opens ``user``'s calendar any more. False if none did."""
    ended, _ = CalendarAddress.objects.filter(user=user).delete()
    return bool(ended)

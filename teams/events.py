"""What happened around a standard's readings: coaching, initiatives and reviews about it."""

from datetime import date, timedelta

from teams.models import CoachingPlan, CoachingSession, Initiative, Member, Review, ServiceStandard

# What was begun shortly before the first reading, or after the last, still explains them.
MARGIN = timedelta(days=21)
MOST_EVENTS = 12
MOST_REVIEWS = 4

Event = tuple[str, str, str]


def events_of(
    standard: ServiceStandard, since: date, until: date, member: Member | None = None
) -> tuple[Event, ...]:
    """Events of a chart from ``since`` to ``until``, by day; four queries.

    Where there are too many to be told apart, single sessions and reviews are left out. With
    ``member``: coaching and reviews of that colleague only.
    """
    first, last = since - MARGIN, until + MARGIN
    found = [*_initiatives(standard, first, last), *_plans(standard, first, last, member)]
    for more in (_sessions, _reviews):
        some = more(standard, first, last, member)
        if len(found) + len(some) <= MOST_EVENTS:
            found += some
    return tuple(sorted(found, key=lambda event: event[0])[-MOST_EVENTS:])


def _initiatives(standard: ServiceStandard, first: date, last: date) -> list[Event]:
    rows = Initiative.objects.kept().filter(standard=standard, happened_on__lte=last)
    events = []
    for row in rows:
        if row.happened_on >= first:
            events.append((row.happened_on.isoformat(), row.title, "start"))
        if row.ends_on and first <= row.ends_on <= last:
            events.append((row.ends_on.isoformat(), row.title, "end"))
    return events


def _plans(
    standard: ServiceStandard, first: date, last: date, member: Member | None
) -> list[Event]:
    rows = CoachingPlan.objects.kept().filter(standard=standard, happened_on__range=(first, last))
    if member:
        rows = rows.filter(member=member)
    return [(row.happened_on.isoformat(), row.title, "coaching") for row in rows]


def _sessions(
    standard: ServiceStandard, first: date, last: date, member: Member | None
) -> list[Event]:
    rows = CoachingSession.objects.kept().filter(
        plan__standard=standard, happened_on__range=(first, last)
    )
    if member:
        rows = rows.filter(plan__member=member)
    return [(row.happened_on.isoformat(), row.title, "coaching") for row in rows]


def _reviews(
    standard: ServiceStandard, first: date, last: date, member: Member | None
) -> list[Event]:
    rows = Review.objects.kept().filter(
        metrics__standard=standard, happened_on__range=(first, last)
    )
    if member:
        rows = rows.filter(member=member)
    found = list(rows[: MOST_REVIEWS + 1])
    if len(found) > MOST_REVIEWS:  # everybody's, which say nothing of the line
        return []
    return [(row.happened_on.isoformat(), row.title, "review") for row in found]

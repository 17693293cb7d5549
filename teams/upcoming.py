"""What is due in a team: tasks, sessions, objectives, and plans that end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from django.db.models import Exists, OuterRef, Q

from teams.models import (
    CoachingObjective,
    CoachingPlan,
    CoachingSession,
    DevelopmentActivity,
    DevelopmentPlan,
    Initiative,
    Outcome,
    Record,
    ReviewObjective,
    Task,
    TaskStatus,
    Team,
    WorkPlan,
)
from teams.naming import Pseudonyms

SOON = timedelta(days=21)
# What was forgotten for longer is history.
LATE = timedelta(days=60)
OPEN_TASKS = (TaskStatus.TO_DO, TaskStatus.DOING)


@dataclass(frozen=True)
class Due:
    """Something to do or to look at by a day, and the record that says so."""

    day: date
    words: str
    what: str
    who: str
    record: Record
    is_late: bool


def due_in(team: Team, today: date) -> tuple[Due, ...]:
    """What is due in the next three weeks, or was and is still open; ten queries."""
    pseudonyms = Pseudonyms(team)
    found = (
        *_tasks(team, today),
        *_sessions(team, today),
        *_objectives(team, today),
        *_development(team, today),
        *_endings(team, today),
    )
    shown = (replace(due, words=pseudonyms.hide(due.words)) for due in found)
    return tuple(sorted(shown, key=lambda due: (due.day, due.words)))


def _near(column: str, today: date) -> Q:
    return Q(**{f"{column}__range": (today - LATE, today + SOON)})


def _tasks(team: Team, today: date) -> Iterator[Due]:
    tasks = Task.objects.filter(
        _near("ends_on", today),
        plan__team=team,
        plan__archived_at=None,
        status__in=OPEN_TASKS,
    ).select_related("plan", "assignee")
    for task in tasks:
        who = task.assignee.shown_name if task.assignee else ""
        yield _due(today, task.ends_on, task.title, "Task", who, task.plan)


def _sessions(team: Team, today: date) -> Iterator[Due]:
    """The next session of each plan, unless a session was written on that day or later."""
    later = CoachingSession.objects.filter(
        plan=OuterRef("plan"), happened_on__gte=OuterRef("next_on"), archived_at=None
    )
    sessions = CoachingSession.objects.filter(
        ~Exists(later), _near("next_on", today), team=team, archived_at=None
    ).select_related("plan__member")
    for session in sessions:
        who = session.plan.member.shown_name
        yield _due(today, session.next_on, session.plan.title, "Coaching session", who, session)


def _objectives(team: Team, today: date) -> Iterator[Due]:
    reviewed = ReviewObjective.objects.filter(
        _near("due_on", today),
        review__team=team,
        review__archived_at=None,
        outcome=Outcome.OPEN,
    ).select_related("review__member")
    coached = CoachingObjective.objects.filter(
        _near("due_on", today), plan__team=team, plan__archived_at=None, is_reached=False
    ).select_related("plan__member")
    for agreed in reviewed:
        who = agreed.review.member.shown_name
        yield _due(today, agreed.due_on, agreed.specific, "Objective", who, agreed.review)
    for aim in coached:
        who = aim.plan.member.shown_name
        yield _due(today, aim.due_on, aim.text, "Coaching objective", who, aim.plan)


def _development(team: Team, today: date) -> Iterator[Due]:
    activities = DevelopmentActivity.objects.filter(
        _near("due_on", today), plan__team=team, plan__archived_at=None, done_on=None
    ).select_related("plan")
    for activity in activities:
        yield _due(today, activity.due_on, activity.text, "Your development", "", activity.plan)
    reviewed = DevelopmentPlan.objects.filter(
        team=team, archived_at=None, review_on__range=(today, today + SOON)
    )
    for plan in reviewed:
        yield _due(today, plan.review_on, plan.title, "To be reviewed", "", plan)


def _endings(team: Team, today: date) -> Iterator[Due]:
    """Plans that end. One that has ended is over: nothing about it is late."""
    for model in (WorkPlan, CoachingPlan, Initiative):
        ending: Iterable[WorkPlan | CoachingPlan | Initiative] = model.objects.filter(
            team=team, archived_at=None, ends_on__range=(today, today + SOON)
        )
        for plan in ending:
            yield _due(today, plan.ends_on, plan.title, f"{plan.get_kind_display()} ends", "", plan)


def _due(today: date, day: date | None, words: str, what: str, who: str, record: Record) -> Due:
    # A range leaves out what has no day.
    known = cast(date, day)
    return Due(known, words, what, who, record, known < today)

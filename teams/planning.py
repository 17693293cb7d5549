"""Planning: the tasks of a work plan, and the order in which they can be done."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from portfolio.models import User
from teams import rules
from teams.keeping import list_under_members, touch_record
from teams.models import Task, TaskStatus, WorkPlan
from teams.naming import Pseudonyms


@transaction.atomic
def add_task(*, task: Task, after: Collection[Task] = (), user: User) -> Task:
    """Put a new task into its plan, to be done after the tasks ``after``."""
    _hold(task.plan, user)
    return _save(task, after)


@transaction.atomic
def change_task(
    *, task: Task, after: Collection[Task], user: User, revision: int | None = None
) -> Task:
    """Save a changed task. ``revision``: the plan's, at which it was read; else whatever it is."""
    _hold(task.plan, user, revision)
    return _save(task, after)


@transaction.atomic
def move_task(*, task: Task, starts_on: date, ends_on: date, user: User) -> Task:
    """Give a task other days."""
    _hold(task.plan, user)
    task.starts_on, task.ends_on = starts_on, ends_on
    task.full_clean()
    check_order(task, task.after.all())
    task.save(update_fields=["starts_on", "ends_on"])
    return task


@transaction.atomic
def change_status(*, task: Task, status: TaskStatus, user: User) -> Task:
    """Say how far a task is. One that is taken up again must fit in with the others."""
    _hold(task.plan, user)
    task.status = status
    check_order(task, task.after.all())
    task.save(update_fields=["status"])
    return task


@transaction.atomic
def delete_task(*, task: Task, user: User) -> None:
    """Remove a dropped task for good; snapshots in evidence keep theirs."""
    _hold(task.plan, user)
    if task.status != TaskStatus.DROPPED:
        raise ValidationError("Drop the task before you delete it.")
    task.delete()


def _hold(plan: WorkPlan, user: User, revision: int | None = None) -> None:
    """Count the change first: until it is saved no other window can change this plan's tasks.

    Two windows could otherwise make a circle, each with one half of it.
    """
    if not rules.can_change_record(user, plan):
        raise PermissionDenied
    touch_record(plan, revision)


def _save(task: Task, after: Collection[Task]) -> Task:
    task.full_clean()
    # As they are now that no other window can change them, and of this plan only.
    firsts = task.plan.tasks.filter(pk__in=[first.pk for first in after])
    check_order(task, firsts)
    task.save()
    task.after.set(firsts)
    # Whoever was involved in planning stays listed, with or without a task.
    list_under_members(task.plan, task.plan.members.all())
    return task


# -- The order of tasks -----------------------------------------------------------------------


def check_order(task: Task, after: Collection[Task]) -> None:
    """Raise ``ValidationError``, by field, where ``task`` cannot be done when it is planned."""
    plan, faults = task.plan, {}
    hide = Pseudonyms(plan.team).hide
    if circle := circle_of(task, after):
        faults["after"] = hide(_round(circle))
    elif task.status != TaskStatus.DROPPED:
        for first in after:
            if first.status != TaskStatus.DROPPED and task.starts_on < first.ends_on:
                faults["starts_on"] = hide(
                    f"“{task}” waits for “{first}”, which ends on {_said(first.ends_on)}."
                )
        for later in _waiting_for(task):
            if task.ends_on > later.starts_on:
                faults["ends_on"] = hide(
                    f"“{later}” waits for “{task}” and starts on {_said(later.starts_on)}: "
                    "move that first."
                )
    if faults:
        raise ValidationError(faults)


def circle_of(task: Task, after: Collection[Task]) -> list[str]:
    """The titles around a circle that ``after`` would close, from ``task`` to itself; or none."""
    if not task.pk:
        return []  # nothing waits for a task that is not there yet
    waits = _order_of(task.plan) | {task.pk: [first.pk for first in after]}
    path = _way(waits, task.pk)
    titles = dict(task.plan.tasks.values_list("pk", "title")) if path else {}
    return [titles[pk] for pk in path]


def _waiting_for(task: Task) -> Collection[Task]:
    return task.before.not_dropped() if task.pk else ()


def _order_of(plan: WorkPlan) -> dict[int, list[int]]:
    """For each task that waits, the keys of those it waits for."""
    waits: dict[int, list[int]] = {}
    links = Task.after.through.objects.filter(from_task__plan=plan)
    for later, first in links.values_list("from_task", "to_task"):
        waits.setdefault(later, []).append(first)
    return waits


def _way(waits: dict[int, list[int]], start: int) -> list[int]:
    """The shortest way from ``start`` back to it; empty where there is none."""
    ways, seen = [[start]], set()
    for way in ways:  # which grows while it is read
        for first in waits.get(way[-1], ()):
            if first == start:
                return [*way, start]
            if first not in seen:
                seen.add(first)
                ways.append([*way, first])
    return []


def _round(titles: list[str]) -> str:
    """“A” waits for “B”, which waits for “A”."""
    start, first, *others = (f"“{title}”" for title in titles)
    return f"{start} waits for {first}{''.join(f', which waits for {each}' for each in others)}."


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

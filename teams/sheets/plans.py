"""The sheets of work plans."""

from teams.models import Task, TaskStatus, WorkPlan
from teams.sheets import gantt
from teams.sheets.blocks import Block, Table
from teams.sheets.writing import facts, words, written
from teams.workload import warnings_of, workload_of


def work_plan_sheet(record: WorkPlan) -> tuple[Block, ...]:
    tasks = tasks_of(record)
    return (
        *facts(("Until", record.ends_on), ("Tasks done", _done(tasks))),
        *words(record, "purpose"),
        *_objectives(record),
        *_work(record, tasks),
        *_risks(record),
        *words(record, "involvement", "resources", "progress"),
    )


def tasks_of(plan: WorkPlan) -> list[Task]:
    """The tasks with the rows they name, as the sheet and its chart number them."""
    return list(plan.tasks.select_related("objective", "assignee").prefetch_related("after"))


def _done(tasks: list[Task]) -> str:
    wanted = [task for task in tasks if task.status != TaskStatus.DROPPED]
    done = sum(task.status == TaskStatus.DONE for task in wanted)
    return f"{done} of {len(wanted)}" if wanted else ""


def _objectives(plan: WorkPlan) -> tuple[Block, ...]:
    rows = tuple(
        (each.text, written(each.standard), each.indicator)
        for each in plan.objectives.select_related("standard")
    )
    columns = ("Objective", "Service standard", "Indicator")
    return (Table("Objectives", columns, rows),) if rows else ()


def _risks(plan: WorkPlan) -> tuple[Block, ...]:
    rows = tuple(
        (risk.text, risk.get_likelihood_display(), risk.contingency) for risk in plan.risks.all()
    )
    return (Table("Risks", ("Risk", "Likelihood", "What is done then"), rows),) if rows else ()


# -- Tasks ------------------------------------------------------------------------------------


def _work(plan: WorkPlan, tasks: list[Task]) -> tuple[Block, ...]:
    if not tasks:
        return ()
    numbers = {task.pk: number for number, task in enumerate(tasks, 1)}
    return (
        gantt.Tasks(tuple(tuple(_row(task, numbers)) for task in tasks)),
        gantt.Gantt(
            plan.happened_on.isoformat(),
            plan.ends_on.isoformat(),
            tuple(tuple(_bar(task, numbers)) for task in tasks),
        ),
        *_load(plan, tasks),
    )


def _row(task: Task, numbers: dict[int, int]) -> gantt.TaskRow:
    return gantt.TaskRow(
        key=task.pk,
        number=numbers[task.pk],
        title=task.title,
        objective=written(task.objective),
        who=written(task.assignee),
        reason=task.get_reason_display() if task.reason else "",
        reason_words=task.reason_words,
        quality=task.quality_criteria,
        starts_on=task.starts_on.isoformat(),
        ends_on=task.ends_on.isoformat(),
        hours=written(task.hours),
        status=task.status,
        status_words=task.get_status_display(),
        after=", ".join(map(str, sorted(numbers[pk] for pk in _awaited(task)))),
    )


def _bar(task: Task, numbers: dict[int, int]) -> gantt.Bar:
    return gantt.Bar(
        key=task.pk,
        number=numbers[task.pk],
        title=task.title,
        who=written(task.assignee),
        status=task.status,
        status_words=task.get_status_display(),
        starts_on=task.starts_on.isoformat(),
        ends_on=task.ends_on.isoformat(),
        after=_awaited(task),
    )


def _awaited(task: Task) -> tuple[int, ...]:
    """The keys of the tasks it waits for; nobody waits for one that was dropped."""
    return tuple(first.pk for first in task.after.all() if first.status != TaskStatus.DROPPED)


# -- Workload ---------------------------------------------------------------------------------


def _load(plan: WorkPlan, tasks: list[Task]) -> tuple[Block, ...]:
    first = min(plan.happened_on, *(task.starts_on for task in tasks))
    last = max(plan.ends_on, *(task.ends_on for task in tasks))
    load = workload_of(plan.team, first, last)
    busy = tuple(
        (person.member.shown_name, _number(person.member.contracted_hours), _numbers(person.hours))
        for person in load.people
        if any(person.hours)
    )
    if not busy:
        return ()
    free = [person.member.shown_name for person in load.people if not any(person.hours)]
    weeks = tuple(week.isoformat() for week in load.weeks)
    return (gantt.Workload(weeks, busy, warnings_of(load), _notes(tasks, free)),)


def _notes(tasks: list[Task], free: list[str]) -> tuple[str, ...]:
    """What the figures do not tell."""
    open_ended = [
        task
        for task in tasks
        if task.status != TaskStatus.DROPPED and not (task.hours and task.assignee)
    ]
    notes = ["Hours of all current plans of the team, spread evenly over each task’s working days."]
    if len(open_ended) == 1:
        notes.append(f"“{open_ended[0]}” does not count: it has no person or no hours yet.")
    elif open_ended:
        notes.append(f"{len(open_ended)} tasks do not count: they have no person or no hours yet.")
    if free:
        notes.append(f"No tasks with hours in these weeks: {', '.join(free)}.")
    return tuple(notes)


def _number(hours: object) -> float | None:
    return None if hours is None else float(str(hours))


def _numbers(hours: tuple) -> tuple[float, ...]:
    return tuple(float(each) for each in hours)

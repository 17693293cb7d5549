"""Sound records of the team's work: standards, plans, rotas."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from teams.models import Kind
from tests.advising.drafting import Columns, Draft, as_column

CARING = ("development", "workload")


def add_standards(draft: Draft, day: date, *, with_target: bool = True) -> None:
    """The trade's standards with a target, and now and then one beside them that has none."""
    for standard in draft.trade.standards:
        title = standard.title
        row = draft.add(
            Kind.STANDARD,
            title,
            day,
            measure=standard.measure,
            unit=standard.unit,
            direction=standard.direction,
            target=f"{standard.after}.00" if with_target else None,
            definition="From the weekly report.",
            importance=f"What {draft.trade.customers} notice first.",
        )
        values = (standard.before, standard.after)
        row["readings"] = [
            {
                "standard": title,
                "taken_on": str(day + timedelta(days=30 + 90 * place)),
                "value": f"{value}.00" if "." not in value else f"{value}0",
                "member": None,
                "note": "",
                "entered_at": f"{day} 09:00:00+00:00",
            }
            for place, value in enumerate(values)
        ]


def objective(draft: Draft, *, linked: bool = True) -> Columns:
    text, indicator = draft.parts("plans", "objective.linked")
    standard = draft.rng.choice(draft.trade.standards).title if linked else None
    return {"text": text, "standard": standard, "indicator": indicator}


def task(draft: Draft, aim: str | None, day: date, **columns: Any) -> Columns:
    """A small piece of work for somebody, with its reason and how one sees that it is done well."""
    starts = day + timedelta(days=draft.rng.randint(0, 25))
    caring = draft.rng.random() < 0.5
    words = draft.say("plans", "reason.caring" if caring else "reason.strength")
    row = {
        "title": draft.say("plans", "task"),
        "objective": aim,
        "assignee": draft.someone(),
        "reason": draft.rng.choice(CARING) if caring else "strength",
        "reason_words": words if draft.rng.random() < 0.7 else "",
        "quality_criteria": draft.say("plans", "quality.sound"),
        "starts_on": starts,
        "ends_on": starts + timedelta(days=draft.rng.randint(4, 20)),
        "hours": Decimal(draft.rng.choice(("0.5", "1.0", "1.5"))),
        "status": draft.rng.choice(("to-do", "doing", "done", "done")),
    } | columns
    return {name: as_column(value) for name, value in row.items()}


def caring_task(draft: Draft, aim: str | None, day: date, **columns: Any) -> Columns:
    """One that is given to somebody for their sake."""
    words = draft.say("plans", "reason.caring")
    reason = {"reason": draft.rng.choice(CARING), "reason_words": ""}
    if draft.rng.random() < 0.6:
        reason = {"reason": draft.rng.choice((*CARING, "")), "reason_words": words}
    return task(draft, aim, day, **(reason | columns))


def add_plan(draft: Draft, day: date | None = None, **columns: Any) -> Columns:
    """A plan as it should be; ``columns`` are what is otherwise about it."""
    day = day or draft.day_before(30, 330)
    row = draft.add(
        Kind.WORK_PLAN,
        draft.say("plans", "title"),
        day,
        ends_on=day + timedelta(days=60),
        purpose=draft.say("plans", "purpose.sound"),
        involvement=draft.say("plans", "involvement.sound"),
        resources=draft.say("plans", "resources"),
        progress=draft.say("plans", "progress"),
    )
    row["objectives"] = [objective(draft) for _ in range(draft.rng.randint(1, 3))]
    text, contingency = draft.parts("plans", "risk")
    row["risks"] = [
        {"plan": row["title"], "text": text, "likelihood": 2, "contingency": contingency}
    ]
    row |= columns
    aims = [each["text"] for each in row["objectives"]] or [None]
    if "tasks" not in columns:
        row["tasks"] = [task(draft, draft.rng.choice(aims), day) for _ in range(4)]
        row["tasks"].append(caring_task(draft, aims[0], day))
    for rows in ("objectives", "tasks"):
        row[rows] = [{"plan": row["title"]} | each for each in row[rows]]
    row["members"] = tuple({each["assignee"] for each in row["tasks"] if each["assignee"]})
    return row


def add_rota(draft: Draft, monday: date | None = None, hours: dict[str, Decimal] | None = None):
    """A week in which people have four fifths of their hours; ``hours``: who has others."""
    day = draft.day_before(10, 330) if monday is None else monday
    monday = day - timedelta(days=day.weekday())
    while any(each["happened_on"] == str(monday) for each in draft.of_kind(Kind.ROTA)):
        monday -= timedelta(days=7)
    wanted = {each.name: (each.contracted_hours or 20) * Decimal("0.8") for each in draft.members}
    row = draft.add(
        Kind.ROTA,
        f"Week of {monday:%-d %B}",
        monday,
        reasoning=draft.say("plans", "rota.reasoning"),
        changes=draft.say("plans", "rota.changes"),
    )
    wanted |= hours or {}
    row["shifts"] = [
        shift | {"rota": row["title"]}
        for name, total in wanted.items()
        for shift in shifts_of(name, total)
    ]
    row["needs"] = [
        {"day": place, "starts_at": "11:00:00", "ends_at": "14:00:00", "rota": row["title"]}
        | {"people": 2, "skill": None}
        for place in range(5)
    ]
    row["members"] = tuple(wanted)
    return row


def shifts_of(name: str, total: Decimal) -> list[Columns]:
    """Shifts from Monday on that make up ``total`` hours, each with half an hour's break."""
    shifts, left = [], int(total * 60)
    for day in range(7):
        minutes = min(left, 480)
        if minutes <= 0:
            break
        ends = 9 * 60 + minutes + 30
        shifts.append(
            {
                "day": day,
                "starts_at": "09:00:00",
                "ends_at": f"{ends // 60:02}:{ends % 60:02}:00",
                "member": name,
                "break_minutes": 30,
                "skill": None,
            }
        )
        left -= minutes
    return shifts

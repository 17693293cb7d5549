"""Planting faults of plans, communications, operations and improvements, one each."""

from datetime import timedelta
from decimal import Decimal

from teams.models import Kind
from tests.advising.drafting import Draft
from tests.advising.evidencing import add_account
from tests.advising.improving import add_initiative, add_problem, changed, options_of
from tests.advising.planning import add_plan, add_rota, add_standards, caring_task, objective, task
from tests.advising.talking import CHANNELS, add_communication


def aim(draft: Draft, name: str) -> dict[str, str | None]:
    """An objective without a standard."""
    text, indicator = (*draft.parts("plans", name), "")[:2]
    return {"text": text, "standard": None, "indicator": indicator}


def plain_tasks(draft: Draft, day, count: int, aim_text: str | None, **columns):
    """Tasks that say nothing of customers themselves would still be of such a plan."""
    return [
        caring_task(draft, aim_text, day, **({"quality_criteria": "Ticked off by noon"} | columns))
        for _ in range(count)
    ]


# -- Plans ------------------------------------------------------------------------------------


def lt_m1(draft: Draft) -> set[str]:
    """A plan that never says what for, or whose tasks hang in the air."""
    day = draft.day_before(30, 330)
    if draft.rng.random() < 0.35:
        tasks = [
            task(draft, None, day, reason="", reason_words="")
            for _ in range(draft.rng.randint(2, 4))
        ]
        tasks += [caring_task(draft, None, day)] if len(tasks) > 2 else []
        add_plan(draft, day, tasks=tasks)
        return {"LT-M1"}
    bare = draft.say("plans", "purpose.bare")
    way = draft.rng.choice(("none", "internal", "team"))
    aims = [] if way == "none" else [aim(draft, f"objective.{way}")]
    tasks = plain_tasks(draft, day, draft.rng.randint(2, 5), aims[0]["text"] if aims else None)
    add_plan(draft, day, purpose=bare, objectives=aims, tasks=tasks)
    return {"LT-M1", "LT-M4", "CC-M1"} if way == "team" else {"LT-M1"}


def lt_m4(draft: Draft) -> set[str]:
    """A plan or an initiative about the team alone."""
    if draft.rng.random() < 0.5:
        add_initiative(draft, "team.only")
        return {"LT-M4"}
    day = draft.day_before(30, 330)
    aims = [aim(draft, "objective.team") for _ in range(draft.rng.randint(1, 2))]
    tasks = plain_tasks(draft, day, 1, aims[0]["text"])
    add_plan(draft, day, purpose=draft.say("plans", "purpose.bare"), objectives=aims, tasks=tasks)
    return {"LT-M4", "CC-M1"}


def cc_m1(draft: Draft) -> set[str]:
    """One objective of several that names nothing to be measured by."""
    add_plan(draft, objectives=[objective(draft), aim(draft, "objective.bare")])
    return {"CC-M1"}


def cc_m4(draft: Draft) -> set[str]:
    add_plan(draft, involvement=draft.say("plans", "involvement.told"))
    return {"CC-M4"}


def mt_m3(draft: Draft) -> set[str]:
    """Too many hours, by a rota or by tasks; or nobody's load or wish was looked at."""
    way = draft.rng.random()
    if way < 0.3:
        who = draft.rng.choice(draft.members)
        add_rota(
            draft, hours={who.name: who.contracted_hours + Decimal(draft.rng.choice((1, 4, 8)))}
        )
        return {"MT-M3"}
    day = draft.day_before(30, 330)
    aims = [objective(draft)]
    if way < 0.5:
        who = draft.new_member()
        monday = day - timedelta(days=day.weekday())
        week = {"starts_on": monday, "ends_on": monday + timedelta(days=4), "assignee": who.name}
        hours = who.contracted_hours / 2 + 2
        tasks = [
            caring_task(draft, aims[0]["text"], day, hours=hours, status="done", **week)
            for _ in range(2)
        ]
        add_plan(draft, monday, objectives=aims, tasks=tasks)
        return {"MT-M3"}
    tasks = []
    for _ in range(draft.rng.randint(3, 5)):
        words = draft.say("plans", "reason.strength")
        reason = draft.rng.choice(("strength", "demand", ""))
        tasks.append(
            task(
                draft,
                aims[0]["text"],
                day,
                reason=reason,
                reason_words=words if reason != "demand" and draft.rng.random() < 0.6 else "",
            )
        )
    add_plan(draft, day, objectives=aims, tasks=tasks)
    return {"MT-M3"}


def mt_m5(draft: Draft) -> set[str]:
    """Work that goes on, or is done, and nobody said how it should be."""
    plan = add_plan(draft)
    for each in draft.rng.sample(plan["tasks"], draft.rng.randint(1, 2)):
        each["status"] = draft.rng.choice(("doing", "done"))
        empty = draft.say("plans", "quality.empty")
        each["quality_criteria"] = draft.rng.choice(("", empty, empty))
    return {"MT-M5"}


def mt_m6(draft: Draft) -> set[str]:
    """Targets that were never set, or long after the work began."""
    standards = draft.of_kind(Kind.STANDARD)
    if draft.rng.random() < 0.5:
        for standard in standards:
            standard["target"] = None
        return {"MT-M6"}
    draft.records = [each for each in draft.records if each not in standards]
    first = min(
        each["happened_on"] for each in draft.of_kind(Kind.WORK_PLAN) + draft.of_kind(Kind.REVIEW)
    )
    late = type(draft.today).fromisoformat(first) + timedelta(days=draft.rng.randint(35, 120))
    add_standards(draft, min(late, draft.today - timedelta(days=5)))
    return {"MT-M6"}


# -- Communications ---------------------------------------------------------------------------


def mt_m4(draft: Draft) -> set[str]:
    """All told in one way; or needs that nobody looks at."""
    told = draft.of_kind(Kind.COMMUNICATION)
    if draft.rng.random() < 0.5:
        if not any(each.access_needs for each in draft.members):
            draft.new_member(access_needs=draft.rng.choice(("Large print", "Hard of hearing")))
        for each in told:
            each["access"] = draft.say("talking", "access.none")
        return {"MT-M4"}
    alone = any(each["title"].startswith("One-to-one") for each in told)
    channel = "one-to-one" if alone else draft.rng.choice(CHANNELS)
    for _ in range(max(0, 4 - len(told))):
        add_communication(draft, draft.day_before(10, 340), channel)
    for each in draft.of_kind(Kind.COMMUNICATION):
        each["channel"] = channel
        each["why"] = draft.say("talking", f"why.{channel}")
    return {"MT-M4"}


# -- Operations -------------------------------------------------------------------------------


def co_m2(draft: Draft) -> set[str]:
    """Decided, without a cause or without a choice."""
    row = add_problem(draft, draft.day_before(15, 380))
    way = draft.rng.choice(("cause", "single", "unweighed", "none"))
    if way == "cause":
        row["root_cause"] = draft.say("problems", "cause.none")
    if way == "none":
        row["options"] = []
    if way in {"single", "unweighed"}:
        said = draft.say("problems", f"options.{way}")
        row["options"] = options_of(row["title"], f"{said} || 0")
    if way != "cause":
        row["choice"] = draft.say("problems", "choice.bare")
    return {"CO-M2"}


def co_m1(draft: Draft) -> set[str]:
    """What is mapped to planning or supervising tells of serving customers oneself."""
    draft.is_co_sound = False
    for _ in range(draft.rng.randint(1, 3)):
        target = draft.rng.choice(("CO 1.1", "CO 1.2", "CO 1.3", "CO 2.3", "CO 2.4"))
        add_account(draft, "own", target, method=draft.rng.choice(("reflective", "product")))
    draft.items = [each for each in draft.items if each]
    add_solving_with_others(draft)
    return {"CO-M1"}


def co_m3(draft: Draft) -> set[str]:
    """All that is mapped to CO is about the learner's own handling of customers."""
    draft.is_co_sound = False
    is_planning = draft.rng.random() < 0.4
    targets = ("CO 3.1", "CO 3.2", "CO 3.3", "CO 3.4", "CO-MP3")
    for _ in range(draft.rng.randint(2, 4)):
        add_account(draft, "own", draft.rng.choice(targets))
    if is_planning:
        add_account(draft, "own", draft.rng.choice(("CO 1.1", "CO 2.3", "CO 2.4")))
    return {"CO-M3", "CO-M1"} if is_planning else {"CO-M3"}


def add_solving_with_others(draft: Draft) -> None:
    """Accounts of solving problems in which others are led; nothing of planning."""
    for _ in range(draft.rng.randint(1, 2)):
        before = len(draft.items)
        while len(draft.items) == before:
            add_account(draft, "oversee")
            if not any(
                target.startswith(("CO 3", "CO 4")) for target in draft.items[-1]["targets"]
            ):
                draft.items.pop()


# -- Improvements -----------------------------------------------------------------------------


def cc_m5(draft: Draft) -> set[str]:
    """A change of process, and nothing about the people it is made with."""
    people = draft.say("initiatives", "people.systems")
    changed(add_initiative(draft), {"people_side": draft.rng.choice(("", people, people))})
    return {"CC-M5"}

"""Near misses of plans, communications, operations and improvements."""

from datetime import timedelta

from teams.models import Kind
from tests.advising.evidencing import add_account
from tests.advising.faults_of_work import add_solving_with_others, aim, plain_tasks
from tests.advising.improving import (
    add_initiative,
    add_problem,
)
from tests.advising.near_misses import near
from tests.advising.planning import add_plan, add_rota, add_standards, caring_task, objective
from tests.advising.talking import (
    add_communication,
)

# -- Plans ------------------------------------------------------------------------------------


@near("LT-M1")
def purpose_names_customers(draft):
    day = draft.day_before(30, 330)
    aims = [aim(draft, "objective.internal")]
    add_plan(draft, day, objectives=aims, tasks=plain_tasks(draft, day, 3, aims[0]["text"]))


@near("LT-M1", "LT-M4", "CC-M1")
def objective_names_standard_in_words(draft):
    day = draft.day_before(30, 330)
    aims = [aim(draft, "objective.words")]
    bare = draft.say("plans", "purpose.bare")
    tasks = plain_tasks(draft, day, 3, aims[0]["text"])
    add_plan(draft, day, purpose=bare, objectives=aims, tasks=tasks)


@near("CC-M1")
def standards_in_words_only(draft):
    names = ("objective.words", draft.rng.choice(("objective.words", "objective.aims")))
    add_plan(draft, objectives=[aim(draft, name) for name in names])


@near("LT-M4")
def initiative_of_team_and_customers(draft):
    add_initiative(draft, "team.linked")


@near("LT-M4")
def initiative_of_team_linked(draft):
    title = draft.rng.choice(draft.trade.standards).title
    add_initiative(draft, "team.only", standard=title)


@near("LT-M4")
def team_words_for_customers(draft):
    add_plan(draft, objectives=[aim(draft, "objective.team.linked") | linked(draft)])


def linked(draft):
    return {"standard": draft.rng.choice(draft.trade.standards).title}


@near("CC-M4")
def somebody_proposed(draft):
    add_plan(draft)


@near("MT-M3")
def exactly_as_many_hours(draft):
    who = draft.new_member()
    day = draft.day_before(30, 330)
    add_rota(draft, day, {who.name: who.contracted_hours})


@near("MT-M3")
def dropped_tasks_of_many_hours(draft):
    who = draft.new_member()
    day = draft.day_before(30, 330)
    aims = [objective(draft)]
    dropped = {"hours": who.contracted_hours + 4, "status": "dropped", "assignee": who.name}
    tasks = plain_tasks(draft, day, 3, aims[0]["text"])
    tasks.append(
        caring_task(draft, aims[0]["text"], day, ends_on=day + timedelta(days=29), **dropped)
    )
    add_plan(draft, day, objectives=aims, tasks=tasks)


@near("MT-M3")
def one_task_to_develop(draft):
    plan = add_plan(draft)
    for each in plan["tasks"][:-1]:
        each.update(reason="strength", reason_words=draft.say("plans", "reason.strength"))


@near("MT-M5")
def criteria_not_needed_yet(draft):
    plan = add_plan(draft)
    for each in draft.rng.sample(plan["tasks"], 2):
        state = {"status": draft.rng.choice(("to-do", "dropped"))}
        each.update(state, quality_criteria=draft.say("plans", "quality.empty"))


@near("MT-M5")
def nobody_has_it(draft):
    plan = add_plan(draft)
    plan["tasks"][0].update(assignee=None, status="doing", quality_criteria="", reason="")


@near("MT-M6")
def target_in_the_same_weeks(draft):
    standards = draft.of_kind(Kind.STANDARD)
    draft.records = [each for each in draft.records if each not in standards]
    planned = (Kind.WORK_PLAN, Kind.REVIEW, Kind.ROTA, Kind.COACHING_PLAN)
    kept = [record for kind in planned for record in draft.of_kind(kind)]
    first = min(each["happened_on"] for each in kept)
    day = type(draft.today).fromisoformat(first)
    for review in draft.of_kind(Kind.REVIEW):
        review["period_from"] = max(review["period_from"], first)
    add_standards(draft, day + timedelta(days=draft.rng.randint(3, 25)))


@near("MT-M6")
def some_without_target(draft):
    for standard in draft.of_kind(Kind.STANDARD)[1:]:
        standard["target"] = None


# -- Communications ---------------------------------------------------------------------------


@near("MT-M4")
def two_methods(draft):
    """Many by one, and a single one by another."""
    told = draft.of_kind(Kind.COMMUNICATION)
    first = "one-to-one" if any(t["title"].startswith("One-to-one") for t in told) else "meeting"
    for each in told:
        each["channel"] = first
    for _ in range(3):
        add_communication(draft, draft.day_before(10, 340), first)
    add_communication(draft, draft.day_before(10, 340), "digital")


@near("MT-M4")
def needs_met_once(draft):
    draft.new_member(access_needs="Large print", preferred_communication="In writing")
    for each in draft.of_kind(Kind.COMMUNICATION):
        each["access"] = ""
    add_communication(draft, draft.day_before(10, 300), "meeting", is_met=True)


@near("MT-M2")
def one_to_one_in_brief(draft):
    brief = draft.say("talking", "outcome.brief")
    add_communication(draft, draft.day_before(20, 300), "one-to-one", outcome=brief, improve="")


# -- Operations -------------------------------------------------------------------------------


@near("CO-M2")
def noticed_this_week(draft):
    nothing = dict.fromkeys(
        ("root_cause", "choice", "action", "informed", "result", "follow_up"), ""
    )
    row = add_problem(draft, draft.day_before(0, 5), followed_up_on=None, **nothing)
    row["options"] = []


@near("CO-M1", "CO-M3")
def served_and_changed(draft):
    """One's own call told as the reason for a change; others are led in what was solved."""
    draft.is_co_sound = False
    for _ in range(draft.rng.randint(1, 2)):
        add_account(draft, "own.change", draft.rng.choice(("CO 1.1", "CO 1.2", "CO 2.3", "CO 2.4")))
    add_solving_with_others(draft)


@near("CO-M1", "CO-M3")
def served_beside_a_plan(draft):
    draft.is_co_sound = False
    kind = draft.rng.choice((Kind.WORK_PLAN, Kind.ROTA, Kind.INITIATIVE))
    add_account(draft, "own", "CO 1.3", kinds={kind})
    add_solving_with_others(draft)


@near("CO-M3")
def one_item_of_overseeing(draft):
    draft.is_co_sound = False
    for _ in range(2):
        add_account(draft, "own", draft.rng.choice(("CO 3.1", "CO 3.3", "CO 3.4")))
    add_account(draft, "oversee")


@near("CC-M5")
def people_in_another_part(draft):
    row = add_initiative(draft)
    part = draft.rng.choice(("planned", "done", "checked", "acted"))
    row["people_side"] = draft.rng.choice(("", draft.say("initiatives", "people.systems")))
    row[part] += " " + draft.say("initiatives", "people.elsewhere")

"""Checks about work: plans, tasks, communications, operations, improvements."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessment.advice.checking import findings_in
from assessment.advice.checks import CHECKS
from assessment.advice.facts import MemberFacts
from assessment.advice.reading import facts_of, handed_over_facts_of
from assessment.status import Status
from teams.models import Kind, Problem, ProblemOption, Task
from tests.advice_facts import TODAY, facts, found_by, item, record
from tests.laying import laid_once
from tests.teams import make_record, make_standard, make_task, make_team

BY_KEY = {check.key: check for check in CHECKS}


def found(key, *records, **rest):
    return found_by(BY_KEY[key], *records, **rest)


def task(title="Ring back", **columns):
    defaults = {
        "assignee": "Kit",
        "objective": "",
        "reason": "",
        "reason_words": "",
        "quality_criteria": "",
        "starts_on": "2026-05-04",
        "ends_on": "2026-05-08",
        "hours": None,
        "status": "to-do",
    }
    return {"title": title} | defaults | columns


def objective(text, standard=None, indicator=""):
    return {"text": text, "standard": standard, "indicator": indicator}


def plan(*tasks, objectives=(), ago=30, **columns):
    rows = {"tasks": list(tasks), "objectives": list(objectives)}
    return record(Kind.WORK_PLAN, ago=ago, **rows | columns)


def asked(plans_words):
    return plan(involvement=plans_words)


# -- LT-M1 ------------------------------------------------------------------------------------

TWO = (task("Ring back", reason="strength"), task("File letters", reason="demand"))


@pytest.mark.parametrize("purpose", ["", "none", "To get organised", "Share the work out fairly"])
def test_tasks_given_out_without_saying_what_for(purpose):
    bare = plan(*TWO, purpose=purpose, objectives=[objective("Be more organised")])
    (one,) = found("delegating-without-aim", bare)
    assert one.record == bare.code
    assert "2 tasks are given to people" in one.words


@pytest.mark.parametrize(
    ("purpose", "objectives"),
    [
        ("Guests wait too long at check-in", []),
        ("", [objective("Be more organised", indicator="Complaints from 9 to 4 a month")]),
        ("", [objective("Back to normal", standard="First contact resolution")]),
        ("", [objective("Tidy up"), objective("Residents get an answer the first time")]),
    ],
)
def test_one_objective_or_the_purpose_names_the_customers_side(purpose, objectives):
    assert not found("delegating-without-aim", plan(*TWO, purpose=purpose, objectives=objectives))


def test_most_tasks_have_neither_objective_nor_reason():
    tied = task("Write the answers", objective="Fewer complaints")
    loose = [task("File"), task("Sort", reason_words="n/a")]
    (one,) = found("delegating-without-aim", plan(tied, *loose, purpose="Fewer complaints"))
    assert "2 of 3 tasks" in one.words
    assert "“File”" in one.words
    assert not found("delegating-without-aim", plan(tied, loose[0], purpose="Fewer complaints"))


def test_one_task_or_tasks_of_nobody_are_no_delegating():
    nobodys = task("Paint", assignee=None)
    dropped = task("Sweep", status="dropped")
    assert not found("delegating-without-aim", plan(task(), nobodys, dropped))


# -- LT-M4 ------------------------------------------------------------------------------------


def test_objectives_about_the_team_alone():
    inward = plan(objectives=[objective("be more organised"), objective("better morale")])
    (one,) = found("leading-in-general", inward)
    assert one.record == inward.code
    assert "“be more organised” and “better morale”" in one.words


@pytest.mark.parametrize(
    "outward",
    [
        objective("be more organised", standard="Response time"),
        objective("customers are told the truth"),
        objective("be more organised", indicator="AHT from 410 to 380 seconds"),
    ],
)
def test_one_objective_about_customers_is_enough(outward):
    assert not found("leading-in-general", plan(objectives=[objective("better morale"), outward]))


def test_a_plan_without_objectives_is_not_led_in_general():
    assert not found("leading-in-general", plan())


def test_an_initiative_about_the_team_alone():
    inward = record(Kind.INITIATIVE, gap="People do not talk to each other", planned="A night out")
    (one,) = found("leading-in-general", inward)
    assert one.record == inward.code
    for columns in ({"standard": "Response time"}, {"outcome": "Callers wait half as long"}):
        outward = record(Kind.INITIATIVE, gap="People do not talk to each other", **columns)
        assert not found("leading-in-general", outward)


# -- CC-M1 ------------------------------------------------------------------------------------


def test_each_objective_without_standard_measure_or_aim_is_named():
    mixed = plan(
        objectives=[
            objective("Give better service"),
            objective("Answer 80% of calls within 20 seconds"),
            objective("Work together better", indicator="by 30 June 2026"),
        ]
    )
    first, second = found("objective-without-standard", mixed)
    assert first.words.startswith("“Give better service”")
    assert second.words.startswith("“Work together better”")
    assert first.key != second.key


@pytest.mark.parametrize(
    "tied",
    [
        objective("Be quicker", standard="Response time"),
        objective("Raise first contact resolution"),
        objective("Be quicker", indicator="from 12 to 8 minutes"),
        objective("Help the council keep its customer promise"),
        objective("Live our company's values"),
    ],
)
def test_objectives_tied_to_standard_measure_or_aim(tied):
    assert not found("objective-without-standard", plan(objectives=[tied]))


# -- CC-M4 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "",
        "N/A",
        "I made the plan and e-mailed it",
        "The team were told at the briefing. No questions.",
        "I didn't ask anyone, there was no time",
    ],
)
def test_nobody_was_involved(words):
    alone = asked(words)
    (one,) = found("planned-without-team", alone)
    assert one.record == alone.code


@pytest.mark.parametrize(
    "words",
    [
        "Lou proposed to start a week earlier",
        "I e-mailed a draft and asked what they would change; two tasks moved",
        "The team chose the order of tasks",
        "Ash, Kit and Lou",
    ],
)
def test_somebody_was_involved_or_it_is_open(words):
    assert not found("planned-without-team", asked(words))


# -- MT-M3 ------------------------------------------------------------------------------------

KIT = MemberFacts("Kit", contracted_hours=Decimal("37.5"))


def test_more_hours_than_contracted():
    """Two plans add up; the one with most of it is named."""
    small = plan(task(hours="8.0"))
    big = plan(task(hours="36.0"))
    (one,) = found("more-hours-than-contracted", small, big, members=[KIT])
    assert one.record == big.code
    assert one.words == "Kit: 44 h planned in the week of 4 May, contracted for 37.5 h."


@pytest.mark.parametrize(
    "tasks",
    [
        [task(hours="37.5")],
        [task(hours="37.5", ends_on="2026-05-22")] * 3,
        [task(hours="37.5"), task(hours="30.0", status="dropped")],
        [task(hours="37.5"), task(hours="30.0", assignee="Lou")],
        [task(hours="70.0", ends_on="2026-05-15")],
        [task(hours="37.5"), task(hours=None)],
    ],
)
def test_exactly_as_many_hours_or_other_tasks(tasks):
    assert not found("more-hours-than-contracted", plan(*tasks), members=[KIT])


def test_thirds_of_hours_do_not_add_up_to_more_than_there_are():
    thirds = plan(*[task(hours="35.0", ends_on="2026-05-22")] * 3)
    kit = MemberFacts("Kit", contracted_hours=Decimal(35))
    assert not found("more-hours-than-contracted", thirds, members=[kit])


def test_hours_of_whom_nothing_or_two_things_are_known():
    heavy = plan(task(hours="90.0"))
    assert not found("more-hours-than-contracted", heavy)
    assert not found("more-hours-than-contracted", heavy, members=[MemberFacts("Kit")])
    assert not found("more-hours-than-contracted", heavy, members=[KIT, KIT])


def test_further_weeks_are_counted():
    weeks = [
        task(hours="40.0"),
        task(hours="45.0", starts_on="2026-05-11", ends_on="2026-05-15"),
        task(hours="41.0", starts_on="2026-05-18", ends_on="2026-05-22"),
    ]
    (one,) = found("more-hours-than-contracted", plan(*weeks), members=[KIT])
    assert "45 h planned in the week of 11 May" in one.words
    assert "too many in 2 more weeks" in one.words


def given(*reasons):
    return plan(*(task(f"Task {each}", **reason) for each, reason in enumerate(reasons)))


STRONG = {"reason": "strength", "reason_words": "She is the best at it"}


def test_no_task_for_load_wish_or_development():
    without = given(STRONG, STRONG, {"reason": "demand"})
    (one,) = found("tasks-without-regard", without)
    assert one.record == without.code
    assert "None of the 3 tasks" in one.words


@pytest.mark.parametrize(
    "regard",
    [
        {"reason": "development"},
        {"reason": "workload"},
        {"reason": "strength", "reason_words": "Asked for it in her one-to-one"},
        {"reason_words": "Has the fewest hours this week"},
        {"reason_words": "Wants to learn how rotas are made"},
    ],
)
def test_one_task_with_regard_is_enough(regard):
    assert not found("tasks-without-regard", given(STRONG, STRONG, regard))


def test_two_tasks_are_too_few_to_tell():
    assert not found("tasks-without-regard", given(STRONG, STRONG))


# -- MT-M5 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("criteria", ["", "do it well", "to a good standard", "n/a", "tbc"])
@pytest.mark.parametrize("status", ["doing", "done"])
def test_a_task_under_way_without_criteria(status, criteria):
    bare = plan(task("Ring back", status=status, quality_criteria=criteria))
    (one,) = found("task-without-criteria", bare)
    assert one.record == bare.code
    assert "“Ring back” (Kit)" in one.words


@pytest.mark.parametrize(
    "fine",
    [
        {"status": "done", "quality_criteria": "No gaps in the notes of ten calls"},
        {"status": "done", "quality_criteria": "A new starter can follow it without asking"},
        {"status": "done", "assignee": None},
        {"status": "dropped"},
        {"status": "to-do"},
    ],
)
def test_criteria_that_can_be_seen_or_no_work_yet(fine):
    assert not found("task-without-criteria", plan(task(**fine)))


# -- MT-M6 ------------------------------------------------------------------------------------


def standard(*, ago, target="80.00", **columns):
    return record(Kind.STANDARD, ago=ago, target=target, **columns)


def test_people_are_planned_for_without_any_standard():
    (one,) = found("standards-not-at-outset", plan())
    assert (one.kind, one.record) == (Kind.STANDARD, "")


def test_no_standard_has_a_target():
    aimless = standard(ago=200, target=None)
    (one,) = found("standards-not-at-outset", record(Kind.REVIEW), aimless)
    assert one.record == aimless.code


def test_every_target_came_long_after():
    late = standard(ago=71, title="Response time")
    (one,) = found("standards-not-at-outset", plan(ago=100), plan(ago=10), late)
    assert one.record == late.code
    assert "4 weeks after" in one.words


def test_a_target_in_the_same_weeks_is_in_time():
    in_time = [standard(ago=72), standard(ago=10), standard(ago=300, target=None)]
    assert not found("standards-not-at-outset", plan(ago=100), *in_time)


def test_without_plans_and_reviews_standards_can_wait():
    assert not found("standards-not-at-outset", record(Kind.DIARY, text="A day"))


def test_standards_that_were_not_handed_over_are_not_missed():
    linked = plan(objectives=[objective("Be quicker", standard="Response time")])
    assert not found("standards-not-at-outset", linked)
    assert found("standards-not-at-outset", linked, members=[KIT])


# -- MT-M4 ------------------------------------------------------------------------------------


def told(channel="briefing", ago=20, **columns):
    return record(Kind.COMMUNICATION, ago=ago, channel=channel, **columns)


def test_four_communications_by_one_method():
    (one,) = found("one-method-for-all", *(told() for _ in range(4)))
    assert one.kind == Kind.COMMUNICATION
    assert "All 4" in one.words
    assert "Team briefing" in one.words


@pytest.mark.parametrize(
    "communications",
    [
        [told(), told(), told()],
        [told(), told(), told(), told("digital")],
        [told(), told(), told(), told(ago=500)],
    ],
)
def test_two_methods_or_too_few_communications(communications):
    assert not found("one-method-for-all", *communications)


REMI = MemberFacts("Remi", access_needs="Hearing aid: sits near the speaker")


@pytest.mark.parametrize("access", ["", "none", "Same for everyone", "No special needs"])
def test_a_need_that_no_communication_meets(access):
    newest = told("digital", ago=3, access=access)
    (one,) = found("needs-left-out", told(), newest, members=[REMI, KIT])
    assert one.record == newest.code
    assert one.words.startswith("Remi: “Hearing aid")


@pytest.mark.parametrize(
    ("communications", "members"),
    [
        ([told(access="Points to Remi the evening before")], [REMI]),
        ([told(why="Remi prefers it in writing")], [REMI]),
        ([told()], [KIT]),
        ([told()], [MemberFacts("Lou", preferred_communication="No preference")]),
        ([], [REMI]),
    ],
)
def test_needs_that_are_met_or_that_nobody_has(communications, members):
    assert not found("needs-left-out", *communications, members=members)


def test_a_method_chosen_for_one_person_meets_their_preference():
    lou = MemberFacts("Lou", preferred_communication="One-to-one, not across the room")
    alone = record(Kind.COMMUNICATION, members=["Lou"], channel="one-to-one")
    assert not found("needs-left-out", alone, members=[lou])
    assert found("needs-left-out", told("briefing"), members=[lou])


# -- CO-M1 and CO-M3 --------------------------------------------------------------------------

OWN_CALL = (
    "I took the call from an angry customer. I listened, apologised and refunded £20. "
    "I rang her back the next day as promised."
)
OWN_GUEST = "A guest was upset about his room. I said sorry and moved him to a suite."


def mapped(text, *targets, **columns):
    return item(text, targets=dict.fromkeys(targets, Status.DRAFT), **columns)


def test_own_contact_mapped_to_planning():
    own = mapped(OWN_CALL, "CO 1.3")
    (one,) = found("contact-for-operations", items=[own, mapped(OWN_GUEST, "LT 2.3")])
    assert one.item == str(own.code)
    assert one.label.startswith(own.label)


@pytest.mark.parametrize(
    "near",
    [
        mapped(OWN_CALL, "CO 3.1"),
        mapped(OWN_CALL, "CO 1.3", kinds=[Kind.ROTA]),
        mapped(
            f"{OWN_CALL} Afterwards I changed the process: refunds are logged at once.", "CO 2.3"
        ),
        mapped("I listened to four of Kit's calls and gave him feedback.", "CO 2.3"),
        mapped("Delivery plan for the sale with objectives, budget and risks.", "CO 1.3"),
        mapped("Certificate", "CO 1.3"),
    ],
)
def test_contact_told_for_a_change_or_elsewhere(near):
    assert not found("contact-for-operations", items=[near])


def test_a_plan_among_them_is_enough():
    planned = mapped("Summer", "CO 1.3", kinds=[Kind.WORK_PLAN])
    assert not found("contact-for-operations", items=[mapped(OWN_CALL, "CO 2.3"), planned])


def test_only_own_handling():
    items = [mapped(OWN_CALL, "CO 3.3"), mapped(OWN_GUEST, "CO-MP3")]
    assert [each.item for each in found("only-own-handling", items=items)] == [
        str(each.code) for each in items
    ]


@pytest.mark.parametrize(
    "other",
    [
        mapped("I briefed the team on the new refund rule and coached Lou on it.", "CO 2.2"),
        mapped(OWN_GUEST, "CO 2.3", kinds=[Kind.QUALITY_CHECK]),
        mapped(OWN_GUEST, "LT 2.3"),
    ],
)
def test_one_item_about_others_or_only_one_item(other):
    assert not found("only-own-handling", items=[mapped(OWN_CALL, "CO 3.3"), other])


# -- CO-M2 ------------------------------------------------------------------------------------


def option(text="Hire a temp", in_favour="", against="", *, chosen=False):
    return {"text": text, "in_favour": in_favour, "against": against, "is_chosen": chosen}


WEIGHED = [
    option("Swap shifts", "At once", "Fridays", chosen=True),
    option("Hire a temp", "Lasting", "Four weeks to find"),
]


def problem(options=WEIGHED, root_cause="The letter does not say when to pay", **columns):
    columns = {"action": "The letter was rewritten"} | columns
    return record(Kind.PROBLEM, options=options, root_cause=root_cause, **columns)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"root_cause": ""}, "without a root cause"),
        ({"root_cause": "not known"}, "without a root cause"),
        ({"options": []}, "without a second option"),
        ({"options": WEIGHED[:1]}, "without a second option"),
        ({"options": [option("Overtime", chosen=True), option()]}, "for and against"),
        ({"options": [WEIGHED[0], option()]}, "for and against"),
    ],
)
def test_a_problem_not_thought_through(columns, said):
    hasty = problem(**columns)
    (one,) = found("problem-not-thought-through", hasty)
    assert one.record == hasty.code
    assert said in one.words


@pytest.mark.parametrize(
    "near",
    [
        problem(),
        problem(options=[], root_cause="", action=""),
        problem(root_cause="Advisers are not sure what the amount is made of"),
        problem(options=[], choice="We considered a temp, and ruled it out: too expensive"),
        problem(options=[option("Overtime", chosen=True), option()], choice="Cheaper and at once"),
    ],
)
def test_a_problem_thought_through_or_not_decided(near):
    assert not found("problem-not-thought-through", near)


# -- CC-M5 ------------------------------------------------------------------------------------


def initiative(people="", **columns):
    return record(Kind.INITIATIVE, people_side=people, gap="Calls wait", **columns)


@pytest.mark.parametrize("people", ["", "n/a", "The CRM now fills the field automatically"])
def test_an_initiative_that_is_process_only(people):
    bare = initiative(people, done="The form has five boxes in place of nine")
    (one,) = found("process-without-people", bare)
    assert one.record == bare.code


@pytest.mark.parametrize(
    "with_people",
    [
        initiative("Kit was thanked in the huddle"),
        initiative("", done="Everyone was trained for an hour before it went live"),
        initiative("New form", planned="I asked the team what slows them down"),
    ],
)
def test_people_in_any_part_of_it(with_people):
    assert not found("process-without-people", with_people)


# -- Families of wording ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "aim",
    [
        "Hit the quarterly parking permits target",
        "Keep our two-day promise on every letter",
        'Support the museum\'s "nobody lost" aim',
        "The governors' priority this year is safety",
    ],
)
def test_an_aim_or_promise_with_a_name_ties_an_objective(aim):
    assert not found("objective-without-standard", plan(objectives=[objective(aim)]))


@pytest.mark.parametrize("vague", ["Hit our targets", "Reach the team's own target", "Keep going"])
def test_a_target_without_a_name_ties_nothing(vague):
    assert found("objective-without-standard", plan(objectives=[objective(vague)]))


@pytest.mark.parametrize(
    "purpose",
    [
        "Fewer drivers who have to come back with the same form",
        "Every walker leaves with a map that is right",
        "The desks move in May; hikers must not notice",
    ],
)
def test_customers_by_what_happens_to_them(purpose):
    assert not found("delegating-without-aim", plan(*TWO, purpose=purpose))


def test_colleagues_are_not_taken_for_customers():
    inward = plan(*TWO, purpose="Every adviser knows the list; assistants must not lose the key")
    assert found("delegating-without-aim", inward)


REASONS_OF_CONVENIENCE = ["in before me", "Mondays are our busiest, and he is quick", "rank"]


def test_convenience_habit_and_busy_days_do_not_look_at_the_person():
    tasks = [task(reason="strength", reason_words=words) for words in REASONS_OF_CONVENIENCE]
    assert found("tasks-without-regard", plan(*tasks))
    kind = task(reason="strength", reason_words="Remi has three things on already, so she took it")
    assert not found("tasks-without-regard", plan(*tasks, kind))


def shift(day, ends_at="17:30:00", **columns):
    defaults = {"starts_at": "09:00:00", "break_minutes": 30, "member": "Kit"}
    return {"day": day, "ends_at": ends_at} | defaults | columns


def test_more_hours_in_a_rota_than_contracted():
    member = MemberFacts("Kit", contracted_hours=Decimal(16))
    full = record(Kind.ROTA, shifts=[shift(0), shift(1)])
    assert not found("more-hours-than-contracted", full, members=[member])
    night = shift(2, ends_at="02:00:00", starts_at="22:00:00", break_minutes=0)
    over = record(Kind.ROTA, shifts=[shift(0), shift(1), night])
    (one,) = found("more-hours-than-contracted", over, members=[member])
    assert one.words.startswith("Kit: 20 h of shifts")


@pytest.mark.parametrize(
    "access", ["I always do it this way", "Sent to the whole team", "People can ask if need be"]
)
def test_words_that_take_care_of_nobody(access):
    assert found("needs-left-out", told(access=access), members=[REMI])


@pytest.mark.parametrize(
    "access", ["Remi likes print, so he got it the same day", "Said it again for the late shift"]
)
def test_words_that_take_care_of_somebody(access):
    assert not found("needs-left-out", told(access=access), members=[REMI])


def test_a_telephone_is_no_one_to_one():
    lou = MemberFacts("Lou", preferred_communication="By telephone")
    alone = record(Kind.COMMUNICATION, members=["Lou"], channel="one-to-one")
    assert found("needs-left-out", alone, members=[lou])


@pytest.mark.parametrize(
    "own",
    [
        "I helped a hiker who had lost her map and drew her a new one.",
        "Kit was on leave, so I rang the customer back myself and refunded £5.",
    ],
)
def test_whoever_is_served_and_whoever_is_only_mentioned(own):
    items = [mapped(own, "CO 3.3"), mapped(OWN_CALL, "CO 3.4")]
    assert len(list(found("only-own-handling", items=items))) == 2


@pytest.mark.parametrize(
    "people",
    [
        "What annoys you about it? Three of the things named were mended",
        "Remi became the champoin for it",
        "Lou and Kit held the session; I said thank you in the huddle",
    ],
)
def test_people_who_have_a_say_or_a_part(people):
    assert not found("process-without-people", initiative(people))


# -- All of them ------------------------------------------------------------------------------


def test_an_empty_portfolio_has_no_faults():
    assert list(findings_in(facts())) == []


def test_rows_of_before_a_column_are_read():
    """Frozen records may lack whatever was added since."""
    bare = [record(kind) for kind in Kind]
    tasks = record(Kind.WORK_PLAN, tasks=[{"title": "Ring back", "assignee": "Kit"}])
    assert list(findings_in(facts(*bare, tasks, members=[KIT, REMI])))


# -- Through the database ---------------------------------------------------------------------


@laid_once
def team(learner):
    return make_team(learner)


def found_in(learner, key, read=facts_of):
    return list(BY_KEY[key].find(read(learner)))


def test_hours_agree_with_the_teams_page(team, learner):
    monday = TODAY - timedelta(days=TODAY.weekday())
    made = make_record(
        team, Kind.WORK_PLAN, happened_on=monday, ends_on=monday + timedelta(days=11)
    )
    kit = team.members.get(pseudonym="Kit")
    make_task(made, assignee=kit, hours=Decimal("44.0"), ends_on=monday + timedelta(days=4))
    (one,) = found_in(learner, "more-hours-than-contracted")
    assert one.record == str(made.code)
    assert one.words.startswith("Kit: 44 h planned")
    assert found_in(learner, "more-hours-than-contracted", handed_over_facts_of) == []
    Task.objects.update(hours=Decimal("37.5"))
    assert found_in(learner, "more-hours-than-contracted") == []


def test_options_are_read_from_their_rows(team, learner):
    made = make_record(
        team, Kind.PROBLEM, root_cause="The letter is unclear", action="It was rewritten"
    )
    (one,) = found_in(learner, "problem-not-thought-through")
    assert one.record == str(made.code)
    for each in WEIGHED:
        ProblemOption.objects.create(problem=Problem.objects.get(), **each)
    assert found_in(learner, "problem-not-thought-through") == []


def test_targets_are_read_from_the_standards(team, learner):
    made = make_record(team, Kind.WORK_PLAN, ends_on=date(2027, 1, 1))
    kept = make_standard(team, target=None)
    (one,) = found_in(learner, "standards-not-at-outset")
    assert one.record == str(kept.code)
    type(kept).objects.update(target=Decimal(75))
    assert found_in(learner, "standards-not-at-outset") == []
    type(kept).objects.update(happened_on=made.happened_on + timedelta(days=29))
    assert len(found_in(learner, "standards-not-at-outset")) == 1

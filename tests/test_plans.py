"""Work plans: their tasks, the order in which these can be done, the chart."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from teams import keeping, planning
from teams.freezing import content_of
from teams.models import Kind, Task, TaskStatus, WorkPlan
from teams.presenting import sheet_of
from teams.sheets.blocks import Sheet
from teams.sheets.gantt import Gantt, Tasks
from teams.templatetags.gantt import ROWS_EACH, gantt_chart
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, make_record, make_standard, make_team

MONDAY = date(2026, 5, 4)
HTMX = {"HX-Request": "true"}
PAGE_QUERIES, FORM_QUERIES = 14, 11


def day(number):
    return MONDAY + timedelta(days=number)


@laid_once
def team(learner):
    return make_team(learner)


@laid_once
def plan(team):
    return make_record(
        team, Kind.WORK_PLAN, title="Fewer calls twice", happened_on=MONDAY, ends_on=day(60)
    )


@pytest.fixture
def client(anna):
    return client_of(anna)


def make_task(plan, title="Brief the team", first=0, last=4, after=(), **values):
    task = Task(plan=plan, title=title, starts_on=day(first), ends_on=day(last), **values)
    return planning.add_task(task=task, after=after, user=plan.team.learner.user)


def at(name, task):
    return reverse(name, args=[task.plan.code, task.pk])


def add_address(plan):
    return reverse("task-add", args=[plan.code])


def written(**values):
    """What the form of a task sends at least."""
    return {
        "title": "Brief the team",
        "starts_on": day(0).isoformat(),
        "ends_on": day(4).isoformat(),
        "status": "to-do",
        **values,
    }


def edited(task, **values):
    plan = WorkPlan.objects.get(pk=task.plan_id)
    return written(
        title=task.title,
        starts_on=task.starts_on.isoformat(),
        ends_on=task.ends_on.isoformat(),
        status=task.status,
        revision=plan.revision,
        **values,
    )


def fault(answer, field):
    assert answer.status_code == 422
    return " ".join(answer.context["form"].errors[field])


def block_of(plan, kind):
    return next(block for block in sheet_of(plan).blocks if isinstance(block, kind))


def days_of(task):
    task.refresh_from_db()
    return task.starts_on, task.ends_on


# -- The plan ---------------------------------------------------------------------------------


def test_objectives_are_tied_to_standards_and_risks_have_an_answer(client, team):
    standard = make_standard(team)
    sent = filled_form(
        Kind.WORK_PLAN,
        team,
        title="Fewer calls twice",
        **{
            "objectives-TOTAL_FORMS": 1,
            "objectives-0-text": "Solve it at the first call",
            "objectives-0-standard": standard.pk,
            "objectives-0-indicator": "from 66 % to 75 %",
            "risks-TOTAL_FORMS": 1,
            "risks-0-text": "Illness",
            "risks-0-likelihood": 3,
            "risks-0-contingency": "Agency cover",
        },
    )
    address = reverse("record-add", args=[team.code, Kind.WORK_PLAN])
    page = client.post(address, sent, follow=True).content.decode()
    for said in ("Solve it at the first call", standard.title, "from 66 % to 75 %"):
        assert said in page
    for said in ("Illness", "High", "Agency cover"):
        assert said in page


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [(day(-1), "ends before it begins"), (day(366 * 6), "five at most")],
)
def test_a_plan_has_days_that_can_be_meant(plan, ends_on, words):
    plan.ends_on = ends_on
    with pytest.raises(ValidationError, match=words):
        plan.full_clean()


# -- Tasks ------------------------------------------------------------------------------------


def test_a_task_is_added_with_its_person_and_the_reason(client, plan, team):
    kit = team.members.get(pseudonym="Kit")
    sent = written(assignee=kit.pk, reason="development", reason_words="Kit wants to train others.")
    page = client.post(add_address(plan), sent, follow=True).content.decode()
    assert "“Brief the team” is in the plan." in page
    assert "Development: Kit wants to train others." in page
    assert list(plan.members.all()) == [kit]
    assert WorkPlan.objects.get(pk=plan.pk).revision == plan.revision + 1


def test_saving_can_lead_to_the_next_task(client, plan):
    answer = client.post(add_address(plan), written(another="yes"))
    assert answer.headers["Location"] == add_address(plan)


def test_the_form_says_what_is_known_of_each_colleague(client, plan, team):
    team.members.filter(pseudonym="Ash").update(strengths="Calm with angry callers")
    ash = team.members.get(pseudonym="Ash")
    make_task(plan, assignee=ash, hours=50)
    page = client.get(add_address(plan)).content.decode()
    assert "Calm with angry callers" in page
    assert "too many" in page


def test_a_changed_task_keeps_whom_the_plan_listed(client, plan, team):
    kit, ash = (team.members.get(pseudonym=name) for name in ("Kit", "Ash"))
    task = make_task(plan, assignee=kit)
    sent = edited(task, assignee=ash.pk)
    assert client.post(at("task-edit", task), sent).status_code == 302
    assert set(plan.members.all()) == {kit, ash}


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"ends_on": day(-1).isoformat()}, "ends_on", "ends before it starts"),
        ({"ends_on": day(900).isoformat()}, "ends_on", "Check the year"),
        ({"starts_on": day(-900).isoformat()}, "starts_on", "Check the year"),
        ({"starts_on": "soon"}, "starts_on", "Enter a valid date"),
        ({"starts_on": ""}, "starts_on", "required"),
        ({"hours": "-1"}, "hours", "0"),
        ({"hours": "many"}, "hours", "number"),
        ({"title": ""}, "title", "required"),
        ({"reason": "strength"}, "assignee", "who this reason is about"),
        ({"status": "lost"}, "status", "valid choice"),
        ({"after": "999999"}, "after", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(client, plan, wrong, field, words):
    assert words in fault(client.post(add_address(plan), written(**wrong)), field)
    assert not plan.tasks.exists()


def test_only_what_belongs_to_the_plan_is_offered(client, plan, team):
    other = make_record(team, Kind.WORK_PLAN, title="Other", happened_on=MONDAY, ends_on=day(60))
    foreign = make_task(other)
    objective = other.objectives.create(text="Another aim")
    sent = written(after=foreign.pk, objective=objective.pk)
    answer = client.post(add_address(plan), sent)
    assert set(answer.context["form"].errors) == {"after", "objective"}
    assert client.get(reverse("task-edit", args=[plan.code, foreign.pk])).status_code == 404


def test_another_window_is_not_overwritten(client, plan):
    task = make_task(plan)
    sent = edited(task) | {"title": "Mine"}
    make_task(plan, title="Theirs")
    assert "another window" in fault(client.post(at("task-edit", task), sent), "__all__")
    task.refresh_from_db()
    assert task.title == "Brief the team"


def test_an_archived_plan_does_not_change(client, plan, anna):
    task = make_task(plan)
    keeping.archive_record(record=plan, user=anna)
    assert client.get(add_address(plan)).status_code == 403
    assert client.post(at("task-status", task), {"status": "done"}).status_code == 403
    with pytest.raises(keeping.ChangedMeanwhile):
        planning.change_status(task=task, status=TaskStatus.DONE, user=anna)


def test_only_the_leader_plans(plan, ben):
    task = make_task(plan)
    with pytest.raises(PermissionDenied):
        planning.move_task(task=task, starts_on=day(1), ends_on=day(2), user=ben)


def test_other_records_have_no_tasks(client, team):
    problem = make_record(team, Kind.PROBLEM)
    assert client.get(reverse("task-add", args=[problem.code])).status_code == 404


# -- The order --------------------------------------------------------------------------------


def test_a_task_cannot_begin_before_what_it_waits_for_has_ended(client, plan):
    first = make_task(plan, "Agree the script", 0, 4)
    sent = written(starts_on=day(3).isoformat(), after=first.pk)
    said = fault(client.post(add_address(plan), sent), "starts_on")
    assert said == "“Brief the team” waits for “Agree the script”, which ends on 8 May 2026."
    assert plan.tasks.count() == 1
    # On the same day it can: a meeting in the morning, the next step after lunch.
    make_task(plan, "Brief the team", 4, 6, after=[first])


def test_a_task_cannot_end_after_what_waits_for_it_has_begun(client, plan):
    first = make_task(plan, "Agree the script", 0, 4)
    make_task(plan, "Brief the team", 5, 6, after=[first])
    sent = edited(first) | {"ends_on": day(6).isoformat()}
    said = fault(client.post(at("task-edit", first), sent), "ends_on")
    assert said.startswith("“Brief the team” waits for “Agree the script” and starts on 9 May 2026")
    assert days_of(first) == (day(0), day(4))


def test_two_tasks_that_wait_for_each_other_are_named(client, plan):
    a = make_task(plan, "A", 0, 0)
    b = make_task(plan, "B", 0, 0, after=[a])
    said = fault(client.post(at("task-edit", a), edited(a, after=b.pk)), "after")
    assert said == "“A” waits for “B”, which waits for “A”."
    assert not a.after.exists()


def test_three_tasks_in_a_circle_are_named(client, plan):
    a = make_task(plan, "A", 0, 0)
    b = make_task(plan, "B", 0, 0, after=[a])
    c = make_task(plan, "C", 0, 0, after=[b])
    said = fault(client.post(at("task-edit", a), edited(a, after=c.pk)), "after")
    assert said == "“A” waits for “C”, which waits for “B”, which waits for “A”."


def test_tasks_may_wait_for_the_same(plan):
    a = make_task(plan, "A", 0, 0)
    b = make_task(plan, "B", 0, 0, after=[a])
    c = make_task(plan, "C", 0, 0, after=[a])
    d = make_task(plan, "D", 0, 0, after=[b, c])
    assert planning.circle_of(d, [a, b, c]) == []


def test_nobody_waits_for_what_was_dropped(plan, anna):
    first = make_task(plan, "Agree the script", 0, 4)
    planning.change_status(task=first, status=TaskStatus.DROPPED, user=anna)
    later = make_task(plan, "Brief the team", 0, 1, after=[first])
    assert block_of(plan, Gantt).bars[1].after == ()
    with pytest.raises(ValidationError, match="waits for"):
        planning.change_status(task=first, status=TaskStatus.TO_DO, user=anna)
    assert later.after.get() == first


# -- Moving and ticking off -------------------------------------------------------------------


def moved(client, task, first, last, **headers):
    sent = {"starts_on": day(first).isoformat(), "ends_on": day(last).isoformat()}
    return client.post(at("task-move", task), sent, headers=headers)


def undone(client, answer):
    """Press the undo button of the message on the page."""
    message = next(iter(answer.context["messages"]))
    return client.post(message.extra_tags.removeprefix("undo:"))


def test_a_bar_is_moved_and_undo_moves_it_back(client, plan):
    task = make_task(plan)
    answer = moved(client, task, 7, 9, **HTMX)
    page = answer.content.decode()
    assert "“Brief the team” is now from 11 May 2026 to 13 May 2026." in page
    assert f'data-from="{day(7)}" data-until="{day(9)}"' in page
    assert days_of(task) == (day(7), day(9))
    assert undone(client, answer).headers["Location"] == plan.get_absolute_url()
    assert days_of(task) == (day(0), day(4))


def test_a_move_counts_as_a_change_of_the_plan(client, plan):
    task = make_task(plan)
    before = WorkPlan.objects.get(pk=plan.pk).revision
    moved(client, task, 0, 4)  # where it is
    assert WorkPlan.objects.get(pk=plan.pk).revision == before
    moved(client, task, 1, 5)
    assert WorkPlan.objects.get(pk=plan.pk).revision == before + 1


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(2, 6, "waits for “Agree the script”"), (8, 7, "ends before it starts")],
)
def test_a_move_that_cannot_be_is_refused_in_words(client, plan, first, last, words):
    task = make_task(plan, first=5, last=6, after=[make_task(plan, "Agree the script")])
    answer = moved(client, task, first, last, **HTMX)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert days_of(task) == (day(5), day(6))
    plain = client.get(moved(client, task, first, last).headers["Location"])
    assert words in plain.content.decode()


@pytest.mark.parametrize("sent", [{}, {"starts_on": "x", "ends_on": "2026-05-04"}])
def test_days_that_are_none_are_refused(client, plan, sent):
    task = make_task(plan)
    answer = client.post(at("task-move", task), sent, headers=HTMX)
    assert answer.status_code == 422
    assert "Give the first and the last day." in answer.content.decode()


def test_a_move_beyond_the_plan_is_remarked_on(client, plan):
    task = make_task(plan)
    page = moved(client, task, 58, 63, **HTMX).content.decode()
    assert "The plan itself is from 4 May 2026 to 3 July 2026." in page
    assert days_of(task) == (day(58), day(63))
    sent = edited(task)
    page = client.post(at("task-edit", task), sent, follow=True).content.decode()
    assert "is not within the plan’s days" in page


def test_how_far_a_task_is_can_be_undone(client, plan):
    task = make_task(plan)
    answer = client.post(at("task-status", task), {"status": "done"}, follow=True)
    assert "“Brief the team”: done." in answer.content.decode()
    task.refresh_from_db()
    assert task.status == TaskStatus.DONE
    undone(client, answer)
    task.refresh_from_db()
    assert task.status == TaskStatus.TO_DO


def test_a_status_that_is_none_is_refused(client, plan):
    task = make_task(plan)
    answer = client.post(at("task-status", task), {"status": "lost"}, headers=HTMX)
    assert answer.status_code == 422


def test_only_a_dropped_task_is_deleted_and_after_asking(client, plan):
    task = make_task(plan)
    client.post(at("task-delete", task))
    assert plan.tasks.exists()
    client.post(at("task-status", task), {"status": "dropped"})
    assert "for good" in client.get(at("task-delete", task)).content.decode()
    assert plan.tasks.exists()
    client.post(at("task-delete", task))
    assert not plan.tasks.exists()


# -- The sheet and the chart ------------------------------------------------------------------


def test_the_sheet_of_a_plan_with_tasks_survives_json(plan, team):
    first = make_task(plan, assignee=team.members.get(pseudonym="Kit"), hours=10)
    make_task(plan, "Report", 5, 6, after=[first])
    sheet = sheet_of(plan)
    assert Sheet.from_json(sheet.to_json()) == sheet
    assert [block.NAME for block in sheet.blocks][-3:] == ["tasks", "gantt", "workload"]
    report = block_of(plan, Tasks).tasks[1]
    assert (report.title, report.after, report.days) == ("Report", "1", "9 May to 10 May 2026")


def test_real_names_are_not_in_tasks(client, plan, team):
    robin = team.members.get(pseudonym="Robin")
    sent = written(title="Sit beside Roberta Smithson", assignee=robin.pk, reason_words="Smithson")
    page = client.post(add_address(plan), sent, follow=True).content.decode()
    assert "Sit beside Robin" in page
    # One that was typed before the real name was known.
    Task.objects.update(title="Sit beside Roberta Smithson")
    task = Task.objects.get()
    page = client.get(plan.get_absolute_url())
    pages = [page, moved(client, task, 1, 2, **HTMX)]
    for said in (*(answer.content.decode() for answer in pages), str(content_of(plan))):
        assert "Roberta" not in said
        assert "Sit beside Robin" in said


def chart_of(plan, today=""):
    return gantt_chart(block_of(plan, Gantt), today)


def test_a_bar_stands_at_its_days(plan):
    make_task(plan, first=7, last=13)
    chart = chart_of(plan, today=day(7).isoformat())
    bar = chart.parts[0].bars[0]
    week = 7 * chart.scale.day
    assert bar.x == pytest.approx(chart.left + week, abs=0.2)
    assert bar.width == pytest.approx(week, abs=0.2)
    assert chart.today == pytest.approx(bar.x + chart.scale.day / 2, abs=0.2)
    assert chart.ticks[1].label == "11 May"


def test_what_is_late_is_said_only_where_today_is_known(plan):
    make_task(plan)
    assert "late" not in chart_of(plan).parts[0].bars[0].label.text
    assert "late" in chart_of(plan, today=day(5).isoformat()).parts[0].bars[0].label.text


def test_a_long_plan_is_drawn_in_parts(plan):
    Task.objects.bulk_create(
        Task(plan=plan, title=f"Task {number}", starts_on=day(number), ends_on=day(number))
        for number in range(60)
    )
    chart = chart_of(plan)
    assert [len(part.bars) for part in chart.parts] == [ROWS_EACH, ROWS_EACH, 60 - 2 * ROWS_EACH]


@pytest.mark.parametrize("weeks", [1, 6, 30, 104, 260])
def test_nothing_is_drawn_outside_of_the_picture(plan, team, weeks):
    plan.ends_on = MONDAY + timedelta(weeks=weeks)
    plan.save()
    name = {"assignee": team.members.get(pseudonym="Robin")}
    first = make_task(plan, "A long title " * 12, 0, 0, **name)
    make_task(plan, "Last", 7 * weeks, 7 * weeks, after=[first], **name)
    chart = chart_of(plan)
    assert 1 <= len(chart.ticks) <= 20
    for drawn in chart.parts[0].bars:
        assert chart.left <= drawn.x
        assert drawn.x + drawn.width <= chart.width
        assert len(drawn.title) <= 2
    assert all(tick.x <= chart.width for tick in chart.ticks)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_with_more_tasks(
    client, plan, team, count, django_assert_num_queries
):
    last = ()
    for number in range(count):
        objective = plan.objectives.create(text=f"Aim {number}", standard=make_standard(team))
        member = team.members.all()[number]
        values = {"assignee": member, "objective": objective, "hours": 5}
        last = [make_task(plan, f"Task {number}", number, number, after=last, **values)]
    with django_assert_num_queries(PAGE_QUERIES):
        assert client.get(plan.get_absolute_url()).status_code == 200
    with django_assert_num_queries(FORM_QUERIES):
        assert client.get(add_address(plan)).status_code == 200

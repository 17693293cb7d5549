"""The learner's own development: self-assessments, plans, feedback."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from teams.assessing_oneself import COMMON_CRITERIA, assessment_before
from teams.completing import missing_in_assessment, missing_in_plan
from teams.freezing import content_of
from teams.models import (
    AssessedSkill,
    DevelopmentActivity,
    DevelopmentPlan,
    Feedback,
    Kind,
    SelfAssessment,
)
from teams.presenting import sheet_of
from teams.sheets.writing import written
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import last_monday, make_record, make_team
from tests.test_quality import add, block, queries_of

TODAY = timezone.localdate()


@laid_once
def team(learner):
    return make_team(learner)


def rows(prefix, *values):
    sent = {f"{prefix}-TOTAL_FORMS": len(values), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(values):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


def assess(team, day, **ratings):
    """A self-assessment; the names of ``ratings`` are the criteria."""
    record = make_record(team, Kind.SELF_ASSESSMENT, happened_on=day)
    for criterion, rating in ratings.items():
        AssessedSkill.objects.create(assessment=record, criterion=criterion, rating=rating)
    return record


def proposed(client, team):
    page = client.get(reverse("record-add", args=[team.code, Kind.SELF_ASSESSMENT]))
    form = page.context["form"]
    return form, [row["criterion"].value() for row in form.formsets[0]]


# -- Self-assessment --------------------------------------------------------------------------


def test_a_first_self_assessment_begins_with_common_criteria(team, anna):
    _, criteria = proposed(client_of(anna), team)
    assert criteria == list(COMMON_CRITERIA)


def test_the_next_begins_with_those_of_the_last(team, anna):
    record = assess(team, last_monday(), listening=3, patience=2)
    SelfAssessment.objects.filter(pk=record.pk).update(criteria_source="Our standard")
    form, criteria = proposed(client_of(anna), team)
    assert criteria == ["listening", "patience"]
    assert form.initial["criteria_source"] == "Our standard"


def test_what_is_not_rated_is_not_kept(team, anna):
    sent = rows(
        "skills",
        {"criterion": COMMON_CRITERIA[0], "rating": 4, "example": "Ten calls heard back"},
        {"criterion": COMMON_CRITERIA[1], "rating": ""},
        {"criterion": "My own", "rating": 2, "is_to_improve": "on"},
    )
    assert add(anna, team, Kind.SELF_ASSESSMENT, title="", **sent).status_code == 302
    record = SelfAssessment.objects.get()
    kept = list(record.skills.values_list("criterion", "rating", "is_to_improve"))
    assert kept == [(COMMON_CRITERIA[0], 4, False), ("My own", 2, True)]
    assert record.title == f"Self-assessment, {written(record.happened_on)}"
    assert content_of(record)["data"]["skills"][0]["example"] == "Ten calls heard back"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"criterion": "listening", "rating": 3}, "criterion"),
        ({"criterion": "Calm", "rating": 6}, "rating"),
        ({"criterion": "Calm", "rating": "", "example": "Forgot the rating"}, "rating"),
    ],
)
def test_a_row_that_cannot_be_is_refused_at_its_place(team, anna, row, field):
    sent = rows("skills", {"criterion": "Listening", "rating": 3}, row)
    answer = add(anna, team, Kind.SELF_ASSESSMENT, title="Rows", **sent)
    assert answer.status_code == 422
    assert [list(errors) for errors in answer.context["form"].formsets[0].errors] == [[], [field]]
    assert not SelfAssessment.objects.exists()


def test_ratings_are_compared_with_the_last_time(team):
    assess(team, last_monday(9), Listening=2, Calm=4, Clear=3)
    record = assess(team, last_monday(1), listening=4, Calm=3, Clear=3, Owning=5)
    ratings = block(sheet_of(record), "ratings")
    assert [row[3] for row in ratings.rows] == ["▲ 2 higher", "▼ 1 lower", "As before", "New"]
    assert ratings.before == written(last_monday(9))


def test_the_first_is_compared_with_nothing(team):
    record = assess(team, last_monday(9), Listening=2)
    assess(team, last_monday(1), Listening=4)
    ratings = block(sheet_of(record), "ratings")
    assert (ratings.rows[0][3], ratings.before) == ("", "")


def test_two_of_one_day_and_those_of_others(team, cast):
    assess(make_team(cast.learners["noah"]), last_monday(3), Listening=1)
    first = assess(team, last_monday(1), Listening=2)
    second = assess(team, last_monday(1), Listening=3)
    assert assessment_before(first) is None
    assert assessment_before(second) == first


def test_an_area_to_improve_is_asked_for(team):
    record = assess(team, last_monday(), Listening=2)
    assert "No criterion is marked as one to improve." in missing_in_assessment(record)
    record.skills.update(is_to_improve=True, example="Heard back")
    assert missing_in_assessment(record) == ()


# -- Development plan -------------------------------------------------------------------------


def test_a_plan_shows_its_progress(team, anna):
    sent = rows(
        "activities",
        {"text": "Course", "done_on": TODAY.isoformat(), "applied": "I ask before I advise"},
        {"text": "Shadowing", "due_on": (TODAY - timedelta(days=2)).isoformat()},
    )
    assert add(anna, team, Kind.DEVELOPMENT_PLAN, title="", **sent).status_code == 302
    plan = DevelopmentPlan.objects.get()
    sheet = sheet_of(plan)
    assert block(sheet, "score").said == "1 of 2 activities done"
    assert block(sheet, "table").rows[0][3] == f"✓ {written(TODAY)}"
    assert any("overdue" in words for words in missing_in_plan(plan))


def test_an_activity_of_tomorrow_is_not_done(team, anna):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    sent = rows("activities", {"text": "Course", "done_on": tomorrow})
    answer = add(anna, team, Kind.DEVELOPMENT_PLAN, title="Plan", **sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].formsets[0].errors[0]) == ["done_on"]


def test_a_review_before_the_plan_is_refused(team, anna):
    dates = {"happened_on": TODAY.isoformat()}
    dates["review_on"] = (TODAY - timedelta(days=1)).isoformat()
    answer = add(anna, team, Kind.DEVELOPMENT_PLAN, title="Plan", **dates)
    assert list(answer.context["form"].errors) == ["review_on"]


# -- Feedback ---------------------------------------------------------------------------------


def test_feedback_is_named_after_who_gave_it(team, anna):
    values = {"title": "", "source": "customer", "happened_on": TODAY.isoformat()}
    add(anna, team, Kind.FEEDBACK, **values)
    feedback = Feedback.objects.get()
    assert feedback.title == f"Feedback from a customer, {written(TODAY)}"
    page = client_of(anna).get(feedback.get_absolute_url()).content.decode()
    assert "What did you do with it?" in page


# -- Queries ----------------------------------------------------------------------------------


def test_pages_are_constant_in_queries(team, anna):
    assess(team, last_monday(20), Listening=3)
    client, record = client_of(anna), assess(team, last_monday(), Listening=3)
    plan = make_record(team, Kind.DEVELOPMENT_PLAN)
    DevelopmentActivity.objects.create(plan=plan, text="Course")
    addresses = (
        record.get_absolute_url(),
        reverse("record-edit", args=[record.code]),
        reverse("record-add", args=[team.code, Kind.SELF_ASSESSMENT]),
        plan.get_absolute_url(),
    )
    first = [queries_of(client, address) for address in addresses]
    for criterion in ("Calm", "Clear"):
        assess(team, last_monday(10), Listening=3, Clear=1)
        AssessedSkill.objects.create(assessment=record, criterion=criterion, rating=1)
        DevelopmentActivity.objects.create(plan=plan, text=criterion)
    assert [queries_of(client, address) for address in addresses] == first

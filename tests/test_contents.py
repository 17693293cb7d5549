"""All of a learner's records at once say what each says when it is frozen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teams.catalogue import CATALOGUE
from teams.contents import contents_of
from teams.freezing import content_of
from teams.models import (
    CoachingObjective,
    Kind,
    PlanObjective,
    ProblemOption,
    Record,
    ReviewMetric,
    ReviewObjective,
    Team,
)
from tests.teams import (
    make_readings,
    make_record,
    make_shift,
    make_standard,
    make_task,
    make_team,
)


@pytest.fixture
def team(learner):
    return make_team(learner)


def with_rows(team):
    """A record of every kind; those that have rows have two of each sort."""
    standard = make_standard(team)
    make_readings(standard, 71, 74)
    records = {kind: make_record(team, kind) for kind in CATALOGUE if kind != Kind.STANDARD}
    plan, review = records[Kind.WORK_PLAN], records[Kind.REVIEW]
    for number in (1, 2):
        aim = PlanObjective.objects.create(plan=plan, text=f"Aim {number}", standard=standard)
        make_task(plan, f"Task {number}", objective=aim, assignee=team.members.first())
        ReviewObjective.objects.create(review=review, specific=f"Objective {number}")
        ProblemOption.objects.create(problem=records[Kind.PROBLEM], text=f"Option {number}")
        CoachingObjective.objects.create(plan=records[Kind.COACHING_PLAN], text=f"Aim {number}")
    later = make_record(team, Kind.REVIEW, member=review.member)
    review.objectives.update(followed_up_in=later)
    ReviewMetric.objects.create(review=review, standard=standard, comment="71%")
    make_shift(records[Kind.ROTA])
    return standard


def frozen(team):
    rows = Record.objects.kept().filter(team=team)
    own = (CATALOGUE[Kind(row.kind)].model.objects.get(pk=row.pk) for row in rows)
    return {str(record.code): content_of(record)["data"] for record in own}


def test_it_is_what_would_be_frozen(team, learner):
    with_rows(team)
    read = {each.columns["code"]: each.columns for each in contents_of(learner)}
    assert read == frozen(team)
    assert any(columns.get("followed_up") for columns in read.values())


def test_colleagues_are_called_as_they_are_shown(team, learner):
    make_record(team, Kind.REVIEW, member=team.members.get(pseudonym="Robin"))
    found = {each.columns["kind"]: each.members for each in contents_of(learner)}
    assert found[Kind.REVIEW] == ("Robin",)


def test_nothing_that_was_put_aside(team, learner, noahs_learner):
    archived = make_record(team, Kind.DIARY)
    Record.objects.filter(pk=archived.pk).update(archived_at=timezone.now())
    make_record(make_team(noahs_learner), Kind.DIARY)
    other = make_team(learner, name="Another line")
    make_record(other, Kind.DIARY)
    Team.objects.filter(pk=other.pk).update(archived_at=timezone.now())
    # Each team has a profile, from its first day.
    assert [each.columns["kind"] for each in contents_of(learner)] == [Kind.SKILLS]


def queries(learner):
    with CaptureQueriesContext(connection) as captured:
        list(contents_of(learner))
    return len(captured)


def test_more_records_take_no_more_queries(team, learner):
    with_rows(team)
    once = queries(learner)
    with_rows(make_team(learner, name="Another line"))
    assert (
        queries(learner)
        == once
        == 2 + len(CATALOGUE) + sum(len(entry.rows) for entry in CATALOGUE.values())
    )

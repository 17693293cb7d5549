"""The caseload: who is on track, what waits, the order, filters, and each role's own view."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.caseload.caseload import assessed_by, cases_of
from assessment.caseload.centre_overview import cohorts_of, waits_by_assessor
from assessment.caseload.tracking import Track, tracking_of
from assessment.caseload.waits import waits_among
from assessment.models import AssessmentPlan, Enrolment, Submission
from assessment.working_days import working_days
from portfolio.models import Allocation, Evidence, Learner, Membership, Role, User
from tests.assurance import all_met, declared, plan_row, planned
from tests.people import client_of, enrolled, judged, make_evidence, submitted

START = date(2026, 1, 1)


def tracked(time, met):
    """After ``time`` per cent of 100 days, with ``met`` of 100 criteria met."""
    return tracking_of(
        started_on=START,
        target_on=START + timedelta(days=100),
        met=met,
        total=100,
        today=START + timedelta(days=time),
    )


@pytest.mark.parametrize(
    ("time", "met", "track"),
    [
        (0, 0, Track.ON),
        (10, 0, Track.ON),
        (11, 0, Track.BEHIND),
        (24, 0, Track.BEHIND),
        (25, 0, Track.OFF),
        (60, 50, Track.ON),
        (60, 49, Track.BEHIND),
        (100, 99, Track.ON),
        (101, 99, Track.OFF),
        (101, 100, Track.ON),
        (-5, 0, Track.ON),
    ],
)
def test_on_track(time, met, track):
    assert tracked(time, met).track == track


def test_it_says_how_it_was_worked_out():
    said = "60% of the time has passed and 20% of the criteria are met: 40 points behind."
    assert tracked(60, 20).explanation == said
    assert tracked(300, 20).explanation.endswith("the target date is past.")


def test_without_a_target_nobody_can_say():
    tracking = tracking_of(started_on=START, target_on=None, met=1, total=4, today=START)
    assert (tracking.track, tracking.time, tracking.met) == (Track.UNKNOWN, None, 25)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),  # a Friday
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 11, 16), date(2026, 11, 30), 10),
        (date(2026, 11, 16), date(2026, 12, 1), 11),
    ],
)
def test_working_days(since, until, days):
    assert working_days(since, until) == days


def case_of(user, username="anna"):
    found = cases_of(assessed_by(user), waiting_for=user)
    return next(case for case in found if case.learner.user.username == username)


def test_what_there_is_to_know_of_a_learner(csl, learner, ben):
    submission = submitted(make_evidence(learner), "LT 1.1")
    Submission.objects.update(submitted_at=timezone.now() - timedelta(days=20))
    planned(csl, plan_row("LT 1.2", days=-2), by=ben)
    AssessmentPlan.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    case = case_of(ben)
    assert (case.waiting, case.oldest.submission, case.oldest.days) == (1, submission.pk, 20)
    assert (case.overdue_rows, len(case.overdue_reviews)) == (1, 1)
    assert case.has_long_wait
    assert case.track == Track.OFF  # two thirds of the time, nothing met
    assert case.quiet_days == 0


def test_a_trainee_has_not_what_only_an_assessor_can_sign(csl, learner, ben, tara):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), tara)
    assert case_of(ben).waiting == 1
    assert case_of(tara).waiting == 0


def test_sign_offs(csl, learner, ben):
    all_met(learner, "LT", by=ben)
    assert (case_of(ben).units_to_sign, case_of(ben).to_confirm) == (1, 0)
    declared(learner, "LT", by=ben)
    assert (case_of(ben).units_to_sign, case_of(ben).to_confirm) == (0, 1)


def test_four_weeks_without_anything(csl, learner, ben):
    make_evidence(learner)
    Evidence.objects.update(changed_at=timezone.now() - timedelta(days=27))
    assert not case_of(ben).is_quiet
    Evidence.objects.update(changed_at=timezone.now() - timedelta(days=28))
    assert case_of(ben).is_quiet


def test_whoever_never_began_is_quiet_from_four_weeks_after_the_start(csl, ben):
    assert case_of(ben).is_quiet
    Enrolment.objects.update(started_on=timezone.localdate() - timedelta(days=27))
    assert not case_of(ben).is_quiet


def test_who_needs_attention_most_comes_first(csl, learner, noahs_learner, cast, ben):
    enrolled(noahs_learner, "CCL")
    Allocation.objects.create(learner=noahs_learner, membership=cast.memberships["ben"])
    assert names_of(ben) == ["anna", "noah"]  # alike, so by name
    Enrolment.objects.filter(learner=learner).update(target_on=None)
    assert names_of(ben) == ["noah", "anna"]


def names_of(user):
    return [case.learner.user.username for case in cases_of(assessed_by(user))]


def test_nobody_else_is_in_it(csl, noahs_learner, ben, olive, odds_learner):
    enrolled(noahs_learner, "CSL")
    enrolled(odds_learner, "CSL")
    assert names_of(ben) == ["anna"]
    assert names_of(olive) == ["odd"]


@pytest.mark.parametrize(
    ("who", "heading"),
    [
        ("ben", "My learners"),
        ("tara", "My learners"),
        ("ines", "My assessors’ learners"),
        ("cleo", "The centre"),
    ],
)
def test_each_role_has_its_own(csl, cast, who, heading):
    client = client_of(cast.users[who])
    assert client.get("/").headers["Location"] == reverse("caseload")
    text = client.get(reverse("caseload")).content.decode()
    assert f"<h1>{heading}</h1>" in text
    assert "Anna Kowalczyk" in text


def test_whoever_has_several_roles_switches(csl, cast, ben):
    Membership.objects.create(centre=cast.centres[0], user=ben, role=Role.ADMIN)
    client = client_of(ben)
    assert "<h1>My learners</h1>" in client.get(reverse("caseload")).content.decode()
    text = client.get(reverse("caseload"), {"as": "centre"}).content.decode()
    assert "<h1>The centre</h1>" in text
    assert "Cohorts" in text


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ({}, True),
        ({"show": "waiting"}, False),
        ({"show": "off"}, True),
        ({"show": "overdue"}, False),
        ({"show": "nonsense"}, True),
        ({"q": "kowal"}, True),
        ({"q": "KOWAL anna"}, True),
        ({"q": "noah"}, False),
        ({"q": "\x00<script>"}, False),
        ({"page": "9999"}, True),
    ],
)
def test_filters(csl, ben, query, is_there):
    text = client_of(ben).get(reverse("caseload"), query).content.decode()
    assert (reverse("learner", args=[csl.learner.code]) in text) is is_there
    assert "<script>" not in text.split("<main")[1]


def test_a_name_that_is_markup_stays_text(csl, anna, ben):
    User.objects.filter(pk=anna.pk).update(name="<b>Anna</b>")
    assert "&lt;b&gt;Anna&lt;/b&gt;" in client_of(ben).get(reverse("caseload")).content.decode()


def test_an_empty_caseload_says_what_comes_next(ben, cleo):
    said = "No learners are allocated to you"
    assert said in client_of(ben).get(reverse("caseload")).content.decode()
    assert "Nobody is enrolled yet" in client_of(cleo).get(reverse("caseload")).content.decode()


def test_cohorts_and_waits_of_a_centre(csl, ccl, learner, noahs_learner, cast):
    enrolled(noahs_learner, "CSL")
    submitted(make_evidence(learner), "LT 1.1")
    submitted(make_evidence(noahs_learner), "LT 1.1")
    cases = cases_of(Learner.objects.filter(centre=cast.centres[0]))
    ccl_cohort, csl_cohort = cohorts_of(cases)
    assert (ccl_cohort.qualification.code, ccl_cohort.learners) == ("CCL", 1)
    assert (csl_cohort.learners, csl_cohort.off_track, csl_cohort.claims) == (2, 2, 0)
    rows = waits_by_assessor(wait for case in cases for wait in case.waits)
    assert {(row.name, row.items) for row in rows} == {
        ("Ben Okafor", 1),
        ("Tara Lindqvist", 1),
        ("", 1),
    }


def test_what_waits_for_nobody_is_said_to(csl, learner, cast):
    Allocation.objects.all().delete()
    submitted(make_evidence(learner), "LT 1.1")
    (wait,) = waits_among([learner.pk])
    assert wait.person is None
    text = client_of(cast.users["cleo"]).get(reverse("caseload")).content.decode()
    assert "Nobody: no assessor is allocated" in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("ben", 16), ("cleo", 18)])
def test_the_queries_do_not_grow(
    standard, cast, centre, who, queries, count, django_assert_num_queries
):
    ben = cast.users["ben"]
    for number in range(count):
        user = User.objects.create(username=f"learner-{number}", name=f"Learner {number}")
        member = Learner.objects.create(centre=centre, user=user)
        Membership.objects.create(centre=centre, user=user, role=Role.LEARNER)
        Allocation.objects.create(learner=member, membership=cast.memberships["ben"])
        planned(enrolled(member, "CSL"), plan_row("LT 1.1", days=-2), by=ben)
        submitted(make_evidence(member), "LT 1.1")
    client = client_of(cast.users[who])
    client.get(reverse("caseload"))
    with django_assert_num_queries(queries):
        client.get(reverse("caseload"))

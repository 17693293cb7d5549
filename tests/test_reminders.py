"""Reminders: what is told to whom, and nothing twice."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment.caseload.reminding import send_reminders
from assessment.models import AssessmentPlan, Enrolment, Submission
from portfolio.models import Allocation, Evidence, Notice, User
from tests.assurance import plan_row, planned, sampled, signed_off, visit_made
from tests.people import judged, make_evidence, submitted


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def busy(csl, learner):
    """Anna has done something today, so that nobody is reminded that she has not."""
    return make_evidence(learner)


def told(words):
    """Who was told something with ``words`` in it."""
    notices = Notice.objects.filter(words__contains=words)
    return sorted(notices.values_list("user__username", flat=True))


def test_nothing_is_due_nobody_is_told(busy):
    assert send_reminders() == 0


def test_overdue_rows_are_told_to_both_sides(busy, csl, ben):
    plan = planned(csl, plan_row("LT 1.1", days=-1, what="The rota"), by=ben)
    assert send_reminders() == 3
    assert told("“The rota”") == ["anna", "ben", "tara"]
    assert Notice.objects.first().address == plan.get_absolute_url()


def test_nobody_is_told_twice_whether_read_or_not(busy, csl, ben, today):
    planned(csl, plan_row("LT 1.1", days=-1), by=ben)
    send_reminders()
    Notice.objects.filter(user=ben).update(read_at=timezone.now())
    assert send_reminders() == 0
    assert send_reminders(today + timedelta(days=1)) == 0


def test_another_day_of_a_row_is_told_again(busy, csl, ben, today):
    plan = planned(csl, plan_row("LT 1.1", days=-5), by=ben)
    send_reminders()
    plan.items.update(due_on=today - timedelta(days=2))
    assert send_reminders() == 3


def test_closed_rows_are_not_told(busy, csl, ben):
    plan = planned(csl, plan_row("LT 1.1", days=-5), by=ben)
    plan.items.update(closed_on=timezone.localdate(), closed_because="Shown by E2")
    assert send_reminders() == 0


@pytest.mark.parametrize(
    ("days", "people"),
    [(2, []), (1, ["anna", "ben", "tara"]), (0, []), (-1, ["ben", "tara"])],
)
def test_reviews_tomorrow_and_overdue(busy, csl, ben, today, days, people):
    planned(csl, by=ben)
    AssessmentPlan.objects.update(review_on=today + timedelta(days=days))
    send_reminders()
    assert told("review") == people


def test_long_waits(csl, learner, ben, tara, today):
    submitted(make_evidence(learner), "LT 1.1")
    Submission.objects.update(submitted_at=timezone.now() - timedelta(days=14))
    assert send_reminders() == 0  # ten working days
    assert send_reminders(today + timedelta(days=3)) == 2
    assert told("more than 10 working days") == ["ben", "tara"]


def test_what_a_trainee_decided_waits_for_the_assessor(csl, learner, tara):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), tara)
    Submission.objects.update(submitted_at=timezone.now() - timedelta(days=30))
    send_reminders()
    assert told("working days") == ["ben"]


def test_late_returns(csl, learner, ben, ines, today):
    sample = sampled(signed_off(learner, "LT", by=ben), ines, "returned")
    send_reminders(sample.due_on)
    assert told("was returned by IQA") == []
    send_reminders(sample.due_on + timedelta(days=1))
    assert told("was returned by IQA; action was due on") == ["ben", "tara"]


def test_four_quiet_weeks_are_told_to_the_assessors_once(busy, today):
    Evidence.objects.update(changed_at=timezone.now() - timedelta(days=29))
    assert send_reminders() == 2
    assert told("Nothing from Anna Kowalczyk for 4 weeks") == ["ben", "tara"]
    assert send_reminders(today + timedelta(days=3)) == 0


def test_the_newly_enrolled_are_left_in_peace(csl):
    Enrolment.objects.update(started_on=timezone.localdate() - timedelta(days=3))
    assert send_reminders() == 0


def test_visits_tomorrow(busy, learner, cleo, eve, today):
    visit_made(learner, by=cleo, eqa=eve, visits_on=today + timedelta(days=1))
    Notice.objects.all().delete()
    send_reminders()
    assert told("visits Millrace Training tomorrow") == ["cleo", "eve", "ines"]


def test_people_who_are_blocked_are_not_told(busy, csl, ben):
    planned(csl, plan_row("LT 1.1", days=-1), by=ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    send_reminders()
    assert told("Overdue") == ["anna", "tara"]


def test_whoever_looks_after_nobody_any_more_is_not_told(busy, csl, ben, cast):
    planned(csl, plan_row("LT 1.1", days=-1), by=ben)
    Allocation.objects.filter(membership=cast.memberships["ben"]).delete()
    send_reminders()
    assert told("Overdue") == ["anna", "tara"]


def test_the_command_says_how_many(busy, csl, ben, capsys):
    planned(csl, plan_row("LT 1.1", days=-1), by=ben)
    call_command("send_reminders")
    assert capsys.readouterr().out == "3 notices made.\n"

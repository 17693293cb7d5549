"""The calendar file, read back; the private address."""

from datetime import date, timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.caseload.calendars import initials, owner_of, renew_address, token_of
from assessment.models import AssessmentPlan, CalendarAddress
from portfolio.models import User
from tests.assurance import plan_row, planned, visit_made
from tests.laying import laid_once
from tests.people import client_of, make_evidence, submitted


@pytest.fixture
def today():
    return timezone.localdate()


@laid_once
def plan(csl, ben, today):
    plan = planned(csl, plan_row("LT 1.1, LT 1.2", days=10, what="Secret, of Anna; \\ x"), by=ben)
    AssessmentPlan.objects.update(review_on=today + timedelta(days=20))
    return plan


def read(answer):
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def events(user):
    calendar = read(client_of(user).get(reverse("calendar")))
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("who", ["anna", "ben", "tara"])
def test_reviews_and_what_is_due(plan, cast, who, today):
    found = events(cast.users[who])
    assert list(found) == ["Evidence due: AK, LT 1.1, LT 1.2", "Review: AK"]
    due, review = found.values()
    assert due.decoded("dtstart") == today + timedelta(days=10)
    assert due.decoded("dtend") == today + timedelta(days=11)
    assert due["dtstart"].params["VALUE"] == "DATE"
    assert review.decoded("dtstart") == today + timedelta(days=20)
    assert str(review["url"]) == f"http://testserver{plan.get_absolute_url()}"


def test_it_is_of_london(plan, ben):
    calendar = read(client_of(ben).get(reverse("calendar")))
    assert calendar["x-wr-timezone"] == "Europe/London"
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")


def test_entries_keep_their_names_when_days_change(plan, ben, today):
    before = {event["uid"] for event in events(ben).values()}
    plan.items.update(due_on=today + timedelta(days=30))
    assert {event["uid"] for event in events(ben).values()} == before


def test_of_learners_it_holds_initials_alone(plan, learner, ben):
    content = client_of(ben).get(reverse("calendar")).content.decode()
    for words in ("Anna", "Kowalczyk", "Secret", learner.reference):
        assert words not in content


def test_what_people_wrote_cannot_add_entries(cast, learner, cleo, eve):
    centre = cast.centres[0]
    centre.name = "Mill\r\nEND:VEVENT; a, b \\ c"
    centre.save()
    visit_made(learner, by=cleo, eqa=eve)
    calendar = read(client_of(cleo).get(reverse("calendar")))
    (event,) = calendar.walk("VEVENT")
    assert str(event["summary"]).startswith("EQA visit, Mill")
    assert str(event["summary"]).endswith("END:VEVENT; a, b \\ c")


def test_what_is_handed_over_closed_or_long_past_is_left_out(csl, learner, ben, today):
    plan = planned(
        csl,
        plan_row("LT 1.1"),
        plan_row("LT 1.2"),
        plan_row("LT 1.3", days=-91),
        plan_row("LT 1.4", days=-90),
        by=ben,
    )
    submitted(make_evidence(learner), "LT 1.1")
    plan.items.filter(criteria__number=2).update(closed_on=today, closed_because="Not needed")
    assert list(events(ben)) == ["Evidence due: AK, LT 1.4, overdue"]


@pytest.mark.parametrize(
    ("who", "is_there"), [("eve", True), ("cleo", True), ("ines", True), ("ben", False)]
)
def test_visits(learner, cast, cleo, eve, who, is_there):
    visit_made(learner, by=cleo, eqa=eve)
    found = events(cast.users[who])
    assert ("EQA visit, Millrace Training" in found) is is_there
    if is_there:
        (event,) = found.values()
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=4)


@pytest.mark.parametrize("who", ["noah", "olive", "odd"])
def test_nobody_else_reads_of_anna(plan, cast, who):
    assert events(cast.users[who]) == {}


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Kowalczyk", "AK"), ("Anna Maria de Souza", "AS"), ("Cher", "C"), ("", "A")],
)
def test_initials(learner, name, letters):
    learner.user.name = name
    assert initials(learner) == letters


def feed(token):
    return reverse("calendar-feed", args=[token])


def test_the_address_opens_the_calendar_without_a_login(plan, ben, client):
    answer = client.get(feed(token_of(renew_address(ben))))
    assert len(read(answer).walk("VEVENT")) == 2
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_address_is_on_the_page_until_it_is_ended(ben, client):
    mine = client_of(ben)
    assert "Make a private address" in mine.get(reverse("calendar-page")).content.decode()
    mine.post(reverse("calendar-renew"))
    token = token_of(CalendarAddress.objects.get())
    assert feed(token) in mine.get(reverse("calendar-page")).content.decode()
    mine.post(reverse("calendar-end"))
    assert client.get(feed(token)).status_code == 404


def test_another_address_ends_the_former(ben, client):
    former = token_of(renew_address(ben))
    latter = token_of(renew_address(ben))
    assert client.get(feed(former)).status_code == 404
    assert client.get(feed(latter)).status_code == 200


def test_the_key_alone_opens_nothing(ben, client):
    address = renew_address(ben)
    for guess in (
        address.key.hex,
        f"{address.key.hex}~",
        f"{address.key.hex}~x",
        "x",
        "~",
        "é~é",
        token_of(address).upper(),
        f"0{token_of(address)[1:]}" if address.key.hex[0] != "0" else "1",
    ):
        assert client.get(feed(guess)).status_code == 404
    assert len(token_of(address)) > 70


def test_it_ends_with_the_login(ben, client):
    token = token_of(renew_address(ben))
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert owner_of(token) is None
    assert client.get(feed(token)).status_code == 404


def test_each_person_has_their_own(plan, anna, noah, client):
    assert read(client.get(feed(token_of(renew_address(noah))))).walk("VEVENT") == []
    assert read(client.get(feed(token_of(renew_address(anna))))).walk("VEVENT")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(csl, ben, client, count, django_assert_num_queries):
    planned(csl, *(plan_row(f"LT 1.{number}") for number in range(1, count + 1)), by=ben)
    token = token_of(renew_address(ben))
    with django_assert_num_queries(9):
        client.get(feed(token))


def test_a_day_is_a_day_at_the_end_of_summer_time(csl, ben, client):
    plan = planned(csl, plan_row("LT 1.1"), by=ben)
    plan.items.update(due_on=date(timezone.localdate().year + 1, 10, 31))
    (event,) = events(ben).values()
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)

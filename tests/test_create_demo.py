"""Making the demo: refused where it must be, whole however often it is begun, in a true order."""

import io
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessment.demo.chapters import ITEMS
from assessment.demo.others import OTHERS
from assessment.demo.people import ensure_people, learner_named
from assessment.demo.story import HandIn, Item, Marking
from assessment.demo.telling import ensure_item
from portfolio.models import Evidence, Method, User
from teams.demo.days import Days


def create_demo():
    call_command("create_demo", stdout=io.StringIO())


def test_it_is_refused_in_production(standard, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="never made in production"):
        create_demo()
    assert not User.objects.exists()


def test_it_asks_for_the_standard(db):
    with pytest.raises(CommandError, match="loaddata standard"):
        create_demo()
    assert not User.objects.exists()


def test_it_is_refused_beside_real_people(standard):
    User.objects.create(username="real", name="Real Person")
    with pytest.raises(CommandError, match="database of its own"):
        create_demo()
    assert User.objects.count() == 1


def test_an_item_is_made_whole_or_not_at_all(standard):
    days = Days(timezone.localdate())
    ensure_people(days)
    broken = Item(
        key="broken",
        title="Marked by nobody",
        method=Method.REFLECTIVE,
        days_ago=20,
        narrative="<p>Text.</p>",
        shows={"LT 1.1": ""},
        hand_ins=(HandIn(10, Marking(5, "Well done.", by="nobody")),),
    )
    with pytest.raises(User.DoesNotExist):
        ensure_item(broken, learner_named("anna"), days)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("item", [*ITEMS, *(item for items in OTHERS.values() for item in items)])
def test_each_item_moves_forward_in_time(item):
    """By three days at least, since two days of a weekend can fall on one Friday."""
    moments = [item.days_ago]
    for hand_in in item.hand_ins:
        moments.append(hand_in.days_ago)
        if hand_in.marking:
            moments.append(hand_in.marking.days_ago)
    assert all(later <= earlier - 3 for earlier, later in pairwise(moments))


@pytest.mark.parametrize("item", ITEMS)
def test_feedback_is_on_what_the_item_shows(item):
    markings = [hand_in.marking for hand_in in item.hand_ins if hand_in.marking]
    for marking in markings:
        assert {*marking.comments, *marking.not_yet} <= set(item.shows)


@pytest.mark.parametrize("today", range(7))
def test_no_day_of_the_story_is_on_a_weekend_or_to_come(today):
    days = Days(timezone.localdate() + timedelta(days=today))
    for ago in range(10):
        assert days.ago(ago) <= days.today
        assert days.ago(ago).weekday() < 5
        assert days.monday(ago).weekday() == 0

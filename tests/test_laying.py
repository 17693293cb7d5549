"""Rows that are laid once: each test finds them as they were made, and none it did not ask for."""

import pytest

from portfolio.models import User
from tests.laying import laid_once
from tests.people import CAST


@laid_once
def guest(cast):
    return User.objects.create(username="guest", name="A guest")


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_what_a_test_does_to_them_is_undone(guest, anna, time):
    assert User.objects.get(username="guest").name == guest.name == "A guest"
    assert anna.name == "Anna Kowalczyk"
    User.objects.update(name="Changed")
    guest.name = anna.name = "Changed"


def test_copies_are_of_one_world(cast, anna):
    assert cast.learners["anna"].user is anna


def test_what_is_not_asked_for_is_not_there(cast):
    assert set(User.objects.values_list("username", flat=True)) == set(CAST)


def test_nothing_is_there_for_who_asks_for_nothing(db):
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_commits_starts_from_nothing():
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_commits_has_rows_of_its_own(guest):
    assert User.objects.count() == len(CAST) + 1

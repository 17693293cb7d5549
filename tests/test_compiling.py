"""Queries that are compiled once: they find what Django's own find, for each call's values."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError
from django.urls import reverse
from django.utils import timezone

from portfolio.compiling import compiled_once
from portfolio.models import Allocation, Evidence, Learner, User
from tests.people import client_of, make_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(learner):
    return [make_evidence(learner, title=f"Item {number}") for number in range(5)]


@compiled_once
def among(keys):
    return Evidence.objects.filter(pk__in=keys).order_by("pk").select_related("learner__user")


@compiled_once
def named(name, keys):
    either = Q(username=name) | Q(pk__in=keys)
    return User.objects.filter(either).order_by("pk").values_list("username", flat=True)


@compiled_once
def with_code(code):
    return Learner.objects.filter(code=code).values_list("pk", "code")


@compiled_once
def begun_by(learner, day):
    rows = Allocation.objects.filter(learner=learner, since__lte=day).order_by("pk")
    return rows.values_list("pk", "since")


@compiled_once
def allocated_now(learner):
    return Allocation.objects.current().filter(learner=learner).order_by("pk")


@compiled_once
def with_memberships(pk):
    return User.objects.filter(pk=pk).prefetch_related("memberships")


@compiled_once
def held(pk):
    return Learner.objects.select_for_update(no_key=True).filter(pk=pk)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_each_call_puts_its_own_values_in(items, count):
    for some in (items[:count], items[len(items) - count :]):
        assert among(keys={each.pk for each in some}) == some


def test_a_list_of_nothing_leaves_the_rest_of_an_or(anna):
    assert named(name="anna", keys=[]) == ["anna"]
    assert named(name="nobody", keys=[]) == []
    assert named(name="nobody", keys=[anna.pk]) == ["anna"]


def test_related_rows_come_along(items, anna, django_assert_num_queries):
    with django_assert_num_queries(1):
        (found,) = among(keys=[items[0].pk])
        assert found.learner.user == anna
    with django_assert_num_queries(2):
        (person,) = with_memberships(pk=anna.pk)
        assert [each.role for each in person.memberships.all()] == ["learner"]


def test_values_are_read_as_fields_read_them(learner):
    assert with_code(code=learner.code) == [(learner.pk, learner.code)]
    assert with_code(code=uuid4()) == []
    first = learner.allocations.order_by("pk").first()
    assert (first.pk, first.since) in begun_by(learner=learner.pk, day=first.since)
    assert begun_by(learner=learner.pk, day=first.since - timedelta(days=1)) == []


@pytest.mark.parametrize("name", ["' or '1' = '1", "%s", "100 %", "a\\b", "„anna“ 🙂"])
def test_text_stays_text(anna, name):
    assert named(name=name, keys=[]) == []
    User.objects.filter(pk=anna.pk).update(username=name)
    assert named(name=name, keys=[]) == [name]


def test_nothing_equals_none():
    with pytest.raises(TypeError, match="None"):
        with_code(code=None)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="its moments are text")
def test_a_moment_is_not_kept():
    @compiled_once
    def joined_by_now():
        return User.objects.filter(date_joined__lte=timezone.now())

    with pytest.raises(TypeError, match="moment"):
        joined_by_now()


def test_what_is_current_changes_with_the_day(learner, monkeypatch):
    first = learner.allocations.order_by("pk").first()
    assert allocated_now(learner=learner.pk)[0] == first
    before = first.since - timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: before)
    assert allocated_now(learner=learner.pk) == []


def test_few_lengths_are_compiled(items):
    built = []

    @compiled_once
    def keys_of(keys):
        built.append(keys.count)
        return Evidence.objects.filter(pk__in=keys).values_list("pk", flat=True)

    for count in (1, 2, 3, 4, 5, 4, 3, 1):
        assert len(keys_of(keys=[each.pk for each in items[:count]])) == count
    assert built == [1, 2, 4, 8]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="holds no rows")
def test_rows_are_held_in_a_transaction_alone(learner):
    with transaction.atomic():
        assert held(pk=learner.pk) == [learner]
    with pytest.raises(TransactionManagementError):
        held(pk=learner.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(items):
    def ask(each):
        try:
            return among(keys=[each.pk])
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(ask, items)) == [[each] for each in items]


def test_one_persons_sight_is_not_anothers(csl, ben, cleo, olive, anna, noah):
    """The same query answers for everybody: with other memberships, and with none."""
    stranger = User.objects.create(username="stranger", name="Stranger")
    sees = {anna: 200, ben: 200, cleo: 200, olive: 404, noah: 404, stranger: 404}
    for person, status in (*sees.items(), *reversed(sees.items())):
        assert client_of(person).get(reverse("grid", args=[csl.code])).status_code == status

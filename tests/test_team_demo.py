"""The demo's team: a year of records, whole, made once, and under pseudonyms."""

import pytest
from django.utils import timezone

from teams.catalogue import CATALOGUE
from teams.demo.days import Days
from teams.demo.figures import STEADY, readings_of
from teams.demo.people import COLLEAGUES
from teams.demo.telling import ensure_team
from teams.freezing import content_of
from teams.models import Kind, Reading, Record
from tests.laying import laid_once


@pytest.fixture
def days():
    return Days(timezone.localdate())


@laid_once
def team(learner, days):
    assert ensure_team(learner, days)
    return learner.teams.get()


def test_it_is_made_once(team, learner, days):
    assert not ensure_team(learner, days)
    assert learner.teams.count() == 1


def test_every_kind_is_told(team):
    assert set(team.records.values_list("kind", flat=True)) == set(Kind)


def test_no_day_lies_ahead_that_has_happened(team, days):
    assert not team.records.filter(happened_on__gt=days.today).exists()
    assert not team.records.filter(created_at__gt=timezone.now()).exists()
    assert not Reading.objects.filter(taken_on__gt=days.today).exists()


def test_every_row_keeps_the_rules(team):
    for kind, entry in CATALOGUE.items():
        for record in entry.model.objects.filter(team=team):
            record.full_clean()
            for name in entry.rows:
                for row in getattr(record, name).all():
                    row.full_clean()
        assert team.records.filter(kind=kind).exists()


def test_real_names_are_nowhere(team):
    names = {part for each in COLLEAGUES for part in each.real_name.split()} - {"Lou", "Robin"}
    for record in Record.objects.filter(team=team):
        own = CATALOGUE[Kind(record.kind)].model.objects.get(pk=record.pk)
        said = str(content_of(own))
        assert not [name for name in names if name in said]
        assert "{on:" not in said


def test_the_year_is_the_same_on_every_machine(days):
    for key in STEADY:
        assert list(readings_of(key, days)) == list(readings_of(key, days))


def test_the_figures_tell_the_story(days):
    fcr = [value for _, value in readings_of("fcr", days)]
    assert len(fcr) == 53
    lowest = fcr.index(min(fcr))
    assert fcr[0] > 75
    assert fcr[lowest] == 64
    assert fcr[-1] > 80

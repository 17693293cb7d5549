"""Teams and records for tests: plain functions."""

from datetime import date, time, timedelta
from decimal import Decimal

from django import forms
from django.db import models
from django.utils import timezone

from teams.catalogue import CATALOGUE
from teams.keeping import list_under_members
from teams.leading import start_team
from teams.models import (
    Kind,
    Member,
    Reading,
    Shift,
    Skill,
    Task,
    Team,
    TeamProfile,
)

FIRST_READING = date(2026, 1, 5)
NAMES = ("Robin", "Ash", "Kit")


def make_team(learner, members=NAMES, **values):
    """A team with its members and one skill. Robin's real name is Roberta Smithson."""
    today = timezone.localdate()
    defaults = {"name": "Billing line", "began_on": today - timedelta(days=400)}
    team = start_team(team=Team(**defaults | values), learner=learner, user=learner.user)
    for name in members:
        Member.objects.create(
            team=team,
            pseudonym=name,
            real_name="Roberta Smithson" if name == "Robin" else "",
            contracted_hours=Decimal("37.5"),
        )
    Skill.objects.create(team=team, name="Billing questions")
    return team


def make_record(team, kind, **values):
    """A record of ``kind`` with what it cannot do without; ``values`` are columns of its own."""
    kind = Kind(kind)
    model = CATALOGUE[kind].model
    if model is TeamProfile:
        record = TeamProfile.objects.get(team=team)
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
        return record
    record = model(team=team, **{**_columns(model, team), **values})
    record.full_clean()
    record.save()
    list_under_members(record)
    return record


def _columns(model, team):
    """A value for each column that must not be empty."""
    columns = {}
    for field in model._meta.concrete_fields:
        if field.editable and not field.blank and not field.has_default():
            columns[field.name] = _value(field, team)
    for name in ("team", "record_ptr"):
        columns.pop(name, None)
    return columns


def _value(field, team):
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.ForeignKey):
        return _row(field.related_model, team)
    if isinstance(field, models.DateField):
        return last_monday()
    return f"Some {field.verbose_name}"


def _row(model, team):
    """One of the team's own, made where there is none."""
    if model is Team:
        return team
    found = model.objects.filter(team=team).first()
    return found or make_record(team, model.KIND)


def last_monday(weeks_ago=1):
    today = timezone.localdate()
    return today - timedelta(days=today.weekday() + 7 * weeks_ago)


def times_of(hours):
    """The columns of a stretch of time, from such as "9-17:30"."""
    starts_at, ends_at = (time(*map(int, part.split(":"))) for part in hours.split("-"))
    return {"starts_at": starts_at, "ends_at": ends_at}


def make_shift(rota, name="Ash", day=1, hours="9-17", **values):
    """A shift of the colleague whose pseudonym is ``name``; 1 is Tuesday."""
    member = rota.team.members.get(pseudonym=name)
    return Shift.objects.create(rota=rota, member=member, day=day, **times_of(hours) | values)


def make_task(plan, title="Brief the team", **values):
    """A task of a week from the plan's first day, to be done after none."""
    defaults = {"starts_on": plan.happened_on, "ends_on": plan.happened_on + timedelta(days=6)}
    return Task.objects.create(plan=plan, title=title, **defaults | values)


def make_standard(team, **values):
    defaults = {
        "title": "First contact resolution",
        "measure": "fcr",
        "unit": "%",
        "target": Decimal(75),
        "happened_on": last_monday(30),
    }
    return make_record(team, Kind.STANDARD, **defaults | values)


def make_readings(standard, *values, start=FIRST_READING, step=7, **rest):
    """A reading of each of ``values``, ``step`` days apart."""
    return Reading.objects.bulk_create(
        Reading(
            standard=standard,
            taken_on=start + timedelta(days=step * number),
            value=Decimal(str(value)),
            **rest,
        )
        for number, value in enumerate(values)
    )


def filled_form(kind, team, record=None, **values):
    """What a browser sends when the form of ``kind`` is filled in with the least it asks for."""
    entry = CATALOGUE[Kind(kind)]
    form = entry.form(team=team, instance=record or entry.model(**_columns(entry.model, team)))
    sent = {}
    for part in (form, *(each for formset in form.formsets for each in formset.initial_forms)):
        for name, field in part.fields.items():
            value = part.get_initial_for_field(field, name)
            if value not in (None, "", []) and value is not False:
                sent[part.add_prefix(name)] = _sent(field, value)
    for formset in form.formsets:
        for name, number in formset.management_form.initial.items():
            sent[f"{formset.prefix}-{name}"] = number
        sent[f"{formset.prefix}-TOTAL_FORMS"] = len(formset.initial_forms)
    return sent | values


def _sent(field, value):
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [each.pk for each in value]
    value = field.prepare_value(value)
    return value.isoformat() if hasattr(value, "isoformat") else value

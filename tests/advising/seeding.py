"""Made-up portfolios as rows of the database, for the benchmark."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone

from assessment.models import Criterion, Mapping, MarkingPoint
from portfolio.models import Evidence, Learner, Method
from teams.catalogue import CATALOGUE
from teams.freezing import freeze_record
from teams.models import Kind, Member, Record, Team
from tests.advising.drafting import Columns, Draft

MAPPED, POINTS = 4, 2
# Kinds in the order in which rows can point at one another; of the rest it does not matter.
FIRST = (Kind.STANDARD, Kind.COACHING_PLAN)


# -- Records ----------------------------------------------------------------------------------


def add_records(team: Team, drafts: Iterable[Draft], count: int) -> int:
    """``count`` records with their rows, as many as the drafts have; their people join the team."""
    saved = 0
    for draft in drafts:
        shift = timezone.localdate() - draft.today
        known = _people(team, draft)
        ordered = sorted(draft.records, key=lambda each: Kind(each["kind"]) not in FIRST)
        for columns in ordered[: count - saved]:
            if columns["kind"] != Kind.SKILLS:
                _save_record(team, columns, known, shift)
                saved += 1
    return saved


def _people(team: Team, draft: Draft) -> dict[type[Model], dict[str, Model]]:
    """By model, what other rows of the draft name."""
    members = {}
    for told in draft.members:
        members[told.name], _ = Member.objects.get_or_create(
            team=team,
            pseudonym=told.name,
            defaults={
                "contracted_hours": told.contracted_hours,
                "access_needs": told.access_needs,
                "preferred_communication": told.preferred_communication,
            },
        )
    return {Member: members}


def _save_record(team: Team, columns: Columns, known: dict, shift: timedelta) -> None:
    entry = CATALOGUE[Kind(columns["kind"])]
    record = entry.model(team=team, **_values(entry.model, columns, known, shift))
    record.save()
    known.setdefault(entry.model, {})[columns["title"]] = record
    for name in entry.rows:
        field = entry.model._meta.get_field(name)
        model, parent = field.related_model, field.remote_field.name
        rows = columns.get(name, ())
        model.objects.bulk_create(
            model(**(_values(model, row, known, shift) | {parent: record})) for row in rows
        )


def _values(model: type[Model], columns: Columns, known: dict, shift: timedelta) -> Columns:
    """The columns that the model has; "code" is made anew, as drafts may be laid twice."""
    return {
        field.name: _value(field, columns[field.name], known, shift)
        for field in model._meta.concrete_fields
        if field.name in columns and field.name not in {"code", "kind", "followed_up_in"}
    }


def _value(field: Field, value: Any, known: dict, shift: timedelta) -> Any:
    """A column as the database has it, moved so that the draft's today is ours."""
    if value is None:
        return None
    if field.is_relation:
        return known.get(field.related_model, {}).get(value)
    value = field.to_python(value)
    if isinstance(value, date):
        return value + shift
    return value


# -- Items ------------------------------------------------------------------------------------


def add_items(learner: Learner, drafts: Iterable[Draft], count: int, frozen: int = 0) -> None:
    """``count`` items of some 150 words, mapped evenly; ``frozen`` of them hold a record."""
    texts = islice(cycle([item["text"] for draft in drafts for item in draft.items]), count * 3)
    today = timezone.localdate()
    evidence = Evidence.objects.bulk_create(
        Evidence(
            learner=learner,
            number=number,
            title=f"Item {number}",
            method=Method.REFLECTIVE,
            happened_on=today - timedelta(days=number % 400),
            narrative="".join(f"<p>{text}</p>" for text in parts),
        )
        for number, parts in enumerate(zip(texts, texts, texts, strict=True), 1)
    )
    _map(evidence, learner)
    records = Record.objects.filter(team__learner=learner).exclude(kind=Kind.SKILLS)
    for record, item in zip(records.order_by("pk")[:frozen], evidence, strict=False):
        own = CATALOGUE[Kind(record.kind)].model.objects.get(pk=record.pk)
        freeze_record(record=own, evidence=item, user=learner.user)


def _map(evidence: Iterable[Evidence], learner: Learner) -> None:
    criteria, points = cycle(Criterion.objects.order_by("pk")), cycle(MarkingPoint.objects.all())
    Mapping.objects.bulk_create(
        Mapping(evidence=item, added_by=learner.user, **target)
        for item in evidence
        for target in (
            *({"criterion": each} for each in islice(criteria, MAPPED)),
            *({"marking_point": each} for each in islice(points, POINTS)),
        )
    )

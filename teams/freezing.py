"""Freezing records: a snapshot of a record, as evidence shows it from then on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Manager, Model, QuerySet
from django.utils import timezone

from portfolio.hashing import hash_of
from portfolio.models import Evidence, User
from portfolio.recording import changing_evidence, note_change
from teams.catalogue import entry_of
from teams.models import Record, Snapshot
from teams.naming import Pseudonyms
from teams.presenting import sheet_of
from teams.sheets.blocks import Sheet

# Columns that say nothing about the work, or that name people outside the sheet.
UNSAID = {"id", "record_ptr", "team", "revision", "archived_at"}


def freeze_record(*, record: Record, evidence: Evidence, user: User) -> Snapshot:
    """Put ``record``, as it is now, into ``evidence``; an older snapshot there makes room.

    The older one stays readable in the versions that were handed over with it. A record that has
    not changed since stays as it is. Raises ``ValidationError`` for another learner's record.
    """
    if record.team.learner_id != evidence.learner_id:
        raise ValidationError("This record belongs to another portfolio.")
    with changing_evidence(evidence, user) as locked:
        content = content_of(record)
        digest = hash_of(content)
        current = locked.snapshots.kept().filter(record=record.pk).first()
        if current and current.sha256 == digest:
            return current
        if current:
            _remove(current)
        snapshot = Snapshot(
            evidence=locked,
            record_id=record.pk,
            kind=record.kind,
            title=content["sheet"]["title"],
            content=content,
            sha256=digest,
            made_by=user,
        )
        snapshot.full_clean()
        snapshot.save()
        note_change(locked)
    return snapshot


def take_out(*, snapshot: Snapshot, user: User) -> bool:
    """Take a snapshot out of its item. False if it was taken out before."""
    with changing_evidence(snapshot.evidence, user) as locked:
        taken = _remove(snapshot)
        note_change(locked)
    return taken


def bring_back(*, snapshot: Snapshot, user: User) -> bool:
    """Undo ``take_out``. False if it is there, or a newer one of the same record is."""
    with changing_evidence(snapshot.evidence, user) as locked:
        if locked.snapshots.kept().filter(record=snapshot.record_id).exists():
            return False
        Snapshot.objects.filter(pk=snapshot.pk).update(removed_at=None)
        note_change(locked)
    return True


def content_of(record: Record) -> dict[str, Any]:
    """What is shown of the record, and its columns and rows, as JSON without real names."""
    return {"sheet": sheet_of(record).to_json(), "data": columns_and_rows_of(record)}


def columns_and_rows_of(record: Record) -> dict[str, Any]:
    """The columns, and the rows under their names, as JSON without real names."""
    rows = {
        name: [columns_of(row) for row in _with_names(getattr(record, name))]
        for name in entry_of(record).rows
    }
    return Pseudonyms(record.team).hide(columns_of(record) | rows)


def sheet_in(snapshot: Snapshot) -> Sheet:
    """The sheet as it was frozen."""
    return Sheet.from_json(snapshot.content["sheet"])


def _remove(snapshot: Snapshot) -> bool:
    kept = Snapshot.objects.filter(pk=snapshot.pk, removed_at=None)
    return bool(kept.update(removed_at=timezone.now()))


def _with_names(rows: Manager) -> QuerySet:
    """The rows, and along with them whatever their foreign keys are called by."""
    keys = (field.name for field in rows.model._meta.concrete_fields if field.is_relation)
    return rows.select_related(*keys)


def columns_of(row: Model) -> dict[str, Any]:
    """A row's columns as JSON values; foreign keys by what they are called."""
    return {
        field.name: _value(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in UNSAID
    }


def _value(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return value if isinstance(value, bool | int | None) else str(value)

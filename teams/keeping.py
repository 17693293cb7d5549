"""Keeping records: adding and changing them with their rows, archiving and bringing back."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.forms import BaseInlineFormSet
from django.utils import timezone

from portfolio.models import User
from teams import rules
from teams.models import Member, Record, Team


class ChangedMeanwhile(Exception):
    """The record was changed or archived in another window; nothing was saved."""


class SentTwice(Exception):
    """The very form was sent before; what it says is saved."""


@transaction.atomic
def keep_record(
    *,
    record: Record,
    user: User,
    revision: int = 0,
    members: Iterable[Member] = (),
    rows: Sequence[BaseInlineFormSet] = (),
) -> Record:
    """Save a new or changed record with its rows, all or nothing.

    ``members``: the colleagues chosen by hand; those that the record itself names are added.
    ``revision``: the one that a changed record was read at; raises ``ChangedMeanwhile`` if it has
    another by now, ``SentTwice`` for a new record whose code was saved before, and
    ``ValidationError`` for rows that cannot stand beside those that are kept.
    """
    if not rules.can_change_record(user, record):
        raise PermissionDenied
    # One at a time in a team: rules that look at other records hold for two windows too.
    Team.objects.select_for_update(no_key=True).get(pk=record.team_id)
    if record.pk:
        touch_record(record, revision)
    elif Record.objects.filter(code=record.code).exists():
        raise SentTwice
    record.full_clean()
    record.save()
    _save_rows(record, rows)
    list_under_members(record, members)
    return record


def _save_rows(record: Record, rows: Sequence[BaseInlineFormSet]) -> None:
    try:
        for formset in rows:
            formset.instance = record
            formset.save()
    except IntegrityError:
        # Only a form that no page has made sends a kept row as a new one.
        raise ValidationError("One of the rows is there already. Load the page again.") from None


def touch_record(record: Record, revision: int | None = None) -> None:
    """Count a change of the record or of its rows. Call inside the transaction that makes it.

    With ``revision``, raises ``ChangedMeanwhile`` unless the record is still at it.
    """
    unchanged = Record.objects.filter(pk=record.pk, archived_at=None)
    if revision is not None:
        unchanged = unchanged.filter(revision=revision)
    if not unchanged.update(revision=F("revision") + 1, changed_at=timezone.now()):
        raise ChangedMeanwhile
    record.refresh_from_db(fields=["revision", "changed_at"])


def list_under_members(record: Record, chosen: Iterable[Member] = ()) -> None:
    """Let the timeline find the record by the colleagues whom it is about."""
    record.members.set({*chosen, *(member for member in record.people() if member)})


def archive_record(*, record: Record, user: User) -> bool:
    """Put a record aside; what was made evidence stays evidence. False if it was archived."""
    if not rules.keeps_team(user, record.team):
        raise PermissionDenied
    kept = Record.objects.filter(pk=record.pk, archived_at=None)
    return bool(kept.update(archived_at=timezone.now(), revision=F("revision") + 1))


@transaction.atomic
def restore_record(*, record: Record, user: User) -> bool:
    """Bring an archived record back as it was. False if it was not archived.

    Raises ``ValidationError`` where another has taken its place meanwhile.
    """
    if not rules.keeps_team(user, record.team):
        raise PermissionDenied
    Team.objects.select_for_update(no_key=True).get(pk=record.team_id)
    archived = Record.objects.filter(pk=record.pk, archived_at__isnull=False)
    if not archived.update(archived_at=None, revision=F("revision") + 1):
        return False
    record.archived_at = None
    record.full_clean()
    return True

"""Presenting a record: the sheet that its page, its snapshots and the PDF show."""

from django.utils import timezone

from teams.catalogue import entry_of
from teams.models import Record
from teams.naming import Pseudonyms
from teams.sheets.blocks import Block, Sheet
from teams.sheets.writing import facts, names


def sheet_of(record: Record) -> Sheet:
    """The record as readers see it, with no real name in it but of those who agreed to it.

    ``record`` is of its own kind, as ``access`` returns it.
    """
    entry = entry_of(record)
    sheet = Sheet(
        kind=record.kind,
        kind_words=record.get_kind_display(),
        title=record.title,
        date=record.happened_on.isoformat(),
        blocks=(*_about(record), *entry.sheet(record)),
    )
    return Sheet.from_json(Pseudonyms(record.team).hide(sheet.to_json()))


def _about(record: Record) -> tuple[Block, ...]:
    """What every kind says first. When it was written shows what was dated back."""
    return facts(
        ("Date", record.happened_on),
        ("Colleagues", names(record.members.all())),
        ("Written", timezone.localdate(record.created_at)),
    )

"""Removing what interrupted work left behind: stored bytes that no row names, and parts."""

from dataclasses import dataclass

from django.utils import timezone

from portfolio.files.checking.ledger import Ledger
from portfolio.files.checking.looking import GRACE
from portfolio.files.kept_bytes import is_named
from portfolio.files.storage import own_storage

# More than this part of all, and more than so many: the database is not the one of these files.
SUSPICIOUS_SHARE = 0.1
SUSPICIOUS_NUMBER = 100


class TooMuch(Exception):
    """So much has no row that the database may be another's: nothing was removed."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many objects and parts were removed, and their bytes."""

    objects: int
    parts: int
    bytes: int


def sweep(*, however_much: bool = False) -> Swept:
    """Remove what no row has named for a day, after looking twice. Safe while people work.

    Raises ``TooMuch`` where that is a tenth of all that is stored, unless ``however_much``.
    """
    before = timezone.now() - GRACE
    with Ledger() as ledger:
        ledger.note_storage()
        ledger.note_rows()
        if not however_much:
            _refuse_too_much(ledger)
        removed, freed = 0, 0
        for kept in ledger.nameless(before):
            if not is_named(kept.name):
                own_storage().delete(kept.name)
                removed, freed = removed + 1, freed + kept.size
    return Swept(removed, own_storage().remove_abandoned(GRACE), freed)


def _refuse_too_much(ledger: Ledger) -> None:
    number = sum(1 for _ in ledger.nameless(timezone.now() - GRACE))
    if number > SUSPICIOUS_NUMBER and number > SUSPICIOUS_SHARE * ledger.count("stored"):
        raise TooMuch(
            f"{number:,} of {ledger.count('stored'):,} stored files belong to no row of this "
            "database. Nothing was removed: it may be the database of other files, or an old one. "
            "If it is right, run “manage.py sweep_files --however-much”."
        )

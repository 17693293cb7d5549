"""Looking through all files: every row has its bytes, every stored object its row.

People work meanwhile. What looks wrong in the lists is looked at again, row and bytes, before it is
called a fault: what came or went between the two lists is none.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import SuspiciousFileOperation
from django.utils import timezone

from portfolio.files.checking.faults import PUT_BACK, Fault, Sort, leftover, nameless
from portfolio.files.checking.ledger import Ledger, Named
from portfolio.files.kept_bytes import KeptBytes, is_named, kept_bytes
from portfolio.files.storage import own_storage

# Younger bytes without a row are on their way: an upload that is being finished, a document that is
# being stored. The same span lets a backup copy what its snapshot names.
GRACE = timedelta(days=1)

Report = Callable[[int, int], None]


@dataclass(slots=True)
class Tally:
    """What was looked at so far.."""

    named: int = 0
    stored: int = 0
    read: int = 0
    faults: dict[Sort, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.faults.values())

    def add(self, fault: Fault) -> Fault:
        self.faults[fault.sort] = self.faults.get(fault.sort, 0) + 1
        return fault


def look_at_all(tally: Tally, report: Report, *, reads: bool = True) -> Iterator[Fault]:
    """Each fault as it is found; ``tally`` counts meanwhile. With ``reads`` every byte is read.

    ``report`` takes how many of how many files were looked at. Raises ``StorageUnavailable``.
    """
    with Ledger() as ledger:
        ledger.note_storage()
        ledger.note_rows()
        tally.named, tally.stored = ledger.count("named"), ledger.count("stored")
        for fault in _faults(ledger, tally, report, reads=reads):
            yield tally.add(fault)


def _faults(ledger: Ledger, tally: Tally, report: Report, *, reads: bool) -> Iterator[Fault]:
    fields = {kept.label: kept for kept in kept_bytes()}
    for number, named in enumerate(ledger.names() if reads else ledger.wrong(), 1):
        fault = fault_of(named, fields[named.field], reads=reads)
        if fault:
            yield fault
        tally.read += reads
        if reads:
            report(number, tally.named)
    before = timezone.now() - GRACE
    for kept in ledger.nameless(before):
        if not is_named(kept.name) and own_storage().exists(kept.name):
            yield nameless(kept)
    yield from _leftovers(before)


def fault_of(named: Named, kept: KeptBytes, *, reads: bool) -> Fault | None:
    """What is wrong with the bytes of one row; ``None`` too where the row let go of them."""
    if _wrong_with(named, reads=reads) is None:
        return None
    row = kept.naming(named.name).first()
    # Once more: a storage may have failed for a moment.
    wrong = _wrong_with(named, reads=reads)
    if row is None or wrong is None:
        return None
    sort, words = wrong
    place = kept.place(row)
    return Fault(
        sort, named.name, words, PUT_BACK, place, kept.label, named.sha256, kept.centre(row)
    )


def _wrong_with(named: Named, *, reads: bool) -> tuple[Sort, str] | None:
    try:
        size = own_storage().size(named.name)
        if named.size is not None and size != named.size:
            return Sort.SIZE, f"{size:,} bytes are stored, where {named.size:,} belong."
        if reads and named.sha256 and sha256_of_stored(named.name) != named.sha256:
            return Sort.CHANGED, "The bytes are not those that were stored: they were altered."
    except (FileNotFoundError, SuspiciousFileOperation):
        return Sort.MISSING, "The bytes are not there."
    except OSError as error:
        return Sort.UNREADABLE, f"The bytes cannot be read: {error.strerror}."
    return None


def sha256_of_stored(name: str) -> str:
    """SHA-256 (hex) of the stored object; reads all of it."""
    digest = hashlib.sha256()
    with closing(own_storage().read(name)) as chunks:
        for chunk in chunks:
            digest.update(chunk)
    return digest.hexdigest()


def _leftovers(before: datetime) -> Iterator[Fault]:
    for path in own_storage().incoming.iterdir():
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if found.st_mtime < before.timestamp():
            yield leftover(f"incoming/{path.name}", found.st_size)


def now_and_then(report: Report, seconds: float = 5) -> Report:
    """``report``, but no more often than people read."""
    last = time.monotonic()

    def seldom(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            report(done, total)

    return seldom

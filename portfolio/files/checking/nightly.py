"""Every night: sweep, check, and tell those who can do something about it.

Names and sizes of all files are compared, and the bytes of a thirtieth of them read: all within a
month, however many there are. “manage.py check_files” reads all of them.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils import timezone

from portfolio.files.checking.faults import Fault, Sort
from portfolio.files.checking.ledger import Ledger
from portfolio.files.checking.looking import Tally, fault_of, look_at_all
from portfolio.files.checking.sweeping import TooMuch, sweep
from portfolio.files.kept_bytes import kept_bytes
from portfolio.models import Centre, Role, User
from portfolio.notifying import notify, people_in

logger = logging.getLogger(__name__)

SHARES = 30
# Less than a job may run (see Q_CLUSTER).
LONGEST_READING = 10 * 60
# Seen by size, without reading.
FOUND_BY_READING = (Sort.CHANGED, Sort.UNREADABLE)
MOST_NAMED = 1000
KEY = "file-check"


def sweep_nightly() -> int:
    """Sweep; where there is suspiciously much, tell superusers instead. Returns how many files."""
    try:
        return sweep().objects
    except TooMuch as reason:
        notify(_superusers(), str(reason), key="file-sweep")
        return 0


def check_nightly() -> int:
    """Look; tell superusers of all faults and administrators of those of their centres. Returns
    how many faults there are."""
    tally = Tally()
    found: list[Fault] = []
    for fault in (*look_at_all(tally, lambda *_: None, reads=False), *_read_some(tally)):
        logger.error("Stored files: %s", fault)
        if len(found) < MOST_NAMED:
            found.append(fault)
    if found:
        _tell(found, tally)
    return tally.total


def _read_some(tally: Tally) -> Iterator[Fault]:
    """Faults that reading tonight's share finds."""
    began = time.monotonic()
    share = timezone.localdate().toordinal() % SHARES
    fields = {kept.label: kept for kept in kept_bytes()}
    with Ledger() as ledger:
        ledger.note_rows()
        for named in ledger.names():
            # Names are random, so that the shares are equal.
            if not named.sha256 or _share_of(named.name) != share:
                continue
            fault = fault_of(named, fields[named.field], reads=True)
            if fault and fault.sort in FOUND_BY_READING:
                yield tally.add(fault)
            if time.monotonic() - began > LONGEST_READING:
                return


def _share_of(name: str) -> int:
    return int.from_bytes(name.encode()[-4:]) % SHARES


def _tell(faults: list[Fault], tally: Tally) -> None:
    number = f"{tally.total:,} fault{'' if tally.total == 1 else 's'}"
    notify(
        _superusers(),
        f"The nightly check of stored files found {number}, the first: {faults[0]} “manage.py "
        "check_files” names them all.",
        key=KEY,
    )
    for centre, number_of_centre, first in _by_centre(faults):
        files = "1 file" if number_of_centre == 1 else f"{number_of_centre:,} files"
        notify(
            people_in(centre, (Role.ADMIN,)),
            f"{files} of your centre cannot be opened, the first: {first.place}. Whoever looks "
            "after the site is told, and can put back what is in a backup.",
            key=KEY,
        )


def _by_centre(faults: Iterable[Fault]) -> Iterator[tuple[Centre, int, Fault]]:
    of_centres = [(fault.centre, fault) for fault in faults if fault.centre]
    counts = Counter(centre for centre, _ in of_centres)
    first = dict(reversed(of_centres))
    for centre, number in counts.items():
        yield centre, number, first[centre]


def _superusers() -> Iterable[User]:
    return User.objects.filter(is_superuser=True, is_active=True)

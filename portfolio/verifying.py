"""Finding the first broken link of each chain of the audit trail, and what is wrong with it.

A chain is read in blocks, so a trail of any length takes the same memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from portfolio.auditing import hash_of_entry, seal_of
from portfolio.models import AuditChain, AuditEntry

BLOCK = 2000
EMPTY = ""
HEADLESS = "is missing, though its entries are there."


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken link. ``number`` is the entry's; None: it is the chain's head."""

    chain: str
    number: int | None
    words: str

    def __str__(self) -> str:
        place = "the head of the chain" if self.number is None else f"entry {self.number:,}"
        return f"{self.chain}: {place}: {self.words}"


@dataclass(slots=True)
class Walk:
    """How far a chain was followed, and what was found."""

    chain: AuditChain
    length: int = 0
    last_hash: str = EMPTY
    began_at: datetime | None = None
    fault: Fault | None = None
    # The hashes of the entries that somebody outside has noted, by number.
    noted: dict[int, str] = field(default_factory=dict)


def verify_chain(chain: AuditChain, noted: dict[int, str] | None = None) -> Walk:
    """Follow ``chain`` from its first entry to its head; stops at the first broken link.

    ``noted``: hashes by number, as somebody wrote them down outside the database.
    """
    walk = Walk(chain, noted=noted or {})
    _follow(walk)
    if walk.fault is None:
        # Read after the entries: whoever adds one meanwhile sets the head in the same transaction.
        _compare_head(walk)
    if walk.fault is None and (number := max(walk.noted, default=0)) > walk.length:
        walk.fault = _at(walk, walk.length + 1, f"was there once: {number:,} entries were noted.")
    return walk


def chains_without_head() -> list[Fault]:
    """Entries whose chain is gone."""
    heads = AuditChain.objects.filter(pk=OuterRef("chain_id"))
    lost = AuditEntry.objects.filter(~Exists(heads)).order_by("chain_id")
    chains = lost.values_list("chain_id", flat=True).distinct()
    return [Fault(f"Chain {chain}", None, HEADLESS) for chain in chains]


def _follow(walk: Walk, up_to: int | None = None) -> None:
    for entry in _entries(walk.chain, after=walk.length):
        if up_to is not None and entry.number > up_to:
            return
        words = _what_is_wrong(walk, entry)
        if words:
            number = min(entry.number, walk.length + 1)
            walk.fault = _at(walk, number, words)
            return
        walk.length, walk.last_hash = entry.number, entry.hash
        walk.began_at = walk.began_at or entry.at
        if walk.noted.get(entry.number, entry.hash) != entry.hash:
            walk.fault = _at(walk, entry.number, "is not the one whose hash was noted.")
            return


def _entries(chain: AuditChain, after: int) -> Iterator[AuditEntry]:
    # The first block from the very bottom: number 0 is nobody's, and must not be overlooked.
    entries = AuditEntry.objects.filter(chain=chain).order_by("number", "pk")
    block = list((entries.filter(number__gt=after) if after else entries)[:BLOCK])
    while block:
        yield from block
        block = list(entries.filter(number__gt=block[-1].number)[:BLOCK])


def _compare_head(walk: Walk) -> None:
    chain = AuditChain.objects.filter(pk=walk.chain.pk).first()
    if chain is None:
        walk.fault = _at(walk, None, HEADLESS)
        return
    if chain.length > walk.length:
        # Added since, or gone.
        _follow(walk, up_to=chain.length)
    if walk.fault is None:
        walk.fault = _fault_of_head(walk, chain)


def _fault_of_head(walk: Walk, chain: AuditChain) -> Fault | None:
    is_sealed = seal_of(chain) == chain.seal
    if is_sealed and chain.length > walk.length:
        return _at(
            walk, walk.length + 1, f"is missing, and all up to {chain.length:,}: the end was cut."
        )
    if is_sealed and chain.length < walk.length:
        return _at(walk, chain.length + 1, "was added past the head, or an old head was put back.")
    if not is_sealed:
        return _at(walk, None, "was altered: its seal was not made by this site with this key.")
    if chain.last_hash != walk.last_hash:
        return _at(walk, chain.length, "was exchanged: the head names another hash.")
    if AuditEntry.objects.filter(chain=chain, number__lte=walk.length).count() > walk.length:
        return _at(walk, None, "counts fewer entries than there are: numbers occur twice.")
    return None


def _what_is_wrong(walk: Walk, entry: AuditEntry) -> str:
    """Empty where ``entry`` is the one that comes next."""
    place = walk.length + 1
    if (entry.number, entry.previous_hash) == (place, walk.last_hash):
        return "" if hash_of_entry(entry) == entry.hash else "was edited."
    if entry.number < place:
        return "does not belong there: numbers begin with 1, and each occurs once."
    if entry.number == place and _is_next(walk, entry):
        return "was edited: it names another entry as the one before it."
    gone_to = _found_elsewhere(walk, entry)
    if gone_to:
        return gone_to
    if entry.number > place:
        return "is missing."
    return "is not the one that was here: it was exchanged, or edited."


def _found_elsewhere(walk: Walk, instead: AuditEntry) -> str:
    """Where the entry that belongs next is now, if it is anywhere."""
    followers = AuditEntry.objects.filter(previous_hash=walk.last_hash).exclude(pk=instead.pk)
    for other in followers.select_related("chain__centre")[:BLOCK]:
        if not _is_next(walk, other):
            continue
        if other.chain_id == walk.chain.pk:
            return f"is out of order: the entry that belongs here is now number {other.number:,}."
        return f"was moved: it is now entry {other.number:,} in the chain of “{other.chain}”."
    return ""


def _is_next(walk: Walk, entry: AuditEntry) -> bool:
    """Whether ``entry`` is what belongs next, wherever it stands now."""
    there = AuditEntry(
        chain_id=walk.chain.pk,
        number=walk.length + 1,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        act=entry.act,
        learner_id=entry.learner_id,
        words=entry.words,
        detail=entry.detail,
        previous_hash=walk.last_hash,
    )
    return hash_of_entry(there) == entry.hash


def _at(walk: Walk, number: int | None, words: str) -> Fault:
    return Fault(str(walk.chain), number, words)

"""Checking a PDF that somebody has: whose seal it carries, whether it fits, what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from assessment.dossier.compiling import dossier_of
from assessment.models import Export, Format
from assessment.sealing.door import Reading, Seal, read
from assessment.sealing.signature_states import BROKEN, CUT, FOLLOWED, MOVED, WHOLE
from assessment.sealing.states import shape_of_states, state_of
from portfolio.keys import certificates_of, fingerprint_of
from portfolio.models import SealingKey


class Outcome(StrEnum):
    UNALTERED = "unaltered"
    ALTERED = "altered"
    LEAKED = "leaked"  # the seal fits, but others may have the key
    FOREIGN = "foreign"
    UNSEALED = "unsealed"
    UNREADABLE = "unreadable"


class Standing(StrEnum):
    """How the portfolio is now, against what a document shows."""

    SAME = "same"
    CHANGED = "changed"
    OTHER_PROGRAM = "other_program"
    NOT_ON_RECORD = "not_on_record"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a file. ``key``: of the centre whose seal it carries, or seems to.

    ``export``: the record of the document it is, or was before it was altered.
    """

    outcome: Outcome
    reading: Reading
    key: SealingKey | None = None
    seal: Seal | None = None
    export: Export | None = None
    standing: Standing | None = None

    @property
    def is_unaltered(self) -> bool:
        return self.outcome == Outcome.UNALTERED

    @property
    def sealed_at(self) -> datetime | None:
        return self.seal.sealed_at if self.seal else None


def check(path: str, sha256: str) -> Verdict:
    """Say what the file at ``path`` is; ``sha256``: the hash of its bytes, in hexadecimal.

    Whatever the file is, this answers, within ``door.WALL_SECONDS`` and the time that compiling
    its portfolio takes.
    """
    reading = read(path)
    known = _known_keys(reading.seals)
    # What was sealed and then added to stays so, whoever seals it once more. Seals that do not fit
    # come last: they may be those of files that are attached.
    for state in (FOLLOWED, WHOLE, CUT, MOVED, BROKEN):
        for seal in reading.seals:
            if seal.state == state and seal.fingerprint in known:
                conclude = _fits if state == WHOLE else _does_not_fit
                return conclude(reading, seal, known[seal.fingerprint], sha256)
    return Verdict(_without_our_seal(reading), reading, seal=next(iter(reading.seals), None))


def standing_of(export: Export | None) -> Standing:
    """Whether the portfolio is still in the state that the document of ``export`` shows."""
    if export is None:
        return Standing.NOT_ON_RECORD
    if export.state_shape != shape_of_states():
        return Standing.OTHER_PROGRAM
    same = state_of(dossier_of(export)) == export.state_hash
    return Standing.SAME if same else Standing.CHANGED


def document_with(code: UUID) -> Export | None:
    """The finished PDF with this code, with all that may be said of it."""
    return _documents().filter(code=code).first()


def _documents() -> QuerySet[Export]:
    related = ("enrolment__learner__centre", "enrolment__learner__user", "enrolment__qualification")
    finished = Export.objects.exclude(finished_at=None).filter(failure="", format=Format.PDF)
    return finished.select_related("asked_by", *related)


def _known_keys(seals: Iterable[Seal]) -> dict[str, SealingKey]:
    """The keys of this site among those that the seals name; the same bought one may seal for
    several centres, which the record of the document tells apart."""
    fingerprints = [seal.fingerprint for seal in seals if seal.fingerprint]
    rows = SealingKey.objects.filter(fingerprint__in=fingerprints).select_related("centre")
    return {row.fingerprint: row for row in rows}


def _fits(reading: Reading, seal: Seal, key: SealingKey, sha256: str) -> Verdict:
    export = _documents().filter(sha256=sha256).first()
    if export is None and not _vouched_alike(seal, key):
        return Verdict(Outcome.ALTERED, reading, key, seal)
    if export is None:
        described = _described(reading, key)
        if described is not None:
            # Our seal, but not the bytes that were made then: of the seal itself.
            return Verdict(Outcome.ALTERED, reading, key, seal, described)
        if key.leaked_at is not None:
            return Verdict(Outcome.LEAKED, reading, key, seal)
    key = _key_of(export, key)
    return Verdict(Outcome.UNALTERED, reading, key, seal, export, standing_of(export))


def _does_not_fit(reading: Reading, seal: Seal, key: SealingKey, _: str) -> Verdict:
    export = None
    if seal.sealed_sha256:
        export = _documents().filter(sha256=seal.sealed_sha256).first()
    return Verdict(Outcome.ALTERED, reading, _key_of(export, key), seal, export)


def _described(reading: Reading, key: SealingKey) -> Export | None:
    """The record that the file names, if it is one of the key's centre."""
    try:
        code = UUID(reading.facts.export) if reading.facts else None
    except ValueError:
        return None
    if code is None:
        return None
    return _documents().filter(code=code, enrolment__learner__centre=key.centre_id).first()


def _key_of(export: Export | None, key: SealingKey) -> SealingKey:
    """The same key, of the centre whose document it is."""
    if export is None or export.enrolment.learner.centre_id == key.centre_id:
        return key
    of_centre = SealingKey.objects.filter(centre=export.enrolment.learner.centre_id)
    return of_centre.filter(fingerprint=key.fingerprint).select_related("centre").first() or key


def _vouched_alike(seal: Seal, key: SealingKey) -> bool:
    """Whether the seal carries the certificates it was made with: it does not cover them."""
    own, *others = (fingerprint_of(each) for each in certificates_of(key))
    return seal.certificates == (own, *sorted(others))


def _without_our_seal(reading: Reading) -> Outcome:
    if reading.seals:
        return Outcome.FOREIGN
    return Outcome.UNREADABLE if reading.problem else Outcome.UNSEALED

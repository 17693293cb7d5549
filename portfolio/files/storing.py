"""Keeping files of evidence: storing, taking out and back, describing."""

import hashlib
import logging
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from portfolio import rules
from portfolio.files.derivatives.asking import ask_for
from portfolio.files.filenames import safe_name
from portfolio.files.inspection import refusals
from portfolio.files.inspection.door import Inspection, Refused, inspect
from portfolio.files.quarantine import tell_found
from portfolio.files.scanning import Verdict, scan_path
from portfolio.files.storage import own_storage
from portfolio.files.uploads import IncomingFile
from portfolio.models import Evidence, EvidenceFile, Scan, User
from portfolio.people import tidy
from portfolio.recording import HANDED_OVER, CannotChange, changing_evidence, note_change

logger = logging.getLogger(__name__)

MAX_FILES = 50

FULL = (
    f"This item has {MAX_FILES} files already, the most that one can hold. "
    "Take some out, or add another item of evidence for the rest."
)


@dataclass(frozen=True)
class StoredFile:
    """``was_there``: these very bytes were in the item already, and nothing was added."""

    file: EvidenceFile
    was_there: bool = False


def store_file(
    *, evidence: Evidence, user: User, upload: IncomingFile, expected_sha256: str = ""
) -> StoredFile:
    """Keep ``upload`` as a file of ``evidence``; sending the same bytes again changes nothing.

    ``expected_sha256``: in hexadecimal, what the sender computed, where it did. Raise ``Refused``
    for what is not accepted or is not what was sent, ``CannotChange``, and ``ValidationError`` for
    one file too many. The row is written last: nothing is listed whose bytes are not safely stored,
    and read back.
    """
    if not rules.can_change_evidence(user, evidence):
        raise CannotChange(HANDED_OVER)
    if expected_sha256 and expected_sha256.lower() != upload.sha256:
        raise Refused(refusals.ALTERED)
    name = safe_name(upload.name or "")
    inspection = inspect(upload.path, name)
    file = _with_bytes_in_place(upload, inspection, _scanned(upload, inspection))
    file.evidence, file.uploaded_by, file.name = evidence, user, name
    try:
        stored = _added(file, user)
    except BaseException:
        _delete_unless_listed(file)
        raise
    if stored.was_there:
        _delete_bytes(file)
    return stored


def _scanned(upload: IncomingFile, inspection: Inspection) -> Verdict:
    try:
        return scan_path(upload.path)
    except BaseException:
        _forget_preview(inspection)
        raise


def _with_bytes_in_place(
    upload: IncomingFile, inspection: Inspection, verdict: Verdict
) -> EvidenceFile:
    """An unsaved row whose bytes have their final names, and were read back from there."""
    file = EvidenceFile(
        kind=inspection.kind,
        content_type=inspection.content_type,
        size=upload.size,
        sha256=upload.sha256,
        pages=inspection.pages,
        problem=inspection.problem,
        state=inspection.state,
        scan=verdict.scan,
        threat=verdict.threat,
        scanned_at=verdict.at,
    )
    try:
        file.stored_as = own_storage().adopt(upload.path)
        refuse_unless_kept(file)
        if inspection.preview_path and file.scan != Scan.FOUND:
            file.preview_as = own_storage().adopt(inspection.preview_path)
    except BaseException:
        _delete_bytes(file)
        raise
    finally:
        # Gone from there if it was adopted.
        _forget_preview(inspection)
    return file


def refuse_unless_kept(file: EvidenceFile) -> None:
    """Read the stored bytes back; raise ``Refused`` unless they are those that came."""
    digest = hashlib.sha256()
    try:
        with closing(own_storage().read(file.stored_as)) as stored:
            for chunk in stored:
                digest.update(chunk)
    except FileNotFoundError:
        digest = hashlib.sha256()
    if digest.hexdigest() != file.sha256:
        logger.critical("What was stored as %s is not what came.", file.stored_as)
        raise Refused(refusals.NOT_KEPT)


def _forget_preview(inspection: Inspection) -> None:
    if inspection.preview_path:
        Path(inspection.preview_path).unlink(missing_ok=True)


def _added(file: EvidenceFile, user: User) -> StoredFile:
    with changing_evidence(file.evidence, user) as evidence:
        kept = evidence.files.kept()
        same = kept.filter(sha256=file.sha256).first()
        if same is not None:
            return StoredFile(same, was_there=True)
        _refuse_one_too_many(evidence)
        file.full_clean()
        file.save()
        note_change(evidence)
        ask_for(file)
        if file.scan == Scan.FOUND:
            tell_found(file, by=user)
    return StoredFile(file)


def _refuse_one_too_many(evidence: Evidence) -> None:
    if evidence.files.kept().count() >= MAX_FILES:
        raise ValidationError(FULL)


def _delete_unless_listed(file: EvidenceFile) -> None:
    """A commit may have succeeded although its answer was lost: then the bytes must stay.

    Where the database cannot say, they stay too: a file too many harms nobody.
    """
    try:
        listed = EvidenceFile.objects.filter(stored_as=file.stored_as).exists()
    except DatabaseError:
        return
    if not listed:
        _delete_bytes(file)


def _delete_bytes(file: EvidenceFile) -> None:
    for name in filter(None, (file.stored_as, file.preview_as)):
        own_storage().delete(name)


def remove_file(*, file: EvidenceFile, user: User) -> bool:
    """Take the file out of its item; its bytes stay. False if it was out already."""
    with changing_evidence(file.evidence, user) as evidence:
        note_change(evidence)
        kept = EvidenceFile.objects.kept().filter(pk=file.pk)
        return bool(kept.update(removed_at=timezone.now()))


def restore_file(*, file: EvidenceFile, user: User) -> bool:
    """Put a file that was taken out back. False if it, or the same file again, is in the item.

    Raise ``ValidationError`` where the item is full by now.
    """
    with changing_evidence(file.evidence, user) as evidence:
        if evidence.files.kept().filter(sha256=file.sha256).exists():
            return False
        _refuse_one_too_many(evidence)
        note_change(evidence)
        return bool(EvidenceFile.objects.filter(pk=file.pk).update(removed_at=None))


def describe_file(*, file: EvidenceFile, user: User, description: str) -> None:
    """Say what a picture shows, for people who cannot see it."""
    with changing_evidence(file.evidence, user) as evidence:
        note_change(evidence)
        file.description = tidy(description)
        file.full_clean()
        file.save(update_fields=["description"])

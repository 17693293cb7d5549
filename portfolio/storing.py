"""Keeping files of evidence: storing, taking out and back, describing."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from portfolio import rules
from portfolio.filenames import safe_name
from portfolio.inspection.door import Inspection, inspect
from portfolio.models import Evidence, EvidenceFile, User
from portfolio.people import tidy
from portfolio.recording import HANDED_OVER, CannotChange, changing_evidence, note_change
from portfolio.storage import own_storage
from portfolio.uploads import IncomingFile

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


def store_file(*, evidence: Evidence, user: User, upload: IncomingFile) -> StoredFile:
    """Keep ``upload`` as a file of ``evidence``; sending the same bytes again changes nothing.

    Raise ``Refused`` for what is not accepted, ``CannotChange``, and ``ValidationError`` for one
    file too many. The row is written last: nothing is listed whose bytes are not safely stored.
    """
    if not rules.can_change_evidence(user, evidence):
        raise CannotChange(HANDED_OVER)
    name = safe_name(upload.name or "")
    inspection = inspect(upload.path, name)
    file = _with_bytes_in_place(upload, inspection)
    file.evidence, file.uploaded_by, file.name = evidence, user, name
    try:
        stored = _added(file, user)
    except BaseException:
        _delete_unless_listed(file)
        raise
    if stored.was_there:
        _delete_bytes(file)
    return stored


def _with_bytes_in_place(upload: IncomingFile, inspection: Inspection) -> EvidenceFile:
    """An unsaved row whose bytes have their final names."""
    preview = inspection.preview_path
    return EvidenceFile(
        kind=inspection.kind,
        content_type=inspection.content_type,
        size=upload.size,
        sha256=upload.sha256,
        stored_as=own_storage().adopt(upload.path),
        preview_as=own_storage().adopt(preview) if preview else "",
        pages=inspection.pages,
        problem=inspection.problem,
    )


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

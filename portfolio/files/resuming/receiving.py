"""Taking in an upload: beginning it, adding what comes, giving it up."""

import errno
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import UnreadablePostError
from django.utils import timezone

from portfolio import rules
from portfolio.files import storing, uploads
from portfolio.files.filenames import safe_name
from portfolio.files.inspection import refusals
from portfolio.files.resuming.protocol import CHECKSUM_MISMATCH, Announcement, PartHeaders, Refusal
from portfolio.files.resuming.quotas import hold_quota, refuse_beyond_quota
from portfolio.files.storage import own_storage
from portfolio.holding import hold_learner
from portfolio.models import Evidence, Upload, UploadPart, UploadState, User
from portfolio.recording import HANDED_OVER, CannotChange

logger = logging.getLogger(__name__)

# What is read at once. A connection that breaks takes at most this much along.
PIECE = 64 * 1024
# A recording of some hours has one part every few seconds; a file, one each 8 MB.
MOST_PARTS = 20_000
# Of one person at once; each is a row, also when nothing ever comes.
MOST_UNDER_WAY = 100

MOVED_ON = "This part does not belong here: ask where to go on."
TOO_MANY_UPLOADS = "Too many files are on their way already. Wait until some are stored."
TOO_MANY_PARTS = "This comes in too many small parts. Send the file again in larger ones."
NOT_RECEIVING = "Nothing more of this file is expected: it is complete, or was given up."
PAST_THE_END = "This part reaches past the end of the file."
NOT_WHAT_WAS_SENT = "What arrived is not what was sent. Send this part again."
NO_ROOM = "The site has no room for this file now. Tell your centre, and try again later."

Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one request, stored under their own name. ``size`` may be less than announced,
    where the connection broke."""

    stored_as: str
    size: int
    sha256: str


@transaction.atomic
def begin_upload(*, evidence: Evidence, user: User, announced: Announcement) -> Upload:
    """A new upload to ``evidence``. Its bytes count as used from here on.

    Raise ``CannotChange``, or ``ValidationError`` where there is no room for it.
    """
    if not rules.can_change_evidence(user, evidence):
        raise CannotChange(HANDED_OVER)
    # Two windows that begin at once would otherwise both find the last room free.
    hold_learner(evidence.learner_id)
    hold_quota(evidence.learner)
    _refuse_too_much(evidence, user, announced.length)
    upload = Upload(
        evidence=evidence,
        user=user,
        name=safe_name(announced.name),
        fingerprint=announced.fingerprint,
        length=announced.length,
        sha256=announced.sha256,
        is_recording=announced.length is None,
    )
    upload.full_clean()
    upload.save()
    return upload


def _refuse_too_much(evidence: Evidence, user: User, length: int | None) -> None:
    if length == 0:
        raise ValidationError(refusals.EMPTY)
    if length is not None and length > uploads.upload_limit():
        raise ValidationError(uploads.too_large_sentence())
    under_way = Upload.objects.under_way()
    if under_way.filter(user=user).count() >= MOST_UNDER_WAY:
        raise ValidationError(TOO_MANY_UPLOADS)
    coming = under_way.filter(evidence=evidence).count()
    if evidence.files.kept().count() + coming >= storing.MAX_FILES:
        raise ValidationError(storing.FULL)
    refuse_beyond_quota(evidence.learner, length or 1)


def receive_part(*, upload: Upload, user: User, part: PartHeaders, read: Read) -> Upload:
    """Keep what ``read`` gives, also where the connection breaks, and move the offset by it.

    ``read(size)`` gives at most ``size`` bytes, none at the end. Of two parts for the same place
    the first to be complete is kept. Raise ``Refusal`` or ``CannotChange``; nothing is left then.
    """
    _refuse_misplaced(upload, user, part)
    piece = _stored_piece(read, part)
    if piece is None:
        _add_length(upload, part)
    else:
        try:
            _add_piece(upload, part, piece)
        except BaseException:
            _delete_unless_listed(piece.stored_as)
            raise
    upload.refresh_from_db()
    return upload


def _refuse_misplaced(upload: Upload, user: User, part: PartHeaders) -> None:
    """Everything that can be known before a byte is read."""
    if not rules.can_change_evidence(user, upload.evidence):
        raise CannotChange(HANDED_OVER)
    if upload.state != UploadState.RECEIVING:
        raise Refusal(410 if upload.state == UploadState.GIVEN_UP else 409, NOT_RECEIVING)
    if part.offset != upload.offset:
        raise Refusal(409, MOVED_ON)
    length = _length_after(upload, part)
    end = part.offset + part.size
    if length is not None and end > length:
        raise Refusal(400, PAST_THE_END)
    if end > uploads.upload_limit():
        raise Refusal(413, uploads.too_large_sentence())
    if upload.parts.count() >= MOST_PARTS:
        raise Refusal(413, TOO_MANY_PARTS)
    if upload.length is None:
        _refuse_beyond_quota(upload, part.size)


def _length_after(upload: Upload, part: PartHeaders) -> int | None:
    """A length that was left open may be said once, and never changed."""
    if part.length is None or part.length == upload.length:
        return upload.length
    if upload.length is not None or part.length < upload.offset:
        raise Refusal(400, "The length of this file was said before, and is another.")
    return part.length


def _refuse_beyond_quota(upload: Upload, size: int) -> None:
    """What is being recorded takes room as it grows."""
    try:
        refuse_beyond_quota(upload.evidence.learner, size)
    except ValidationError as full:
        raise Refusal(413, " ".join(full.messages)) from None


# -- Bytes ------------------------------------------------------------------------------------


def _stored_piece(read: Read, part: PartHeaders) -> Piece | None:
    """Write what comes to the disk and store it; ``None`` if nothing came."""
    digest = hashlib.sha256()
    size = 0
    with own_storage().new_incoming() as incoming:
        try:
            while size < part.size and (chunk := _next(read, part.size - size)):
                incoming.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            incoming.close()
            if part.checksum is not None and digest.digest() != part.checksum:
                raise Refusal(CHECKSUM_MISMATCH, NOT_WHAT_WAS_SENT)
            if not size:
                return None
            return Piece(own_storage().adopt(incoming.name), size, digest.hexdigest())
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise Refusal(507, NO_ROOM) from error
        finally:
            # A stored one has left this path.
            Path(incoming.name).unlink(missing_ok=True)


def _next(read: Read, left: int) -> bytes:
    try:
        return read(min(PIECE, left))
    except UnreadablePostError:
        # The connection broke: what came before is kept.
        return b""


# -- Rows -------------------------------------------------------------------------------------


def _add_piece(upload: Upload, part: PartHeaders, piece: Piece) -> None:
    """Move the offset, and list the bytes by which it moved, or neither."""
    with transaction.atomic():
        here = Upload.objects.filter(
            pk=upload.pk, state=UploadState.RECEIVING, offset=part.offset, length=upload.length
        )
        moved = here.update(
            offset=part.offset + piece.size,
            length=_length_after(upload, part),
            sentence="",
            changed_at=timezone.now(),
        )
        if not moved:
            raise Refusal(409, MOVED_ON)
        UploadPart.objects.create(
            upload=upload,
            start=part.offset,
            size=piece.size,
            sha256=piece.sha256,
            stored_as=piece.stored_as,
        )


def _add_length(upload: Upload, part: PartHeaders) -> None:
    """A part without bytes may still say how long the file is."""
    length = _length_after(upload, part)
    if length != upload.length:
        open_ended = Upload.objects.filter(pk=upload.pk, length=None, offset__lte=length)
        open_ended.filter(state=UploadState.RECEIVING).update(length=length)


def _delete_unless_listed(stored_as: str) -> None:
    """A commit may have succeeded although its answer was lost: then the bytes must stay."""
    try:
        listed = UploadPart.objects.filter(stored_as=stored_as).exists()
    except DatabaseError:
        return
    if not listed:
        own_storage().delete(stored_as)


# -- Giving up --------------------------------------------------------------------------------


def drop_upload(*, upload: Upload) -> bool:
    """Forget the upload and delete what has come. False while it is being checked and stored, or
    when it is gone already. A stored file stays."""
    with transaction.atomic():
        # The lock lets no part be added meanwhile, nor its checking begin.
        found = (
            Upload.objects.select_for_update(no_key=True)
            .filter(pk=upload.pk)
            .exclude(state=UploadState.CHECKING)
            .first()
        )
        if found is None:
            return False
        forget_parts(found)
        found.delete()
    return True


def forget_parts(upload: Upload) -> None:
    """Delete the parts. Call inside the transaction that makes them useless: their bytes go after
    it, so that no row is left without them."""
    names = list(upload.parts.values_list("stored_as", flat=True))
    upload.parts.all().delete()
    transaction.on_commit(lambda: delete_bytes(names))


def delete_bytes(names: list[str]) -> None:
    for name in names:
        try:
            own_storage().delete(name)
        except Exception:
            # The sweeper finds what no row names.
            logger.exception("A part of an upload could not be deleted.")

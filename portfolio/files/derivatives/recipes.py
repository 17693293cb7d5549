"""What can be made of which file on this machine."""

import shutil

from django.db.models import Q

from portfolio.models import KEPT_BACK, EvidenceFile, FileKind

# One more whenever something is made otherwise, so that what there is is made again.
RECIPE = 1

OFFICE = "soffice"
RECORDINGS = ("ffprobe", "ffmpeg")


def has_office() -> bool:
    """Whether LibreOffice is on this machine."""
    return shutil.which(OFFICE) is not None


def has_recordings() -> bool:
    """Whether ffmpeg is on this machine."""
    return all(shutil.which(program) for program in RECORDINGS)


def is_worth_asking(file: EvidenceFile) -> bool:
    """Whether anything is to be made or found out: of sound, how long it is."""
    return file.kind in _kinds() and file.may_be_opened and _has_source(file)


def worth_asking() -> Q:
    """The same of rows."""
    is_no_picture = ~Q(kind=FileKind.IMAGE) | ~Q(preview_as="")
    return is_no_picture & Q(kind__in=_kinds(), problem="") & ~Q(scan__in=KEPT_BACK)


def _has_source(file: EvidenceFile) -> bool:
    return file.kind != FileKind.IMAGE or bool(file.preview_as)


def _kinds() -> list[FileKind]:
    kinds = [FileKind.IMAGE, FileKind.PDF]
    if has_office():
        kinds.append(FileKind.OFFICE)
    if has_recordings():
        kinds += [FileKind.AUDIO, FileKind.VIDEO]
    return kinds

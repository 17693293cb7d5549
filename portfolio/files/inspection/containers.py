"""Office documents: the two containers they come in, and which document is in there.

Runs in the child process of ``parse`` and imports no Django.
"""

import os
import zipfile
import zlib
from pathlib import Path

from portfolio.files.inspection import problems, refusals
from portfolio.files.inspection.parts import look_into
from portfolio.files.inspection.signatures import OLE, Refused

MAX_ENTRIES = 20_000
MAX_UNPACKED = 4 * 1024**3
# Office documents of text shrink to a tenth or so; a bomb, to a thousandth.
MAX_RATIO = 200
SMALL_UNPACKED = 100 * 1024**2
ENCRYPTED_ENTRY = 0x1

OOXML = "application/vnd.openxmlformats-officedocument."
OPEN_XML = {
    "wordprocessingml.document.main": OOXML + "wordprocessingml.document",
    "spreadsheetml.sheet.main": OOXML + "spreadsheetml.sheet",
    "presentationml.presentation.main": OOXML + "presentationml.presentation",
    "presentationml.slideshow.main": OOXML + "presentationml.slideshow",
    "word.document.macroEnabled.main": "application/vnd.ms-word.document.macroEnabled.12",
    "excel.sheet.macroEnabled.main": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "powerpoint.presentation.macroEnabled.main": (
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12"
    ),
}
OPEN_DOCUMENT = tuple(
    f"application/vnd.oasis.opendocument.{form}" for form in ("text", "spreadsheet", "presentation")
)
BY_EXTENSION = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": OOXML + "wordprocessingml.document",
    "xlsx": OOXML + "spreadsheetml.sheet",
    "pptx": OOXML + "presentationml.presentation",
    "odt": OPEN_DOCUMENT[0],
    "ods": OPEN_DOCUMENT[1],
    "odp": OPEN_DOCUMENT[2],
}
# What zipfile and zlib raise on damaged archives.
UNREADABLE = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    zlib.error,
)


def read_container(container: str, path: str, name: str) -> dict[str, object]:
    """Tell which office document it is and what is in it; raise ``Refused`` for anything else."""
    if container == OLE:
        from portfolio.files.inspection.compound import read_compound

        found = read_compound(path)
        if found is None:
            return damaged(name, refusals.UNKNOWN)
        # Of an encrypted document of a newer form, only its name is left to tell which.
        found["content_type"] = found["content_type"] or type_by_name(name) or BY_EXTENSION["docx"]
        return found
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_archive(archive, os.path.getsize(path))
    except UNREADABLE:
        return damaged(name, refusals.ARCHIVE)


def type_by_name(name: str) -> str | None:
    """For a container that cannot be read: only its name is left to tell what it was."""
    return BY_EXTENSION.get(Path(name).suffix.lstrip(".").lower())


def damaged(name: str, otherwise: str) -> dict[str, object]:
    """What its name says, damaged; ``Refused`` with ``otherwise`` if that says nothing."""
    content_type = type_by_name(name)
    if content_type is None:
        raise Refused(otherwise)
    return {"content_type": content_type, **problems.OFFICE_DAMAGED.found()}


def _read_archive(archive: zipfile.ZipFile, size: int) -> dict[str, object]:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    content_type = _document_type(archive, names)
    if content_type is None:
        apple = any(name.endswith(".iwa") for name in names) or "Index.zip" in names
        raise Refused(refusals.APPLE_DOCUMENT if apple else refusals.ARCHIVE)
    _refuse_bomb(entries, size)
    if any(entry.flag_bits & ENCRYPTED_ENTRY for entry in entries):
        return {"content_type": content_type, **problems.OFFICE_PASSWORD.found()}
    try:
        problem = look_into(archive, content_type)
    except UNREADABLE:
        problem = problems.OFFICE_DAMAGED
    return {"content_type": content_type, **(problem.found() if problem else {})}


def _document_type(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if "[Content_Types].xml" in names:
        listed = _start_of(archive, "[Content_Types].xml")
        found = (full for part, full in OPEN_XML.items() if f"{part}+xml" in listed)
        return next(found, None)
    if "mimetype" in names:
        stated = _start_of(archive, "mimetype").strip()
        return stated if stated in OPEN_DOCUMENT else None
    return None


def _start_of(archive: zipfile.ZipFile, name: str) -> str:
    """The first megabyte of an entry: a bomb is not unpacked to be recognised."""
    with archive.open(name) as entry:
        return entry.read(1024 * 1024).decode("utf-8", "replace")


def _refuse_bomb(entries: list[zipfile.ZipInfo], size: int) -> None:
    """By what the entries say of themselves; ``look_into`` notices where they lie.

    Packed is as large as the file itself, however often entries that overlap count the same bytes.
    """
    unpacked = sum(entry.file_size for entry in entries)
    implausible = unpacked > SMALL_UNPACKED and unpacked / size > MAX_RATIO
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or implausible:
        raise Refused(refusals.BOMB)

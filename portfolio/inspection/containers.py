"""Office documents: the two containers they come in, and which document is in there.

Runs in the child process of ``parse`` and imports no Django.
"""

import mmap
import re
import zipfile
from pathlib import Path

from portfolio.inspection import problems, refusals
from portfolio.inspection.signatures import Refused

MAX_ENTRIES = 20_000
MAX_UNPACKED = 4 * 1024**3
# Office documents of text shrink to a tenth or so; a bomb, to a thousandth.
MAX_RATIO = 200
SMALL_UNPACKED = 100 * 1024**2

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
OLE_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
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


def read_zip(path: str, name: str) -> dict[str, object]:
    """Tell which office document a zip is; raise ``Refused`` for any other zip, and for bombs."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_archive(archive)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return _damaged(name, refusals.ARCHIVE)


def type_by_name(name: str) -> str | None:
    """For a container that cannot be read: only its name is left to tell what it was."""
    return BY_EXTENSION.get(Path(name).suffix.lstrip(".").lower())


def _damaged(name: str, otherwise: str) -> dict[str, object]:
    content_type = type_by_name(name)
    if content_type is None:
        raise Refused(otherwise)
    return {"content_type": content_type, "problem": problems.OFFICE_DAMAGED}


def _read_archive(archive: zipfile.ZipFile) -> dict[str, object]:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    content_type = _document_type(archive, names)
    if content_type is None:
        apple = any(name.endswith(".iwa") for name in names) or "Index.zip" in names
        raise Refused(refusals.APPLE_DOCUMENT if apple else refusals.ARCHIVE)
    _refuse_bomb(entries)
    macros = "macroEnabled" in content_type or any(
        name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names
    )
    return {"content_type": content_type, "problem": problems.OFFICE_MACROS if macros else ""}


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


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    implausible = unpacked > SMALL_UNPACKED and unpacked / packed > MAX_RATIO
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or implausible:
        raise Refused(refusals.BOMB)


def read_ole(path: str, name: str) -> dict[str, object]:
    """Tell which older office document this is by the names of its streams."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _has_stream(content, "EncryptedPackage"):
            content_type = type_by_name(name) or BY_EXTENSION["docx"]
            return {"content_type": content_type, "problem": problems.OFFICE_PASSWORD}
        if _has_stream(content, "__nameid_version1.0"):
            raise Refused(refusals.E_MAIL)
        for stream, content_type in OLE_STREAMS:
            if _has_stream(content, stream):
                macros = _has_stream(content, "_VBA_PROJECT")
                return {
                    "content_type": content_type,
                    "problem": problems.OFFICE_MACROS if macros else "",
                }
    return _damaged(name, refusals.UNKNOWN)


def _has_stream(content: mmap.mmap, stream: str) -> bool:
    """Entries of the directory are 128 bytes and begin with the name, padded to 64 bytes."""
    name = (stream + "\0").encode("utf-16-le")
    return any(found.start() % 128 == 0 for found in re.finditer(re.escape(name), content))

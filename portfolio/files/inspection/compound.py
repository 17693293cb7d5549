"""Older office documents (Word, Excel and PowerPoint up to 2003): which, and what is in them.

Runs in the child process of ``parse`` and imports no Django.
"""

import struct
from typing import Any

import olefile

from portfolio.files.inspection import problems, refusals
from portfolio.files.inspection.problems import Problem
from portfolio.files.inspection.signatures import Refused

WORD, EXCEL, POWERPOINT = (
    f"application/{name}" for name in ("msword", "vnd.ms-excel", "vnd.ms-powerpoint")
)
STREAMS = (
    ("WordDocument", WORD),
    ("Workbook", EXCEL),
    ("Book", EXCEL),
    ("PowerPoint Document", POWERPOINT),
)
MACRO_STORAGES = frozenset(("macros", "vba", "_vba_project_cur", "_vba_project"))
OUTLOOK_MESSAGE = "__nameid_version1.0"
PACKED_OBJECT = "\x01ole10native"
MOST_STREAMS = 5000
MOST_RECORDS = 20_000

# [MS-DOC] 2.5.2, flags of FibBase; [MS-XLS] 2.3; [MS-PPT] 2.3.2, headerToken.
WORD_FLAGS, WORD_ENCRYPTED = 0x0A, 0x0100
FILE_PASS, SHEET, END = 0x002F, 0x0085, 0x000A
MACRO_SHEET = 1
POWERPOINT_ENCRYPTED = 0xF3D1C4DF


def read_compound(path: str) -> dict[str, object] | None:
    """What the document is and its problem; ``None`` for no document, or one that is damaged.

    An encrypted document of a newer form has no content type: which it is cannot be seen.
    """
    try:
        with olefile.OleFileIO(path, raise_defects=olefile.DEFECT_INCORRECT) as document:
            return _read(document)
    except Refused:
        raise
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged documents raise several kinds of error
        return None


def _read(document: olefile.OleFileIO) -> dict[str, object] | None:
    entries = document.listdir(streams=True, storages=True)
    if len(entries) > MOST_STREAMS:
        return None
    names = {name.lower() for entry in entries for name in entry}
    if "encryptedpackage" in names:
        return {"content_type": "", **problems.OFFICE_PASSWORD.found()}
    if OUTLOOK_MESSAGE in names:
        raise Refused(refusals.E_MAIL)
    for stream, content_type in STREAMS:
        if document.exists(stream):
            problem = _problem(document, stream, content_type, names)
            return {"content_type": content_type, **(problem.found() if problem else {})}
    return None


def _problem(
    document: olefile.OleFileIO, stream: str, content_type: str, names: set[str]
) -> Problem | None:
    content = document.openstream(stream)
    is_encrypted, has_macros = False, bool(names & MACRO_STORAGES)
    if content_type == WORD:
        is_encrypted = bool(_number("<H", content, WORD_FLAGS) & WORD_ENCRYPTED)
    elif content_type == EXCEL:
        is_encrypted, has_macro_sheets = _excel(content)
        has_macros = has_macros or has_macro_sheets
    elif document.exists("Current User"):
        token = _number("<I", document.openstream("Current User"), 12)
        is_encrypted = token == POWERPOINT_ENCRYPTED
    if is_encrypted:
        return problems.OFFICE_PASSWORD
    if has_macros:
        return problems.OFFICE_MACROS
    return problems.OFFICE_CARRIES if PACKED_OBJECT in names else None


def _number(form: str, content: Any, place: int) -> int:
    content.seek(place)
    (number,) = struct.unpack(form, content.read(struct.calcsize(form)))
    return int(number)


def _excel(content: Any) -> tuple[bool, bool]:
    """Whether the workbook is encrypted, and whether it has sheets of macros.

    Both stand in its first records, before the sheets themselves.
    """
    has_macros = False
    for _ in range(MOST_RECORDS):
        header = content.read(4)
        if len(header) < 4:
            break
        kind, length = struct.unpack("<HH", header)
        record = content.read(length)
        if kind == FILE_PASS:
            return True, has_macros
        if kind == SHEET and len(record) > 5:
            has_macros = has_macros or record[5] == MACRO_SHEET
        if kind == END:
            break
    return False, has_macros

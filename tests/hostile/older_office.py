"""Older office documents and rich text: encrypted, with macros, with objects, with loops."""

import struct
from collections.abc import Iterator

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, REFUSED, Case, State

ENCRYPTED_WORD = bytes(10) + struct.pack("<H", 0x0100) + bytes(100)
ENCRYPTED_BOOK = (
    samples.WORKBOOK[:12] + struct.pack("<HHH", 0x002F, 2, 1) + struct.pack("<HH", 10, 0)
)
MACRO_SHEET = struct.pack("<HHIBB", 0x0085, 8, 0, 0, 1) + b"\1\0"
MACRO_BOOK = samples.WORKBOOK[:12] + MACRO_SHEET + struct.pack("<HH", 10, 0)
ENCRYPTED_SLIDES = bytes(12) + struct.pack("<I", 0xF3D1C4DF)


def _changed(change):
    """A Word document in whose container ``change`` writes numbers of 32 bits: place to number."""

    def changed(_):
        whole = bytearray(samples.ole("WordDocument"))
        for place, number in change.items():
            whole[place : place + 4] = struct.pack("<I", number)
        return bytes(whole)

    return changed


def _book(body):
    return lambda _: samples.ole("Workbook", Workbook=body)


def _rtf(words):
    return lambda canary: (r"{\rtf1\ansi " + words.replace("CANARY", canary)).encode()


def cases() -> Iterator[Case]:
    password, macros, damaged = State.PASSWORD, State.MACROS, State.DAMAGED
    for name, make, outcome, state in (
        (
            "locked.doc",
            lambda _: samples.ole("WordDocument", WordDocument=ENCRYPTED_WORD),
            ACCEPTED,
            password,
        ),
        ("locked.xls", _book(ENCRYPTED_BOOK), ACCEPTED, password),
        (
            "locked.ppt",
            lambda _: samples.ole(
                "PowerPoint Document", "Current User", **{"Current User": ENCRYPTED_SLIDES}
            ),
            ACCEPTED,
            password,
        ),
        (
            "locked.docx",
            lambda _: samples.ole("EncryptionInfo", "EncryptedPackage"),
            ACCEPTED,
            password,
        ),
        ("macros.doc", lambda _: samples.ole("WordDocument", "Macros"), ACCEPTED, macros),
        ("macros.xls", lambda _: samples.ole("Workbook", "_VBA_PROJECT_CUR"), ACCEPTED, macros),
        ("sheet.xls", _book(MACRO_BOOK), ACCEPTED, macros),
        (
            "packed.doc",
            lambda _: samples.ole("WordDocument", "\x01Ole10Native"),
            ACCEPTED,
            State.CARRIES,
        ),
        ("records.xls", _book(struct.pack("<HH", 0x0809, 0xFFFF) + b"x" * 50), ACCEPTED, None),
        ("zeros.xls", _book(bytes(4096)), ACCEPTED, None),
        # The table of sectors: the directory leads to itself, a stream to itself, all to far away.
        ("directory-loop.doc", _changed({512 + 4: 1}), ACCEPTED, None),
        ("stream-loop.doc", _changed({512 + 8: 2}), ACCEPTED, None),
        ("far.doc", _changed({512 + 4: 0x7FFFFFFF}), ACCEPTED, damaged),
        ("tables.doc", _changed({44: 0x7FFFFFFF}), ACCEPTED, None),
        ("sector-size.doc", _changed({30: 0xFFFF}), ACCEPTED, damaged),
        (
            "sibling-loop.doc",
            _changed({512 * 2 + 68: 0, 512 * 2 + 72: 0, 512 * 2 + 76: 0}),
            ACCEPTED,
            None,
        ),
        ("head.doc", lambda _: samples.ole()[:520], ACCEPTED, damaged),
        ("mail.msg", lambda _: samples.ole("__nameid_version1.0"), REFUSED, None),
        ("setup.msi", lambda _: samples.ole("Property"), REFUSED, None),
        ("object.rtf", _rtf(r"{\object\objemb{\*\objdata 0105000002}}}"), ACCEPTED, State.CARRIES),
        ("template.rtf", _rtf(r"{\*\template CANARY/rtf}}"), ACCEPTED, State.ELSEWHERE),
        (
            "picture.rtf",
            _rtf(r'{\field{\*\fldinst INCLUDEPICTURE "CANARY/rtf"}}}'),
            ACCEPTED,
            State.ELSEWHERE,
        ),
        ("open.rtf", _rtf("not closed"), ACCEPTED, damaged),
        ("deep.rtf", _rtf("{" * 100_000), ACCEPTED, damaged),
        ("binary.rtf", _rtf(r"\bin9999999999 x}"), ACCEPTED, damaged),
        ("script.rtf", _rtf("<script>alert(1)</script>}"), ACCEPTED, ""),
        ("other.rtf", lambda _: b"{\\rtf}" + samples.program(), EITHER, None),
    ):
        yield Case(f"older/{name}", name, make, outcome, state)

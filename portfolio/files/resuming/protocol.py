"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload): read and written, no rows.

Extensions: creation, creation-defer-length, expiration, termination, checksum.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.http import http_date

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-defer-length,expiration,termination,checksum"
PART_TYPE = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460

# Beyond what any file has; more digits are hostile.
NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
KEY = re.compile(r"[!-+\--~]+")
SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_METADATA = 6000
MAX_FINGERPRINT = 400


class Refusal(Exception):
    """The request is answered with ``status`` and ``sentence``, and changes nothing."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a new upload will bring. ``length``: bytes, ``None`` where it is not known yet."""

    name: str
    length: int | None
    fingerprint: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PartHeaders:
    """What a request says that it brings. ``length``: of the whole file, where it says so now;
    ``checksum``: SHA-256 of this part's bytes."""

    offset: int
    size: int
    length: int | None = None
    checksum: bytes | None = None


def require_version(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise Refusal(412, f"This site speaks tus {VERSION}.")


def read_announcement(headers: Mapping[str, str]) -> Announcement:
    """What a creation announces; raise ``Refusal``."""
    deferred = headers.get("Upload-Defer-Length")
    length = _number(headers, "Upload-Length")
    if deferred not in (None, "1") or (deferred is None) == (length is None):
        raise Refusal(400, "Say either Upload-Length, or Upload-Defer-Length: 1.")
    metadata = read_metadata(headers.get("Upload-Metadata", ""))
    return Announcement(
        name=metadata.get("filename", ""),
        length=length,
        fingerprint=_printable(metadata.get("fingerprint", "")),
        sha256=read_sha256(metadata.get("sha256", "")),
    )


def read_metadata(header: str) -> dict[str, str]:
    """Pairs of a key and its value in base64, separated by commas; a value may be missing."""
    if len(header) > MAX_METADATA:
        raise Refusal(400, "Upload-Metadata is too long.")
    found: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in header.split(","))):
        key, _, encoded = pair.partition(" ")
        if not KEY.fullmatch(key) or key in found:
            raise Refusal(400, "Upload-Metadata names a key twice, or none.")
        try:
            found[key] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError):
            raise Refusal(400, "Upload-Metadata is not text in base64.") from None
    return found


def read_sha256(text: str) -> str:
    """A SHA-256 in hexadecimal, or nothing; raise ``Refusal`` for anything else."""
    if text and not SHA256.fullmatch(text):
        raise Refusal(400, "A SHA-256 has 64 hexadecimal digits in lower case.")
    return text


def read_part(headers: Mapping[str, str]) -> PartHeaders:
    """What a PATCH brings and where it belongs; raise ``Refusal``."""
    if headers.get("Content-Type") != PART_TYPE:
        raise Refusal(415, f"Parts are sent as {PART_TYPE}.")
    size = _number(headers, "Content-Length")
    if size is None:
        raise Refusal(411, "Say how many bytes this part has.")
    offset = _number(headers, "Upload-Offset")
    if offset is None:
        raise Refusal(400, "Say where this part belongs.")
    checksum = _read_checksum(headers.get("Upload-Checksum", ""))
    return PartHeaders(offset, size, _number(headers, "Upload-Length"), checksum)


def expires(at: datetime) -> str:
    return http_date(at.timestamp())


def _read_checksum(header: str) -> bytes | None:
    if not header:
        return None
    algorithm, _, encoded = header.partition(" ")
    if algorithm != "sha256":
        raise Refusal(400, "Only sha256 is known here.")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 32:
        raise Refusal(400, "A SHA-256 in base64 is expected.")
    return digest


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None or text == "":
        return None
    if not NUMBER.fullmatch(text):
        raise Refusal(400, f"{name} is not a number of bytes.")
    return int(text)


def _printable(fingerprint: str) -> str:
    """Only told back to the browser that made it: what is odd is of no use to it."""
    if len(fingerprint) > MAX_FINGERPRINT or not fingerprint.isprintable():
        return ""
    return fingerprint

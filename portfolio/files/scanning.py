"""Looking for viruses, where the site has a scanner: what it says of the bytes of a file."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from portfolio.files import clamd
from portfolio.models import Scan

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024
# What clamd "finds" in a file that is larger or deeper than it is set to look at.
NOT_IN_FULL = "Heuristics.Limits.Exceeded"
TOO_LARGE_ANSWER = "size limit exceeded"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``threat``: what the scanner calls what it found. ``at``: when it answered, if it did."""

    scan: Scan
    threat: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the site has a scanner, and what that says of itself; nothing if it is silent."""

    is_set: bool
    version: str = ""


def scan_path(path: str) -> Verdict:
    """What the scanner says of the file at ``path``; see ``scan_chunks``."""
    return scan_chunks(_chunks_of(path))


def scan_chunks(chunks: Iterable[bytes]) -> Verdict:
    """What the scanner says of the bytes. One that does not answer makes the file wait for it."""
    if not settings.CLAMD_ADDRESS:
        return Verdict(Scan.NONE)
    try:
        said = clamd.ask_about(chunks)
    except clamd.ScannerUnavailable as error:
        logger.error("The virus scanner does not answer: %s", error)
        return Verdict(Scan.WAITING)
    return _verdict(said)


def scanner_health() -> Health:
    """Ask the scanner now; three seconds at most."""
    if not settings.CLAMD_ADDRESS:
        return Health(is_set=False)
    try:
        return Health(is_set=True, version=clamd.version())
    except clamd.ScannerUnavailable:
        return Health(is_set=True)


def _verdict(said: str) -> Verdict:
    now = timezone.now()
    if said == "stream: OK":
        return Verdict(Scan.CLEAN, at=now)
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        threat = said.removeprefix("stream: ").removesuffix(" FOUND")
        if threat.startswith(NOT_IN_FULL):
            return Verdict(Scan.PASSED, at=now)
        return Verdict(Scan.FOUND, threat[:200], now)
    if TOO_LARGE_ANSWER in said:
        return Verdict(Scan.PASSED, at=now)
    logger.error("The virus scanner says: %s", said)
    return Verdict(Scan.WAITING)


def _chunks_of(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk

"""The one way in for PDFs to be checked: opened in a process of their own, within limits."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from assessment.sealing.facts import Facts
from portfolio.files.confining.told import bare_environment

logger = logging.getLogger(__name__)

WALL_SECONDS = 60
NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature of the file: see ``signatures.Signature``."""

    state: str
    certificates: tuple[str, ...]
    called: str
    sealed_at: datetime | None
    sealed_sha256: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signer's certificate; empty where it cannot be read."""
        return self.certificates[0] if self.certificates else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is in a file. ``problem``: why not all of it could be read, empty where it was.

    ``facts`` are what the file says of itself, whoever wrote that.
    """

    problem: str
    seals: tuple[Seal, ...]
    pages: int = 0
    was_repaired: bool = False
    facts: Facts | None = None
    changes: tuple[str, ...] = ()


def read(path: str) -> Reading:
    """Read the file at ``path``, which may be anything."""
    found: dict[str, Any] = {"problem": NOT_CHECKED, "seals": []}
    lines = _lines_of_child(path)
    for line in lines:
        found |= line
    if len(lines) == 1 and not found["problem"]:
        # The parser did not come to its end, so what it would have told is not known.
        found["problem"] = NOT_CHECKED
    facts = found.get("facts")
    return Reading(
        problem=found["problem"],
        seals=tuple(map(_seal, found["seals"])),
        pages=found.get("pages", 0),
        was_repaired=found.get("was_repaired", False),
        facts=Facts(**facts) if facts else None,
        changes=tuple(found.get("changes", ())),
    )


def _lines_of_child(path: str) -> list[dict[str, Any]]:
    """What the child process found out before it ended, however it ended."""
    command = [sys.executable, "-B", "-m", "assessment.sealing.read", path]
    try:
        child = subprocess.run(  # noqa: S603 - our own module; the path is ours
            command,
            cwd=settings.BASE_DIR,
            env=bare_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
        said = child.stdout
        if child.returncode:
            logger.warning("Checking a file ended with %s.", child.returncode)
    except subprocess.TimeoutExpired as expired:
        logger.warning("Checking a file took more than %s seconds.", WALL_SECONDS)
        said = expired.stdout or b""
    lines = said.splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def _seal(said: dict[str, Any]) -> Seal:
    return Seal(
        state=said["state"],
        certificates=tuple(said["certificates"]),
        called=said["called"],
        sealed_at=_moment(said["sealed_at"]),
        sealed_sha256=said["sealed_sha256"],
    )


def _moment(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None

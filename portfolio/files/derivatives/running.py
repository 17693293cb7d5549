"""Running what opens strangers' files: as a process of its own, with limits, and ended whole."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from portfolio.files.confining.told import bare_environment

logger = logging.getLogger(__name__)


class NotMade(Exception):
    """The program failed, or would have taken too much."""


def run(module: str, *arguments: str, seconds: int, home: Path) -> str:
    """What ``module`` of this package prints; raises ``NotMade``.

    ``seconds`` is by the clock; processor time and memory are the module's own affair. It and all
    that it began end with it. ``home``: a directory of its own, the only one it is told of.
    """
    command = [sys.executable, "-B", "-m", f"portfolio.files.derivatives.{module}", *arguments]
    # A group of its own: an office program that does not end has children.
    with subprocess.Popen(  # noqa: S603 - our own module
        command,
        cwd=settings.BASE_DIR,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as child:
        try:
            printed, errors = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NotMade(f"{module} took longer than {seconds} seconds.") from None
        finally:
            _end_group(child.pid)
    if child.returncode:
        raise NotMade(f"{module} ended with {child.returncode}: {_last(errors.splitlines())}")
    return printed


def _environment(home: Path) -> dict[str, str]:
    return bare_environment() | {
        "HOME": str(home),
        "TMPDIR": str(home),
        # Documents have the zone of the site's people in their fields of dates.
        "TZ": settings.TIME_ZONE,
    }


def _end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _last(lines: Sequence[str]) -> str:
    return lines[-1][:300] if lines else "it said nothing"

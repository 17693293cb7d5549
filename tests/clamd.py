"""A real clamd of this test's own, with signatures of its own: it needs no network.

Where the package clamav-daemon is not installed, tests that ask for it are skipped.
"""

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from portfolio.files import clamd
from tests.hostile.texts import EICAR

# Name, kind of file (any), place (anywhere), bytes in hexadecimal.
ONLY_EICAR = f"Eicar-Signature:0:*:{EICAR[:40].hex()}\n"
SIGNATURES = f"{ONLY_EICAR}Marked-File:0:*:{b'A MARKED FILE'.hex()}\n"
SECONDS_TO_START = 30
CONFIGURATION = """
LocalSocket {directory}/socket
DatabaseDirectory {directory}/signatures
Foreground yes
LogFile {directory}/log
StreamMaxLength 4M
MaxFileSize 2M
AlertExceedsMax yes
"""


def program() -> str | None:
    return shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")


@contextmanager
def running(settings, signatures=SIGNATURES):
    """Yields the directory; ``CLAMD_ADDRESS`` names its socket meanwhile."""
    # A socket's path is short.
    with tempfile.TemporaryDirectory(prefix="clamd-", dir="/tmp") as name:
        directory = Path(name)
        (directory / "signatures").mkdir()
        (directory / "signatures" / "own.ndb").write_text(signatures)
        (directory / "conf").write_text(CONFIGURATION.format(directory=directory))
        process = subprocess.Popen(
            [program(), f"--config-file={directory / 'conf'}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        settings.CLAMD_ADDRESS = str(directory / "socket")
        try:
            _wait(process, directory)
            yield directory
        finally:
            process.kill()
            process.wait()


def _wait(process, directory):
    give_up_at = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            clamd.version()
        except clamd.ScannerUnavailable:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"clamd did not start: {(directory / 'log').read_text()}")

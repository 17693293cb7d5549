"""Asking clamd, the daemon of ClamAV, about a file: its INSTREAM and VERSION commands.

Our own two dozen lines of its protocol: the kept client (clamav-client) sends 1 KB at a time, takes
clamd's early answer to a file that is too large for a broken connection, and knows no IPv6.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings

# To connect, and for one part of an answer: clamd itself gives up on a file after two minutes.
SECONDS_TO_CONNECT = 3
SECONDS_TO_SCAN = 150
LONGEST_ANSWER = 1000


class ScannerUnavailable(Exception):
    """clamd does not answer, or not as clamd does."""


def ask_about(chunks: Iterable[bytes]) -> str:
    """What clamd says of the bytes: ``stream: OK``, ``stream: Eicar-Signature FOUND`` …"""
    with _connected() as connection:
        try:
            # It answers before the end, and hangs up, once the bytes are more than it takes.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    connection.sendall(len(chunk).to_bytes(4) + chunk)
                connection.sendall(bytes(4))
            return _answer(connection)
        except (OSError, UnicodeDecodeError) as error:
            raise ScannerUnavailable(str(error)) from error


def version() -> str:
    """Which clamd answers, with the number and day of its signatures."""
    with _connected() as connection:
        try:
            connection.sendall(b"zVERSION\0")
            connection.settimeout(SECONDS_TO_CONNECT)
            return _answer(connection)
        except (OSError, UnicodeDecodeError) as error:
            raise ScannerUnavailable(str(error)) from error


def _connected() -> socket.socket:
    """A connection to ``CLAMD_ADDRESS``: the path of a unix socket, or a host and its port."""
    address = settings.CLAMD_ADDRESS
    try:
        if address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(SECONDS_TO_CONNECT)
            try:
                connection.connect(address)
            except OSError:
                connection.close()
                raise
        else:
            host, _, port = address.rpartition(":")
            connection = socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error)) from error
    connection.settimeout(SECONDS_TO_SCAN)
    return connection


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0"):
        more = connection.recv(LONGEST_ANSWER)
        said += more
        if not more or len(said) > LONGEST_ANSWER:
            raise ScannerUnavailable("It hung up.")
    return said.rstrip(b"\0").decode().strip()

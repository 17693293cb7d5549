"""Reading an object of a service as a stream that outlives a lost connection."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from portfolio.files.storage.opaque import CHUNK, Reading, StorageUnavailable

# Connections that may break within one file.
MOST_BREAKS = 3


class Stream(Reading):
    """Bytes from ``start`` to before ``end``. ``fetch`` opens the object's body from a byte on.

    Objects never change, so that a broken connection is taken up where it broke.
    """

    def __init__(self, fetch: Callable[[int], Any], start: int, end: int | None) -> None:
        self._fetch, self._at, self._breaks = fetch, start, 0
        self._body = None if end is not None and end <= start else fetch(start)

    def __next__(self) -> bytes:
        chunk = self._chunk() if self._body is not None else b""
        if not chunk:
            self.close()
            raise StopIteration
        self._at += len(chunk)
        return chunk

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def _chunk(self) -> bytes:
        while True:
            try:
                return self._body.read(CHUNK)
            except (BotoCoreError, ClientError, HTTPError, OSError) as error:
                self.close()
                self._breaks += 1
                if self._breaks > MOST_BREAKS:
                    raise StorageUnavailable(str(error)) from error
                self._body = self._fetch(self._at)

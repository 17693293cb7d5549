"""Not waiting, in many threads at once, for a service that does not answer."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portfolio.files.storage.opaque import StorageUnavailable

logger = logging.getLogger(__name__)

# Fewer than a web server has threads: the others answer the pages that need no file.
MOST_WAITING = 4
# Seconds that one more waits for its turn, and that nobody asks after there was no answer.
PATIENCE = 0.5
REST = 10


class Outages:
    """What this process knows of the service: whether it answers, and how many wait for it.

    A page with twenty pictures must not take all threads of the server while the service is down:
    after one call without an answer, all are refused at once for ``REST`` seconds.
    """

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(MOST_WAITING)
        self._ask_again_at = 0.0

    @contextmanager
    def noticing(self) -> Iterator[None]:
        """Refuse where the service did not answer just now; notice where it does not."""
        if time.monotonic() < self._ask_again_at:
            raise StorageUnavailable("It did not answer a moment ago.")
        try:
            yield
        except StorageUnavailable as error:
            self._ask_again_at = time.monotonic() + REST
            logger.error("The storage does not answer: %s", error)
            raise

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """The same for what pages ask for, many at once: where too many wait, refuse."""
        if not self._turns.acquire(timeout=PATIENCE):
            raise StorageUnavailable("Too many are waiting for it.")
        try:
            with self.noticing():
                yield
        finally:
            self._turns.release()

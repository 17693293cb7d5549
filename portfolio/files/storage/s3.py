"""Evidence in a bucket of an S3-compatible service, private to this site.

An object appears under its name only when all of it is there: the service sees to that. What it
answers is then compared with what was sent, and nothing is called stored before.
"""

import io
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils import timezone

from portfolio.files.storage.addresses import Bucket
from portfolio.files.storage.opaque import (
    OPAQUE_NAME,
    Kept,
    OpaqueStorage,
    Reading,
    StorageUnavailable,
    made_directory,
    own_name,
)
from portfolio.files.storage.outages import Outages
from portfolio.files.storage.sending import Sent, is_whole, send
from portfolio.files.storage.streaming import Stream

# Seconds. A page waits for a file no longer than twice both.
CONNECT_TIMEOUT, ANSWER_TIMEOUT, ATTEMPTS = 2, 8, 2


class S3Storage(OpaqueStorage):
    """``location`` is the local directory for what is on its way; all else is in ``bucket``.

    No object has an address for a browser, and none is made public: our views send them.
    """

    def __init__(self, bucket: Bucket, location: str) -> None:
        self.bucket, self.location = bucket, location
        self._outages = Outages()
        self._clients: dict[int, Any] = {}

    # -- The service --------------------------------------------------------------------------

    @property
    def _client(self) -> Any:
        """A boto3 client of this process: what was opened before a fork belongs to the parent."""
        process = os.getpid()
        if process not in self._clients:
            self._clients = {process: _new_client(self.bucket)}
        return self._clients[process]

    def close(self) -> None:
        """Close the connections that are kept open for the next call."""
        self._client.close()

    def _address(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self.bucket.prefix + own_name(name)}

    # -- Storing ------------------------------------------------------------------------------

    @property
    def incoming(self) -> Path:
        return made_directory(Path(self.location) / "incoming")

    def _keep(self, source: Path, name: str) -> None:
        address = self._address(name)
        with self._outages.noticing(), in_our_words():
            sent = send(self._client, address, source)
            head = self._client.head_object(**address, ChecksumMode="ENABLED")
        if not is_whole(sent, head) and not self._reads_back(name, sent):
            self.delete(name)
            raise StorageUnavailable("It kept other bytes than were sent.")
        source.unlink()

    def _reads_back(self, name: str, sent: Sent) -> bool:
        """The last resort, where the service says nothing that could be compared."""
        return sent.is_what(self.read(name))

    def delete(self, name: str) -> None:
        with self._outages.noticing(), in_our_words():
            self._client.delete_object(**self._address(name))

    def remove_abandoned(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Also give up what a killed server sent in part: it has no name, but takes room."""
        before = timezone.now() - older_than
        pages = self._client.get_paginator("list_multipart_uploads")
        with self._outages.noticing(), in_our_words():
            for page in pages.paginate(Bucket=self.bucket.name, Prefix=self.bucket.prefix):
                for part in page.get("Uploads", ()):
                    if part["Initiated"] < before:
                        self._give_up(part)
        return super().remove_abandoned(older_than)

    def _give_up(self, part: dict[str, Any]) -> None:
        self._client.abort_multipart_upload(
            Bucket=self.bucket.name, Key=part["Key"], UploadId=part["UploadId"]
        )

    # -- Reading ------------------------------------------------------------------------------

    def read(self, name: str, start: int = 0, end: int | None = None) -> Reading:
        address = self._address(name)

        def fetch(first: int) -> Any:
            wanted = {} if not first and end is None else {"Range": _range(first, end)}
            with self._outages.in_turn(), in_our_words(name):
                try:
                    return self._client.get_object(**address, **wanted)["Body"]
                except ClientError as error:
                    if error.response["Error"]["Code"] == "InvalidRange":
                        # It begins where the file ends.
                        return io.BytesIO()
                    raise

        return Stream(fetch, start, end)

    def open(self, name: str, mode: str = "rb") -> File:
        """The whole file, fetched to the local disk and gone from it when it is closed."""
        if mode != "rb":
            raise ValueError("Stored files are never changed.")
        fetched = tempfile.TemporaryFile(dir=self.incoming)  # noqa: SIM115 - the File closes it
        try:
            fetched.writelines(self.read(name))
            fetched.seek(0)
        except BaseException:
            fetched.close()
            raise
        return File(fetched, name)

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        with self.new_incoming() as copy:
            path = Path(copy.name)
            try:
                copy.writelines(self.read(name))
                copy.close()
                yield path
            finally:
                path.unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return self._head(name)["ContentLength"]

    def names(self) -> Iterator[Kept]:
        pages = self._client.get_paginator("list_objects_v2")
        found = iter(pages.paginate(Bucket=self.bucket.name, Prefix=self.bucket.prefix))
        while True:
            with self._outages.noticing(), in_our_words():
                page = next(found, None)
            if page is None:
                return
            for each in page.get("Contents", ()):
                name = each["Key"].removeprefix(self.bucket.prefix)
                if OPAQUE_NAME.fullmatch(name):
                    yield Kept(name, each["Size"], each["LastModified"])

    def _head(self, name: str) -> dict[str, Any]:
        address = self._address(name)
        with self._outages.in_turn(), in_our_words(name):
            return self._client.head_object(**address)


@contextmanager
def in_our_words(name: str = "") -> Iterator[None]:
    """Errors of the service as those of a storage."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if name and code in ("404", "NoSuchKey"):
            raise FileNotFoundError(name) from error
        raise StorageUnavailable(str(error)) from error
    except BotoCoreError as error:
        raise StorageUnavailable(str(error)) from error


def _range(first: int, end: int | None) -> str:
    return f"bytes={first}-{'' if end is None else end - 1}"


# boto3 makes one client at a time in a session, and takes long for a new session.
_making = threading.Lock()


@cache
def _session() -> Any:
    # Loaded only where a service is used: it takes a third of a second.
    import boto3

    return boto3.session.Session()


def _new_client(bucket: Bucket) -> Any:
    with _making:
        return _session().client("s3", **_options(bucket))


def _options(bucket: Bucket) -> dict[str, Any]:
    return {
        "endpoint_url": bucket.endpoint or None,
        "region_name": bucket.region or None,
        "aws_access_key_id": bucket.key or None,
        "aws_secret_access_key": bucket.secret or None,
        "config": Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=ANSWER_TIMEOUT,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=20,
            # We send checksums of our own; others are refused by some services.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            # By path where the service is not Amazon's: its certificate names no buckets.
            s3={"addressing_style": "path" if bucket.endpoint else "auto"},
        ),
    }

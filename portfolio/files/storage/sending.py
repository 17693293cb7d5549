"""Sending a file to an S3-compatible service in parts, each with its hash, and comparing what the
service then says of it."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

PART_SIZE = 16 * 1024 * 1024
# As many as the interface allows: of larger files, the parts are larger.
MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: bytes in all, and hashes in the forms in which services give them."""

    size: int
    sha256: bytes
    checksums: frozenset[str]
    etag: str

    def is_what(self, chunks: Iterable[bytes]) -> bool:
        """Whether these are the bytes."""
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
        return digest.digest() == self.sha256


def send(client: Any, address: Mapping[str, str], source: Path) -> Sent:
    """Store ``source`` at ``address`` (bucket and key), at once or in parts.

    The service itself refuses a part that is not as its hash says, if it knows this hash.
    """
    size = source.stat().st_size
    if size <= PART_SIZE:
        content = source.read_bytes()
        digest = hashlib.sha256(content).digest()
        client.put_object(**address, Body=content, ChecksumSHA256=_text(digest))
        return Sent(size, digest, frozenset([_text(digest)]), _md5(content).hexdigest())
    return _send_in_parts(client, address, source, max(PART_SIZE, -(-size // MOST_PARTS)))


def is_whole(sent: Sent, head: Mapping[str, Any]) -> bool:
    """Whether the service says that it has these bytes. If not, it may only not know how to say it.

    ETags are hashes in most services, but not where it encrypts with keys of its own.
    """
    if head["ContentLength"] != sent.size:
        return False
    if checksum := head.get("ChecksumSHA256"):
        return checksum.partition("-")[0] in sent.checksums
    return head.get("ETag", "").strip('"') == sent.etag


def _send_in_parts(client: Any, address: Mapping[str, str], source: Path, part_size: int) -> Sent:
    upload = client.create_multipart_upload(**address, ChecksumAlgorithm="SHA256")["UploadId"]
    try:
        whole, sha256s, md5s, parts = hashlib.sha256(), b"", b"", []
        for number, content in enumerate(_parts_of(source, part_size), start=1):
            digest = hashlib.sha256(content).digest()
            said = {"PartNumber": number, "ChecksumSHA256": _text(digest)}
            answer = client.upload_part(**address, **said, UploadId=upload, Body=content)
            parts.append(said | {"ETag": answer["ETag"]})
            whole.update(content)
            sha256s, md5s = sha256s + digest, md5s + _md5(content).digest()
        client.complete_multipart_upload(
            **address, UploadId=upload, MultipartUpload={"Parts": parts}
        )
    except BaseException:
        _give_up(client, address, upload)
        raise
    of_parts = hashlib.sha256(sha256s).digest()
    return Sent(
        size=source.stat().st_size,
        sha256=whole.digest(),
        # Some say the hash of the whole, others that of the hashes of its parts.
        checksums=frozenset([_text(whole.digest()), _text(of_parts)]),
        etag=f"{_md5(md5s).hexdigest()}-{len(parts)}",
    )


def _give_up(client: Any, address: Mapping[str, str], upload: str) -> None:
    """Let the service forget the parts. Where it does not answer, a later sweep does it."""
    with suppress(BotoCoreError, ClientError):
        client.abort_multipart_upload(**address, UploadId=upload)


def _parts_of(source: Path, part_size: int) -> Iterator[bytes]:
    with source.open("rb") as file:
        while content := file.read(part_size):
            yield content


def _md5(content: bytes) -> Any:
    # As services compute it; nothing of ours rests on it alone.
    return hashlib.md5(content, usedforsecurity=False)


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode()

"""Speaking tus 1.0 to the site through Django's test client."""

import base64
import hashlib

from django.urls import reverse

PART = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def metadata(**pairs):
    """``Upload-Metadata`` of text values."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()
    )


def creation(client, evidence, length=None, name="notes.txt", headers=None, **pairs):
    """The answer to announcing a file; without ``length``, one whose length is left open."""
    said = {"Upload-Length": str(length)} if length is not None else {"Upload-Defer-Length": "1"}
    said["Upload-Metadata"] = metadata(filename=name, **pairs)
    return client.post(
        reverse("upload-create", args=[evidence.code]), headers=TUS | said | (headers or {})
    )


def begun(client, evidence, length=None, **values):
    """The address of a new upload."""
    answer = creation(client, evidence, length, **values)
    assert answer.status_code == 201, answer.content
    return answer["Location"]


def patch(client, address, offset, content, headers=None, **extra):
    said = TUS | {"Upload-Offset": str(offset)} | (headers or {})
    # Django says neither where it sees no content.
    extra = {"CONTENT_TYPE": PART, "CONTENT_LENGTH": str(len(content))} | extra
    return client.generic("PATCH", address, content, headers=said, **extra)


def head(client, address):
    return client.head(address, headers=TUS)


def terminate(client, address):
    return client.delete(address, headers=TUS)


def finish(client, address, content=None, script=True):
    """Say that all of it is here, with the hash of ``content``; the answer."""
    values = {"sha256": hashlib.sha256(content).hexdigest()} if content is not None else {}
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    return client.post(f"{address}finish/", values, headers=headers)


def state(client, address):
    return client.get(f"{address}state/").json()

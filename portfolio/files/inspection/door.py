"""The one way in: an uploaded file becomes an ``Inspection``, or is ``Refused``."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portfolio.files.confining.told import bare_environment
from portfolio.files.inspection import problems, refusals
from portfolio.files.inspection.containers import type_by_name
from portfolio.files.inspection.signatures import HEAD_SIZE, OLE, ZIP, Refused, Signature, recognise
from portfolio.files.storage import own_storage

__all__ = ["Inspection", "Refused", "inspect"]

logger = logging.getLogger(__name__)

WALL_SECONDS = 60
CONTAINERS = (ZIP, OLE)


@dataclass(frozen=True)
class Inspection:
    """What a file is. ``problem`` is why it cannot be shown, as a sentence, or empty; ``state``
    the same for programs, a value of ``problems.State``. ``width`` and ``height``: in pixels, as
    they are stored.

    ``preview_path`` is an upright, page-sized copy of a picture in the storage's ``incoming``; who
    asked for the inspection adopts or deletes it.
    """

    kind: str
    content_type: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    problem: str = ""
    state: str = ""
    preview_path: str | None = None


def inspect(path: str, name: str) -> Inspection:
    """Tell what the file at ``path`` is, which its owner calls ``name``.

    Raise ``Refused`` for what is not accepted. A file that breaks its reader is accepted, with a
    problem: evidence is never lost because a library could not open it.
    """
    with open(path, "rb") as file:
        head = file.read(HEAD_SIZE)
    signature = recognise(head, name)
    if signature.kind == "text" and len(head) < HEAD_SIZE:
        # All of it has been read already.
        return Inspection(signature.kind, signature.content_type)
    return _opened(signature, path, name)


def _opened(signature: Signature, path: str, name: str) -> Inspection:
    with own_storage().new_incoming() as preview:
        preview_path = preview.name
    try:
        found = _ask_child(signature.content_type, path, name, preview_path)
        inspection = _conclude(signature, found, name, preview_path)
    except BaseException:
        Path(preview_path).unlink(missing_ok=True)
        raise
    if inspection.preview_path is None:
        Path(preview_path).unlink(missing_ok=True)
    return inspection


def _conclude(signature: Signature, found: dict, name: str, preview_path: str) -> Inspection:
    if "refused" in found:
        raise Refused(found["refused"])
    content_type = found.get("content_type", signature.content_type)
    if content_type in CONTAINERS:
        # The child died before it could tell a document from any other container.
        content_type = type_by_name(name)
        if content_type is None:
            raise Refused(refusals.ARCHIVE)
    return Inspection(
        signature.kind,
        content_type,
        pages=found.get("pages"),
        width=found.get("width"),
        height=found.get("height"),
        problem=found.get("problem", ""),
        state=found.get("state", ""),
        preview_path=preview_path if found.get("preview") else None,
    )


def _ask_child(content_type: str, path: str, name: str, preview_path: str) -> dict:
    """What the child process found out; a problem where it crashed, or took too much."""
    command = [sys.executable, "-B", "-m", "portfolio.files.inspection.parse"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module; the name is only an argument
            [*command, content_type, path, name, preview_path],
            cwd=settings.BASE_DIR,
            env=bare_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=True,
        )
        return json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        logger.warning("A file of type %s could not be inspected: %s", content_type, error)
        return problems.NOT_CHECKED.found()

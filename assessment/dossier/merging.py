"""Drawing the pages of uploaded PDFs into the frames that were kept for them."""

import re
from collections.abc import Callable, Mapping
from typing import IO
from uuid import UUID

from pikepdf import (
    Dictionary,
    ObjectStreamMode,
    Page,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

from assessment.dossier.binding.placing import Box, placed

FRAME = re.compile(r"frame-([0-9a-f]{32})-([0-9]+)")


def frame_name(code: UUID, number: int) -> str:
    """The anchor of the frame for page ``number`` of a file."""
    return f"frame-{code.hex}-{number}"


def frame_in(anchor: str) -> tuple[UUID, int] | None:
    """The file and the page number of a frame; ``None`` for all other anchors."""
    found = FRAME.fullmatch(anchor)
    return (UUID(found[1]), int(found[2])) if found else None


def merge(
    painted: IO[bytes],
    frames: Mapping[str, tuple[int, Box]],
    form_of: Callable[[UUID, int], Stream],
    output: IO[bytes],
) -> None:
    """Write ``painted`` to ``output`` with every uploaded page in its frame.

    ``frames``: by anchor, the index of the page and the box on it; ``form_of``: what a page of a
    file looks like.
    """
    with Pdf.open(painted) as target:
        for name, (index, box) in frames.items():
            if found := frame_in(name):
                _draw(target, target.pages[index], form_of(*found), box)
        target.save(
            output,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.generate,
        )


def _draw(target: Pdf, page: Page, form: Dictionary, box: Box) -> None:
    """Draw ``form`` as large as ``box`` allows, in its middle.

    Marked as an artifact: the frame itself is the tagged figure, with its alternative text.
    """
    copied = target.copy_foreign(form)
    _own_resources(page).XObject.Upload = copied
    drawn = placed(copied, "Upload", box, float(page.mediabox[3]))
    # The page's own content leaves the axes turned over.
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n/Artifact BMC\n" + drawn + b"EMC\n")


def _own_resources(page: Page) -> Dictionary:
    """The page's resources, no longer shared with all other pages."""
    shared = page.obj.Resources
    own = Dictionary(dict(shared.items()))
    pictures = shared.get("/XObject", Dictionary())
    own.XObject = Dictionary(dict(pictures.items()))
    page.obj.Resources = own
    return own

"""Drawing the pages of uploaded PDFs into the frames that were kept for them."""

from collections.abc import Mapping
from typing import IO
from uuid import UUID

from pikepdf import Dictionary, Name, ObjectStreamMode, Page, Pdf, Rectangle, StreamDecodeLevel

from assessment.dossier.uploaded_pages import UploadedDocument

# Points in a CSS pixel.
POINTS = 0.75

Box = tuple[float, float, float, float]


def frame_name(code: UUID, number: int) -> str:
    """The anchor of the frame for page ``number`` of a file."""
    return f"frame-{code.hex}-{number}"


def merge(
    painted: IO[bytes],
    frames: Mapping[str, tuple[int, Box]],
    documents: Mapping[UUID, UploadedDocument],
    output: IO[bytes],
) -> None:
    """Write ``painted`` to ``output`` with every uploaded page in its frame.

    ``frames``: by anchor, the index of the page and left, top, right, bottom in CSS pixels.
    """
    with Pdf.open(painted) as target:
        for code, document in documents.items():
            for uploaded in document.pages:
                if not uploaded.problem:
                    index, box = frames[frame_name(code, uploaded.number)]
                    _draw(target, target.pages[index], document.form_of(uploaded), box)
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
    placed = page.calc_form_xobject_placement(
        copied, Name.Upload, _rectangle(page, box), allow_shrink=True, allow_expand=True
    )
    # The page's own content leaves the axes turned over.
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n/Artifact BMC\n" + placed + b"\nEMC\n")


def _own_resources(page: Page) -> Dictionary:
    """The page's resources, no longer shared with all other pages."""
    shared = page.obj.Resources
    own = Dictionary(dict(shared.items()))
    pictures = shared.get("/XObject", Dictionary())
    own.XObject = Dictionary(dict(pictures.items()))
    page.obj.Resources = own
    return own


def _rectangle(page: Page, box: Box) -> Rectangle:
    """From pixels below the upper edge to points above the lower one."""
    height = float(page.mediabox[3])
    left, top, right, bottom = (side * POINTS for side in box)
    return Rectangle(left, height - bottom, right, height - top)

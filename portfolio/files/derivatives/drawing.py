"""The child process that draws small pictures and reads words:
``python -m portfolio.files.derivatives.drawing picture|pdf PATH THUMBNAIL``

Prints one JSON object. Imports no Django, knows no settings, and can begin nothing else.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from portfolio.files.confining.calls import reach_nothing
from portfolio.files.confining.limits import limit_for_file

# Pixels, of the longer side: sharp on a phone's screen where it is shown at half of it.
SIDE = 400
QUALITY = 80
# Characters and pages: whoever searches finds a document by its first hundreds of pages.
MOST_TEXT = 500_000
MOST_PAGES_READ = 500


def thumbnail_of(picture: Image.Image) -> bytes:
    """``picture``, which is upright, in small: as PNG where one can see through it, else JPEG."""
    picture.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    # Nothing that a camera noted comes along.
    picture.info = {}
    encoded = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(encoded, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(encoded, "JPEG", quality=QUALITY, optimize=True)
    return encoded.getvalue()


def draw_picture(path: str, thumbnail: str) -> dict[str, Any]:
    """From the page-size copy, which this site made."""
    with Image.open(path, formats=("PNG", "JPEG")) as picture:
        Path(thumbnail).write_bytes(thumbnail_of(picture))
    return {}


def read_pdf(path: str, thumbnail: str) -> dict[str, Any]:
    """The first page in small, the words of all, and how many pages there are."""
    document = pypdfium2.PdfDocument(path)
    first = document[0]
    scale = SIDE / max(*first.get_size(), 1)
    drawn = first.render(scale=scale, may_draw_forms=False).to_pil()
    Path(thumbnail).write_bytes(thumbnail_of(drawn))
    return {"pages": len(document), "text": _words_of(document)}


def _words_of(document: pypdfium2.PdfDocument) -> str:
    words: list[str] = []
    left = MOST_TEXT
    for number in range(min(len(document), MOST_PAGES_READ)):
        # Some hold halves of characters and NUL, which no database takes.
        page = document[number].get_textpage().get_text_range(errors="ignore")
        text = page.replace("\x00", "").replace("\r\n", "\n").strip()[:left]
        words.append(text)
        left -= len(text)
        if left <= 0:
            break
    return "\n\n".join(filter(None, words)).encode("utf-8", "ignore").decode()


READERS = {"picture": draw_picture, "pdf": read_pdf}


def main(what: str, path: str, thumbnail: str) -> None:
    limit_for_file(path)
    reach_nothing()
    print(json.dumps(READERS[what](path, thumbnail)))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What a file yields: each kind of file by its own programs, as far as they succeed."""

import json
import logging
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import PIL
import pypdfium2

from portfolio.files.derivatives import office, recordings
from portfolio.files.derivatives.recipes import is_worth_asking
from portfolio.files.derivatives.recordings import Facts
from portfolio.files.derivatives.running import NotMade, run
from portfolio.files.filenames import EXTENSIONS
from portfolio.files.storage import own_storage
from portfolio.models import DerivativeKind, EvidenceFile, FileKind

logger = logging.getLogger(__name__)

# By the clock; the process bounds its processor time and memory itself.
SECONDS_TO_DRAW = 60
# Seconds into a video: the first picture is often black.
POSTER_AT = 1.0

PILLOW = f"Pillow {PIL.__version__}"
PDFIUM = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO}"

NO_PAGES = (
    "This document could not be turned into pages here. Download it to open it; a PDF of it can "
    "be shown in the portfolio."
)


@dataclass(frozen=True, slots=True)
class Made:
    """One derivative: a local file, or words."""

    kind: DerivativeKind
    made_with: str
    path: Path | None = None
    pages: int | None = None
    text: str = ""


@dataclass
class Results:
    """All of a file, and why there is not more, as a sentence."""

    made: list[Made] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    problem: str = ""


def results_of(file: EvidenceFile, home: Path) -> Results:
    """Make what is wanted of ``file`` in ``home``, a new directory.

    Raises ``FileNotFoundError`` where its bytes are missing, and ``StorageUnavailable``.
    """
    results = Results()
    maker = MAKERS.get(FileKind(file.kind))
    if maker is None or not is_worth_asking(file):
        return results
    try:
        maker(file, home, results)
    except NotMade as error:
        # What was made before stays.
        logger.warning("Of file %s, not all could be made: %s", file.code, error)
        if file.kind == FileKind.OFFICE and not results.made:
            results.problem = NO_PAGES
    return results


def _of_picture(file: EvidenceFile, home: Path, results: Results) -> None:
    """In small, from the page-size copy: it is upright and says nothing of the place."""
    with own_storage().local_copy(file.preview_as) as preview:
        results.made.append(_drawn_from_picture(preview, home))


def _of_pdf(file: EvidenceFile, home: Path, results: Results) -> None:
    with own_storage().local_copy(file.stored_as) as document:
        _read_pdf(document, home, results)


def _of_office(file: EvidenceFile, home: Path, results: Results) -> None:
    # LibreOffice goes by it where the content is not enough.
    extension = EXTENSIONS[file.content_type][0]
    copy = home / f"document.{extension}"
    # Never the original: LibreOffice writes beside what it opens.
    with own_storage().local_copy(file.stored_as) as document:
        shutil.copyfile(document, copy)
    pdf = office.pdf_of(copy, home)
    made = Results()
    pages = _read_pdf(pdf, home, made)
    results.made += [
        Made(DerivativeKind.PDF, office.version(home), path=pdf, pages=pages),
        *made.made,
    ]


def _of_sound(file: EvidenceFile, home: Path, results: Results) -> None:
    with own_storage().local_copy(file.stored_as) as recording:
        results.facts = recordings.facts_of(recording, home)


def _of_video(file: EvidenceFile, home: Path, results: Results) -> None:
    with own_storage().local_copy(file.stored_as) as recording:
        results.facts = recordings.facts_of(recording, home)
        at = min(POSTER_AT, (results.facts.seconds or 0) / 2)
        poster = recordings.poster_of(recording, at, home)
    made_with = recordings.version(home)
    results.made.append(Made(DerivativeKind.POSTER, made_with, path=poster))
    results.made.append(_drawn_from_picture(poster, home))


MAKERS = {
    FileKind.IMAGE: _of_picture,
    FileKind.PDF: _of_pdf,
    FileKind.OFFICE: _of_office,
    FileKind.AUDIO: _of_sound,
    FileKind.VIDEO: _of_video,
}


def _drawn_from_picture(picture: Path, home: Path) -> Made:
    thumbnail = home / "thumbnail"
    run("drawing", "picture", str(picture), str(thumbnail), seconds=SECONDS_TO_DRAW, home=home)
    return Made(DerivativeKind.THUMBNAIL, PILLOW, path=thumbnail)


def _read_pdf(document: Path, home: Path, results: Results) -> int:
    """Add the first page in small and the words, if there are any; return how many pages."""
    thumbnail = home / "thumbnail"
    printed = run(
        "drawing", "pdf", str(document), str(thumbnail), seconds=SECONDS_TO_DRAW, home=home
    )
    found = json.loads(printed)
    results.made.append(Made(DerivativeKind.THUMBNAIL, PDFIUM, path=thumbnail))
    if found["text"]:
        results.made.append(Made(DerivativeKind.TEXT, PDFIUM, text=found["text"]))
    return found["pages"]

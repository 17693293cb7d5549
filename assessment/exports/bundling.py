"""All documents of a batch as one ZIP, with a manifest of them: streamed, never held whole."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone
from zipstream import ZipStream

from assessment.exports.asking import deed_of
from assessment.exports.batch_jobs import LEFT
from assessment.exports.batch_states import exports_of, progress_in
from assessment.exports.progress import download_name
from assessment.models import Batch, Export
from portfolio.auditing import enter_all
from portfolio.drafts import escaped
from portfolio.files.storage import own_storage
from portfolio.models import User

NOT_MADE = "Not made yet."
MISSING = "The stored document is missing or damaged. Ask for it anew."
COLUMNS = (
    "learner",
    "reference",
    "qualification",
    "registration_number",
    "file",
    "pages",
    "size",
    "sha256",
    "made_at",
    "problem",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a batch: its ``path`` in the ZIP, or why it is not in it (``problem``)."""

    export: Export
    path: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A ZIP that is about to be sent. ``size``: bytes, known before the first is read."""

    name: str
    size: int
    entries: tuple[Entry, ...]
    chunks: Iterator[bytes]

    @property
    def taken(self) -> list[Export]:
        return [entry.export for entry in self.entries if entry.path]


def bundle_of(batch: Batch) -> Bundle:
    """What of the batch is ready now, and a manifest of all (``manifest.json``, ``manifest.csv``).

    Stored, since PDFs are compressed already; ZIP64 where it grows large.
    """
    entries = entries_of(batch)
    archive = ZipStream(sized=True)
    archive.add(manifest_json(batch, entries), "manifest.json")
    archive.add(manifest_csv(entries), "manifest.csv")
    for entry in entries:
        if entry.path:
            archive.add(_chunks_of(entry.export), entry.path, size=entry.export.size)
    day = timezone.localdate(batch.asked_at).isoformat()
    return Bundle(f"portfolios-{day}.zip", len(archive), entries, iter(archive))


def entries_of(batch: Batch) -> tuple[Entry, ...]:
    """Every document of the batch, by the learners' names; one query."""
    taken: set[str] = set()
    return tuple(_entry(batch, export, taken) for export in exports_of(batch))


@transaction.atomic
def note_taken(batch: Batch, exports: list[Export], user: User) -> None:
    """Enter that ``user`` took these documents away, for each learner."""
    deeds = [deed_of(each, user, "Downloaded", batch=batch.pk) for each in exports]
    enter_all(deeds, centre=batch.centre_id)


def _entry(batch: Batch, export: Export, taken: set[str]) -> Entry:
    progress = progress_in(batch, export)
    if export.enrolment.learner.centre_id != batch.centre_id:
        return Entry(export, problem=LEFT)
    if progress.state != "ready":
        return Entry(export, problem=progress.words if progress.state == "failed" else NOT_MADE)
    if not _is_whole(export):
        return Entry(export, problem=MISSING)
    return Entry(export, f"documents/{_unique(download_name(export), taken)}")


def _is_whole(export: Export) -> bool:
    """Whether the stored file has the size that was announced, found before anything is sent."""
    try:
        return own_storage().size(export.stored_as) == export.size
    except OSError:
        return False


def _unique(name: str, taken: set[str]) -> str:
    """``name``, with a number where a file system might take it for one that is there already."""
    path, number, found = PurePosixPath(name), 1, name
    while _folded(found) in taken:
        number += 1
        found = f"{path.stem}-{number}{path.suffix}"
    taken.add(_folded(found))
    return found


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _chunks_of(export: Export) -> Iterator[bytes]:
    """The stored bytes; the file is opened when its turn comes."""
    yield from own_storage().read(export.stored_as)


# -- The manifest -----------------------------------------------------------------------------


def manifest_json(batch: Batch, entries: tuple[Entry, ...]) -> bytes:
    """Whose documents these are, their sizes (bytes) and SHA-256; what is not here, and why."""
    rows = [_row(entry) for entry in entries]
    manifest = {
        "batch": str(batch.code),
        "centre": str(batch.centre),
        "asked_by": str(batch.asked_by),
        "asked_at": batch.asked_at.isoformat(),
        "format": batch.format,
        "variant": batch.variant,
        "conformance": batch.conformance,
        "documents": [row for row in rows if row["file"]],
        "missing": [row for row in rows if not row["file"]],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def manifest_csv(entries: tuple[Entry, ...]) -> bytes:
    """The same as a table. With a byte order mark, without which Excel garbles names."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for entry in entries:
        row = _row(entry)
        table.writerow([escaped(str(row[column])) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig", "replace")


def _row(entry: Entry) -> dict[str, str | int]:
    export, enrolment = entry.export, entry.export.enrolment
    about: dict[str, str | int] = {
        "learner": str(enrolment.learner),
        "reference": enrolment.learner.reference,
        "qualification": str(enrolment.qualification),
        "registration_number": enrolment.registration_number,
        "file": entry.path,
        "pages": 0,
        "size": 0,
        "sha256": "",
        "made_at": "",
        "problem": entry.problem,
    }
    if not entry.path or export.finished_at is None:
        return about
    return about | {
        "pages": export.pages,
        "size": export.size,
        "sha256": export.sha256,
        "made_at": export.finished_at.isoformat(),
    }

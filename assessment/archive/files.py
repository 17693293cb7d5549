"""The files of an archive on their way in: as from a learner, each is hashed and inspected."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError

from assessment.archive.opening import Archive
from assessment.archive.packing import path_of
from assessment.archive.refusing import ArchiveRefused
from assessment.dossier.reporting import Report
from portfolio.files.inspection.door import Inspection, Refused, inspect
from portfolio.files.scanning import Verdict, scan_path
from portfolio.files.storage import opaque_name, own_storage
from portfolio.files.uploads import IncomingFile, upload_limit
from portfolio.models import EvidenceFile, Scan

Row = Mapping[str, Any]


@dataclass
class Arrived:
    """The files that have come, by code, and the names under which they are kept once ``keep`` was
    called."""

    inspections: dict[str, Inspection] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    parts: dict[str, IncomingFile] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def place(self, file: EvidenceFile, *, keeps: bool) -> None:
        """Give ``file`` what this site itself found out, and the name of its bytes; these are kept
        under it only if ``keeps``."""
        code = str(file.code)
        found = self.inspections[code]
        file.kind, file.content_type = found.kind, found.content_type
        file.pages, file.problem, file.state = found.pages, found.problem, found.state
        verdict = self.verdicts[code]
        file.scan, file.scanned_at = verdict.scan, verdict.at
        file.stored_as = self._name(self.parts[code].path, keeps=keeps)
        if found.preview_path:
            file.preview_as = self._name(found.preview_path, keeps=keeps)

    def _name(self, path: str, *, keeps: bool) -> str:
        if not keeps:
            return opaque_name()
        self.kept.append(own_storage().adopt(path))
        return self.kept[-1]

    def clear(self) -> None:
        """Delete what came and was not kept."""
        for part in self.parts.values():
            part.close()
        for found in self.inspections.values():
            if found.preview_path:
                Path(found.preview_path).unlink(missing_ok=True)

    def forget(self) -> None:
        """Delete what was kept, unless it is listed: a commit may have succeeded although its
        answer was lost."""
        try:
            listed = EvidenceFile.objects.filter(stored_as__in=self.kept).exists()
        except DatabaseError:
            return
        if not listed:
            for name in self.kept:
                own_storage().delete(name)


@contextmanager
def arrived(archive: Archive, manifest: Mapping[str, Any], report: Report) -> Iterator[Arrived]:
    """Take all files out of ``archive`` and look at each; what is not kept is deleted again.

    Raises ``ArchiveRefused`` for a file that is not the one that was uploaded, or that this site
    would not accept from a learner.
    """
    files = Arrived()
    rows = manifest["rows"]["portfolio.EvidenceFile"]
    total, done = sum(row["size"] for row in rows) or 1, 0
    try:
        for row in rows:
            report(f"Looking at {row['name']}"[:120], 5 + 65 * done // total)
            _take(files, archive, row)
            done += row["size"]
        yield files
    finally:
        files.clear()


def _take(files: Arrived, archive: Archive, row: Row) -> None:
    name = row["name"]
    if row["size"] > upload_limit():
        raise ArchiveRefused(f"The file “{name}” is larger than this site accepts.")
    part = IncomingFile(name)
    files.parts[row["code"]] = part
    try:
        for chunk in archive.chunks(path_of(row["code"], name), row["size"]):
            part.add(chunk)
        part.complete()
        # By its path from here on: an archive may hold more files than may be open at once.
        part.file.close()
    except RequestDataTooBig as error:
        raise ArchiveRefused(f"The file “{name}” is larger than this site accepts.") from error
    if (part.sha256, part.size) != (row["sha256"], row["size"]):
        raise ArchiveRefused(f"The file “{name}” is not the one that was uploaded.")
    try:
        files.inspections[row["code"]] = inspect(part.path, name)
    except Refused as error:
        raise ArchiveRefused(f"The file “{name}” is not accepted. {error}") from error
    verdict = files.verdicts[row["code"]] = scan_path(part.path)
    if verdict.scan == Scan.FOUND:
        raise ArchiveRefused(
            f"The file “{name}” is not accepted: the virus scanner found {verdict.threat} in it."
        )

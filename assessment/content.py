"""What an item says: as it is now, or as it was handed over."""

from dataclasses import dataclass
from datetime import date

from assessment.models import Submission
from portfolio.models import Evidence, EvidenceFile, Method


@dataclass(frozen=True, slots=True)
class Content:
    """One version of an item. ``submission`` is None for what is not handed over."""

    title: str
    method: str
    happened_on: date
    narrative: str
    location: str
    seen_by: str
    files: tuple[EvidenceFile, ...]
    submission: Submission | None = None

    @property
    def method_words(self) -> str:
        return Method(self.method).label


def present_content(evidence: Evidence) -> Content:
    """The item as it is now; one query."""
    return Content(
        title=evidence.title,
        method=evidence.method,
        happened_on=evidence.happened_on,
        narrative=evidence.narrative,
        location=evidence.location,
        seen_by=evidence.seen_by,
        files=tuple(evidence.files.kept()),
    )


def submitted_content(submission: Submission) -> Content:
    """The item as it was handed over; one query. Files taken out since are still here."""
    files = EvidenceFile.objects.filter(evidence=submission.evidence_id)
    return content_from(submission, {str(file.code): file for file in files})


def content_from(submission: Submission, files: dict[str, EvidenceFile]) -> Content:
    """The same from ``files`` (by code) that were read already, for many items at once."""
    said = submission.content
    return Content(
        title=said["title"],
        method=said["method"],
        happened_on=date.fromisoformat(said["happened_on"]),
        narrative=said["narrative"],
        location=said["location"],
        seen_by=said["seen_by"],
        files=tuple(files[file["code"]] for file in said["files"]),
        submission=submission,
    )

"""What an item says: as it is now, or as it was handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.models import Submission
from assessment.sessions.prior_learning import PriorFacts, facts_of
from portfolio.files.derivatives.looks import with_looks
from portfolio.hashing import hash_of
from portfolio.models import Evidence, EvidenceFile, Method
from teams.models import Snapshot


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
    snapshots: tuple[Snapshot, ...] = ()
    submission: Submission | None = None
    author: str = ""  # the assessor who recorded it, if one did
    prior: PriorFacts | None = None

    @property
    def method_words(self) -> str:
        return Method(self.method).label


def present_content(evidence: Evidence, snapshots: Iterable[Snapshot] | None = None) -> Content:
    """The item as it is now; three queries. ``snapshots``: those of it that its reader may see."""
    if snapshots is None:
        snapshots = evidence.snapshots.kept().select_related("record")
    return Content(
        title=evidence.title,
        method=evidence.method,
        happened_on=evidence.happened_on,
        narrative=evidence.narrative,
        location=evidence.location,
        seen_by=evidence.seen_by,
        files=tuple(with_looks(evidence.files.kept())),
        snapshots=tuple(snapshots),
        author=str(evidence.author or ""),
        prior=facts_of(evidence),
    )


def submitted_content(submission: Submission) -> Content:
    """The item as it was handed over; two queries, and one more where it holds records.

    Files and records taken out since are still here.
    """
    rows = with_looks(EvidenceFile.objects.filter(evidence=submission.evidence_id))
    files = {str(file.code): file for file in rows}
    said = submission.content
    return Content(
        title=said["title"],
        method=said["method"],
        happened_on=date.fromisoformat(said["happened_on"]),
        narrative=said["narrative"],
        location=said["location"],
        seen_by=said["seen_by"],
        files=tuple(files[file["code"]] for file in said["files"]),
        snapshots=submitted_snapshots(submission),
        submission=submission,
        author=str(submission.evidence.author or ""),
        prior=PriorFacts.from_json(said.get("prior_learning")),
    )


def submitted_snapshots(submission: Submission | None) -> tuple[Snapshot, ...]:
    """The records that were handed over with this version, as they were frozen; one query."""
    said = submission.content.get("records", ()) if submission else ()
    if not said:
        return ()
    rows = Snapshot.objects.filter(evidence=submission.evidence_id)
    found = {str(snapshot.code): snapshot for snapshot in rows}
    return tuple(found[record["code"]] for record in said)


def is_unaltered(content: Content) -> bool:
    """Whether a version that was handed over, and each record in it, still has its hash."""
    submission = content.submission
    said = [record["sha256"] for record in submission.content.get("records", ())]
    return hash_of(submission.content) == submission.content_hash and said == [
        hash_of(snapshot.content) for snapshot in content.snapshots
    ]

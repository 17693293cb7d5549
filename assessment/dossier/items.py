"""What an item of the dossier holds: what was handed over last, or the draft."""

from collections import defaultdict
from datetime import date

from assessment.dossier.assurance import GivenTestimony
from assessment.dossier.values import (
    Assessed,
    DossierFile,
    DossierRecord,
    Item,
    Link,
    MadePages,
    Seen,
    Version,
)
from assessment.models import Sighting, Submission
from assessment.sessions.prior_learning import PriorFacts, facts_of
from portfolio.files.derivatives.looks import with_looks
from portfolio.models import DerivativeKind, Evidence, EvidenceFile, Learner, Method
from teams.freezing import sheet_in
from teams.models import Snapshot


def files_of(learner: Learner) -> dict[int, list[EvidenceFile]]:
    """Every file of each item, also those taken out since: an earlier version may hold them; with
    the pages made from them, two queries."""
    files = defaultdict(list)
    rows = EvidenceFile.objects.filter(evidence__learner=learner).order_by("pk")
    for file in with_looks(rows):
        files[file.evidence_id].append(file)
    return files


def snapshots_of(learner: Learner) -> dict[int, list[Snapshot]]:
    """Every snapshot of each item, as ``files_of``; one query."""
    snapshots = defaultdict(list)
    for snapshot in Snapshot.objects.filter(evidence__learner=learner).order_by("pk"):
        snapshots[snapshot.evidence_id].append(snapshot)
    return snapshots


def sightings_of(learner: Learner) -> dict[int, list[Seen]]:
    """Who has seen the originals of what was handed over, by submission; one query."""
    seen = defaultdict(list)
    rows = Sighting.objects.filter(submission__evidence__learner=learner).select_related("user")
    for row in rows.order_by("pk"):
        seen[row.submission_id].append(
            Seen(str(row.user), row.as_iqa, row.seen_on, row.where, row.note)
        )
    return seen


def item_of(
    evidence: Evidence,
    submission: Submission | None,
    assessed: Assessed | None,
    seen: list[Seen],
    files: list[EvidenceFile],
    snapshots: list[Snapshot],
    links: tuple[Link, ...],
    testimony: GivenTestimony | None,
) -> Item:
    """The item with the content that was handed over, or its present one."""
    content = _draft(evidence, files, snapshots) if submission is None else submission.content
    rows = {str(file.code): file for file in files}
    frozen = {str(snapshot.code): snapshot for snapshot in snapshots}
    return Item(
        number=evidence.number,
        title=content["title"],
        method=Method(content["method"]).label,
        happened_on=date.fromisoformat(content["happened_on"]),
        narrative=content["narrative"],
        location=content["location"],
        seen_by=content["seen_by"],
        version=_version(evidence, submission, assessed, seen) if submission else None,
        records=tuple(_record(frozen[each["code"]]) for each in content.get("records", ())),
        files=tuple(
            _file(rows[file["code"]], file["name"], file["description"])
            for file in content["files"]
        ),
        links=links,
        recorded_by=str(evidence.author or ""),
        signed_at=evidence.assessor_record.signed_at if evidence.author else None,
        prior=PriorFacts.from_json(content.get("prior_learning")),
        testimony=testimony,
    )


def _draft(evidence: Evidence, files: list[EvidenceFile], snapshots: list[Snapshot]) -> dict:
    """The present content, in the form in which ``submitting`` keeps it."""
    prior = facts_of(evidence)
    return {
        "title": evidence.title,
        "method": evidence.method,
        "happened_on": evidence.happened_on.isoformat(),
        "narrative": evidence.narrative,
        "location": evidence.location,
        "seen_by": evidence.seen_by,
        "files": [
            {"code": str(file.code), "name": file.name, "description": file.description}
            for file in files
            if file.removed_at is None
        ],
        "records": [
            {"code": str(snapshot.code)} for snapshot in snapshots if snapshot.removed_at is None
        ],
        "prior_learning": prior.to_json() if prior else None,
    }


def _version(
    evidence: Evidence, submission: Submission, assessed: Assessed | None, seen: list[Seen]
) -> Version:
    return Version(
        number=submission.version,
        handed_over_at=submission.submitted_at,
        content_hash=submission.content_hash,
        is_changed_since=evidence.changed_at > submission.submitted_at,
        assessed=assessed,
        seen=tuple(seen),
    )


def _file(file: EvidenceFile, name: str, description: str) -> DossierFile:
    """Of a file that is kept back, only its name, its hash and why: its bytes are nobody's."""
    return DossierFile(
        code=file.code,
        name=name,
        description=description,
        kind=file.kind,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        stored_as="" if file.is_kept_back else file.stored_as,
        preview_as="" if file.is_kept_back else file.preview_as,
        pages=file.pages or 0,
        problem=file.caution,
        made=_made_pages(file),
    )


def _made_pages(file: EvidenceFile) -> MadePages | None:
    """Of an office document whose pages are made by now. Made again, they are others: their hash
    is part of what decides how the item looks."""
    if not file.may_be_opened:
        return None
    for each in file.derivatives.all():
        if each.kind == DerivativeKind.PDF:
            return MadePages(each.stored_as, each.sha256, each.pages or 0)
    return None


def _record(snapshot: Snapshot) -> DossierRecord:
    return DossierRecord(
        kind_words=snapshot.get_kind_display(),
        title=snapshot.title,
        made_at=snapshot.made_at,
        sha256=snapshot.sha256,
        sheet=sheet_in(snapshot),
    )

"""Files that are kept back: who is told, and how they are scanned again until they are free."""

from collections.abc import Iterator
from contextlib import closing

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from portfolio.auditing import enter
from portfolio.files.derivatives.asking import ask_for
from portfolio.files.scanning import Verdict, scan_chunks
from portfolio.files.storage import own_storage
from portfolio.models import KEPT_BACK, Act, EvidenceFile, Role, Scan, User
from portfolio.notifying import notify, people_in, people_of

# In one run of the job; the next is minutes later.
AT_ONCE = 200


def tell_found(file: EvidenceFile, *, by: User | None) -> None:
    """Tell whom it concerns that a virus was found, and enter it: last in the transaction."""
    item = file.evidence
    notify(
        _concerned(file),
        f"The virus scanner found {file.threat} in “{file.name[:80]}” of {item.label}. It is kept "
        "back, and nobody can open it. A clean copy should be added.",
        address=reverse("evidence", args=[item.code]),
        key=f"virus-{file.code}",
    )
    enter(
        Act.FILE,
        f"Kept back “{file.name}” of {item.label}: the virus scanner found {file.threat}.",
        by=by,
        learner=item.learner,
        file=file.pk,
        sha256=file.sha256,
    )


def scan_again(file: EvidenceFile) -> Scan:
    """Scan a stored file; keep it back, or let it go, by what is found now.

    Raises ``FileNotFoundError`` where its bytes are missing.
    """
    with closing(own_storage().read(file.stored_as)) as stored:
        verdict = scan_chunks(stored)
    if verdict.scan in (Scan.WAITING, Scan.NONE):
        # A scanner that is silent, or gone, says nothing new of what it has looked at before.
        return Scan(file.scan)
    with transaction.atomic():
        _record(file, verdict)
    return verdict.scan


def scan_waiting() -> int:
    """The job: scan what came in while the scanner was silent; return how many are free now.

    On a site whose scanner was taken away, they are free unscanned.
    """
    if not settings.CLAMD_ADDRESS:
        return EvidenceFile.objects.filter(scan=Scan.WAITING).update(scan=Scan.NONE)
    free = 0
    for file in _rows(EvidenceFile.objects.filter(scan=Scan.WAITING))[:AT_ONCE]:
        answer = scan_again(file)
        if answer == Scan.WAITING:
            # Still silent: so it would be to the others.
            break
        free += answer not in KEPT_BACK
    return free


def all_files() -> Iterator[EvidenceFile]:
    """Every file of the site with its item, learner and centre, in no more memory than a few."""
    return _rows(EvidenceFile.objects.all()).iterator(chunk_size=200)


def _rows(files: QuerySet[EvidenceFile]) -> QuerySet[EvidenceFile]:
    return files.select_related("evidence__learner__user").order_by("pk")


def _record(file: EvidenceFile, verdict: Verdict) -> None:
    """Write down what was found, and tell of a change; unless another run did so meanwhile."""
    former = file.scan
    same = EvidenceFile.objects.filter(pk=file.pk, scan=former)
    if not same.update(scan=verdict.scan, threat=verdict.threat, scanned_at=verdict.at):
        return
    file.scan, file.threat = verdict.scan, verdict.threat
    if former in KEPT_BACK:
        # Nothing was made of it while nobody could be shown it.
        ask_for(file)
    if file.scan == Scan.FOUND and former != Scan.FOUND:
        tell_found(file, by=None)
    elif former == Scan.FOUND and file.scan != Scan.FOUND:
        _tell_freed(file)


def _tell_freed(file: EvidenceFile) -> None:
    """What was found turned out to be nothing, by newer signatures."""
    item = file.evidence
    notify(
        _concerned(file),
        f"“{file.name[:80]}” of {item.label} is no longer kept back: the virus scanner finds "
        "nothing in it any more.",
        address=reverse("evidence", args=[item.code]),
        key=f"virus-free-{file.code}",
    )
    enter(
        Act.FILE,
        f"Let go “{file.name}” of {item.label}: the virus scanner finds nothing in it any more.",
        by=None,
        learner=item.learner,
        file=file.pk,
        sha256=file.sha256,
    )


def _concerned(file: EvidenceFile) -> list[User]:
    """Who sent it and the administrators; of what is shared, the learner and who assesses them."""
    learner = file.evidence.learner
    people = [file.uploaded_by, *people_in(learner.centre_id, (Role.ADMIN,))]
    if not file.evidence.is_private:
        people += [learner.user, *people_of(learner, (Role.ASSESSOR, Role.TRAINEE))]
    return people

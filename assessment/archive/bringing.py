"""An administrator brings an archive: it is looked through, confirmed, and brought in.

Both steps are jobs: they take as long as the archive is large.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from assessment.archive.coming_in import Importing, import_archive, try_archive
from assessment.archive.obstacles import other_words
from assessment.archive.people import named_in
from assessment.archive.reading import Manifest
from assessment.archive.refusing import ArchiveRefused
from assessment.dossier.reporting import Report
from assessment.models import PortfolioImport
from portfolio.claiming import beating, claim, take_up, worn_out
from portfolio.files.filenames import safe_name
from portfolio.files.storage import own_storage
from portfolio.files.uploads import IncomingFile
from portfolio.models import Centre, Learner, User
from portfolio.models.claiming import NOT_BEGUN
from portfolio.people import require_administrator

logger = logging.getLogger(__name__)

Act = Callable[[PortfolioImport, Report], None]

KEPT_FOR = timedelta(days=7)
FAILED = (
    "The archive could not be read, because of a fault in this program. Nothing was stored and the "
    "fault is on record. Try again; if it happens again, tell whoever looks after the site."
)
FORGOTTEN = "It was not confirmed within a week, so the archive was deleted. Bring it again."
KILLED = (
    "It was interrupted three times, and nothing was stored. Try again; if it happens again, tell "
    "whoever looks after the site: it may need more memory."
)
GIVEN_UP = "You gave it up. Nothing was stored."
OVER = "This archive is not waiting to be confirmed any more."


def bring_archive(*, centre: Centre, by: User, upload: IncomingFile) -> PortfolioImport:
    """Keep the archive and have it looked through. The same one, brought twice, is one."""
    require_administrator(by, centre)
    delete_forgotten(centre)
    waiting = PortfolioImport.objects.filter(
        centre=centre, asked_by=by, sha256=upload.sha256, finished_at=None
    ).first()
    if waiting:
        return waiting
    brought = PortfolioImport(
        centre=centre,
        asked_by=by,
        name=safe_name(upload.name or ""),
        size=upload.size,
        sha256=upload.sha256,
        stored_as=own_storage().adopt(upload.path),
    )
    with transaction.atomic():
        brought.full_clean()
        brought.save()
        transaction.on_commit(partial(async_task, look_through, brought.pk))
    return brought


@transaction.atomic
def confirm(*, brought: PortfolioImport, by: User, choices: Mapping[str, str]) -> None:
    """Have what was looked through brought in. Confirmed twice, it is brought in once.

    ``choices``: user names in the archive, and of the same people here. Raises ``ValidationError``
    for somebody whom the page did not offer, and where it is over.
    """
    require_administrator(by, brought.centre)
    for person in (brought.found or {}).get("people", ()):
        offered = [username for username, _ in person["candidates"]]
        if choices.get(person["username"], "") not in ("", *offered):
            raise ValidationError("Choose among the people that are offered.")
    confirmed = PortfolioImport.objects.filter(
        pk=brought.pk, confirmed_at=None, finished_at=None, found__isnull=False
    ).update(
        confirmed_at=timezone.now(),
        confirmed_by=by,
        choices={there: here for there, here in choices.items() if here},
        **NOT_BEGUN,
        stage="",
        percent=0,
    )
    if confirmed:
        transaction.on_commit(partial(async_task, carry_out, brought.pk))
    elif not PortfolioImport.objects.filter(pk=brought.pk, confirmed_at__isnull=False).exists():
        raise ValidationError(OVER)


def give_up(*, brought: PortfolioImport, by: User) -> bool:
    """Delete an archive that is not confirmed yet. False where it is too late."""
    require_administrator(by, brought.centre)
    return _end(PortfolioImport.objects.filter(pk=brought.pk, confirmed_at=None), GIVEN_UP)


def delete_forgotten(centre: Centre) -> None:
    """Delete archives that nobody confirmed."""
    old = PortfolioImport.objects.filter(
        centre=centre, confirmed_at=None, asked_at__lt=timezone.now() - KEPT_FOR
    )
    for brought in old.filter(finished_at=None):
        _end(old.filter(pk=brought.pk), FORGOTTEN)


# -- The jobs ---------------------------------------------------------------------------------


def look_through(pk: int) -> None:
    """The job: say what bringing the archive in would do. Nothing of it stays."""
    _run(PortfolioImport.objects.filter(_to_be_looked_through(), pk=pk), _look)


def carry_out(pk: int) -> None:
    """The job: bring the archive in, once however often it is run."""
    _run(PortfolioImport.objects.filter(pk=pk, confirmed_at__isnull=False), _carry_out)


def take_up_imports() -> int:
    """Give those whose worker was killed to another; return how many."""
    imports = PortfolioImport.objects.all()
    to_look_through = imports.filter(_to_be_looked_through())
    confirmed = imports.filter(confirmed_at__isnull=False)
    for brought in (*worn_out(to_look_through), *worn_out(confirmed)):
        _end(imports.filter(pk=brought.pk), KILLED)
    return take_up(to_look_through, look_through) + take_up(confirmed, carry_out)


def _to_be_looked_through() -> Q:
    return Q(confirmed_at=None, found__isnull=True)


def _run(rows: QuerySet[PortfolioImport], act: Act) -> None:
    """Do ``act`` with the one of ``rows``, unless another run has it or it is over."""
    pk = rows.values_list("pk", flat=True).first()
    begun_at = claim(rows, stage="Opening the archive", percent=1)
    if pk is not None and begun_at is not None:
        mine = PortfolioImport.objects.filter(pk=pk, started_at=begun_at, finished_at=None)
        with beating(mine):
            _guarded(pk, act, _reporter(mine))


def _look(brought: PortfolioImport, report: Report) -> None:
    importing = Importing(brought.centre, brought.asked_by, {})
    with own_storage().open(brought.stored_as) as file:
        manifest = try_archive(file, importing, report)
    brought.found = found_in(manifest, brought.centre)
    brought.stage, brought.percent = "", 100
    brought.save(update_fields=["found", "stage", "percent"])


def _carry_out(brought: PortfolioImport, report: Report) -> None:
    archive = brought.stored_as

    def note(learner: Learner) -> None:
        # In the transaction that stores it: a job that is run again finds that it is done.
        brought.learner, brought.finished_at, brought.percent = learner, timezone.now(), 100
        brought.stored_as = ""
        brought.save(update_fields=["learner", "finished_at", "percent", "stored_as"])

    by = brought.confirmed_by or brought.asked_by
    importing = Importing(brought.centre, by, brought.choices, note)
    with own_storage().open(archive) as file:
        import_archive(file, importing, report)
    _delete(archive)


def _guarded(pk: int, act: Act, report: Report) -> None:
    """Do ``act``; where it fails, end the import with the reasons."""
    brought = PortfolioImport.objects.select_related("centre", "asked_by", "confirmed_by").get(
        pk=pk
    )
    mine = PortfolioImport.objects.filter(pk=pk)
    try:
        act(brought, report)
    except ArchiveRefused as error:
        found = {**(brought.found or {}), "reasons": error.reasons}
        mine.filter(finished_at=None).update(found=found)
        _end(mine, " ".join(error.reasons))
    except PermissionDenied:
        _end(mine, "You do not administer this centre any more. Nothing was stored.")
    except Exception:
        logger.exception("Import %s failed.", pk)
        _end(mine, FAILED)


def _reporter(mine: QuerySet[PortfolioImport]) -> Report:
    last = -1

    def report(stage: str, percent: int) -> None:
        nonlocal last
        if percent != last:
            last = percent
            mine.update(stage=stage[:120], percent=percent)

    return report


def _end(imports: Any, why: str) -> bool:
    """End what is open among ``imports``, which is one, and delete its archive."""
    brought = imports.first()
    words = why if len(why) <= 600 else f"{why[:599]}…"
    ended = imports.filter(finished_at=None).update(
        failure=words, stage="", finished_at=timezone.now(), stored_as=""
    )
    if ended:
        _delete(brought.stored_as)
    return bool(ended)


def _delete(archive: str) -> None:
    """Delete the stored ``archive``, once no row names it: killed in between, it is swept."""
    if archive:
        transaction.on_commit(partial(own_storage().delete, archive))


# -- What was found ---------------------------------------------------------------------------


def found_in(manifest: Manifest, centre: Centre) -> dict[str, Any]:
    """What the page says of an archive, as JSON values."""
    rows = manifest["rows"]
    people = named_in(manifest, centre)
    decisions = Counter(row["decision"] for row in rows["assessment.Judgement"])
    return {
        "learner": people[0].name,
        "reference": rows["portfolio.Learner"][0]["reference"],
        "from": [trail["centre"] for trail in manifest["audit"]],
        "made_by": manifest["made_by"],
        "qualifications": [
            f"{code} {facts['title']}"
            for code, facts in sorted(manifest["standard"]["qualifications"].items())
        ],
        "counts": {
            "items of evidence": len(rows["portfolio.Evidence"]),
            "files": len(manifest["files"]),
            "hand-overs": len(rows["assessment.Submission"]),
            "decisions": decisions.total(),
            "unit sign-offs": len(rows["assessment.SignOff"]),
            "samples": len(rows["assessment.Sample"]),
            "records of the team": len(rows.get("teams.Record", ())),
            "entries of the audit trail": sum(len(each["entries"]) for each in manifest["audit"]),
        },
        "bytes": sum(each["size"] for each in manifest["files"]),
        "people": [asdict(person) for person in people],
        "other_words": other_words(manifest),
    }

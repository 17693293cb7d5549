"""The job that makes what is shown of a file: once however often it is run, and small."""

import hashlib
import logging
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portfolio.claiming import beating, claim
from portfolio.files.derivatives.recipes import RECIPE
from portfolio.files.derivatives.trying import Made, Results, results_of
from portfolio.files.kept_bytes import is_named
from portfolio.files.storage import StorageUnavailable, own_storage
from portfolio.models import Derivative, EvidenceFile, Preparation
from portfolio.models.claiming import NOT_BEGUN

logger = logging.getLogger(__name__)


@dataclass
class Stored:
    """A derivative whose bytes have their name."""

    made: Made
    name: str = ""
    size: int = 0
    sha256: str = ""


@dataclass
class Storing:
    """The bytes that this run has stored: gone again unless they come to be listed."""

    all: list[Stored] = field(default_factory=list)

    def keep(self, made: Made) -> None:
        """Store one derivative under a name of its own."""
        stored = Stored(made)
        if made.path is not None:
            with made.path.open("rb") as content:
                stored.sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            stored.size = made.path.stat().st_size
            stored.name = _adopted(made.path)
        self.all.append(stored)

    def forget(self) -> None:
        """Delete what was stored, unless it is listed: a commit may have succeeded although its
        answer was lost. Where the database cannot say, it stays, to be swept later."""
        with suppress(DatabaseError):
            _delete([each.name for each in self.all if each.name and not is_named(each.name)])


def make(pk: int) -> None:
    """Make what is missing of the file ``pk``, unless another run does so or it is done.

    What cannot be made is noted in words. Where the storage does not answer, nothing is noted and
    the error goes on, so that the job is run again.
    """
    file = EvidenceFile.objects.filter(pk=pk).first()
    begun_at = claim(Preparation.objects.filter(file=pk)) if file else None
    if file is None or begun_at is None:
        return
    mine = Preparation.objects.filter(file=pk, started_at=begun_at, finished_at=None)
    storing = Storing()
    try:
        with beating(mine):
            results = _made(file, storing)
        is_listed = _list(file, mine, storing, results)
    except BaseException:
        with suppress(StorageUnavailable):
            storing.forget()
        with suppress(DatabaseError):
            mine.update(**NOT_BEGUN)
        raise
    if not is_listed:
        # Another run took over while this one was thought to be dead.
        storing.forget()


def _made(file: EvidenceFile, storing: Storing) -> Results:
    with TemporaryDirectory(prefix="portfolio-") as directory:
        try:
            results = results_of(file, Path(directory))
        except FileNotFoundError:
            logger.error("Stored file of %s is missing.", file.code)
            return Results()
        for made in results.made:
            storing.keep(made)
        return results


@transaction.atomic
def _list(file: EvidenceFile, mine: QuerySet, storing: Storing, results: Results) -> bool:
    """List what was made in place of what there was. False if this run is not to any more."""
    done = mine.update(
        finished_at=timezone.now(),
        recipe=RECIPE,
        problem=results.problem,
        seconds=results.facts.seconds,
        width=results.facts.width,
        height=results.facts.height,
    )
    if not done:
        return False
    kinds = [stored.made.kind for stored in storing.all]
    former = Derivative.objects.filter(file=file, kind__in=kinds)
    names = list(former.exclude(stored_as="").values_list("stored_as", flat=True))
    former.delete()
    Derivative.objects.bulk_create(_row(file, stored) for stored in storing.all)
    transaction.on_commit(partial(_delete, names))
    return True


def _row(file: EvidenceFile, stored: Stored) -> Derivative:
    made = stored.made
    return Derivative(
        file=file,
        kind=made.kind,
        stored_as=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        pages=made.pages,
        text=made.text,
        made_with=made.made_with,
    )


def _adopted(path: Path) -> str:
    storage = own_storage()
    with storage.new_incoming() as incoming:
        try:
            with path.open("rb") as content:
                shutil.copyfileobj(content, incoming)
            incoming.close()
            return storage.adopt(incoming.name)
        finally:
            Path(incoming.name).unlink(missing_ok=True)


def _delete(names: Sequence[str]) -> None:
    for name in filter(None, names):
        own_storage().delete(name)

"""Bringing an archive into a centre: all of it or nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.urls import reverse

from assessment.archive.building import Building, codes_of
from assessment.archive.files import Arrived, arrived
from assessment.archive.obstacles import obstacles_to
from assessment.archive.opening import Archive, opened
from assessment.archive.people import people_here
from assessment.archive.reading import Manifest, read_manifest
from assessment.archive.refusing import ArchiveRefused
from assessment.archive.saving import save_all, taken_codes
from assessment.archive.signed import altered_in
from assessment.dossier.reporting import Report
from assessment.facts import FACTS
from assessment.models import CarriedTrail
from portfolio.auditing import enter
from portfolio.models import Act, Centre, EvidenceFile, Learner, User
from portfolio.notifying import notify
from portfolio.people import require_administrator

RACE = (
    "Something in it is here already, or came in at this very moment. Nothing was stored. Look "
    "through the list of learners, then try again."
)
AGAINST_RULE = "Something in it contradicts a rule of this site, so nothing was stored: {words}"


class RolledBack(Exception):
    """Ends a trial: all was well, and nothing of it stays."""


@dataclass(frozen=True)
class Importing:
    """Who brings an archive into which centre. ``choices``: user names there, and of the same
    people here. ``by``: None for the command line, which may choose anybody."""

    centre: Centre
    by: User | None
    choices: Mapping[str, str]
    # Called with the learner in the transaction that stores it.
    note: Callable[[Learner], object] = bool

    @property
    def allowed(self) -> Collection[str] | None:
        """The user names that may be chosen."""
        if self.by is None:
            return None
        people = User.objects.filter(memberships__centre=self.centre)
        return set(people.values_list("username", flat=True))


def try_archive(file: IO[bytes], importing: Importing, report: Report) -> Manifest:
    """Do all that bringing the archive in would do, and take it back; return its manifest.

    Raises ``ArchiveRefused`` with what stands in the way.
    """
    with opened(file) as archive:
        report("Reading the manifest", 2)
        manifest = read_manifest(archive)
        _bring_in(archive, manifest, importing, report, keeps=False)
    return manifest


def import_archive(file: IO[bytes], importing: Importing, report: Report) -> Learner:
    """Bring the archive in, whole or not at all; return the learner it made.

    Raises ``ArchiveRefused`` with what stands in the way. Brought a second time, it is refused:
    codes are unique.
    """
    with opened(file) as archive:
        report("Reading the manifest", 2)
        manifest = read_manifest(archive)
        return _bring_in(archive, manifest, importing, report, keeps=True)


def _bring_in(
    archive: Archive, manifest: Manifest, importing: Importing, report: Report, *, keeps: bool
) -> Learner:
    if importing.by is not None:
        require_administrator(importing.by, importing.centre)
    people = people_here(manifest, importing.choices, allowed=importing.allowed)
    if obstacles := obstacles_to(manifest, importing.centre, people):
        raise ArchiveRefused(*obstacles)
    building = Building(manifest, people)
    if here := taken_codes(codes_of(building)):
        raise ArchiveRefused(*here)
    with arrived(archive, manifest, report) as files:
        try:
            return _stored(building, manifest, importing, files, report, keeps=keeps)
        except RolledBack:
            return building.learner
        except BaseException:
            files.forget()
            raise


def _stored(
    building: Building,
    manifest: Manifest,
    importing: Importing,
    files: Arrived,
    report: Report,
    *,
    keeps: bool,
) -> Learner:
    report("Storing the files", 72)
    for coming in building.rows[EvidenceFile]:
        files.place(coming.row, keeps=keeps)
    report("Writing everything down", 80)
    try:
        with transaction.atomic():
            learner = _written(building, manifest, importing)
            if not keeps:
                raise RolledBack
    except IntegrityError as error:
        raise ArchiveRefused(_in_words(error, building)) from error
    except DatabaseError as error:
        raise ArchiveRefused(AGAINST_RULE.format(words="a value is too large.")) from error
    return learner


def _written(building: Building, manifest: Manifest, importing: Importing) -> Learner:
    save_all(building, importing.centre)
    learner = building.learner
    _keep_trails(building, manifest)
    if altered := altered_in(building, manifest):
        raise ArchiveRefused(*altered)
    _tell(learner, importing)
    importing.note(learner)
    _enter(learner, manifest, importing)
    return learner


def _keep_trails(building: Building, manifest: Manifest) -> None:
    for trail in manifest["audit"]:
        there = trail["numbers"].get(User._meta.label, {})
        people = {
            str(key): building.key(User, username)
            for username, key in there.items()
            if building.has(User, username)
        }
        CarriedTrail.objects.create(learner=building.learner, content=trail, people=people)


def _tell(learner: Learner, importing: Importing) -> None:
    """Those who look after the learner and are people of this site already, and the learner."""
    chosen = User.objects.filter(username__in=importing.choices.values())
    others = [person for person in chosen if importing.by is None or person.pk != importing.by.pk]
    notify(
        others,
        f"The portfolio of {learner} came in from another installation.",
        address=reverse("learner", args=[learner.code]),
        key=f"portfolio-import-{learner.code}",
    )


def _enter(learner: Learner, manifest: Manifest, importing: Importing) -> None:
    trails = [
        {"centre": trail["centre"], "head": trail["head"], "entries": len(trail["entries"])}
        for trail in manifest["audit"]
    ]
    told = sum(trail["entries"] for trail in trails)
    enter(
        Act.EXPORT,
        f"Brought in the portfolio of {learner} from an archive, with {told:,} entries of the "
        "audit trail where it came from.",
        by=importing.by,
        learner=learner,
        **{"trails": trails, **_rows_told(learner)},  # type: ignore[arg-type]
    )


def _rows_told(learner: Learner) -> dict[str, list[Any]]:
    """The keys of all rows that have an entry each in the trail they came from: this entry tells of
    them here, so that the trail is whole."""
    told: dict[str, list[Any]] = {}
    for fact in FACTS:
        rows: QuerySet = QuerySet(fact.model).filter(**{fact.learner: learner}).order_by("pk")
        told.setdefault(fact.key, []).extend(rows.values_list(fact.value, flat=True))
    return {key: values for key, values in told.items() if values}


def _in_words(error: IntegrityError, building: Building) -> str:
    """The sentence of the constraint that was violated, where it has one."""
    told = str(error)
    models: set[type[Model]] = {coming.taken.model for coming in building.all()}
    for model in models:
        for constraint in model._meta.constraints:
            if constraint.name and constraint.name in told:
                words = constraint.violation_error_message or constraint.name
                return AGAINST_RULE.format(words=words)
    return RACE

"""Asking for a document of a portfolio, and taking it away."""

from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from assessment import rules
from assessment.exports.making import make_export
from assessment.models import Conformance, Enrolment, Export, Format, Unit, Variant
from portfolio.auditing import Deed, enter_all
from portfolio.models import Act, EvidenceFile, Learner, User
from portfolio.models.claiming import LONGEST

NO_UNITS = "Choose at least one unit."
KEPT_BACK = (
    "“{name}” of {item} is kept back, because of what the virus scanner found or until it has "
    "looked, and an archive holds every file. Choose another form, or try again once it is free."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in a document, and how it is made. ``units``: primary keys, of chosen units."""

    format: str = Format.PDF
    variant: str = Variant.LEARNER
    conformance: str = Conformance.ACCESSIBLE
    attaches_files: bool = False
    units: frozenset[int] = field(default_factory=frozenset)

    @property
    def columns(self) -> dict[str, object]:
        """All but the units, as fields of ``Choices``."""
        return {
            "format": self.format,
            "variant": self.variant,
            "conformance": self.conformance,
            "attaches_files": self.attaches_files,
        }


def usual_for(user: User, learner: Learner) -> Wanted:
    """What most people want: all that they may have, as an accessible PDF."""
    sees_all = rules.can_export_quality(user, learner)
    return Wanted(variant=Variant.FULL if sees_all else Variant.LEARNER)


def ask_for_export(*, enrolment: Enrolment, user: User, wanted: Wanted | None = None) -> Export:
    """Have a document made. One of the same choices that ``user`` waits for is returned instead.

    Raises ``PermissionDenied``, or ``ValidationError`` where the units are not the
    qualification's.
    """
    wanted = wanted or usual_for(user, enrolment.learner)
    export = Export(enrolment=enrolment, asked_by=user, **wanted.columns)
    if not rules.can_take(user, enrolment.learner, export):
        raise PermissionDenied
    units = _units(enrolment, wanted)
    if wanted.format == Format.ARCHIVE:
        _refuse_what_is_kept_back(enrolment.learner)
    with transaction.atomic():
        # Two clicks at once would otherwise both find that none is waited for.
        Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        waiting = _waiting(enrolment, user, wanted)
        if waiting:
            return waiting
        export.full_clean()
        export.save()
        export.units.set(units)
        transaction.on_commit(partial(async_task, make_export, export.pk))
        _enter(export, user, "Asked for", units=[unit.code for unit in units])
    return export


def _refuse_what_is_kept_back(learner: Learner) -> None:
    """No virus leaves the site in an archive, and no archive is without a file."""
    files = EvidenceFile.objects.kept_back().filter(evidence__learner=learner)
    file = files.select_related("evidence").first()
    if file is not None:
        words = KEPT_BACK.format(name=file.name[:80], item=file.evidence.label)
        raise ValidationError({"format": words})


def _units(enrolment: Enrolment, wanted: Wanted) -> list[Unit]:
    """The chosen units; none unless these are what is wanted."""
    if wanted.variant != Variant.UNITS:
        return []
    if not wanted.units:
        raise ValidationError({"units": NO_UNITS})
    units = Unit.objects.filter(
        pk__in=wanted.units,
        specifications__uses__group__qualification=enrolment.qualification_id,
    )
    found = list(units.distinct())
    if len(found) != len(wanted.units):
        raise ValidationError({"units": "A unit is not of this qualification. Choose again."})
    return found


def _waiting(enrolment: Enrolment, user: User, wanted: Wanted) -> Export | None:
    """The same, asked for by ``user`` and not finished yet."""
    same = enrolment.exports.filter(
        asked_by=user,
        batch=None,
        finished_at=None,
        asked_at__gt=timezone.now() - LONGEST,
        **wanted.columns,
    ).prefetch_related("units")
    chosen = wanted.units if wanted.variant == Variant.UNITS else frozenset()
    return next((each for each in same if {unit.pk for unit in each.units.all()} == chosen), None)


def note_download(export: Export, user: User) -> None:
    """Enter that ``user`` took the document away."""
    _enter(export, user, "Downloaded")


def _enter(export: Export, user: User, done: str, **detail: object) -> None:
    deed = deed_of(export, user, done, **detail)
    enter_all([deed], centre=export.enrolment.learner.centre_id)


def deed_of(export: Export, user: User, done: str, **detail: object) -> Deed:
    """What the trail says of ``export``; ``done`` such as "Downloaded"."""
    form = "PDF" if export.format == Format.PDF else str(export.get_format_display())
    return Deed(
        Act.EXPORT,
        f"{done} the portfolio for {export.enrolment.qualification} as {form}.",
        by=user,
        learner=export.enrolment.learner,
        detail={
            "export": export.pk,
            "sha256": export.sha256,
            "variant": export.variant,
            "conformance": export.conformance,
            "attaches_files": export.attaches_files,
        }
        | detail,
    )

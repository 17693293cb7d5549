"""Mapping: the learner says which criteria and marking points an item shows, and where in it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessment import rules
from assessment.models import Criterion, Mapping, MarkingPoint
from assessment.sign_off.locking import UnitLocked, require_open
from assessment.status import Status, with_status
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, User
from portfolio.rules import keeps

Target = Criterion | MarkingPoint


class NotNow(Exception):
    """The item is with an assessor, the mapping was decided or the unit is signed off; the message
    says so."""


@transaction.atomic
def map_evidence(*, evidence: Evidence, target: Target, user: User, place: str = "") -> Mapping:
    """Tick: say that ``evidence`` shows ``target``. Ticking twice is one mapping.

    ``place`` is that of a new mapping; one that exists keeps its own. Raises ``NotNow`` while the
    item waits for an assessor, or where the unit is locked.
    """
    _lock(evidence, target, user)
    existing = evidence.mappings.filter(removed_at=None, **to(target)).order_by("pk").first()
    return existing or add_mapping(evidence, target, user, place)


def add_mapping(evidence: Evidence, target: Target, user: User, place: str = "") -> Mapping:
    """Add the row. Call while the item is held, and where there is no such mapping yet."""
    mapping = Mapping(evidence=evidence, added_by=user, place=place, **to(target))
    # Rows that were read just now are not asked for again; and under the lock no other row can
    # break a constraint, while asking the database about each takes three statements.
    mapping.full_clean(exclude={"evidence", "added_by", *to(target)}, validate_constraints=False)
    mapping.save()
    return mapping


@transaction.atomic
def unmap_evidence(*, evidence: Evidence, target: Target, user: User) -> None:
    """Untick. The row stays on record; one that was met stays, and ``NotNow`` says so."""
    _lock(evidence, target, user)
    mapping = with_status(
        Mapping.objects.filter(evidence=evidence, removed_at=None, **to(target))
    ).first()
    if mapping is None:
        return
    if mapping.status == Status.MET:
        raise NotNow("An assessor has decided that this is met, so it stays.")
    Mapping.objects.filter(pk=mapping.pk).update(removed_at=timezone.now(), removed_by=user)


@transaction.atomic
def point_to_place(*, evidence: Evidence, target: Target, user: User, place: str) -> Mapping:
    """Say where in the evidence to look: a page, a time. Maps it if it was not mapped."""
    mapping = map_evidence(evidence=evidence, target=target, user=user)
    if with_status(Mapping.objects.filter(pk=mapping.pk)).get().status == Status.MET:
        raise NotNow("An assessor has decided that this is met, so its place stays.")
    mapping.place = place.strip()
    mapping.full_clean()
    mapping.save(update_fields=["place"])
    return mapping


def to(target: Target) -> dict[str, Target]:
    """The column of a mapping that points to ``target``."""
    return {"criterion" if isinstance(target, Criterion) else "marking_point": target}


def _lock(evidence: Evidence, target: Target, user: User) -> None:
    """Hold the item, so that it cannot be handed over between the check and the change."""
    (locked,) = _held(pk=evidence.pk)
    if not keeps(user, locked.learner) or locked.withdrawn_at is not None:
        raise PermissionDenied
    if rules.is_waiting(locked):
        raise NotNow("This item is with your assessor. Take it back to change its mapping.")
    try:
        require_open(locked.learner, rules.unit_with(target))
    except UnitLocked as locked_unit:
        raise NotNow(str(locked_unit)) from None


@compiled_once
def _held(pk: Given) -> QuerySet[Evidence]:
    held = Evidence.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("learner").filter(pk=pk)

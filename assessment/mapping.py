"""Mapping: the learner says which criteria and marking points an item shows, and where in it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessment import rules
from assessment.models import Criterion, Mapping, MarkingPoint
from assessment.status import Status, with_status
from portfolio.models import Evidence, User
from portfolio.rules import keeps

Target = Criterion | MarkingPoint


class NotNow(Exception):
    """The item is with an assessor, or the mapping was decided; the message says so."""


@transaction.atomic
def map_evidence(*, evidence: Evidence, target: Target, user: User, place: str = "") -> Mapping:
    """Tick: say that ``evidence`` shows ``target``. Ticking twice is one mapping.

    ``place`` is that of a new mapping; one that exists keeps its own. Raises
    ``NotNow`` while the item waits for an assessor.
    """
    _lock(evidence, user)
    existing = evidence.mappings.filter(removed_at=None, **_to(target)).order_by("pk").first()
    if existing:
        return existing
    mapping = Mapping(evidence=evidence, added_by=user, place=place, **_to(target))
    # Rows that were read just now are not asked for again; and under the lock no other row can
    # break a constraint, while asking the database about each takes three statements.
    mapping.full_clean(exclude={"evidence", "added_by", *_to(target)}, validate_constraints=False)
    mapping.save()
    return mapping


@transaction.atomic
def unmap_evidence(*, evidence: Evidence, target: Target, user: User) -> None:
    """Untick. The row stays on record; one that was met stays, and ``NotNow`` says so."""
    _lock(evidence, user)
    mapping = with_status(
        Mapping.objects.filter(evidence=evidence, removed_at=None, **_to(target))
    ).first()
    if mapping is None:
        return
    if mapping.status == Status.MET:
        raise NotNow("An assessor has decided that this is met, so it stays.")
    Mapping.objects.filter(pk=mapping.pk).update(removed_at=timezone.now())


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


def _to(target: Target) -> dict[str, Target]:
    return {"criterion" if isinstance(target, Criterion) else "marking_point": target}


def _lock(evidence: Evidence, user: User) -> None:
    """Hold the item, so that it cannot be handed over between the check and the change."""
    locked = Evidence.objects.select_for_update().select_related("learner").get(pk=evidence.pk)
    if not keeps(user, locked.learner) or locked.withdrawn_at is not None:
        raise PermissionDenied
    if rules.is_waiting(locked):
        raise NotNow("This item is with your assessor. Take it back to change its mapping.")

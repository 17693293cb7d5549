"""Reasonable adjustments: what is done otherwise for a learner, told to whoever assesses them."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessment.models import Adjustment
from portfolio.auditing import enter
from portfolio.models import Act, Learner, Role, User
from portfolio.notifying import notify
from portfolio.people import tidy
from portfolio.rules import administers, is_allocated, owns


class AdjustmentFacts(TypedDict):
    """What is agreed. ``need`` is in confidence; ``methods``: of ``Method``, none for all."""

    what: str
    need: str
    methods: Collection[str]
    starts_on: date
    ends_on: date | None
    reference: str


def can_record(user: User, learner: Learner) -> bool:
    """Administrators and allocated assessors, who agree it with the learner; nobody their own."""
    return not owns(user, learner) and (
        administers(user, learner.centre) or is_allocated(user, learner, (Role.ASSESSOR,))
    )


def sees_need(user: User, adjustment: Adjustment) -> bool:
    """The need itself is told to the learner, the administrators, and who wrote it down."""
    learner = adjustment.learner
    return (
        owns(user, learner)
        or administers(user, learner.centre)
        or adjustment.recorded_by_id == user.pk
    )


def adjustments_of(learner: Learner) -> list[Adjustment]:
    """All adjustments of a learner, also those that are over; one query."""
    return list(learner.adjustments.select_related("recorded_by"))


@transaction.atomic
def record_adjustment(
    *, learner: Learner, by: User, **facts: Unpack[AdjustmentFacts]
) -> Adjustment:
    """Record what is done otherwise for ``learner``. It is not changed: it ends, and another is
    recorded."""
    if not can_record(by, learner):
        raise PermissionDenied
    # Sent twice, it is one: the second waits here and then finds the first.
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    what = tidy(facts["what"])
    same = Adjustment.objects.current().filter(
        learner=learner, what=what, starts_on=facts["starts_on"]
    )
    if existing := same.first():
        return existing
    adjustment = Adjustment(
        learner=learner,
        recorded_by=by,
        **facts | {"what": what, "methods": sorted(facts["methods"])},
    )
    adjustment.full_clean()
    adjustment.save()
    notify([learner.user], f"A reasonable adjustment was recorded: {what}")
    enter(
        Act.ADJUSTMENT,
        f"Recorded a reasonable adjustment: {what}",
        by=by,
        learner=learner,
        adjustment=adjustment.pk,
    )
    return adjustment


def withdraw_adjustment(*, adjustment: Adjustment, by: User) -> bool:
    """From now on it no longer holds. False where that was so already."""
    return _set_withdrawn(adjustment, by, withdrawn=True)


def restore_adjustment(*, adjustment: Adjustment, by: User) -> bool:
    """Take back that it was withdrawn."""
    return _set_withdrawn(adjustment, by, withdrawn=False)


@transaction.atomic
def _set_withdrawn(adjustment: Adjustment, by: User, *, withdrawn: bool) -> bool:
    if not can_record(by, adjustment.learner):
        raise PermissionDenied
    rows = Adjustment.objects.filter(pk=adjustment.pk, withdrawn_at__isnull=withdrawn)
    if not rows.update(withdrawn_at=timezone.now() if withdrawn else None):
        return False
    verb = "Withdrew" if withdrawn else "Brought back"
    enter(
        Act.ADJUSTMENT,
        f"{verb} a reasonable adjustment: {adjustment.what}",
        by=by,
        learner=adjustment.learner,
        adjustment=adjustment.pk,
    )
    return True

"""The only ways from an address to an appeal."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assessment.models import Appeal, Hearing
from portfolio.models import User
from portfolio.rules import administers, owns


def get_visible_appeal(user: User, code: UUID) -> Appeal:
    """Return the appeal if ``user`` may see its learner; 404 otherwise."""
    appeals = Appeal.objects.visible_to(user).select_related(
        "learner__user", "learner__centre", "unit"
    )
    return get_object_or_404(appeals, code=code)


def get_own_appeal(user: User, code: UUID) -> Appeal:
    """Return the appeal if ``user`` is its learner; 404 unseen, 403 seen."""
    appeal = get_visible_appeal(user, code)
    if not owns(user, appeal.learner):
        raise PermissionDenied
    return appeal


def get_managed_hearing(user: User, code: UUID) -> Hearing:
    """Return the newest stage if ``user`` administers the centre; 404 unseen, 403 seen."""
    appeal = get_visible_appeal(user, code)
    if not administers(user, appeal.learner.centre):
        raise PermissionDenied
    return newest_hearing(appeal)


def newest_hearing(appeal: Appeal) -> Hearing:
    """The stage an appeal is at; there is always one."""
    stages = appeal.hearings.select_related("heard_by", "decided_by")
    hearing = stages.order_by("-stage")[0]
    hearing.appeal = appeal
    return hearing

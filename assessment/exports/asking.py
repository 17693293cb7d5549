"""Asking for a document of a portfolio, and taking it away."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from assessment import rules
from assessment.exports.making import LONGEST, make_export
from assessment.models import Enrolment, Export
from portfolio.auditing import enter
from portfolio.models import Act, User


def ask_for_export(*, enrolment: Enrolment, user: User) -> Export:
    """Have the portfolio PDF made. One that ``user`` is waiting for already is returned instead."""
    if not rules.can_export(user, enrolment.learner):
        raise PermissionDenied
    with transaction.atomic():
        # Two clicks at once would otherwise both find that none is waited for.
        Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        waiting = enrolment.exports.filter(
            asked_by=user, finished_at=None, asked_at__gt=timezone.now() - LONGEST
        ).first()
        if waiting:
            return waiting
        export = Export(enrolment=enrolment, asked_by=user)
        export.full_clean()
        export.save()
        transaction.on_commit(partial(async_task, make_export, export.pk))
        _enter(export, user, "Asked for")
    return export


def note_download(export: Export, user: User) -> None:
    """Enter that ``user`` took the document away."""
    _enter(export, user, "Downloaded")


def _enter(export: Export, user: User, done: str) -> None:
    enter(
        Act.EXPORT,
        f"{done} the portfolio for {export.enrolment.qualification} as PDF.",
        by=user,
        learner=export.enrolment.learner,
        export=export.pk,
        sha256=export.sha256,
    )

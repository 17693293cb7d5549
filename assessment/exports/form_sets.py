"""Blank forms of a centre for a qualification: asked for, made in the background."""

from functools import partial
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from assessment.dossier.blank import blank_dossier
from assessment.dossier.reporting import Report
from assessment.exports.jobs import Stored, run, stored
from assessment.models import FormSet, Qualification
from portfolio.auditing import enter
from portfolio.models import Act, Centre, User
from portfolio.models.claiming import LONGEST
from portfolio.rules import administers


def ask_for_forms(*, centre: Centre, qualification: Qualification, user: User) -> FormSet:
    """Have the forms made. Those that ``user`` waits for already are returned instead."""
    if not administers(user, centre):
        raise PermissionDenied
    with transaction.atomic():
        Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
        waiting = FormSet.objects.filter(
            centre=centre,
            qualification=qualification,
            asked_by=user,
            finished_at=None,
            asked_at__gt=timezone.now() - LONGEST,
        ).first()
        if waiting:
            return waiting
        forms = FormSet(centre=centre, qualification=qualification, asked_by=user)
        forms.full_clean()
        forms.save()
        transaction.on_commit(partial(async_task, make_forms, forms.pk))
        enter(
            Act.EXPORT,
            f"Asked for the blank forms for {qualification}.",
            by=user,
            centre=centre,
            form_set=forms.pk,
        )
    return forms


def make_forms(pk: int) -> None:
    """The job: make and store the forms ``pk``, once however often it is run."""
    run(FormSet.objects.all(), pk, partial(_make, pk))


def _make(pk: int, report: Report) -> Stored:
    # Not at the top: the pages that ask for forms need not load what renders them.
    from assessment.dossier.rendering import render_pdf

    forms = FormSet.objects.select_related("centre", "qualification").get(pk=pk)
    dossier = blank_dossier(forms.centre, forms.qualification)

    def write(output: IO[bytes]) -> int:
        return render_pdf(dossier, output, report)

    return stored(write, "forms.pdf", report)

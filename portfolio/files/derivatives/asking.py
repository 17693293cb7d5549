"""Having derivatives made: after an upload, or again."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from portfolio.files.derivatives.recipes import RECIPE, is_worth_asking
from portfolio.models import EvidenceFile, Preparation
from portfolio.models.claiming import NOT_BEGUN

JOB = "portfolio.files.derivatives.making.make"


def ask_for(file: EvidenceFile) -> bool:
    """Have what can be shown of ``file`` made once its row is committed. False if there is nothing
    to make, or it is made already. Asked twice, it is made once."""
    if not is_worth_asking(file):
        return False
    preparation, _ = Preparation.objects.get_or_create(file=file)
    if preparation.finished_at and preparation.recipe == RECIPE:
        return False
    _reopen(file, finished_at__isnull=False)
    transaction.on_commit(partial(async_task, JOB, file.pk))
    return True


def ask_again(file: EvidenceFile) -> bool:
    """Have it made anew, whatever there is; this stays in use meanwhile."""
    _reopen(file)
    return ask_for(file)


def _reopen(file: EvidenceFile, **state: object) -> None:
    preparations = Preparation.objects.filter(file=file, **state)
    preparations.update(**NOT_BEGUN, finished_at=None, asked_at=timezone.now())

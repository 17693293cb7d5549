"""The jobs of a batch: one for each document, and whoever asked is told once all are finished."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task

from assessment.exports.batch_states import not_begun, totals_of, unfinished
from assessment.exports.making import make_export
from assessment.models import Batch, Export
from portfolio.mailing import send_mail
from portfolio.models import Notice
from portfolio.models.claiming import LONGEST
from portfolio.notifying import notify
from portfolio.rules import administers

LEFT = "This learner is no longer in the centre."


def queue(batch: Batch, only: Sequence[int] = ()) -> None:
    """Have the documents of ``batch`` that are not begun made, or ``only`` some (primary keys)."""
    async_task(begin_batch, batch.pk, list(only))


def begin_batch(pk: int, only: Sequence[int] = ()) -> None:
    """The job: queue one job for each document, so that all workers of all machines share them.

    A document that is queued twice is made once.
    """
    waiting = Export.objects.filter(not_begun(), batch=pk, batch__stopped_at=None)
    if only:
        waiting = waiting.filter(pk__in=only)
    # Here and not in the request: they are up to hundreds.
    with transaction.atomic():
        for export in waiting.order_by("pk").values_list("pk", flat=True):
            async_task(make_of_batch, export)


def make_of_batch(pk: int) -> None:
    """The job: make one document of a batch, unless the batch was stopped before it was begun."""
    export = Export.objects.select_related("batch", "enrolment__learner").get(pk=pk)
    batch = export.batch
    if batch is None or batch.stopped_at is not None:
        return
    _make_single()
    if export.enrolment.learner.centre_id == batch.centre_id:
        make_export(pk)
    else:
        _refuse(pk, LEFT)
    tell_if_finished(batch.pk)


def _make_single() -> None:
    """Make what somebody waits for at a page first: they are not to wait for hundreds of others."""
    asked_lately = Export.objects.filter(
        not_begun(), batch=None, asked_at__gt=timezone.now() - LONGEST
    )
    single = asked_lately.order_by("pk").values_list("pk", flat=True).first()
    if single is not None:
        make_export(single)


def _refuse(pk: int, reason: str) -> None:
    now = timezone.now()
    Export.objects.filter(not_begun(), pk=pk).update(
        started_at=now, finished_at=now, failure=reason
    )


def tell_if_finished(pk: int) -> None:
    """Tell whoever asked, once, that all is finished: by a notice, and by e-mail."""
    if Export.objects.filter(unfinished(), batch=pk).exists():
        return
    with transaction.atomic():
        # Locked, lest somebody try a failed one again between the look and the word.
        batch = Batch.objects.select_for_update(no_key=True).get(pk=pk)
        left = batch.exports.filter(unfinished()).exists()
        if left or batch.told_at is not None:
            return
        batch.told_at = timezone.now()
        batch.save(update_fields=["told_at"])
        _tell(batch)


def _tell(batch: Batch) -> None:
    person = batch.asked_by
    if not administers(person, batch.centre):
        return  # The page is no longer theirs to open.
    ((_, totals),) = totals_of([batch])
    words = f"{totals.ready} of the {totals.total} documents that you asked for are ready."
    if totals.failed:
        words += f" {totals.failed} could not be made: the page says whose, and why."
    address = reverse("batch", args=[batch.code])
    key = f"batch-{batch.pk}-{batch.told_at:%Y%m%d%H%M%S%f}"
    notify([person], words, address=address, key=key)
    transaction.on_commit(
        partial(_mail, batch, words, urljoin(settings.SITE_ADDRESS, address), key)
    )


def _mail(batch: Batch, words: str, link: str, key: str) -> None:
    person = batch.asked_by
    context = {"person": person, "words": words, "link": link}
    # Without anybody's name: a mail may be read by others.
    if send_mail(person.email, "Your documents are ready", "assessment/batch_ready.txt", context):
        # Otherwise the daily e-mail would say it again.
        Notice.objects.filter(user=person, key=key).update(mailed_at=timezone.now())

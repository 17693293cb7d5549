"""Documents of many learners at once: asked for, stopped, resumed, tried again.

A batch is a row and one ``Export`` each, which are made like any other; its state is a query over
them. Every verb holds the batch, so that two people who stop and resume do so one after another.
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from assessment.exports.asking import Wanted, deed_of
from assessment.exports.batch_jobs import queue
from assessment.exports.batch_states import failed, not_begun
from assessment.models import Batch, Enrolment, Export, Variant
from portfolio.auditing import Deed, enter, enter_all
from portfolio.models import Act, Centre, User
from portfolio.models.claiming import NOT_BEGUN
from portfolio.rules import administers

MOST = 500  # in one batch; a browser sends no more than twice as many ticks
NOBODY = "Choose at least one learner."
TOO_MANY = f"Choose at most {MOST} learners at once."
NOT_HERE = "One of these learners is not in this centre. Choose again."
ONE_AT_A_TIME = "Chosen units are for one portfolio at a time. Choose something else here."
SENT_BEFORE = "This was sent before, by somebody else. Open the page again."


def ask_for_batch(
    *,
    centre: Centre,
    enrolments: Sequence[Enrolment],
    user: User,
    wanted: Wanted,
    code: UUID,
) -> Batch:
    """Have a document of each of ``enrolments`` (with their learners) made, as ``wanted``.

    The same ``code`` sent twice is one batch. Raises ``PermissionDenied``, or ``ValidationError``
    where nobody, too many, or somebody of another centre was chosen.
    """
    if not administers(user, centre):
        raise PermissionDenied
    _check(centre, enrolments, wanted)
    with transaction.atomic():
        Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
        if made := Batch.objects.filter(code=code).first():
            if (made.asked_by_id, made.centre_id) != (user.pk, centre.pk):
                raise ValidationError(SENT_BEFORE)
            return made
        batch = Batch(centre=centre, asked_by=user, code=code, **wanted.columns)
        batch.full_clean()
        batch.save()
        exports = [
            Export(enrolment=each, batch=batch, asked_by=user, **wanted.columns)
            for each in enrolments
        ]
        Export.objects.bulk_create(exports)
        transaction.on_commit(partial(queue, batch))
        _enter_asked(batch, exports, user)
    return batch


def _check(centre: Centre, enrolments: Sequence[Enrolment], wanted: Wanted) -> None:
    if not enrolments:
        raise ValidationError({"enrolments": NOBODY})
    if len(enrolments) > MOST:
        raise ValidationError({"enrolments": TOO_MANY})
    if any(each.learner.centre_id != centre.pk for each in enrolments):
        raise ValidationError({"enrolments": NOT_HERE})
    if wanted.variant == Variant.UNITS:
        raise ValidationError({"variant": ONE_AT_A_TIME})


def _enter_asked(batch: Batch, exports: list[Export], user: User) -> None:
    """Once for the batch and once for each learner, by the same few statements."""
    each = [deed_of(export, user, "Asked for", batch=batch.pk) for export in exports]
    detail = {"batch": batch.pk, "documents": len(exports)}
    words = f"Asked for {len(exports)} document{'' if len(exports) == 1 else 's'} at once."
    enter_all([Deed(Act.EXPORT, words, user, detail=detail), *each], centre=batch.centre)


@transaction.atomic
def stop_batch(*, batch: Batch, user: User) -> int:
    """Make none of those that are not begun; returns how many these are, 0 without any effect.

    Those that are being made are finished.
    """
    batch = _held(batch, user)
    left = batch.exports.filter(not_begun()).count()
    if batch.stopped_at is not None or not left:
        return 0
    batch.stopped_at = timezone.now()
    batch.save(update_fields=["stopped_at"])
    _enter(batch, user, f"Stopped a batch: {left} not begun.")
    return left


@transaction.atomic
def resume_batch(*, batch: Batch, user: User) -> int:
    """Go on with those that are not begun; returns how many these are, 0 if it was not stopped."""
    batch = _held(batch, user)
    if batch.stopped_at is None:
        return 0
    left = batch.exports.filter(not_begun()).count()
    batch.stopped_at = None
    batch.save(update_fields=["stopped_at"])
    transaction.on_commit(partial(queue, batch))
    _enter(batch, user, f"Resumed a batch: {left} not begun.")
    return left


@transaction.atomic
def try_again(*, batch: Batch, user: User, only: UUID | None = None) -> int:
    """Have the documents that failed (or the one with the code ``only``) made anew.

    Returns how many these are: 0 where somebody else was quicker. Whoever asked is told anew.
    """
    batch = _held(batch, user)
    wanted = batch.exports.filter(failed())
    if only is not None:
        wanted = wanted.filter(code=only)
    chosen = list(wanted.select_related("enrolment__learner__user", "enrolment__qualification"))
    if not chosen:
        return 0
    keys = [each.pk for each in chosen]
    batch.exports.filter(pk__in=keys).update(
        **NOT_BEGUN, finished_at=None, failure="", stage="", percent=0
    )
    batch.told_at = None
    batch.save(update_fields=["told_at"])
    transaction.on_commit(partial(queue, batch, keys))
    deeds = [deed_of(each, user, "Asked again for", batch=batch.pk) for each in chosen]
    enter_all(deeds, centre=batch.centre_id)
    return len(chosen)


def _held(batch: Batch, user: User) -> Batch:
    """The batch as it is now, locked until the transaction ends."""
    if not administers(user, batch.centre):
        raise PermissionDenied
    return Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)


def _enter(batch: Batch, user: User, words: str) -> None:
    enter(Act.EXPORT, words, by=user, centre=batch.centre_id, batch=batch.pk)

"""Recording sessions: an assessor writes an observation, a discussion or questioning.

Until it is signed (see ``signing_records``) the item is private: nobody but its author sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from assessment import rules
from assessment.models import AssessorRecord, Question
from assessment.sessions.words import WORDS
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, Learner, Method, Origin, User
from portfolio.recording import ChangedMeanwhile, changing_evidence, next_number

MOST_ROWS = 60


class Facts(TypedDict):
    """What is written about a session besides its rows. ``ended_at`` is None while prepared."""

    title: str
    place: str
    began_at: datetime
    ended_at: datetime | None
    present: str
    follow_up: str


class Row(NamedTuple):
    """A question with its answer; of an observation, what was to be seen and what was."""

    asked: str
    answered: str = ""
    time: str = ""


@transaction.atomic
def begin_record(
    *,
    learner: Learner,
    user: User,
    method: str,
    code: UUID,
    rows: Sequence[Row],
    **facts: Unpack[Facts],
) -> Evidence:
    """Add a private item with the learner's next number. The same ``code`` sent twice is one."""
    if method not in WORDS or not rules.can_assess(user, learner):
        raise PermissionDenied
    number = next_number(learner)
    begun = learner.evidence.filter(code=code, author=user).first()
    if begun:
        return begun
    if Evidence.objects.filter(code=code).exists():
        raise ValidationError("This form was used before. Load the page again.")
    evidence = Evidence(
        learner=learner,
        number=number,
        code=code,
        method=method,
        origin=Origin.ASSESSOR,
        author=user,
        is_private=True,
        title=facts["title"],
        happened_on=timezone.localdate(facts["began_at"]),
    )
    evidence.full_clean()
    evidence.save()
    _write(AssessorRecord(evidence=evidence), facts)
    _write_rows(evidence.assessor_record, rows)
    return evidence


def write_record(
    *, evidence: Evidence, user: User, revision: int, rows: Sequence[Row], **facts: Unpack[Facts]
) -> Evidence:
    """Change all of an unsigned record that is still at ``revision``.

    Raises ``ChangedMeanwhile`` otherwise, and ``CannotChange`` for one that was signed.
    """
    with changing_evidence(evidence, user) as locked:
        _require_revision(locked, revision)
        locked.title = facts["title"]
        locked.happened_on = timezone.localdate(facts["began_at"])
        locked.full_clean()
        locked.save(update_fields=["title", "happened_on"])
        _write(locked.assessor_record, facts)
        _write_rows(locked.assessor_record, rows)
        _count_change(locked)
    return locked


def write_answers(
    *, evidence: Evidence, user: User, revision: int, rows: Sequence[Row]
) -> Evidence:
    """Change the rows alone, as ``write_record`` does."""
    with changing_evidence(evidence, user) as locked:
        _require_revision(locked, revision)
        _write_rows(locked.assessor_record, rows)
        _count_change(locked)
    return locked


def discard_record(*, evidence: Evidence, user: User) -> bool:
    """Put an unsigned record aside. False if it was signed or put aside before."""
    return _set_aside(evidence, user, timezone.now())


def restore_record(*, evidence: Evidence, user: User) -> bool:
    """Bring an unsigned record back as it was. False if it was not put aside."""
    return _set_aside(evidence, user, None)


def _set_aside(evidence: Evidence, user: User, moment: datetime | None) -> bool:
    if evidence.author_id != user.pk or not rules.can_assess(user, evidence.learner):
        raise PermissionDenied
    rows = Evidence.objects.filter(
        pk=evidence.pk, is_private=True, withdrawn_at__isnull=moment is not None
    )
    return bool(rows.update(withdrawn_at=moment, revision=F("revision") + 1))


def _require_revision(evidence: Evidence, revision: int) -> None:
    if evidence.revision != revision:
        raise ChangedMeanwhile


def _count_change(evidence: Evidence) -> None:
    Evidence.objects.filter(pk=evidence.pk).update(
        revision=F("revision") + 1, changed_at=timezone.now()
    )


def _write(record: AssessorRecord, facts: Facts) -> None:
    for name in ("place", "began_at", "ended_at", "present", "follow_up"):
        setattr(record, name, facts[name])
    record.full_clean()
    record.save()


def _write_rows(record: AssessorRecord, rows: Sequence[Row]) -> None:
    """Nothing points at a row of an unsigned record, so all are written anew."""
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"One record holds up to {MOST_ROWS} rows. Begin another one.")
    written = [
        Question(record=record, position=place, **row._asdict())
        for place, row in enumerate(rows, 1)
    ]
    for question in written:
        question.full_clean(exclude={"record"})
    record.questions.all().delete()
    Question.objects.bulk_create(written)


# -- What is being written ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A record that is being written: its ``evidence`` is for its author alone."""

    label: str
    words: str
    author: str
    since: datetime
    evidence: Evidence | None


def unsigned_of(learner: Learner, user: User) -> tuple[Unsigned, ...]:
    """What assessors are writing about ``learner``, by number; one query.

    Of another's, only that there is one: not what was called what, nor what it says.
    """
    return tuple(_listed(_private(learner=learner.pk), user))


@compiled_once
def _private(learner: Given) -> QuerySet[Evidence]:
    private = Evidence.objects.filter(learner=learner, is_private=True)
    return private.select_related("author").order_by("number")


def _listed(rows: Iterable[Evidence], user: User) -> Iterable[Unsigned]:
    for evidence in rows:
        is_own = evidence.author_id == user.pk
        if is_own or evidence.withdrawn_at is None:
            yield Unsigned(
                label=evidence.label,
                words=Method(evidence.method).label,
                author=str(evidence.author),
                since=evidence.created_at,
                evidence=evidence if is_own else None,
            )

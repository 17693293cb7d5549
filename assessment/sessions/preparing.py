"""Preparing a record with questions that were chosen beforehand, and with what they serve."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessment.models import Criterion
from assessment.sessions.mapping import map_record
from assessment.sessions.recording import Row, begin_record
from portfolio.models import Evidence, Learner, User


@transaction.atomic
def prepare_record(
    *,
    learner: Learner,
    user: User,
    method: str,
    code: UUID,
    title: str,
    asked: Sequence[str],
    criteria: Iterable[Criterion],
) -> Evidence:
    """Begin a private record with the questions ``asked``, mapped to ``criteria``.

    The same ``code`` sent twice is one record, and the second time changes nothing in it. Raises
    ``UnitLocked`` where a criterion's unit is signed off, ``PermissionDenied`` and
    ``ValidationError`` as ``begin_record``.
    """
    begun = learner.evidence.filter(code=code, author=user).first()
    if begun is not None:
        return begun
    evidence = begin_record(
        learner=learner,
        user=user,
        method=method,
        code=code,
        rows=[Row(words) for words in asked],
        title=title,
        place="",
        began_at=timezone.now().replace(second=0, microsecond=0),
        ended_at=None,
        present="",
        follow_up="",
    )
    for criterion in criteria:
        map_record(evidence=evidence, target=criterion, user=user)
    return evidence

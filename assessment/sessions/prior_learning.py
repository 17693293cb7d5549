"""Prior learning: what was achieved before, how it compares, and how it was kept current."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from assessment.models import PriorLearning
from portfolio.models import Evidence, Method, User
from portfolio.recording import ChangedMeanwhile, changing_evidence

NOT_SAID = "Say what you achieved before, and how it compares: “Facts of the prior learning”."


@dataclass(frozen=True, slots=True)
class PriorFacts:
    """The facts of an item of prior learning, as they are or as they were handed over."""

    achievement: str
    awarded_by: str
    achieved_on: date
    comparison: str
    kept_current: str

    def to_json(self) -> dict[str, str]:
        return asdict(self) | {"achieved_on": self.achieved_on.isoformat()}

    @classmethod
    def from_json(cls, said: dict[str, str] | None) -> Self | None:
        if said is None:
            return None
        words = {name: said[name] for name in said.keys() - {"achieved_on"}}
        return cls(achieved_on=date.fromisoformat(said["achieved_on"]), **words)


def facts_of(evidence: Evidence) -> PriorFacts | None:
    """The facts as they are now; None of another method. A query, of prior learning alone."""
    if evidence.method != Method.PRIOR_LEARNING:
        return None
    row = getattr(evidence, "prior_learning", None)
    if row is None:
        return None
    return PriorFacts(
        achievement=row.achievement,
        awarded_by=row.awarded_by,
        achieved_on=row.achieved_on,
        comparison=row.comparison,
        kept_current=row.kept_current,
    )


def keep_prior_learning(
    *, evidence: Evidence, user: User, revision: int, **facts: Any
) -> PriorLearning:
    """Write the facts of an item that is still at ``revision``.

    Raises ``ChangedMeanwhile`` otherwise, ``CannotChange`` for what is handed over, and
    ``PermissionDenied`` for an item of another method.
    """
    with changing_evidence(evidence, user) as locked:
        if locked.method != Method.PRIOR_LEARNING:
            raise PermissionDenied
        if locked.revision != revision:
            raise ChangedMeanwhile
        row = PriorLearning.objects.filter(evidence=locked).first() or PriorLearning(
            evidence=locked
        )
        for name, value in facts.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        Evidence.objects.filter(pk=locked.pk).update(
            revision=F("revision") + 1, changed_at=timezone.now()
        )
    return row

"""What the audit trail must tell, because its rows say that it happened.

The seal on a chain's head cannot tell an old head that was put back, with the entries after it
deleted. The rows that people made meanwhile can: each has its entry, and has lost it then.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Max, Model, QuerySet
from django.utils import timezone

from assessment.models import (
    Appraisal,
    Claim,
    ClaimAnswer,
    Confirmation,
    Countersignature,
    Judgement,
    Objection,
    PlanReview,
    PlanSignature,
    ReviewReading,
    Sample,
    Sighting,
    SignOff,
    Submission,
    Unlocking,
)
from portfolio.models import Act, AuditChain, AuditEntry, Centre, Learner, Testimony, User
from portfolio.verifying import Fault, Walk

AT_ONCE = 200  # learners whose entries are compared at once


@dataclass(frozen=True, slots=True)
class Fact:
    """Each row of ``model`` has an entry of its own, whose ``detail`` names it.

    ``key`` is the name in ``detail``, and ``value`` the column whose value stands there. Several
    models may be named by the same key: then each of their rows has an entry.
    """

    model: type[Model]
    key: str
    learner: str
    at: str
    value: str = "pk"


TO_JUDGED = "judgement__mapping__evidence__learner"
FACTS = (
    Fact(Submission, "submission", "evidence__learner", "submitted_at"),
    Fact(Judgement, "judgement", "mapping__evidence__learner", "decided_at"),
    Fact(Countersignature, "judgement", TO_JUDGED, "signed_at", "judgement_id"),
    Fact(Appraisal, "appraisal", "submission__evidence__learner", "recorded_at"),
    Fact(Objection, "objection", "record__evidence__learner", "made_at"),
    Fact(Sighting, "sighting", "submission__evidence__learner", "recorded_at"),
    Fact(PlanSignature, "plan_signature", "plan__enrolment__learner", "signed_at"),
    Fact(PlanReview, "plan_review", "plan__enrolment__learner", "recorded_at"),
    Fact(ReviewReading, "plan_review", "review__plan__enrolment__learner", "read_at", "review_id"),
    Fact(SignOff, "sign_off", "learner", "declared_at"),
    Fact(Confirmation, "sign_off", "sign_off__learner", "declared_at", "sign_off_id"),
    Fact(Unlocking, "sign_off", "sign_off__learner", "unlocked_at", "sign_off_id"),
    Fact(Sample, "sample", "learner", "sampled_at"),
    Fact(Claim, "claim", "enrolment__learner", "claimed_at"),
    Fact(ClaimAnswer, "claim", "claim__enrolment__learner", "recorded_at", "claim_id"),
    Fact(Testimony, "testimony", "evidence__learner", "signed_at"),
)
KEYS = frozenset(fact.key for fact in FACTS)


@dataclass(frozen=True, order=True, slots=True)
class Untold:
    """A row without its entry."""

    at: datetime
    what: str

    def __str__(self) -> str:
        moment = timezone.localtime(self.at).strftime("%d %B %Y, %H:%M:%S")
        return f"{self.what} of {moment} is told nowhere"


def untold_in(walk: Walk) -> Fault | None:
    """The oldest row of the chain's centre, written since the chain began, that has no entry."""
    if walk.chain.centre_id is None or walk.began_at is None:
        return None
    first = min(_untold(walk.chain.centre_id, walk.began_at), default=None)
    if first is None:
        return None
    words = f"is missing: {first}. The end was cut and an old head put back, or the row was added."
    return Fault(str(walk.chain), walk.length + 1, words)


def untold_anywhere(walks: Iterable[Walk]) -> list[Fault]:
    """Centres whose whole chain is gone, and log-ins of which there is no entry."""
    began_at = min((walk.began_at for walk in walks if walk.began_at), default=None)
    if began_at is None:
        if User.objects.exclude(last_login=None).exists():
            words = "is missing: there is no trail at all, though people have logged in."
            return [Fault("The site", None, words)]
        return []
    faults = []
    for centre in Centre.objects.filter(audit_chain=None):
        first = min(_untold(centre.pk, began_at), default=None)
        if first:
            faults.append(Fault(str(centre), None, f"is missing with the whole chain: {first}."))
    return faults + _untold_logins(began_at)


def _untold(centre: int, since: datetime) -> Iterator[Untold]:
    learners = Learner.objects.filter(centre=centre).order_by("pk").values_list("pk", flat=True)
    them = learners.iterator()
    while block := list(islice(them, AT_ONCE)):
        # The rows before the entries: who adds one meanwhile adds both in one transaction.
        happened = _happened(block, since)
        told = _told(block)
        for (key, value), rows in happened.items():
            # The oldest were told first.
            yield from sorted(rows)[told[key, str(value)] :]


def _happened(learners: list[int], since: datetime) -> dict[tuple[str, Any], list[Untold]]:
    happened: dict[tuple[str, Any], list[Untold]] = {}
    for fact in FACTS:
        name = str(fact.model._meta.verbose_name)
        rows: QuerySet = QuerySet(fact.model).filter(
            **{f"{fact.learner}__in": learners, f"{fact.at}__gte": since}
        )
        for pk, value, at in rows.values_list("pk", fact.value, fact.at):
            happened.setdefault((fact.key, value), []).append(Untold(at, f"{name} {pk}"))
    return happened


def _told(learners: list[int]) -> Counter[tuple[str, str]]:
    """How many entries name each row."""
    entries = AuditEntry.objects.filter(learner__in=learners).values_list("detail", flat=True)
    told: Counter[tuple[str, str]] = Counter()
    for detail in entries.iterator():
        for key in KEYS & detail.keys():
            named = detail[key]
            told.update((key, str(one)) for one in (named if isinstance(named, list) else [named]))
    return told


def _untold_logins(since: datetime) -> list[Fault]:
    """Who logged in later than the trail says; the newest of them is enough."""
    logins = AuditEntry.objects.filter(chain__in=AuditChain.objects.all(), act=Act.LOGIN)
    newest = dict(logins.order_by().values_list("actor").annotate(Max("at")))
    people = User.objects.filter(last_login__gte=since).values_list("pk", "username", "last_login")
    untold = [
        Untold(at, f"a log-in by {username}")
        for pk, username, at in people.iterator()
        if at and (newest.get(pk) is None or newest[pk] < at)
    ]
    return [Fault("The site", None, f"{first}.") for first in [min(untold, default=None)] if first]

"""Who decided what on an item, and when: as learners, assessors and the PDF read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from assessment.models import Appraisal, Judgement, Mapping, Submission
from assessment.status import Status, with_status
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement in plain words. ``counts`` is false for a trainee's until countersigned."""

    id: int
    decision: str
    words: str
    feedback: str
    action: str
    reason: str
    assessor: str
    assessor_id: int
    decided_at: datetime
    version: int
    counts: bool
    countersigned_by: str = ""


@dataclass(frozen=True, slots=True)
class TargetHistory:
    """A criterion or marking point of an item, and all that was decided on it, newest first."""

    mapping: Mapping
    code: str
    text: str
    is_criterion: bool
    status: Status
    verdicts: tuple[Verdict, ...]

    @property
    def newest(self) -> Verdict | None:
        return self.verdicts[0] if self.verdicts else None

    @property
    def standing(self) -> Verdict | None:
        """The newest that counts."""
        return next((verdict for verdict in self.verdicts if verdict.counts), None)


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that assessors said about an item."""

    targets: tuple[TargetHistory, ...]
    appraisals: tuple[Appraisal, ...]

    @property
    def criteria(self) -> tuple[TargetHistory, ...]:
        return tuple(target for target in self.targets if target.is_criterion)

    @property
    def marking_points(self) -> tuple[TargetHistory, ...]:
        return tuple(target for target in self.targets if not target.is_criterion)

    @property
    def is_waiting(self) -> bool:
        """Whether an assessor has to decide on a criterion; as ``rules.is_waiting``."""
        return any(target.status.is_open for target in self.criteria)

    @property
    def referred(self) -> tuple[tuple[TargetHistory, Verdict], ...]:
        """What the learner has to act on, with the decision that asks for it."""
        return tuple(
            (target, target.standing)
            for target in self.targets
            if target.status == Status.NOT_YET and target.standing
        )

    @property
    def decided(self) -> int:
        """How many criteria have a decision that counts on what was handed over last."""
        return sum(target.status.is_decided for target in self.criteria)


NOTHING_DECIDED = Decisions((), ())


@dataclass(frozen=True, slots=True)
class Held:
    """A mapping that a submitted version holds, and where it stands now."""

    mapping: int
    is_criterion: bool
    is_live: bool
    status: Status


def held_in(submission: Submission) -> tuple[Held, ...]:
    """All that ``submission`` holds, also what was taken back since; one query."""
    return tuple(
        Held(mapping, criterion is not None, removed_at is None, Status(status))
        for mapping, criterion, removed_at, status in _held(submission=submission.pk)
    )


@compiled_once
def _held(submission: Given) -> QuerySet[Mapping, tuple]:
    rows = with_status(Mapping.objects.filter(submissions=submission)).order_by()
    return rows.values_list("pk", "criterion", "removed_at", "status")


def decisions_on(evidence: Evidence, submission: Submission | None = None) -> Decisions:
    """Everything decided on ``evidence``, or only what ``submission`` holds; three queries."""
    if submission is None:
        mappings = _targets_of(evidence=evidence.pk)
        appraisals = _appraisals_of(evidence=evidence.pk)
    else:
        mappings = _targets_in(submission=submission.pk)
        appraisals = _appraisals_on(submission=submission.pk)
    verdicts = verdicts_on(mappings)
    targets = (
        history_of(mapping, Status(mapping.status), verdicts[mapping.pk])
        for mapping in _in_order(mappings)
    )
    return Decisions(tuple(targets), tuple(appraisals))


@compiled_once
def _targets_of(evidence: Given) -> QuerySet[Mapping]:
    return _with_targets(Mapping.objects.live().filter(evidence=evidence))


@compiled_once
def _targets_in(submission: Given) -> QuerySet[Mapping]:
    return _with_targets(Mapping.objects.filter(submissions=submission))


def _with_targets(mappings: QuerySet[Mapping]) -> QuerySet[Mapping]:
    return (
        with_status(mappings)
        .select_related("criterion__outcome__unit", "marking_point__specification")
        .order_by()
    )


@compiled_once
def _appraisals_of(evidence: Given) -> QuerySet[Appraisal]:
    appraisals = Appraisal.objects.filter(submission__evidence=evidence)
    return appraisals.select_related("assessor").order_by("-pk")


@compiled_once
def _appraisals_on(submission: Given) -> QuerySet[Appraisal]:
    appraisals = Appraisal.objects.filter(submission=submission)
    return appraisals.select_related("assessor").order_by("-pk")


def verdicts_on(mappings: Iterable[Mapping]) -> dict[int, tuple[Verdict, ...]]:
    """The judgements on each of ``mappings``, newest first; one query."""
    found = defaultdict(list)
    for judgement in judgements_on(mappings):
        found[judgement.mapping_id].append(verdict_of(judgement))
    return defaultdict(tuple, {mapping: tuple(rows) for mapping, rows in found.items()})


def judgements_on(mappings: Iterable[Mapping]) -> list[Judgement]:
    """The judgements on ``mappings``, newest first, with what says who; one query."""
    return _judgements(mappings=[mapping.pk for mapping in mappings])


@compiled_once
def _judgements(mappings: Given) -> QuerySet[Judgement]:
    return (
        Judgement.objects.filter(mapping__in=mappings)
        .select_related("assessor", "submission", "countersignature__assessor")
        .defer("submission__content", "submission__declaration")
        .order_by("-pk")
    )


def judgements_of(mapping: Mapping) -> tuple[Judgement, ...]:
    """The judgements on one mapping, newest first, with what says who.

    Mostly there is none: then this is one query on one table, cheaper than ``judgements_on``.
    """
    found = _judgements_alone(mapping=mapping.pk)
    for judgement in found:
        judgement.mapping = mapping
    return tuple(found)


@compiled_once
def _judgements_alone(mapping: Given) -> QuerySet[Judgement]:
    submissions = Submission.objects.defer("content", "declaration")
    found = Judgement.objects.filter(mapping=mapping).order_by("-pk")
    return found.prefetch_related(
        "assessor", Prefetch("submission", submissions), "countersignature__assessor"
    )


def counts(judgement: Judgement) -> bool:
    """Whether it decides; as ``JudgementQuerySet.counting``."""
    # Only a trainee's is ever countersigned: of the others it is not even asked.
    return not judgement.is_provisional or hasattr(judgement, "countersignature")


def verdict_of(judgement: Judgement) -> Verdict:
    signature = getattr(judgement, "countersignature", None) if judgement.is_provisional else None
    return Verdict(
        id=judgement.pk,
        decision=judgement.decision,
        words=judgement.get_decision_display(),
        feedback=judgement.feedback,
        action=judgement.action,
        reason=judgement.reason,
        assessor=str(judgement.assessor),
        assessor_id=judgement.assessor_id,
        decided_at=judgement.decided_at,
        version=judgement.submission.version,
        counts=counts(judgement),
        countersigned_by=str(signature.assessor) if signature else "",
    )


def history_of(mapping: Mapping, status: Status, verdicts: tuple[Verdict, ...]) -> TargetHistory:
    """The history of one mapping, of which the rest is known already; asks for nothing."""
    target = mapping.criterion or mapping.marking_point
    return TargetHistory(
        mapping=mapping,
        code=mapping.target_code,
        text=target.text,
        is_criterion=mapping.criterion is not None,
        status=status,
        verdicts=verdicts,
    )


def _in_order(mappings: Iterable[Mapping]) -> list[Mapping]:
    """By unit and number: criteria first, then marking points."""
    return sorted(mappings, key=_place)


def _place(mapping: Mapping) -> tuple:
    if mapping.criterion is None:
        point = mapping.marking_point
        return (1, point.specification.code, point.number, 0)
    criterion = mapping.criterion
    return (0, criterion.outcome.unit.code, criterion.outcome.number, criterion.number)

"""The sampling screen in plain values: a unit's decisions, each beside its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from assessment.content import Content, submitted_content
from assessment.marking.histories import TargetHistory, Verdict, history_of, verdicts_on
from assessment.models import (
    Appraisal,
    AssessmentPlan,
    Criterion,
    Mapping,
    PlanReview,
    PlanSignature,
    SampledDecision,
    Sighting,
    Submission,
    Unit,
)
from assessment.quality.standing import Standing, standing_of
from assessment.status import Status, with_status
from portfolio.models import Evidence, Learner, Method


@dataclass(frozen=True, slots=True)
class SampleCard:
    """One mapping: what was decided on it, and what IQAs said of that decision before."""

    target: TargetHistory
    evidence: Evidence
    decision: Verdict | None
    sampled: tuple[SampledDecision, ...]


@dataclass(frozen=True, slots=True)
class CriterionCards:
    """A criterion (or marking point) of the unit with all that is mapped to it."""

    code: str
    text: str
    is_criterion: bool
    cards: tuple[SampleCard, ...]


@dataclass(frozen=True, slots=True)
class SampleItem:
    """An item of the unit's evidence, with the version that was handed over last."""

    evidence: Evidence
    submission: Submission
    cards: tuple[SampleCard, ...]

    @property
    def method(self) -> str:
        return Method(self.evidence.method).label


@dataclass(frozen=True, slots=True)
class OpenItem:
    """The item that is looked at beside the decisions."""

    item: SampleItem
    content: Content
    appraisal: Appraisal | None
    sightings: tuple[Sighting, ...]

    @property
    def seen_by_iqa(self) -> bool:
        """Whether an IQA has confirmed having seen the original."""
        return any(sighting.as_iqa for sighting in self.sightings)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened since the unit was returned."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Records:
    """What there is to check besides decisions."""

    plans: int
    signatures: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Screen:
    """All that an IQA sees of a learner's unit."""

    learner: Learner
    unit: Unit
    standing: Standing
    criteria: tuple[CriterionCards, ...]
    items: tuple[SampleItem, ...]
    returned: tuple[SampledDecision, ...]
    changes: tuple[Change, ...]
    records: Records

    @property
    def decisions(self) -> tuple[SampleCard, ...]:
        """The cards that hold a decision that counts: what can be looked at."""
        return tuple(
            card for criterion in self.criteria for card in criterion.cards if card.decision
        )

    def item(self, number: str) -> SampleItem | None:
        """The item of that number ("3"), else the first."""
        by_number = {str(item.evidence.number): item for item in self.items}
        return by_number.get(number) or (self.items[0] if self.items else None)


def screen_of(learner: Learner, unit: Unit) -> Screen:
    """Everything on the sampling screen but the open item's content; twelve queries."""
    standing = standing_of(learner, unit)
    mappings = list(_mappings(learner, unit))
    verdicts = verdicts_on(mappings)
    sampled = _sampled(mappings)
    cards = [_card(mapping, verdicts[mapping.pk], sampled) for mapping in mappings]
    items = _items(cards)
    return Screen(
        learner=learner,
        unit=unit,
        standing=standing,
        criteria=tuple(_by_criterion(unit, cards)),
        items=items,
        returned=_returned(standing, sampled),
        changes=_changes(standing, cards, items),
        records=_records(learner),
    )


def open_item(item: SampleItem) -> OpenItem:
    """An item as it was handed over last, with its appraisal; five queries."""
    submission = Submission.objects.select_related("evidence").get(pk=item.submission.pk)
    appraisals = submission.appraisals.select_related("assessor").order_by("pk")
    sightings = submission.sightings.select_related("user").order_by("pk")
    return OpenItem(item, submitted_content(submission), appraisals.last(), tuple(sightings))


def _mappings(learner: Learner, unit: Unit) -> QuerySet[Mapping]:
    """What is mapped to the unit and was handed over."""
    mappings = Mapping.objects.live().filter(
        Q(criterion__outcome__unit=unit) | Q(marking_point__specification__unit=unit),
        evidence__learner=learner,
    )
    return (
        with_status(mappings)
        .exclude(status=Status.DRAFT)
        .select_related("evidence", "criterion__outcome__unit", "marking_point__specification")
        .defer("evidence__narrative")
        .order_by("evidence__number", "pk")
    )


def _card(
    mapping: Mapping, verdicts: tuple[Verdict, ...], sampled: dict[int, list[SampledDecision]]
) -> SampleCard:
    counting = next((verdict for verdict in verdicts if verdict.counts), None)
    return SampleCard(
        history_of(mapping, Status(mapping.status), verdicts),
        mapping.evidence,
        counting,
        tuple(sampled[counting.id]) if counting else (),
    )


def _sampled(mappings: Iterable[Mapping]) -> dict[int, list[SampledDecision]]:
    rows = SampledDecision.objects.filter(judgement__mapping__in=list(mappings))
    found = defaultdict(list)
    for one in rows.select_related(
        "sample__iqa",
        "judgement__mapping__evidence",
        "judgement__mapping__criterion__outcome__unit",
        "judgement__mapping__marking_point",
    ).order_by("-pk"):
        found[one.judgement_id].append(one)
    return found


def _by_criterion(unit: Unit, cards: list[SampleCard]) -> Iterator[CriterionCards]:
    """All criteria of the unit in order, then the marking points that something is mapped to."""
    by_target: dict[tuple[int | None, int | None], list[SampleCard]] = defaultdict(list)
    for card in cards:
        mapping = card.target.mapping
        by_target[mapping.criterion_id, mapping.marking_point_id].append(card)
    criteria = Criterion.objects.filter(outcome__unit=unit).select_related("outcome")
    for criterion in criteria.order_by("outcome__number", "number"):
        of_criterion = tuple(by_target[criterion.pk, None])
        yield CriterionCards(criterion.label, criterion.text, True, of_criterion)
    for (_, point), found in by_target.items():
        if point is not None:
            target = found[0].target
            yield CriterionCards(target.code, target.text, False, tuple(found))


def _items(cards: list[SampleCard]) -> tuple[SampleItem, ...]:
    by_item: dict[int, list[SampleCard]] = defaultdict(list)
    for card in cards:
        by_item[card.evidence.pk].append(card)
    submissions = {
        submission.evidence_id: submission
        for submission in Submission.objects.standing()
        .filter(evidence__in=by_item)
        .defer("content", "declaration")
        .order_by("pk")
    }
    return tuple(
        SampleItem(found[0].evidence, submissions[pk], tuple(found))
        for pk, found in by_item.items()
    )


def _returned(
    standing: Standing, sampled: dict[int, list[SampledDecision]]
) -> tuple[SampledDecision, ...]:
    """The decisions that the last sample disagreed with, where it was a return."""
    if not standing.was_returned or standing.newest is None:
        return ()
    return tuple(
        one
        for found in sampled.values()
        for one in found
        if one.sample_id == standing.newest.pk and not one.agrees
    )


def _changes(
    standing: Standing, cards: list[SampleCard], items: tuple[SampleItem, ...]
) -> tuple[Change, ...]:
    """What happened since the return, oldest first."""
    if not standing.was_returned or standing.newest is None:
        return ()
    since = standing.newest.sampled_at
    changes = [
        Change(
            verdict.decided_at,
            f"{card.evidence.label} {card.target.code} was decided anew: {verdict.words}, by "
            f"{verdict.assessor}.",
        )
        for card in cards
        for verdict in card.target.verdicts
        if verdict.decided_at > since
    ]
    changes += [
        Change(
            item.submission.submitted_at,
            f"{item.evidence.label} was handed over: version {item.submission.version}.",
        )
        for item in items
        if item.submission.submitted_at > since
    ]
    if standing.sign_off:
        words = f"{standing.sign_off.assessor} signed the unit off again."
        changes.append(Change(standing.sign_off.declared_at, words))
    return tuple(sorted(changes, key=lambda change: change.at))


def _records(learner: Learner) -> Records:
    plans = AssessmentPlan.objects.current().filter(enrolment__learner=learner)
    return Records(
        plans.count(),
        PlanSignature.objects.filter(plan__in=plans).count(),
        PlanReview.objects.filter(plan__in=plans).count(),
    )

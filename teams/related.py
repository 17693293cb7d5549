"""Records that belong together: what can be taken along when one of them becomes evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from teams.models import CoachingPlan, Kind, Record, Review, ServiceStandard, WorkPlan


@dataclass(frozen=True)
class Companion:
    """A record, as its own kind. ``is_needed``: without it readers do not understand the first."""

    record: Record
    is_needed: bool = False


def companions_of(record: Record) -> tuple[Companion, ...]:
    """The kept records that ``record`` (as its own kind) refers to or is followed by."""
    find = _FINDERS.get(Kind(record.kind), _none)
    companions = tuple(each for each in find(record) if each.record.archived_at is None)
    for companion in companions:
        # The same team: its hidden names are then read once.
        companion.record.team = record.team
    return companions


def _none(_: Record) -> Iterable[Companion]:
    return ()


def _of_plan(plan: CoachingPlan) -> Iterable[Companion]:
    yield from map(Companion, plan.sessions.order_by("happened_on", "pk"))
    yield from map(Companion, plan.evaluations.order_by("happened_on", "pk"))
    yield from _standard(plan)


def _of_cycle(record: Any) -> Iterable[Companion]:
    """The plan of a session or an evaluation, and what else belongs to that plan."""
    yield Companion(record.plan, is_needed=True)
    yield from (each for each in _of_plan(record.plan) if each.record.pk != record.pk)


def _of_review(review: Review) -> Iterable[Companion]:
    yield from map(Companion, ServiceStandard.objects.filter(review_metrics__review=review))
    earlier = Review.objects.filter(objectives__followed_up_in=review).distinct()
    yield from map(Companion, earlier)


def _of_work_plan(plan: WorkPlan) -> Iterable[Companion]:
    standards = ServiceStandard.objects.filter(plan_objectives__plan=plan).distinct()
    yield from map(Companion, standards)


def _standard(record: Any) -> Iterable[Companion]:
    if record.standard is not None:
        yield Companion(record.standard)


_FINDERS: dict[Kind, Callable[[Any], Iterable[Companion]]] = {
    Kind.COACHING_PLAN: _of_plan,
    Kind.COACHING_SESSION: _of_cycle,
    Kind.COACHING_EVALUATION: _of_cycle,
    Kind.REVIEW: _of_review,
    Kind.WORK_PLAN: _of_work_plan,
    Kind.QUALITY_CHECK: _standard,
    Kind.INITIATIVE: _standard,
}

"""Witnesses and their testimonies as pages show them: plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef, Prefetch

from assessment.models import Criterion, Mapping, SuggestedCriterion
from assessment.witnesses.testifying import criteria_to_suggest
from portfolio.models import (
    Evidence,
    Learner,
    Origin,
    Testimony,
    TestimonyRequest,
    User,
    Witness,
)
from portfolio.rules import can_ask_witnesses, keeps
from portfolio.testifying import is_unaltered


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A criterion that a witness suggests, and whether it can be mapped with one click."""

    criterion: Criterion
    is_mapped: bool
    is_offered: bool

    @property
    def target(self) -> str:
        """What the click sends."""
        return f"criterion-{self.criterion.pk}"

    @property
    def code(self) -> str:
        return f"{self.criterion.outcome.unit.code} {self.criterion.label}"


@dataclass(frozen=True, slots=True)
class TestimonyCard:
    """A testimony as it is shown beside the item that was made of it."""

    __test__ = False  # no test, whatever its name begins with

    testimony: Testimony
    suggestions: tuple[Suggestion, ...]
    is_unaltered: bool


def testimony_on(evidence: Evidence) -> TestimonyCard | None:
    """The testimony that ``evidence`` was made of, in two queries; none of it, and no query, for
    items that were not."""
    if evidence.origin != Origin.WITNESS:
        return None
    testimony = (
        Testimony.objects.filter(evidence=evidence)
        .select_related("request__witness__learner", "evidence")
        .get()
    )
    return TestimonyCard(testimony, _suggestions(testimony), is_unaltered(testimony))


def suggested_by(evidence: Evidence) -> dict[str, str]:
    """Who suggests which target of the unit tree ("criterion-12") for this item; one query at
    most."""
    if evidence.origin != Origin.WITNESS:
        return {}
    rows = SuggestedCriterion.objects.filter(testimony__evidence=evidence)
    return {
        f"criterion-{criterion}": name
        for criterion, name in rows.values_list("criterion", "testimony__name")
    }


def _suggestions(testimony: Testimony) -> tuple[Suggestion, ...]:
    evidence = testimony.evidence
    mapped = Mapping.objects.live().filter(evidence=evidence, criterion=OuterRef("pk"))
    offered = criteria_to_suggest(testimony.request.witness.learner)
    criteria = (
        Criterion.objects.filter(pk__in=testimony.suggestions.values("criterion"))
        .select_related("outcome__unit")
        .annotate(is_mapped=Exists(mapped), is_offered=Exists(offered.filter(pk=OuterRef("pk"))))
        .order_by("outcome__unit__code", "outcome__number", "number")
    )
    return tuple(Suggestion(each, each.is_mapped, each.is_offered) for each in criteria)


# -- The witness status list ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WitnessList:
    """A learner's witnesses, and what its reader may do with it."""

    witnesses: tuple[Witness, ...]
    may_keep: bool
    may_ask: bool


def witnesses_of(learner: Learner, user: User) -> WitnessList:
    """The list, with what ``user`` may do with it."""
    return WitnessList(
        listed_witnesses(learner),
        may_keep=keeps(user, learner),
        may_ask=can_ask_witnesses(user, learner),
    )


def listed_witnesses(learner: Learner) -> tuple[Witness, ...]:
    """The learner's witnesses, each with all that was ``asked`` and answered, newest first; two
    queries."""
    asked = TestimonyRequest.objects.select_related("asked_by", "testimony__evidence")
    witnesses = learner.witnesses.prefetch_related(  # type: ignore[no-redef]
        Prefetch("requests", asked.order_by("-asked_at", "-pk"), to_attr="asked")
    )
    return tuple(witnesses.order_by("name", "pk"))


# -- The witness's own page -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitToSuggest:
    """A unit whose criteria a witness may tick."""

    code: str
    title: str
    criteria: tuple[Criterion, ...]


def units_to_suggest(criteria: Iterable[Criterion]) -> tuple[UnitToSuggest, ...]:
    """``criteria``, which come unit by unit, under their units."""
    return tuple(
        UnitToSuggest(unit.code, unit.title, tuple(rows))
        for unit, rows in groupby(criteria, attrgetter("outcome.unit"))
    )

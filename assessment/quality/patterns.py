"""Patterns across an assessor's decisions: counted, compared, and no proof of anything."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from assessment.models import Enrolment
from assessment.quality.comparing import Compared, Pattern
from assessment.quality.deciding import Decided, decisions_between, watched_learners
from assessment.quality.states import Place
from assessment.quality.what_was_decided import (
    always_met,
    never_not_yet_on_knowledge,
    one_sided_methods,
)
from assessment.quality.what_was_said import no_feedback, same_sentence
from assessment.quality.when_decided import bulk, late, not_countersigned
from portfolio.models import Centre, Role, User
from portfolio.rules import administers

FINDERS: tuple[Callable[[Compared], Pattern | None], ...] = (
    always_met,
    never_not_yet_on_knowledge,
    no_feedback,
    same_sentence,
    bulk,
    one_sided_methods,
    late,
    not_countersigned,
)
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class ToSample:
    """A unit of a learner in which most such decisions are, and where it is sampled or read."""

    learner: str
    code: str
    decisions: int
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A pattern with where to look."""

    pattern: Pattern
    places: tuple[ToSample, ...]


@dataclass(frozen=True, slots=True)
class AssessorPatterns:
    assessor: int
    name: str
    decisions: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """What stands out of one assessor, with the places."""

    name: str
    decisions: int
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class CentrePatterns:
    """What stands out in a centre, as far as the reader may look.

    ``own``: how many decisions are the reader's own, which another looks at.
    """

    centre: Centre
    decisions: int
    own: int
    assessors: tuple[Watched, ...]


def patterns_in(centre: Centre, user: User, since: date, until: date) -> CentrePatterns:
    """What stands out of each assessor between two days; three queries whatever their number.

    Nobody quality-assures their own: of ``user``'s own decisions nothing is shown.
    """
    learners = list(watched_learners(user, centre).values_list("pk", flat=True))
    decisions = decisions_between(learners, since, until)
    found = [
        one for one in patterns_among(decisions, timezone.localdate()) if one.assessor != user.pk
    ]
    places = _places(learners, samples=_samples(user, centre))
    return CentrePatterns(
        centre,
        len(decisions),
        sum(one.assessor == user.pk for one in decisions),
        tuple(
            Watched(
                one.name,
                one.decisions,
                tuple(Shown(pattern, _most(pattern, places)) for pattern in one.patterns),
            )
            for one in found
        ),
    )


def patterns_among(decisions: Sequence[Decided], today: date) -> tuple[AssessorPatterns, ...]:
    """What stands out of each assessor, those with most patterns first; asks for nothing."""
    names = {one.assessor: one.name for one in decisions}
    found = []
    for assessor, name in names.items():
        compared = _compared(assessor, decisions, today)
        found.append(
            AssessorPatterns(assessor, name, len(compared.own), tuple(_patterns(compared)))
        )
    return tuple(sorted(found, key=lambda one: (-len(one.patterns), one.name)))


def _compared(assessor: int, decisions: Iterable[Decided], today: date) -> Compared:
    own: list[Decided] = []
    others: list[Decided] = []
    for one in decisions:
        (own if one.assessor == assessor else others).append(one)
    return Compared(tuple(own), tuple(others), today)


def _patterns(compared: Compared) -> Iterator[Pattern]:
    for find in FINDERS:
        pattern = find(compared)
        if pattern:
            yield pattern


# -- Where to look ----------------------------------------------------------------------------


def _samples(user: User, centre: Centre) -> bool:
    """Whether the sampling pages are theirs; an EQA reads the units."""
    return administers(user, centre) or Role.IQA in user.roles


def _places(learners: Collection[int], *, samples: bool) -> dict[Place, tuple[str, str, str]]:
    """By learner and unit: the learner's name, what the qualification calls the unit, and the
    address; one query. A current enrolment goes before one that has ended."""
    member = "qualification__groups__members__specification"
    rows = (
        Enrolment.objects.filter(learner__in=learners, **{f"{member}__isnull": False})
        .order_by(F("ended_on").asc(nulls_last=True), "-pk")
        .values_list("learner", f"{member}__unit", "learner__user__name", f"{member}__code", "code")
    )
    page = "sampling-cell" if samples else "unit"
    places: dict[Place, tuple[str, str, str]] = {}
    for learner, unit, name, code, enrolment in rows:
        if (learner, unit) not in places:
            places[learner, unit] = (name, code, reverse(page, args=[enrolment, code]))
    return places


def _most(pattern: Pattern, places: dict[Place, tuple[str, str, str]]) -> tuple[ToSample, ...]:
    """The units in which most of the decisions are."""
    counted = Counter((one.learner, one.unit) for one in pattern.decisions)
    known = [(place, count) for place, count in counted.most_common() if place in places]
    return tuple(
        ToSample(name, code, count, address)
        for place, count in known[:MOST_PLACES]
        for name, code, address in [places[place]]
    )

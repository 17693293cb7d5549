"""What quality assurance knows about how units were assessed, and about who assessed them."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from assessment.models import Appraisal, Judgement, SampledDecision
from assessment.models.judgement import JudgementQuerySet
from assessment.quality.states import Place
from portfolio.models import Centre, Membership, Method, Role


@dataclass(frozen=True, slots=True)
class Facts:
    """How a unit of a learner was decided so far. ``assessors``: names by primary key, most
    decisions first; ``prior``: criteria with prior learning; ``doubts``: items appraised with a
    doubt."""

    decisions: int = 0
    assessors: tuple[tuple[int, str], ...] = ()
    methods: frozenset[str] = frozenset()
    prior: int = 0
    days: int = 0
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class Team:
    """The assessors of a centre: since when, and what of theirs was sampled.

    ``sampled``: assessors and units; ``last_sampled``: when each was sampled last.
    """

    since: dict[int, date]
    trainees: frozenset[int]
    sampled: frozenset[tuple[int, int]]
    last_sampled: dict[int, date]
    methods_sampled: dict[str, date]


def facts_of(learners: Collection[int]) -> dict[Place, Facts]:
    """How each unit of ``learners`` (primary keys) was decided; two queries."""
    doubted = _doubted(learners)
    found: dict[Place, list[tuple]] = defaultdict(list)
    for row in decisions_of(learners).values():
        learner, unit, *rest = row
        found[learner, unit].append(tuple(rest))
    facts = {place: _facts(rows, doubted) for place, rows in found.items()}
    return defaultdict(Facts, facts)


def decisions_of(learners: Collection[int]) -> dict[int, tuple]:
    """By mapping to a criterion, the newest decision on it that counts: learner, unit, criterion,
    item, method, assessor, assessor's name, moment; one query."""
    rows = (
        judgements_on(learners)
        .counting()
        .order_by("pk")
        .values_list(
            "mapping",
            "mapping__evidence__learner",
            "mapping__criterion__outcome__unit",
            "mapping__criterion",
            "mapping__evidence",
            "mapping__evidence__method",
            "assessor",
            "assessor__name",
            "decided_at",
        )
    )
    return {mapping: rest for mapping, *rest in rows}


def judgements_on(learners: Collection[int]) -> JudgementQuerySet:
    """Every decision on what ``learners`` (primary keys) have mapped to criteria and not put
    aside, a trainee's too."""
    return Judgement.objects.filter(
        mapping__evidence__learner__in=learners,
        mapping__criterion__isnull=False,
        mapping__removed_at=None,
        mapping__evidence__withdrawn_at=None,
    )


def _facts(rows: list[tuple], doubted: set[int]) -> Facts:
    criteria, items, methods, assessors, names, moments = zip(*rows, strict=True)
    counted = Counter(zip(assessors, names, strict=True))
    prior = {
        criterion
        for criterion, method in zip(criteria, methods, strict=True)
        if method == Method.PRIOR_LEARNING
    }
    return Facts(
        decisions=len(rows),
        assessors=tuple(person for person, _ in counted.most_common()),
        methods=frozenset(methods),
        prior=len(prior),
        days=len({timezone.localdate(moment) for moment in moments}),
        doubts=len(set(items) & doubted),
    )


def _doubted(learners: Collection[int]) -> set[int]:
    """The items whose newest appraisal does not confirm all of VARCS."""
    rows = (
        Appraisal.objects.filter(submission__evidence__learner__in=learners)
        .order_by("pk")
        .values_list("submission__evidence", *Appraisal.VARCS)
    )
    newest = {evidence: all(confirmed) for evidence, *confirmed in rows}
    return {evidence for evidence, is_confirmed in newest.items() if not is_confirmed}


def team_of(centre: Centre) -> Team:
    """The assessors of ``centre``; two queries."""
    held = Membership.objects.filter(
        centre=centre, role__in=(Role.ASSESSOR, Role.TRAINEE)
    ).values_list("user", "role", "starts_on")
    since: dict[int, date] = {}
    roles: dict[int, set[str]] = defaultdict(set)
    for user, role, starts_on in held:
        since[user] = min(starts_on, since.get(user, starts_on))
        roles[user].add(role)
    rows = (
        SampledDecision.objects.filter(sample__learner__centre=centre)
        .order_by()
        .values_list("judgement__assessor", "sample__unit", "judgement__mapping__evidence__method")
        .annotate(Max("sample__sampled_at"))
    )
    last: dict[int, date] = {}
    methods: dict[str, date] = {}
    sampled = set()
    for assessor, unit, method, moment in rows:
        day = timezone.localdate(moment)
        sampled.add((assessor, unit))
        last[assessor] = max(day, last.get(assessor, day))
        methods[method] = max(day, methods.get(method, day))
    return Team(
        since,
        frozenset(user for user, names in roles.items() if names == {Role.TRAINEE}),
        frozenset(sampled),
        last,
        methods,
    )

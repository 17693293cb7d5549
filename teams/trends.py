"""What many records say together: scores of colleagues over time, and methods of communication."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from teams.models import Channel, Communication, Direction, Member, QualityCheck, Team
from teams.sheets.charts import Chart
from teams.sheets.writing import written

# So few say nothing about a habit.
FEW = 3


@dataclass(frozen=True)
class Trend:
    """The scores of one colleague's work, or of the whole team's; ``said`` is their course."""

    whose: str
    checks: int
    newest: int
    said: str
    chart: Chart


def score_trends(team: Team) -> tuple[Trend, ...]:
    """The scores of quality checks in percent, for each colleague who has any; one query."""
    checks = (
        QualityCheck.objects.kept()
        .filter(team=team, score__isnull=False)
        .select_related("member")
        .order_by("happened_on", "pk")
    )
    by_member: dict[Member | None, list[QualityCheck]] = defaultdict(list)
    for check in checks:
        by_member[check.member].append(check)
    trends = (_trend(written(member), found) for member, found in by_member.items())
    # The whole team's, which are nobody's own, come last.
    return tuple(sorted(trends, key=lambda trend: (not trend.whose, trend.whose)))


def _trend(whose: str, checks: list[QualityCheck]) -> Trend:
    scores = [check.percent or 0 for check in checks]
    points = tuple(
        (check.happened_on.isoformat(), float(score))
        for check, score in zip(checks, scores, strict=True)
    )
    said = _course(scores)
    name = "Quality scores"
    chart = Chart(
        "", name, whose or "The whole team", "%", Direction.HIGHER, None, points, said=said
    )
    return Trend(whose, len(scores), scores[-1], said, chart)


def _course(scores: list[int]) -> str:
    if len(scores) == 1:
        return "One check so far"
    difference = scores[-1] - scores[0]
    if not difference:
        return f"As at the first of {len(scores)} checks"
    points = "point" if abs(difference) == 1 else "points"
    direction = "up" if difference > 0 else "down"
    arrow = "▲" if difference > 0 else "▼"
    return f"{arrow} {abs(difference)} {points} {direction} since the first of {len(scores)} checks"


@dataclass(frozen=True)
class MethodUse:
    """How often a method of communication was used."""

    name: str
    times: int


def methods_used(team: Team) -> tuple[MethodUse, ...]:
    """The methods of communication by how often each was used; one query."""
    used = Counter(
        Communication.objects.kept().filter(team=team).order_by().values_list("channel", flat=True)
    )
    return tuple(MethodUse(Channel(name).label, times) for name, times in used.most_common())


def is_one_method_only(uses: Iterable[MethodUse]) -> bool:
    """Whether everybody is always told things in the same way, whatever suits them."""
    times = [use.times for use in uses]
    return len(times) == 1 and times[0] >= FEW

"""What readings say: their chart, and the change from before to after in figures.

``member`` is whose readings are asked for; None asks for those of the team as a whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from teams.amounts import amount_of, counts_in_points, figure
from teams.events import events_of
from teams.models import Direction, Member, Reading, ServiceStandard
from teams.sheets.charts import Chart
from teams.sheets.writing import written

# Single readings jump; the means of so many are compared.
MOST_COMPARED = 6

Period = tuple[date, date]  # both days belong to it


@dataclass(frozen=True)
class Change:
    """The mean of readings before and after. No figure where there was nothing to compare.

    ``is_better`` is None where it did not change or is not known. ``words`` always say it, in
    whole sentences; ``verdict`` briefly: "12 points better".
    """

    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    is_better: bool | None
    n_before: int
    n_after: int
    words: str
    verdict: str = ""


# -- Readings ---------------------------------------------------------------------------------


def readings_in(
    standards: Iterable[ServiceStandard],
    since: date | None = None,
    until: date | None = None,
    member: Member | None = None,
) -> dict[int, tuple[Reading, ...]]:
    """The readings of many standards by the standard's key, oldest first; one query."""
    standards = list(standards)
    readings = Reading.objects.filter(standard__in=standards, member=member)
    if since:
        readings = readings.filter(taken_on__gte=since)
    if until:
        readings = readings.filter(taken_on__lte=until)
    return _by_standard(standards, readings)


def newest_readings(
    standards: Iterable[ServiceStandard], most: int, member: Member | None = None
) -> dict[int, tuple[Reading, ...]]:
    """As ``readings_in``, but the newest ``most`` of each standard."""
    standards = list(standards)
    place = Window(
        RowNumber(), partition_by=F("standard"), order_by=[F("taken_on").desc(), F("pk").desc()]
    )
    readings = Reading.objects.filter(standard__in=standards, member=member)
    return _by_standard(standards, readings.annotate(place=place).filter(place__lte=most))


def _by_standard(
    standards: list[ServiceStandard], readings: Iterable[Reading]
) -> dict[int, tuple[Reading, ...]]:
    found: dict[int, list[Reading]] = {standard.pk: [] for standard in standards}
    for reading in readings:
        found[reading.standard_id].append(reading)
    return {
        pk: tuple(sorted(rows, key=lambda row: (row.taken_on, row.pk)))
        for pk, rows in found.items()
    }


# -- The chart --------------------------------------------------------------------------------


def chart_of(
    standard: ServiceStandard,
    *,
    since: date | None = None,
    until: date | None = None,
    member: Member | None = None,
    heading: str = "",
    has_list: bool = True,
) -> Chart:
    """The readings of a standard as a chart, with the coaching and initiatives meant to move it."""
    readings = readings_in([standard], since, until, member)[standard.pk]
    if readings:
        since, until = since or readings[0].taken_on, until or readings[-1].taken_on
    return replace(
        course_of(standard, readings),
        heading=heading,
        whose=written(member) or "The whole team",
        events=events_of(standard, since, until, member) if since and until else (),
        said=said_of(standard, readings) or f"There are no readings of {_of_whom(member)} yet.",
        has_list=has_list,
    )


def course_of(standard: ServiceStandard, readings: Sequence[Reading]) -> Chart:
    """Only the line of ``readings`` and the target; no query."""
    return Chart(
        heading="",
        name=standard.title,
        whose="",
        unit=standard.unit,
        direction=standard.direction,
        target=None if standard.target is None else float(standard.target),
        points=tuple((row.taken_on.isoformat(), float(row.value)) for row in readings),
    )


def _of_whom(member: Member | None) -> str:
    return written(member) or "the whole team"


def said_of(standard: ServiceStandard, readings: Sequence[Reading]) -> str:
    """How readings (oldest first) changed, and the newest against the target; "" without any."""
    if not readings:
        return ""
    newest = readings[-1]
    said = [overall_change(standard, readings).words] if len(readings) > 1 else []
    value = figure(newest.value, standard.unit)
    compared = against_target(standard, newest.value)
    said.append(f"The newest reading is {value} on {written(newest.taken_on)}{compared}.")
    return " ".join(said)


def against_target(standard: ServiceStandard, value: Decimal) -> str:
    """ ", 2 points short of the target of 75%", or "" without a target."""
    if standard.target is None:
        return ""
    target = figure(standard.target, standard.unit)
    if value == standard.target:
        return f", which is the target of {target}"
    amount = amount_of(standard, value - standard.target)
    if meets_target(standard, value):
        return f", {amount} better than the target of {target}"
    missed = "over" if standard.direction == Direction.LOWER else "below"
    return f", {amount} {missed} the target of {target}"


def meets_target(standard: ServiceStandard, value: Decimal) -> bool:
    """Whether ``value`` is as good as the standard's target; anything is where there is none."""
    if standard.target is None:
        return True
    if standard.direction == Direction.LOWER:
        return value <= standard.target
    return value >= standard.target


# -- Before and after -------------------------------------------------------------------------


def change_of(
    standard: ServiceStandard, before: Period, after: Period, member: Member | None = None
) -> Change:
    """The change of the mean from one period to another."""
    rows = readings_in([standard], min(before[0], after[0]), max(before[1], after[1]), member)
    sides = (
        _Side(_within(rows[standard.pk], period), f"{written(period[0])} to {written(period[1])}")
        for period in (before, after)
    )
    return _compared(standard, *sides)


def change_around(
    standard: ServiceStandard, day: date, weeks: int = 6, member: Member | None = None
) -> Change:
    """The change from the ``weeks`` before ``day`` to the ``weeks`` that begin with it."""
    span = timedelta(weeks=weeks)
    rows = readings_in([standard], day - span, day + span, member)[standard.pk]
    return change_at(standard, rows, day, weeks)


def change_at(
    standard: ServiceStandard, readings: Sequence[Reading], day: date, weeks: int = 6
) -> Change:
    """As ``change_around``, of readings that are at hand."""
    span = timedelta(weeks=weeks)
    before = _within(readings, (day - span, day - timedelta(days=1)))
    after = _within(readings, (day, day + span))
    since = written(day)
    return _compared(standard, _Side(before, f"before {since}"), _Side(after, f"since {since}"))


def overall_change(standard: ServiceStandard, readings: Sequence[Reading]) -> Change:
    """The change from the first of two or more ``readings`` to the last, by means of a few."""
    compared = min(MOST_COMPARED, len(readings) // 2)
    first, last = readings[:compared], readings[len(readings) - compared :]
    return _compared(standard, _Side(first, place="first"), _Side(last, place="last"))


@dataclass(frozen=True)
class _Side:
    """Readings that are compared with others: those of a time (``when``), or at a ``place``."""

    readings: Sequence[Reading]
    when: str = ""
    place: str = ""

    @property
    def mean(self) -> Decimal | None:
        return mean(row.value for row in self.readings) if self.readings else None

    @property
    def basis(self) -> str:
        number = len(self.readings)
        if number == 1:
            return f"on {written(self.readings[0].taken_on)}"
        if self.place:
            return f"mean of the {self.place} {number} readings"
        return f"mean of {number} readings, {self.when}"


def _within(readings: Iterable[Reading], period: Period) -> list[Reading]:
    return [row for row in readings if period[0] <= row.taken_on <= period[1]]


def _compared(standard: ServiceStandard, first: _Side, second: _Side) -> Change:
    before, after = _rounded(standard, first.mean, second.mean)
    n_before, n_after = len(first.readings), len(second.readings)
    if before is None or after is None:
        missing = " and ".join(side.when for side in (first, second) if not side.readings)
        words = _nothing_to_compare(missing)
        return Change(before, after, None, None, n_before, n_after, words)
    difference = after - before
    is_better, verdict = None, "no change"
    if difference:
        is_better = (difference > 0) == (standard.direction == Direction.HIGHER)
        verdict = f"{amount_of(standard, difference)} {'better' if is_better else 'worse'}"
    words = (
        f"From {figure(before, standard.unit)} ({first.basis}) "
        f"to {figure(after, standard.unit)} ({second.basis}): {verdict}."
    )
    return Change(before, after, difference, is_better, n_before, n_after, words, verdict)


def _nothing_to_compare(when: str) -> str:
    return f"There is nothing to compare: no reading {when}."


def _rounded(standard: ServiceStandard, *values: Decimal | None) -> list[Decimal | None]:
    """Rounded alike, and as they are shown, so that what people read adds up."""
    is_small = all(abs(value) < 10 for value in values if value is not None)
    place = Decimal("0.01") if is_small and not counts_in_points(standard) else Decimal("0.1")
    return [None if value is None else value.quantize(place) for value in values]

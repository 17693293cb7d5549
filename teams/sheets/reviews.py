"""The sheets of performance reviews."""

from collections.abc import Iterable
from dataclasses import dataclass

from teams.models import Review, ReviewObjective
from teams.reviewing import Course, courses_of
from teams.sheets.blocks import Block, Table
from teams.sheets.charts import Chart
from teams.sheets.writing import facts, words, written

Point = tuple[str, float]
# Name, whose, unit, direction, target, points, what they say, what was said about them.
FigureRow = tuple[str, str, str, str, float | None, tuple[Point, ...], str, str]


@dataclass(frozen=True)
class ReviewFigures(Block):
    """The standards that were discussed, with the readings of the period."""

    NAME = "review_figures"

    heading: str
    rows: tuple[FigureRow, ...]

    @property
    def charts(self) -> tuple[tuple[Chart, str], ...]:
        """The course of each standard, and what was said about it."""
        return tuple((_chart(row), row[-1]) for row in self.rows)


@dataclass(frozen=True)
class SmartObjectives(Block):
    """Specific, measurable, achievable, relevant, time-bound; the outcome, and words on it."""

    NAME = "smart"

    heading: str
    rows: tuple[tuple[str, str, str, str, str, str, str], ...]


def review_sheet(record: Review) -> tuple[Block, ...]:
    return (
        *facts(
            ("Period", f"{written(record.period_from)} to {written(record.period_until)}"),
            ("Agreement", record.get_agreement_display()),
            ("Agreed on", record.agreed_on),
        ),
        *_figures(record),
        *_earlier(record.followed_up.select_related("review")),
        *words(record, "strengths", "improvements", "own_words"),
        *_objectives(record.objectives.all()),
        *words(record, "actions", "remarks"),
    )


def _figures(review: Review) -> tuple[Block, ...]:
    discussed = list(review.metrics.select_related("standard"))
    if not discussed:
        return ()
    courses = courses_of(
        (each.standard for each in discussed),
        review.member,
        review.period_from,
        review.period_until,
    )
    rows = tuple(
        _figure_row(course, each.comment) for course, each in zip(courses, discussed, strict=True)
    )
    return (ReviewFigures("Service standards discussed", rows),)


def _figure_row(course: Course, comment: str) -> FigureRow:
    standard = course.standard
    return (
        standard.title,
        course.whose,
        standard.unit,
        standard.direction,
        None if standard.target is None else float(standard.target),
        tuple((each.taken_on.isoformat(), float(each.value)) for each in course.readings),
        course.words,
        comment,
    )


def _chart(row: FigureRow) -> Chart:
    name, whose, unit, direction, target, points, said, _ = row
    return Chart("", name, whose, unit, direction, target, points, said=said)


def _earlier(objectives: Iterable[ReviewObjective]) -> tuple[Block, ...]:
    rows = tuple(
        (
            each.specific,
            written(each.review.happened_on),
            each.measurable,
            written(each.due_on),
            each.get_outcome_display(),
            each.outcome_words,
        )
        for each in objectives
    )
    columns = ("Objective", "Agreed on", "Measured by", "By", "Outcome", "What became of it")
    return (Table("Earlier objectives followed up", columns, rows),) if rows else ()


def _objectives(objectives: Iterable[ReviewObjective]) -> tuple[Block, ...]:
    rows = tuple(
        (
            each.specific,
            each.measurable,
            each.achievable,
            each.relevant,
            written(each.due_on),
            each.get_outcome_display(),
            each.outcome_words,
        )
        for each in objectives
    )
    return (SmartObjectives("SMART objectives", rows),) if rows else ()

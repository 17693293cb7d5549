"""The sheets of problems and improvement initiatives."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from teams.amounts import amount_of, figure
from teams.figures import Change, change_of, chart_of
from teams.models import Initiative, Problem, ServiceStandard
from teams.sheets.blocks import Block, Table
from teams.sheets.writing import facts, words

# How many weeks of readings before and after an initiative are set against each other.
COMPARED = timedelta(weeks=8)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cycle(Block):
    """Plan, do, check, act: pairs of a name and what is written of it, "" while that is nothing."""

    NAME = "cycle"

    heading: str
    quarters: tuple[tuple[str, str], ...]

    @property
    def said(self) -> str:
        """What the picture shows, in words."""
        return ", ".join(
            f"{name}: {'written' if text else 'still empty'}" for name, text in self.quarters
        )


# -- Problems ---------------------------------------------------------------------------------


def problem_sheet(record: Problem) -> tuple[Block, ...]:
    return (
        *facts(
            ("Analysed by", record.get_technique_display()),
            ("Followed up on", record.followed_up_on),
        ),
        *words(record, "identified", "root_cause"),
        *_options(record),
        *words(record, "choice", "action", "informed", "result", "follow_up"),
    )


def _options(record: Problem) -> tuple[Table, ...]:
    rows = tuple(
        (
            option.text,
            option.in_favour or "–",
            option.against or "–",
            "✓ Chosen" if option.is_chosen else "Not chosen",
        )
        for option in record.options.all()
    )
    columns = ("Option", "For it", "Against it", "Choice")
    return (Table("Options weighed", columns, rows),) if rows else ()


# -- Initiatives ------------------------------------------------------------------------------


def initiative_sheet(record: Initiative) -> tuple[Block, ...]:
    return (
        *facts(
            ("Service standard it is to move", record.standard),
            ("Until", record.ends_on),
        ),
        *words(record, "gap"),
        Cycle(
            "Plan, do, check, act",
            (
                ("Plan", record.planned),
                ("Do", record.done),
                ("Check", record.checked),
                ("Act", record.acted),
            ),
        ),
        *words(record, "people_side", "outcome"),
        *_before_and_after(record, record.standard),
    )


def _before_and_after(record: Initiative, standard: ServiceStandard | None) -> tuple[Block, ...]:
    """The standard's readings of the weeks before against those since, or since its end."""
    if standard is None:
        return ()
    today, began = timezone.localdate(), record.happened_on
    ended = record.ends_on or began
    # While it goes on there is no afterwards: what counts is what it has brought so far.
    since = ended if ended <= today else began
    until = max(since, min(since + COMPARED, today))
    change = change_of(standard, (began - COMPARED, began - A_DAY), (since, until))
    figures = _figures(standard, change)
    heading = "" if figures else _heading(standard)
    chart = chart_of(standard, since=began - COMPARED, until=max(ended, until), heading=heading)
    # What the initiative brought, in place of what the whole line does.
    return (*figures, replace(chart, said=change.words))


def _heading(standard: ServiceStandard) -> str:
    return f"{standard.title}, before and after"


def _figures(standard: ServiceStandard, change: Change) -> tuple[Block, ...]:
    if change.before is None or change.after is None or change.difference is None:
        return ()
    verdict = {True: "better", False: "worse", None: "no change"}[change.is_better]
    amount = amount_of(standard, change.difference) if change.difference else ""
    return facts(
        ("Before", figure(change.before, standard.unit)),
        ("After", figure(change.after, standard.unit)),
        ("Change", f"{amount} {verdict}".strip()),
        heading=_heading(standard),
    )

"""A team at a glance: what comes next, and its service standards as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from teams.amounts import figure
from teams.figures import against_target, meets_target, newest_readings
from teams.models import Kind, Reading, ServiceStandard, Team
from teams.sheets.charts import Chart

# The newest readings of a standard that say where it is going.
TREND = 12


@dataclass(frozen=True)
class Step:
    """One of the first things to do in a new team; ``url`` names the page, ``kind`` its records."""

    words: str
    why: str
    url: str
    kind: Kind | None
    is_done: bool


@dataclass(frozen=True)
class Standing:
    """A service standard and its newest readings, oldest first."""

    standard: ServiceStandard
    readings: Sequence[Reading]

    @property
    def newest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @property
    def course(self) -> Chart:
        """What the newest readings did, for a small picture."""
        target = self.standard.target
        return Chart(
            heading="",
            name=self.standard.title,
            whose="",
            unit=self.standard.unit,
            direction=self.standard.direction,
            target=None if target is None else float(target),
            points=tuple((row.taken_on.isoformat(), float(row.value)) for row in self.readings),
        )

    @property
    def value(self) -> str:
        return figure(self.newest.value, self.standard.unit) if self.newest else ""

    @property
    def target(self) -> str:
        target = self.standard.target
        return "" if target is None else figure(target, self.standard.unit)

    @property
    def is_met(self) -> bool | None:
        """None where there is nothing to compare."""
        if self.newest is None or self.standard.target is None:
            return None
        return meets_target(self.standard, self.newest.value)

    @property
    def compared(self) -> str:
        """ "2 points below the target of 75%", or "" without a target or a reading."""
        said = against_target(self.standard, self.newest.value) if self.newest else ""
        return said.removeprefix(", ")


def standings_of(team: Team) -> tuple[Standing, ...]:
    """Every standard that is kept, with its newest readings; two queries."""
    standards = list(ServiceStandard.objects.filter(team=team, archived_at=None).order_by("pk"))
    readings = newest_readings(standards, TREND) if standards else {}
    return tuple(Standing(standard, readings[standard.pk]) for standard in standards)


def steps_of(team: Team) -> tuple[Step, ...]:
    """How to begin; nothing once all of it is done. Two queries."""
    counts = team.records.kept().values("kind").annotate(count=Count("pk")).order_by()
    written = {row["kind"] for row in counts}
    members = team.members.kept().aggregate(people=Count("pk"), rated=Count("levels"))
    steps = (
        Step(
            "Add the people in your team",
            "By a pseudonym, with their hours, strengths and what they want to learn.",
            "member-add",
            None,
            bool(members["people"]),
        ),
        Step(
            "Set service standards",
            "What customers are promised, and the figures that say whether it is kept.",
            "record-add",
            Kind.STANDARD,
            Kind.STANDARD in written,
        ),
        Step(
            "Say who can do what",
            "The skills matrix shows where too few can do something.",
            "skills",
            None,
            bool(members["rated"]),
        ),
        Step(
            "Plan the work",
            "Objectives, tasks, and why each is given to whom.",
            "record-add",
            Kind.WORK_PLAN,
            Kind.WORK_PLAN in written,
        ),
    )
    return () if all(step.is_done for step in steps) else steps

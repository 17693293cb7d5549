"""Coaching as a cycle: a plan, its sessions and evaluations, what comes next, what readings say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q

from teams.figures import Change, change_of, chart_of
from teams.keeping import touch_record
from teams.models import (
    CoachingEvaluation,
    CoachingObjective,
    CoachingPlan,
    CoachingSession,
    Member,
    Reading,
    Team,
)
from teams.sheets.charts import Chart
from teams.sheets.writing import written

# Readings so long before a plan and after its last session are compared, and shown around it.
COMPARED = timedelta(weeks=6)
MOST_MARKED = 12


@dataclass(frozen=True)
class Cycle:
    """A plan and what followed it, oldest first; what was archived is left out."""

    plan: CoachingPlan
    objectives: tuple[CoachingObjective, ...]
    sessions: tuple[CoachingSession, ...]
    evaluations: tuple[CoachingEvaluation, ...]

    @property
    def last(self) -> CoachingSession | None:
        return self.sessions[-1] if self.sessions else None

    @property
    def stages(self) -> tuple[tuple[str, str, str], ...]:
        """The three steps: a name, what is said of it, and "done", "now" or "ahead"."""
        evaluated = bool(self.evaluations)
        return (
            ("Planned", written(self.plan.happened_on), "done"),
            (self._sessions_held(), self._when_held(), "done" if evaluated else "now"),
            ("Evaluated", self._when_evaluated(), "done" if evaluated else "ahead"),
        )

    def _sessions_held(self) -> str:
        return counted(len(self.sessions), "session") if self.sessions else "Sessions"

    def _when_held(self) -> str:
        if not self.sessions:
            return "None yet"
        first, last = written(self.sessions[0].happened_on), written(self.sessions[-1].happened_on)
        return first if first == last else f"{first} to {last}"

    def _when_evaluated(self) -> str:
        if self.evaluations:
            return written(self.evaluations[-1].happened_on)
        return f"Plan ends {written(self.plan.ends_on)}"


def counted(number: int, thing: str) -> str:
    """ "1 session", "3 sessions"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def cycle_of(plan: CoachingPlan) -> Cycle:
    """Everything of a plan; three queries."""
    sessions = tuple(plan.sessions.filter(archived_at=None).order_by("happened_on", "pk"))
    evaluations = tuple(plan.evaluations.filter(archived_at=None).order_by("happened_on", "pk"))
    followed: Iterable[CoachingSession | CoachingEvaluation] = (*sessions, *evaluations)
    for record in followed:
        record.plan, record.team = plan, plan.team  # read once
    return Cycle(plan, tuple(plan.objectives.all()), sessions, evaluations)


def sessions_before(session: CoachingSession) -> list[CoachingSession]:
    """The plan's sessions up to ``session``, oldest first and without it."""
    earlier = Q(happened_on__lt=session.happened_on)
    if session.pk:
        earlier |= Q(happened_on=session.happened_on, pk__lt=session.pk)
    kept = session.plan.sessions.filter(earlier, archived_at=None)
    return list(kept.order_by("happened_on", "pk"))


# -- What comes next --------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """What the leader does next: ``action`` is "session", "evaluation" or "plan"."""

    action: str
    words: str


def next_step(cycle: Cycle, today: date) -> Step:
    """The next thing to do in the cycle."""
    if cycle.evaluations:
        return Step("plan", "The cycle is complete. What you would change goes into the next plan.")
    if cycle.last is None:
        return Step("session", "Hold the first session, and note what was said and tried.")
    if cycle.last.next_on and cycle.last.next_on >= today:
        return Step("session", f"The next session is agreed for {written(cycle.last.next_on)}.")
    if cycle.plan.ends_on < today:
        return Step("evaluation", "The time of the plan is over: say what it changed.")
    if cycle.last.next_on:
        return Step("session", f"A session was agreed for {written(cycle.last.next_on)}.")
    return Step("session", "No further session is agreed: hold another, or evaluate the coaching.")


def advice_on(cycle: Cycle) -> tuple[str, ...]:
    """What makes a plan too vague to be judged, kindly said; nothing of it is refused."""
    plan, said = cycle.plan, []
    if not cycle.objectives:
        said.append("There is no objective yet. One or two that can be measured are enough.")
    unmeasured = [each.text for each in cycle.objectives if not each.measure]
    if unmeasured:
        said.append(f"No measure is named for {_quoted(unmeasured)}: from which figure to which?")
    days = [each.due_on for each in cycle.objectives if each.due_on]
    if len(days) < len(cycle.objectives):
        said.append("Not every objective has a day by which it is to be reached.")
    if any(day < plan.happened_on for day in days):
        said.append("An objective is due before the plan begins: check its day.")
    if not plan.learning:
        said.append("It does not say yet how this colleague learns best.")
    if plan.standard is None:
        said.append("It names no service standard, so no readings can show what it changed.")
    return tuple(said)


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)


# -- Figures ----------------------------------------------------------------------------------


def chart_of_cycle(cycle: Cycle) -> Chart | None:
    """The plan's standard from six weeks before it to six weeks after it, its sessions marked."""
    plan = cycle.plan
    if plan.standard is None:
        return None
    since = plan.happened_on - COMPARED
    until = max([plan.ends_on, *(each.happened_on for each in cycle.sessions)]) + COMPARED
    chart = chart_of(
        plan.standard,
        since=since,
        until=until,
        member=_whose(plan, since, until),
        heading=f"{plan.standard.title} and the sessions",
    )
    marked = list(enumerate(cycle.sessions, 1))[-MOST_MARKED:]
    events = tuple(
        (session.happened_on.isoformat(), f"Session {number}: {session.title}", "coaching")
        for number, session in marked
    )
    return replace(chart, events=events if chart.points else ())


def change_in(cycle: Cycle) -> Change | None:
    """The change from before the plan to after its last session; None without a standard."""
    plan = cycle.plan
    if plan.standard is None:
        return None
    before = (plan.happened_on - COMPARED, plan.happened_on - timedelta(days=1))
    end = cycle.last.happened_on if cycle.last else plan.ends_on
    after = (end, end + COMPARED)
    return change_of(plan.standard, before, after, _whose(plan, before[0], after[1]))


def _whose(plan: CoachingPlan, since: date, until: date) -> Member | None:
    """The colleague where they have readings of their own in that time; else the team (None)."""
    own = Reading.objects.filter(
        standard=plan.standard, member=plan.member, taken_on__range=(since, until)
    )
    return plan.member if own.exists() else None


# -- Lists ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How far a plan is, for a list."""

    state: str
    words: str


def standings_in(team: Team) -> dict[int, Standing]:
    """How far each plan of the team is, by its key; one query."""
    kept_sessions = Q(sessions__archived_at=None)
    kept_evaluations = Q(evaluations__archived_at=None)
    plans = CoachingPlan.objects.filter(team=team).annotate(
        held=Count("sessions", filter=kept_sessions, distinct=True),
        evaluated=Count("evaluations", filter=kept_evaluations, distinct=True),
    )
    rows = plans.order_by().values_list("pk", "held", "evaluated")
    return {pk: _standing(held, evaluated) for pk, held, evaluated in rows}


def _standing(held: int, evaluated: int) -> Standing:
    if evaluated:
        return Standing("evaluated", f"Evaluated after {counted(held, 'session')}")
    if held:
        return Standing("running", counted(held, "session"))
    return Standing("planned", "Planned")


# -- Objectives -------------------------------------------------------------------------------


def mark_reached(plan: CoachingPlan, reached: Iterable[CoachingObjective]) -> None:
    """Note which of the plan's objectives are reached. Call inside a transaction."""
    pks = {objective.pk for objective in reached}
    changed = [each for each in plan.objectives.all() if each.is_reached != (each.pk in pks)]
    for objective in changed:
        objective.is_reached = not objective.is_reached
        objective.save(update_fields=["is_reached"])
    if changed:
        touch_record(plan)

"""Faults for the tests of advice: plain functions that make one in a learner's portfolio."""

from datetime import timedelta

from django.utils import timezone

from assessment.advice.advising import Advised, advise
from portfolio.models import Evidence, Learner
from teams.freezing import freeze_record
from teams.models import Kind, Record, Team
from tests.people import make_evidence, submitted
from tests.teams import make_record, make_task

SOUND = {
    "root_cause": "The estimate is sent before the reading is in, so every third bill is wrong.",
    "choice": "Wait two days, because it costs nothing and the letters stay as they are.",
}


def unexplained_problem(team: Team, title: str = "Bills came twice", **values) -> Record:
    """A problem that was decided on without a root cause and without options: CO-M2."""
    facts = {
        "title": title,
        "identified": "Forty callers in a week had two bills.",
        "root_cause": "",
        "choice": "We send an apology.",
        "action": "Ash sent the letters on Monday.",
    }
    return make_record(team, Kind.PROBLEM, **facts | values)


def explain(problem: Record) -> None:
    """Mend it: a root cause, and two options that were weighed."""
    for name, words in SOUND.items():
        setattr(problem, name, words)
    problem.save()
    for text in ("Wait two days", "Send a second letter"):
        problem.options.create(
            text=text,
            in_favour="It costs nothing and helps all.",
            against="It is later.",
            is_chosen=text.startswith("Wait"),
        )


def vague_tasks(team: Team, *titles: str) -> Record:
    """A plan with tasks that are done, and nothing says how one sees that they are: MT-M5."""
    ends_on = timezone.localdate() + timedelta(days=30)
    plan = make_record(team, Kind.WORK_PLAN, title="Winter plan", ends_on=ends_on)
    ash = team.members.get(pseudonym="Ash")
    for title in titles:
        make_task(plan, title, assignee=ash, status="done", hours=4, quality_criteria="")
    return plan


def handed_over(learner: Learner, record: Record, *codes: str) -> Evidence:
    """The record as it is now, in an item that is handed over."""
    item = make_evidence(learner, title="What we did about it")
    freeze_record(record=record, evidence=item, user=learner.user)
    submitted(item, *codes or ("CO 3.1",))
    return item


def advised(learner: Learner, code: str, *, is_own: bool = True) -> Advised | None:
    """What is open of the misconception ``code``, if anything."""
    found = advise(learner, is_own=is_own).open
    return next((each for each in found if code in each.codes), None)


def labels(learner: Learner, code: str, *, is_own: bool = True) -> list[str]:
    each = advised(learner, code, is_own=is_own)
    return [thing.label for thing in each.found] if each else []

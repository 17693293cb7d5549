"""Improvement initiatives: the people's side of them."""

from collections.abc import Iterator

from assessment.advice.facts import PortfolioFacts
from assessment.advice.findings import Check, Found, Sureness, in_record
from assessment.advice.quoting import quoted
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.winning import wins_people
from teams.models import Kind

TOLD = ("people_side", "planned", "done", "checked", "acted", "gap", "outcome")


def _process_only(facts: PortfolioFacts) -> Iterator[Found]:
    for initiative in facts.of_kind(Kind.INITIATIVE):
        if any(wins_people(initiative.text(name)) for name in TOLD):
            continue
        people = initiative.text("people_side")
        if says_nothing(people):
            yield in_record(initiative, "Nothing is said on people and culture, here or elsewhere.")
        else:
            yield in_record(
                initiative,
                f"{quoted(people)}: that is about how the work is done. Nobody is said to have "
                "been asked, trained, encouraged or thanked.",
            )


CHECKS = (
    Check(
        key="process-without-people",
        title="Improvement of the process alone",
        codes=("CC-M5",),
        sureness=Sureness.READ,
        why="A new process works when people want it to. Examiners look for how the team was won "
        "and kept motivated, beside what was changed.",
        mend="Add under “people and culture” whom you asked, who was trained, who had doubts and "
        "what you did about them, and how you thanked people.",
        find=_process_only,
    ),
)

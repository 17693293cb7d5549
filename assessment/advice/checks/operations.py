"""Operations: planning and control in place of customer contact, and problems thought through."""

from collections.abc import Iterable, Iterator

from assessment.advice.facts import ItemFacts, PortfolioFacts, RecordFacts, Row
from assessment.advice.findings import Check, Found, Sureness, in_item, in_record
from assessment.advice.words.accounts import tells_only_of_serving
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.weighing import knows_cause, weighs
from teams.models import Kind

# What they hold is planning or control, whatever else is written.
OF_PLANNING = frozenset({Kind.WORK_PLAN, Kind.ROTA, Kind.INITIATIVE})
OF_OTHERS = OF_PLANNING | {
    Kind.SKILLS,
    Kind.COACHING_PLAN,
    Kind.COACHING_SESSION,
    Kind.COACHING_EVALUATION,
    Kind.REVIEW,
    Kind.QUALITY_CHECK,
    Kind.COMMUNICATION,
}


# Reading takes time: a sample will do, as it does for an assessor.
NEWEST = 30


def _newest(items: Iterable[ItemFacts]) -> list[ItemFacts]:
    return sorted(items, key=lambda item: item.happened_on, reverse=True)[:NEWEST]


# -- CO-M1: customer contact for operations ---------------------------------------------------


def _contact_for_operations(facts: PortfolioFacts) -> Iterator[Found]:
    items = tuple(facts.mapped_to("CO 1.", "CO 2."))
    if any(item.kinds & OF_PLANNING for item in items):
        return
    for item in _newest(items):
        if not item.kinds & OF_OTHERS and tells_only_of_serving(item.text):
            yield in_item(
                item,
                "It is mapped to planning or supervising operations, and tells of serving "
                "customers: nothing in it plans, schedules, resources, monitors or changes work.",
            )


# -- CO-M2: problems without cause or choice --------------------------------------------------

DECIDED = ("choice", "action", "result", "follow_up")


def _not_thought_through(facts: PortfolioFacts) -> Iterator[Found]:
    for problem in facts.of_kind(Kind.PROBLEM):
        if not _is_decided(problem):
            continue
        missing = tuple(_missing_in(problem))
        if missing:
            yield in_record(problem, f"It was decided on {' and '.join(missing)}.")


def _is_decided(problem: RecordFacts) -> bool:
    chosen = any(option.is_set("is_chosen") for option in problem.rows("options"))
    return chosen or any(not says_nothing(problem.text(name)) for name in DECIDED)


def _missing_in(problem: RecordFacts) -> Iterator[str]:
    if not knows_cause(problem.text("root_cause")):
        yield "without a root cause"
    options = [each for each in problem.rows("options") if not says_nothing(each.text("text"))]
    if weighs(problem.text("choice"), among=len(options)):
        return
    if len(options) < 2:
        yield "without a second option beside it"
    elif not _is_second_weighed(options):
        yield "without saying what is for and against the other option"


def _is_second_weighed(options: list[Row]) -> bool:
    """Whether for or against is said of one that was not chosen, or of two."""
    weighed = [option for option in options if _is_weighed(option)]
    return len(weighed) > 1 or any(not option.is_set("is_chosen") for option in weighed)


def _is_weighed(option: Row) -> bool:
    return not (says_nothing(option.text("in_favour")) and says_nothing(option.text("against")))


# -- CO-M3: only one's own handling -----------------------------------------------------------

ENOUGH_TO_TELL = 2


def _only_own_handling(facts: PortfolioFacts) -> Iterator[Found]:
    items = tuple(facts.mapped_to("CO ", "CO-"))
    if len(items) < ENOUGH_TO_TELL or any(item.kinds & OF_OTHERS for item in items):
        return
    newest = _newest(items)
    if all(tells_only_of_serving(item.text) for item in newest):
        for item in newest:
            yield in_item(
                item,
                "It tells of your own handling of customers, as does everything else that is "
                "mapped to CO: nobody is briefed, watched, coached or scheduled in it.",
            )


CHECKS = (
    Check(
        key="contact-for-operations",
        title="Serving customers, mapped to running the work",
        codes=("CO-M1",),
        sureness=Sureness.GUESSED,
        why="Planning and controlling operations is another thing than serving customers well. "
        "Everyday contact does not show it, however well it went.",
        mend="Map here a work plan, a rota or an improvement, or say in the account what you "
        "planned, scheduled, monitored or changed because of it.",
        find=_contact_for_operations,
    ),
    Check(
        key="problem-not-thought-through",
        title="Problems without root cause or options",
        codes=("CO-M2",),
        sureness=Sureness.READ,
        why="Examiners credit the reasoning: what lay beneath the problem, what else could have "
        "been done, and why it was not.",
        mend="Fill in the root cause (asking “why?” five times will do) and at least one other "
        "option with what spoke for and against it.",
        find=_not_thought_through,
    ),
    Check(
        key="only-own-handling",
        title="Only own handling of customers",
        codes=("CO-M3",),
        sureness=Sureness.GUESSED,
        why="The unit is about overseeing a service that others give. Your own contacts with "
        "customers show that you serve well, not that you supervise.",
        mend="Add an item on others: a briefing you gave, calls you listened to, coaching, or the "
        "rota you made, and map it to CO.",
        find=_only_own_handling,
    ),
)

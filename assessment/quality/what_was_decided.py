"""Patterns in what was decided, and on which evidence."""

from collections import Counter
from collections.abc import Sequence

from assessment.quality.comparing import ENOUGH, ENOUGH_OF_A_KIND, Bar, Compared, Pattern
from assessment.quality.deciding import Decided
from assessment.quality.risks import lacks_observation
from portfolio.models import Method

ALWAYS = 98  # per cent
APART = 3  # points between an assessor's share and that of the others
ONE_SIDED = 80  # per cent of the items by one method


def always_met(compared: Compared) -> Pattern | None:
    own, others = compared.own, compared.others
    if len(own) < ENOUGH or _met(own) < ALWAYS:
        return None
    can_compare = len(others) >= ENOUGH
    if _met(own) - _met(others) < APART if can_compare else _met(own) < 100:
        return None
    number = sum(one.is_met for one in own)
    bars = [_met_bar("Theirs", own)]
    if can_compare:
        bars.append(_met_bar("All others here", others, is_theirs=False))
    alone = "" if can_compare else " There are too few decisions of others to compare with."
    return Pattern(
        "always-met",
        "Nearly always met",
        f"{number} of {len(own)} decisions were “met” ({_met(own)} %).{alone}",
        "Evidence may be let through that another assessor would send back.",
        "Learners may be well prepared: talked through before they hand anything over, or near "
        "the end of their units.",
        tuple(bars),
        tuple(one for one in own if one.is_met),
    )


def never_not_yet_on_knowledge(compared: Compared) -> Pattern | None:
    own = [one for one in compared.own if one.is_on_knowledge]
    others = [one for one in compared.others if one.is_on_knowledge]
    if len(own) < ENOUGH_OF_A_KIND or _met(own) < 100 or always_met(compared):
        return None
    bars = [_met_bar("Theirs, on knowledge", own)]
    if len(others) >= ENOUGH_OF_A_KIND:
        bars.append(_met_bar("All others here, on knowledge", others, is_theirs=False))
    return Pattern(
        "knowledge",
        "Never “not yet” on knowledge",
        f"All {len(own)} decisions on knowledge criteria were “met”.",
        "Knowledge may be taken as read from what somebody does, or questions may lead.",
        "Discussions may be prepared so well that nothing is left open.",
        tuple(bars),
        tuple(own),
    )


def _met(decisions: Sequence[Decided]) -> int:
    """Per cent, never rounded up: 100 means all."""
    return 100 * sum(one.is_met for one in decisions) // len(decisions) if decisions else 0


def _met_bar(words: str, decisions: Sequence[Decided], *, is_theirs: bool = True) -> Bar:
    share = _met(decisions)
    number = sum(one.is_met for one in decisions)
    return Bar(words, f"{share} % met, {number} of {len(decisions)}", share, is_theirs)


def one_sided_methods(compared: Compared) -> Pattern | None:
    own = compared.own
    method_of = {one.item: one.method for one in own}
    counted = Counter(method_of.values())
    if len(own) < ENOUGH:
        return None
    said = []
    if lacks_observation(counted, len(own)):
        said.append(f"No observation among {len(method_of)} items and {len(own)} decisions.")
    method, number = counted.most_common(1)[0]
    if len(method_of) >= ENOUGH_OF_A_KIND and 100 * number >= ONE_SIDED * len(method_of):
        label = Method(method).label.lower()
        said.append(f"{number} of {len(method_of)} items are by one method: {label}.")
    if not said:
        return None
    return Pattern(
        "methods",
        "One-sided methods",
        " ".join(said),
        "What people do at work may be judged from paper alone."
        if Method.OBSERVATION not in counted
        else "Only one side of what people can do may be seen.",
        "The assessor may look after units or stages in which nothing is to be observed yet.",
        tuple(
            Bar(str(Method(name).label), f"{count} items", 100 * count // len(method_of))
            for name, count in counted.most_common()
        ),
        tuple(one for one in own if one.method == method),
    )

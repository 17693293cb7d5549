"""Patterns in the feedback that was given."""

import re
from collections import Counter

from assessment.quality.comparing import ENOUGH_OF_A_KIND, Bar, Compared, Pattern

SAME = 5  # times the same sentence


def no_feedback(compared: Compared) -> Pattern | None:
    met = [one for one in compared.own if one.is_met]
    told = [one for one in met if one.feedback.strip() or one.has_overall]
    if len(met) < ENOUGH_OF_A_KIND or told:
        return None
    others = [one for one in compared.others if one.is_met]
    bars = [Bar("Theirs with feedback", f"0 of {len(met)}", 0)]
    if others:
        number = sum(bool(one.feedback.strip() or one.has_overall) for one in others)
        bars.append(
            Bar(
                "All others here",
                f"{number} of {len(others)}",
                100 * number // len(others),
                is_theirs=False,
            )
        )
    return Pattern(
        "no-feedback",
        "No feedback on what is met",
        f"None of {len(met)} “met” decisions says why, and no item had overall feedback.",
        "Learners may not learn what was good, and nobody can see what the decision rests on.",
        "Feedback may be given by word of mouth, and not be written down.",
        tuple(bars),
        tuple(met),
    )


def same_sentence(compared: Compared) -> Pattern | None:
    said = [(_folded(one.feedback), one) for one in compared.own if one.feedback.strip()]
    counted = Counter(words for words, _ in said)
    if not counted:
        return None
    words, times = counted.most_common(1)[0]
    if times < SAME or 2 * times < len(said):
        return None
    same = tuple(one for folded, one in said if folded == words)
    rest = len(said) - times
    sentence = _cut(same[0].feedback.strip())
    return Pattern(
        "same-sentence",
        "The same sentence again and again",
        f"{times} of {len(said)} pieces of feedback say “{sentence}”.",
        "Feedback may have become a formula that tells the learner nothing about this item.",
        "A sentence from the feedback bank may be just right for what these items had in common.",
        (
            Bar("The same sentence", str(times), 100 * times // len(said)),
            Bar("Other words", str(rest), 100 * rest // len(said), is_theirs=False),
        ),
        same,
    )


def _folded(words: str) -> str:
    """Without what makes no difference: case, spaces, stops."""
    return re.sub(r"[\W_]+", " ", words.casefold()).strip()


def _cut(words: str, longest: int = 90) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"

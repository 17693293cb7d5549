"""Patterns in when decisions were made and signed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from assessment.quality.comparing import ENOUGH, Bar, Compared, Pattern, day_in_words
from assessment.quality.deciding import Decided
from assessment.quality.risks import MANY_DECISIONS
from assessment.working_days import working_days

RUSH = timedelta(minutes=10)
LATE = 10  # working days between hand-over and decision
MANY_LATE = 5
UNSIGNED = 14  # days that a trainee's decision waits
MOST_DAYS = 5


def bulk(compared: Compared) -> Pattern | None:
    own = compared.own
    by_day = Counter(timezone.localdate(one.decided_at) for one in own)
    day, number = by_day.most_common(1)[0]
    rush = _rush(own)
    is_heaped = number >= ENOUGH and 2 * number >= len(own) and len(by_day) > 1
    if not rush and not is_heaped:
        return None
    said = []
    if rush:
        items = len({one.item for one in rush})
        said.append(
            f"{len(rush)} decisions on {items} items within {_minutes(rush)} on "
            f"{day_in_words(timezone.localdate(rush[0].decided_at))}."
        )
    if is_heaped:
        said.append(f"{number} of {len(own)} decisions on one day, {day_in_words(day)}.")
    on_day = tuple(one for one in own if timezone.localdate(one.decided_at) == day)
    return Pattern(
        "bulk",
        "Many decisions at once",
        " ".join(said),
        "Items may not have been read before they were decided.",
        "They may have been read over days and recorded in one sitting, or all at a visit.",
        tuple(
            Bar(day_in_words(each), f"{count} decisions", 100 * count // number)
            for each, count in sorted(by_day.most_common(MOST_DAYS))
        ),
        rush or on_day,
    )


def _rush(decisions: Sequence[Decided]) -> tuple[Decided, ...]:
    """The most decisions within ten minutes, on as many items as are many; none otherwise."""
    best: tuple[Decided, ...] = ()
    first = 0
    for last, one in enumerate(decisions):
        while one.decided_at - decisions[first].decided_at > RUSH:
            first += 1
        if last + 1 - first > len(best):
            window = tuple(decisions[first : last + 1])
            if len({each.item for each in window}) >= MANY_DECISIONS:
                best = window
    return best


def _minutes(rush: Sequence[Decided]) -> str:
    minutes = (rush[-1].decided_at - rush[0].decided_at).seconds // 60 + 1
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def late(compared: Compared) -> Pattern | None:
    own = compared.own
    waits = [(_waited(one.submitted_at, one.decided_at), one) for one in own]
    late = tuple(one for days, one in waits if days > LATE)
    if len(late) < MANY_LATE or 3 * len(late) < len(own):
        return None
    longest = max(days for days, _ in waits)
    buckets = Counter(_bucket(days) for days, _ in waits)
    return Pattern(
        "late",
        "Decided long after hand-over",
        f"{len(late)} of {len(own)} decisions came more than {LATE} working days after the "
        f"hand-over; the longest wait was {longest}.",
        "The caseload may be too large, or learners lose time that they need.",
        "The item may have waited for an original to be seen, or somebody was ill.",
        tuple(
            Bar(words, f"{buckets[words]} decisions", 100 * buckets[words] // len(own))
            for words in _BUCKETS
        ),
        late,
    )


def _waited(since: datetime, until: datetime) -> int:
    return working_days(timezone.localdate(since), timezone.localdate(until))


_BUCKETS = {
    "Within 5 working days": 5,
    "6 to 10 working days": 10,
    "11 to 20 working days": 20,
    "More than 20 working days": 10**6,
}


def _bucket(days: int) -> str:
    return next(words for words, most in _BUCKETS.items() if days <= most)


def not_countersigned(compared: Compared) -> Pattern | None:
    until = compared.today - timedelta(days=UNSIGNED)
    waiting = tuple(
        one for one in compared.own if one.is_open and timezone.localdate(one.decided_at) <= until
    )
    if not waiting:
        return None
    oldest = timezone.localdate(waiting[0].decided_at)
    number = len(waiting)
    return Pattern(
        "not-countersigned",
        "A trainee’s decisions wait for a countersignature",
        f"{number} of {len(compared.own)} decisions of this trainee wait for longer than "
        f"{UNSIGNED} days, the oldest since {day_in_words(oldest)}.",
        "Nobody may be looking after this trainee, and the learner waits without knowing why.",
        "The assessor may have sent them back by word of mouth, to be decided again.",
        (Bar("Wait", f"{number} of {len(compared.own)}", 100 * number // len(compared.own)),),
        waiting,
    )

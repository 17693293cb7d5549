"""A plausible portfolio in which nothing is at fault."""

from datetime import date, timedelta
from random import Random

from teams.models import Kind
from tests.advising.drafting import SPAN, Draft
from tests.advising.improving import (
    add_development_plan,
    add_diary,
    add_feedback,
    add_initiative,
    add_problem,
    add_self_assessment,
)
from tests.advising.planning import add_plan, add_rota, add_standards
from tests.advising.talking import (
    CHANNELS,
    add_check,
    add_coaching_plan,
    add_communication,
    add_evaluation,
    add_review,
    add_session,
)
from tests.advising.trades import TRADES

UNITS = (
    (frozenset({"LT", "MT", "CO", "DO", "CC"}), 8),
    (frozenset({"LT", "MT", "CO", "DO"}), 1),
    (frozenset({"CC", "MT", "DO"}), 1),
)
NEEDS = (
    ("", "Large print"),
    ("E-mail rather than the telephone", ""),
    ("Face to face", "Hard of hearing, reads lips"),
    ("", "Dyslexic"),
    ("Wants things in writing", ""),
)
FIRST = date(2026, 2, 2)


def sound_draft(rng: Random, *, is_hard: bool = False) -> Draft:
    """Records alone; ``add_items`` follows once all of them are there."""
    chosen = rng.choices([units for units, _ in UNITS], [share for _, share in UNITS])[0]
    draft = Draft(
        rng=rng,
        trade=rng.choice(TRADES),
        today=FIRST + timedelta(days=rng.randint(0, 300)),
        units=chosen,
        is_hard=is_hard,
    )
    _add_people(draft)
    add_standards(draft, draft.today - timedelta(days=SPAN))
    _add_work(draft)
    _add_reviews(draft)
    _add_coaching(draft)
    _add_talks(draft)
    _add_own(draft)
    return draft


def _add_people(draft: Draft) -> None:
    for _ in range(draft.rng.randint(3, 9)):
        preferred, needs = draft.rng.choice(NEEDS) if draft.rng.random() < 0.25 else ("", "")
        draft.new_member(preferred_communication=preferred, access_needs=needs)


def _add_work(draft: Draft) -> None:
    some = draft.rng.random
    add_plan(draft)
    if some() < 0.5:
        add_plan(draft, draft.day_before(340, 400))
    for _ in range(draft.rng.randint(0, 2)):
        add_rota(draft)
    for _ in range(draft.rng.randint(1, 2)):
        add_problem(draft, draft.day_before(40, 380))
    if some() < 0.7:
        add_initiative(draft)
    if some() < 0.5:
        day = draft.day_before(20, 300)
        draft.add(
            Kind.SKILLS,
            "Team and skills",
            day,
            allocation=draft.say("plans", "rota.reasoning"),
            authority=f"I report to {draft.trade.boss}. Refunds over £50 go to them.",
        )


def _add_reviews(draft: Draft) -> None:
    """Three of the last months, and some of before; one of them at least speaks of soft skills."""
    for ago in (90, 60, 30):
        soft = draft.rng.random() < 0.3
        add_review(draft, draft.today - timedelta(days=ago - draft.rng.randint(0, 12)), soft=soft)
    for _ in range(draft.rng.randint(1, 3)):
        add_review(draft, draft.day_before(120, 350))
    if draft.rng.random() < 0.2:
        add_review(draft, draft.day_before(370, 400), soft=True)


def _add_coaching(draft: Draft) -> None:
    plan = add_coaching_plan(draft, draft.day_before(80, 300), soft=draft.rng.random() < 0.3)
    for _ in range(draft.rng.randint(1, 2)):
        add_session(draft, plan, soft=draft.rng.random() < 0.3)
    if draft.rng.random() < 0.7:
        add_evaluation(draft, plan)
    for place in range(draft.rng.randint(1, 3)):
        add_check(draft, draft.day_before(20, 330), soft=place == 0)


def _add_talks(draft: Draft) -> None:
    """By two methods at least; somebody's needs are met in one of them, where there are any."""
    channels = draft.rng.sample(CHANNELS, draft.rng.randint(2, 4))
    for channel in channels:
        add_communication(draft, draft.day_before(10, 350), channel)
    if any(each.access_needs or each.preferred_communication for each in draft.members):
        add_communication(draft, draft.day_before(10, 350), channels[0], is_met=True)


def _add_own(draft: Draft) -> None:
    add_development_plan(draft, draft.day_before(80, 330))
    add_self_assessment(draft, draft.day_before(200, 380))
    if draft.rng.random() < 0.5:
        add_self_assessment(draft, draft.day_before(20, 100))
    for _ in range(draft.rng.randint(0, 2)):
        add_feedback(draft, draft.day_before(10, 300))
    for _ in range(draft.rng.randint(0, 3)):
        add_diary(draft, draft.day_before(5, 380))

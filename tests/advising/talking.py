"""Sound records about people: reviews, coaching, checks, what is told to the team."""

from datetime import date, timedelta
from typing import Any

from teams.models import Kind
from tests.advising.drafting import Columns, Draft, as_column

CHANNELS = ("briefing", "one-to-one", "meeting", "digital", "listening", "written")


def either(draft: Draft, soft: bool) -> str:
    """Which list to take from: that on soft skills, or the other."""
    return "soft" if soft and not draft.is_hard else "hard"


# -- Reviews ----------------------------------------------------------------------------------


def review_objective(draft: Draft, name: str = "objective.smart", **columns: Any) -> Columns:
    specific, measurable, relevant = draft.parts("reviews", name)
    row = {
        "specific": specific,
        "measurable": measurable,
        "achievable": "An hour a week for it.",
        "relevant": relevant,
        "due_on": str(draft.today + timedelta(days=draft.rng.randint(10, 60))),
        "outcome": "open",
        "outcome_words": "",
        "followed_up_in": None,
    }
    return row | columns


def add_review(draft: Draft, day: date, *, soft: bool = False, **columns: Any) -> Columns:
    """A conversation as it should be, agreed within the week."""
    who = draft.someone()
    kind = either(draft, soft)
    row = draft.add(
        Kind.REVIEW,
        f"Review of {who}",
        day,
        member=who,
        members=(who,),
        period_from=max(day - timedelta(days=90), draft.today - timedelta(days=390)),
        period_until=day,
        strengths=draft.say("reviews", f"strengths.{kind}", a=who),
        improvements=draft.say("reviews", f"improvements.{kind}", a=who),
        own_words=draft.say("reviews", "own", a=who),
        actions=draft.say("reviews", "actions", a=who),
        agreement="agreed",
        agreed_on=day + timedelta(days=draft.rng.randint(0, 2)),
        remarks="",
    )
    metric = {"review": row["title"], "standard": draft.rng.choice(draft.trade.standards).title}
    metric["comment"] = draft.say("reviews", "remark.metric", a=who)
    row["metrics"] = [metric] if draft.rng.random() < 0.7 else []
    row["objectives"] = [review_objective(draft) for _ in range(draft.rng.randint(1, 2))]
    row["followed_up"] = []
    return _changed(row, columns)


def _changed(row: Columns, columns: Columns) -> Columns:
    row.update({name: as_column(value) for name, value in columns.items()})
    return row


# -- Coaching ---------------------------------------------------------------------------------


def add_coaching_plan(draft: Draft, day: date, *, soft: bool = False, **columns: Any) -> Columns:
    who = columns.pop("member", None) or draft.someone()
    text, measure = draft.parts("coaching", "objective.measured", a=who)
    row = draft.add(
        Kind.COACHING_PLAN,
        f"Coaching {who}",
        day,
        member=who,
        members=(who,),
        needs=draft.say("coaching", f"needs.{either(draft, soft)}", a=who),
        learning=draft.say("coaching", "learning", a=who),
        methods=draft.say("coaching", "methods", a=who),
        resources=draft.say("coaching", "resources", a=who),
        standard=draft.rng.choice(draft.trade.standards).title,
        ends_on=day + timedelta(days=60),
    )
    row["objectives"] = [coaching_objective(row, text, measure)]
    return _changed(row, columns)


def coaching_objective(plan: Columns, text: str, measure: str) -> Columns:
    day = date.fromisoformat(plan["happened_on"]) + timedelta(days=50)
    return {
        "plan": plan["title"],
        "text": text,
        "measure": measure,
        "due_on": str(day),
        "is_reached": False,
    }


def add_session(draft: Draft, plan: Columns, *, soft: bool = False, **columns: Any) -> Columns:
    who, day = plan["member"], date.fromisoformat(plan["happened_on"])
    day += timedelta(days=draft.rng.randint(4, 20))
    names = ("listening", "demonstration", "practice", "feedback_given", "next_step")
    said = draft.parts("coaching", f"session.{either(draft, soft)}", a=who)
    row = draft.add(
        Kind.COACHING_SESSION,
        f"Session with {who}",
        day,
        members=(who,),
        plan=plan["title"],
        minutes=draft.rng.choice((20, 30, 45, None)),
        **dict(zip(names, said, strict=True)),
        next_on=day + timedelta(days=14),
    )
    return _changed(row, columns)


def add_evaluation(draft: Draft, plan: Columns, **columns: Any) -> Columns:
    """With figures before and after, in their columns or in words."""
    who, day = plan["member"], date.fromisoformat(plan["happened_on"]) + timedelta(days=28)
    standard = draft.rng.choice(draft.trade.standards)
    in_columns = draft.rng.random() < 0.5
    row = draft.add(
        Kind.COACHING_EVALUATION,
        f"What came of coaching {who}",
        min(day, draft.today),
        members=(who,),
        plan=plan["title"],
        effect=draft.say("coaching", f"effect.{'figures' if in_columns else 'words'}", a=who),
        figure_before=f"{standard.before}.00" if in_columns else None,
        figure_after=f"{standard.after}.00" if in_columns else None,
        colleagues_view=draft.say("coaching", "view", a=who),
        worked=draft.say("coaching", "worked", a=who),
        adjustment=draft.say("coaching", "adjustment", a=who),
    )
    return _changed(row, columns)


# -- Checks and communications ----------------------------------------------------------------


def add_check(draft: Draft, day: date, *, soft: bool = False, **columns: Any) -> Columns:
    who = draft.someone()
    scored = draft.rng.random() < 0.5
    row = draft.add(
        Kind.QUALITY_CHECK,
        f"{draft.rng.choice(('Spot check', 'Sample', 'Monitoring'))}, {day:%B}",
        day,
        method=draft.rng.choice(("calls", "spot", "survey", "observation", "shopping")),
        member=who if draft.rng.random() < 0.6 else None,
        standard=draft.rng.choice((None, draft.rng.choice(draft.trade.standards).title)),
        sample=draft.rng.choice(("ten contacts", "20 cases of a week", "")),
        score=draft.rng.choice(("7.0", "8.0", "16.5")) if scored else None,
        out_of="20.0" if scored else None,
        good=draft.say("checks", "good", a=who),
        finding=draft.say("checks", f"finding.{either(draft, soft)}", a=who),
        action=draft.say("checks", "action", a=who),
        follow_up=draft.say("checks", "follow_up", a=who),
    )
    return _changed(row, columns)


def add_communication(draft: Draft, day: date, channel: str, **columns: Any) -> Columns:
    who = draft.someone()
    alone = channel == "one-to-one"
    needing = [each for each in draft.members if each.access_needs or each.preferred_communication]
    slots = {"a": who if alone or not needing else draft.rng.choice(needing).name}
    row = draft.add(
        Kind.COMMUNICATION,
        f"{draft.rng.choice(('News', 'Talk', 'Update', 'Round'))} of {day:%-d %B}",
        day,
        members=(who,) if alone else (),
        channel=channel,
        why=draft.say("talking", f"why.{channel}"),
        message=draft.say("talking", "message"),
        access=draft.say("talking", "access.met" if draft.rng.random() < 0.5 else "access.none"),
        heard=draft.say("talking", "heard"),
        outcome=draft.say("talking", "outcome"),
        improve=draft.say("talking", "improve"),
    )
    if columns.pop("is_met", False):
        row["access"] = draft.say("talking", "access.met", **slots)
    return _changed(row, columns)

"""Sound records of problems, improvements and the leader's own development."""

from datetime import date, timedelta
from typing import Any

from teams.models import Kind
from tests.advising.drafting import Columns, Draft, as_column


def changed(row: Columns, columns: dict[str, Any]) -> Columns:
    row.update({name: as_column(value) for name, value in columns.items()})
    return row


# -- Problems ---------------------------------------------------------------------------------


def options_of(title: str, said: str) -> list[Columns]:
    """From "text | for | against || text | for | against || the chosen one's number"."""
    *options, chosen = said.split(" || ")
    rows = []
    for place, option in enumerate(options):
        text, *weighed = [part.strip() for part in option.split(" |")]
        in_favour, against = (*weighed, "", "")[:2]
        row = {"problem": title, "text": text, "in_favour": in_favour, "against": against}
        rows.append(row | {"is_chosen": str(place) == chosen})
    return rows


def add_problem(draft: Draft, day: date, **columns: Any) -> Columns:
    """One that was solved: its cause known, and two options weighed."""
    row = draft.add(
        Kind.PROBLEM,
        draft.rng.choice(("Delays at noon", "Lost promises", "Wrong answers", "Stuck cases")),
        day,
        identified=draft.say("problems", "identified"),
        technique=draft.rng.choice(("five-whys", "fishbone", "talking", "")),
        root_cause=draft.say("problems", "cause"),
        choice=draft.say("problems", "choice"),
        action=draft.say("problems", "action"),
        informed=draft.say("problems", "informed"),
        result=draft.say("problems", "result"),
        follow_up=draft.say("problems", "followup"),
        followed_up_on=min(day + timedelta(days=30), draft.today),
    )
    row["options"] = options_of(row["title"], draft.say("problems", "options"))
    return changed(row, columns)


# -- Initiatives ------------------------------------------------------------------------------

STEPS = ("gap", "planned", "done", "checked", "acted", "outcome")


def add_initiative(draft: Draft, name: str = "process", **columns: Any) -> Columns:
    """Of ``process`` alone where ``people_side`` is not what it should be."""
    day = draft.day_before(60, 330)
    row = draft.add(
        Kind.INITIATIVE,
        draft.rng.choice(("Shorter waits", "Trial", "One step less", "A better way", "Pilot")),
        day,
        **dict(zip(STEPS, draft.parts("initiatives", name), strict=True)),
        standard=draft.rng.choice(draft.trade.standards).title if name == "process" else None,
        ends_on=day + timedelta(days=50),
        people_side=draft.say("initiatives", "people.sound"),
    )
    return changed(row, columns)


# -- One's own development --------------------------------------------------------------------


def add_self_assessment(draft: Draft, day: date) -> Columns:
    row = draft.add(
        Kind.SELF_ASSESSMENT,
        f"Where I stand, {day:%B}",
        day,
        criteria_source="Our service standard",
        summary="Complaints come first.",
    )
    row["skills"] = []
    for _ in range(4):
        criterion, rating, example = draft.parts("development", "skill")
        skill = {"assessment": row["title"], "criterion": criterion, "rating": int(rating)}
        row["skills"].append(skill | {"example": example, "is_to_improve": int(rating) < 3})
    return row


def activity(draft: Draft, name: str = "activity.applied", **columns: Any) -> Columns:
    text, applied = (*draft.parts("development", name), "")[:2]
    done = draft.day_before(20, 60) if applied else None
    row = {"text": text, "support": "", "due_on": draft.today, "done_on": done, "applied": applied}
    return {key: as_column(value) for key, value in (row | columns).items()}


def add_development_plan(draft: Draft, day: date, **columns: Any) -> Columns:
    row = draft.add(
        Kind.DEVELOPMENT_PLAN,
        "My development",
        day,
        goal=draft.say("development", "goal"),
        agreed_with=draft.trade.boss,
        review_on=day + timedelta(days=90),
        progress=draft.say("development", "progress"),
    )
    row["activities"] = [activity(draft), activity(draft, "activity.open")]
    changed(row, columns)
    row["activities"] = [{"plan": row["title"]} | each for each in row["activities"]]
    return row


def add_feedback(draft: Draft, day: date) -> Columns:
    words, response = draft.parts("development", "feedback")
    source = draft.rng.choice(("customer", "member", "peer", "manager"))
    title = f"What was said, {day:%-d %B}"
    return draft.add(Kind.FEEDBACK, title, day, source=source, words=words, response=response)


def add_diary(draft: Draft, day: date) -> Columns:
    text, theory, learned = draft.parts("development", "diary")
    title = f"Diary, {day:%-d %B}"
    return draft.add(Kind.DIARY, title, day, text=text, theory=theory, learned=learned)

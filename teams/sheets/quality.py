"""The sheets of quality checks and communications."""

from teams.models import Communication, QualityCheck
from teams.sheets.blocks import Block, Table
from teams.sheets.scores import Score
from teams.sheets.writing import facts, words, written


def quality_check_sheet(record: QualityCheck) -> tuple[Block, ...]:
    return (
        *facts(
            ("Method", record.get_method_display()),
            ("What was looked at", record.sample),
            ("Whose work", record.member or "The whole team’s"),
            ("Service standard", record.standard),
        ),
        *_score(record),
        *words(record, "good", "finding", "action", "follow_up"),
    )


def _score(record: QualityCheck) -> tuple[Score, ...]:
    if record.percent is None:
        return ()
    value, most = written(record.score), written(record.out_of)
    # "80 out of 100 · 80%" says it twice.
    said = f"{value} out of {most}" + (f" · {record.percent}%" if most != "100" else "")
    return (Score("Score", value, most, said),)


def communication_sheet(record: Communication) -> tuple[Block, ...]:
    return (
        *facts(
            ("Method", record.get_channel_display()),
            ("For whom", "" if record.members.all() else "The whole team"),
        ),
        *words(record, "why"),
        *_preferences(record),
        *words(record, "access", "message", "heard", "outcome", "improve"),
    )


def _preferences(record: Communication) -> tuple[Table, ...]:
    """How those it was for like to be told things; access needs are not passed on to readers."""
    members = [member for member in record.members.all() if member.preferred_communication]
    rows = tuple((member.shown_name, member.preferred_communication) for member in members)
    columns = ("Colleague", "How they like to be told things")
    return (Table("For whom", columns, rows),) if rows else ()

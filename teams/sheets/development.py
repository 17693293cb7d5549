"""The sheets of the learner's own development."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from teams.assessing_oneself import assessment_before
from teams.models import AssessedSkill, DevelopmentPlan, DiaryEntry, Feedback, SelfAssessment
from teams.sheets.blocks import Block, Table
from teams.sheets.scores import Score
from teams.sheets.writing import facts, words, written

# Who mends a typing error straight away has not changed what was written.
A_MOMENT = timedelta(minutes=15)
# A day or two later something is still fresh.
STILL_FRESH = 2


@dataclass(frozen=True)
class Ratings(Block):
    """Criteria with a rating from 1 to 5.

    Each row: the criterion, its rating, the rating in words, the change since ``before`` ("" if
    there is none to compare), how it is known, and whether it is to improve.
    """

    NAME = "ratings"

    heading: str
    rows: tuple[tuple[str, int, str, str, str, bool], ...]
    before: str = ""


# -- Self-assessment --------------------------------------------------------------------------


def self_assessment_sheet(record: SelfAssessment) -> tuple[Block, ...]:
    return (
        *facts(("Whose criteria", record.criteria_source)),
        *_ratings(record),
        *words(record, "summary"),
    )


def _ratings(record: SelfAssessment) -> tuple[Ratings, ...]:
    skills = record.skills.all()
    if not skills:
        return ()
    earlier = assessment_before(record)
    before = {_key(skill): skill.rating for skill in earlier.skills.all()} if earlier else {}
    rows = tuple(
        (
            skill.criterion,
            skill.rating,
            skill.get_rating_display(),
            _change(skill.rating, before.get(_key(skill))) if before else "",
            skill.example,
            skill.is_to_improve,
        )
        for skill in skills
    )
    return (Ratings("Ratings", rows, written(earlier.happened_on) if earlier and before else ""),)


def _key(skill: AssessedSkill) -> str:
    """Criteria of the same words are the same, however they are typed."""
    return skill.criterion.casefold()


def _change(rating: int, before: int | None) -> str:
    if before is None:
        return "New"
    if rating == before:
        return "As before"
    return f"▲ {rating - before} higher" if rating > before else f"▼ {before - rating} lower"


# -- Development plan -------------------------------------------------------------------------


def development_plan_sheet(record: DevelopmentPlan) -> tuple[Block, ...]:
    return (
        *facts(
            ("Agreed with", record.agreed_with),
            ("To be reviewed on", record.review_on),
        ),
        *words(record, "goal"),
        *_activities(record),
        *words(record, "progress"),
    )


def _activities(record: DevelopmentPlan) -> tuple[Block, ...]:
    activities = record.activities.all()
    if not activities:
        return ()
    done = sum(bool(activity.done_on) for activity in activities)
    rows = tuple(
        (
            activity.text,
            activity.support or "–",
            written(activity.due_on) or "–",
            f"✓ {written(activity.done_on)}" if activity.done_on else "Not yet",
            activity.applied or "–",
        )
        for activity in activities
    )
    columns = ("Activity", "Support needed", "By", "Done", "How I use it at work")
    said = f"{done} of {len(activities)} activities done"
    return (
        Score("Activities", str(done), str(len(activities)), said),
        Table("", columns, rows),
    )


# -- Feedback and diary -----------------------------------------------------------------------


def feedback_sheet(record: Feedback) -> tuple[Block, ...]:
    return (
        *facts(("From", record.get_source_display())),
        *words(record, "words", "response"),
    )


def diary_entry_sheet(record: DiaryEntry) -> tuple[Block, ...]:
    """With the moment it was written and last changed: a diary is worth what its dates are."""
    return (
        *facts(
            ("Written at", f"{timezone.localtime(record.created_at):%H:%M}"),
            ("Dated back", said_later(record)),
            ("Last changed", _last_changed(record)),
            ("Model or theory it relates to", record.theory),
        ),
        *words(record, "text", "learned"),
    )


def said_later(record: DiaryEntry) -> str:
    """ "Written 12 days later", or nothing of what was written while it was fresh."""
    return f"Written {record.days_later} days later" if record.days_later > STILL_FRESH else ""


def _last_changed(record: DiaryEntry) -> str:
    if record.changed_at - record.created_at < A_MOMENT:
        return ""
    changed = timezone.localtime(record.changed_at)
    return f"{written(changed.date())}, {changed:%H:%M}"

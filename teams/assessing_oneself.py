"""Assessing oneself: the criteria to begin with, and what has changed since the last time."""

from django.db.models import QuerySet

from teams.models import SelfAssessment, Team

# What good service and leading it ask of a person, for a workplace with no list of its own.
COMMON_CRITERIA = (
    "I listen until the customer has said everything",
    "I explain clearly, without jargon",
    "I own a problem until it is solved",
    "I keep the promises I make to customers",
    "I stay calm under pressure",
    "I know our products, systems and policies",
    "I notice what a customer needs and does not say",
    "I give feedback that colleagues can use",
    "I recognise good work and say so",
    "I handle complaints fairly and learn from them",
)


def proposed_criteria(team: Team) -> tuple[str, ...]:
    """The criteria of the last self-assessment, to be compared with it, or common ones."""
    last = _assessments_by(team).first()
    criteria = last and tuple(last.skills.values_list("criterion", flat=True))
    return criteria or COMMON_CRITERIA


def source_last_time(team: Team) -> str:
    """Whose criteria the last self-assessment used."""
    return _assessments_by(team).values_list("criteria_source", flat=True).first() or ""


def assessment_before(record: SelfAssessment) -> SelfAssessment | None:
    """The same learner's self-assessment before this one; they may have led another team then."""
    earlier = _assessments_by(record.team).filter(happened_on__lte=record.happened_on)
    if record.pk:
        earlier = earlier.exclude(happened_on=record.happened_on, pk__gte=record.pk)
    return earlier.first()


def _assessments_by(team: Team) -> QuerySet[SelfAssessment]:
    """Newest first."""
    return SelfAssessment.objects.kept().filter(team__learner=team.learner_id)

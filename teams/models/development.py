"""The learner's own development: where they stand, what they do about it, what others say."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from teams.models.records import Kind, Record
from teams.models.teams import prose


class SelfAssessment(Record):
    """Rating one's own service skills against defined criteria."""

    KIND = Kind.SELF_ASSESSMENT

    criteria_source = models.CharField(
        "whose criteria", max_length=200, help_text="Such as: the call quality standard, 2026."
    )
    summary = prose("what I conclude", "What I am good at, and what comes first.")


class Rating(models.IntegerChoices):
    NOT_YET = 1, "Not yet"
    SOMETIMES = 2, "Sometimes"
    MOSTLY = 3, "Mostly"
    ALWAYS = 4, "Always"
    EXAMPLE = 5, "An example to others"


class AssessedSkill(models.Model):
    """One criterion of a self-assessment."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="skills")
    criterion = models.CharField(max_length=200)
    rating = models.PositiveSmallIntegerField(
        choices=Rating, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    example = models.CharField("how I know", max_length=300, blank=True)
    is_to_improve = models.BooleanField("to improve", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5),
                name="assessed_skill_rating_in_range",
                violation_error_message="Ratings run from 1 to 5.",
            )
        ]

    def __str__(self) -> str:
        return self.criterion


class DevelopmentPlan(Record):
    """A personal development plan."""

    KIND = Kind.DEVELOPMENT_PLAN

    goal = prose("goal", "What I want to be able to do, for which customers.", blank=False)
    agreed_with = models.CharField(
        max_length=200, blank=True, help_text="Role and pseudonym of your manager or mentor."
    )
    review_on = models.DateField("to be reviewed on", null=True, blank=True)
    progress = prose(
        "progress and changes to the plan", "What has come of it so far, and what changes now."
    )

    def clean(self) -> None:
        if self.happened_on and self.review_on and self.review_on < self.happened_on:
            raise ValidationError({"review_on": "This is before the plan was made."})


class DevelopmentActivity(models.Model):
    """Something done to learn, and what came of it at work."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="activities")
    text = models.CharField("activity", max_length=200)
    support = models.CharField("support needed", max_length=200, blank=True)
    due_on = models.DateField("by", null=True, blank=True)
    done_on = models.DateField("done on", null=True, blank=True)
    applied = models.CharField("how I use it at work", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "development activities"

    def __str__(self) -> str:
        return self.text


class FeedbackSource(models.TextChoices):
    CUSTOMER = "customer", "A customer"
    MEMBER = "member", "A colleague in the team"
    PEER = "peer", "Another team leader"
    MANAGER = "manager", "My manager"
    OTHER = "other", "Somebody else"


class Feedback(Record):
    """What somebody said about the learner's own service or leading, and what they did with it."""

    KIND = Kind.FEEDBACK

    source = models.CharField("from", max_length=8, choices=FeedbackSource)
    words = prose("what they said", "As near to their words as you can.", blank=False)
    response = prose("what I did with it", "What you changed, tried or asked next.")

    class Meta:
        verbose_name_plural = "feedback"


class DiaryEntry(Record):
    """A reflection, quick to write. When it was written is kept beside the day it is about."""

    KIND = Kind.DIARY

    text = prose("what happened, and what I think about it", blank=False)
    theory = models.CharField(
        "model or theory it relates to",
        max_length=120,
        blank=True,
        help_text="Such as: GROW, situational leadership, plan-do-check-act.",
    )
    learned = prose("what I take from it", "And what I will do next time.")

    class Meta:
        verbose_name_plural = "diary entries"

    @property
    def days_later(self) -> int:
        """How many days after the day it is about it was written."""
        return (timezone.localdate(self.created_at) - self.happened_on).days

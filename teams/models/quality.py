"""Watching over quality, and talking with the team."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from teams.models.metrics import ServiceStandard
from teams.models.records import Kind, Record
from teams.models.teams import Member, prose


class CheckMethod(models.TextChoices):
    CALLS = "calls", "Call or contact monitoring"
    SPOT = "spot", "Spot check"
    SURVEY = "survey", "Customer survey"
    OBSERVATION = "observation", "Observation"
    SHOPPING = "shopping", "Mystery shopping"


class QualityCheck(Record):
    """One look at the quality of work: what was found, and what was done about it."""

    KIND = Kind.QUALITY_CHECK

    method = models.CharField(max_length=11, choices=CheckMethod)
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quality_checks",
        verbose_name="colleague",
        help_text="Left empty: the whole team’s work.",
    )
    standard = models.ForeignKey(
        ServiceStandard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quality_checks",
        verbose_name="service standard",
    )
    sample = models.CharField(
        "what was looked at", max_length=200, blank=True, help_text="Such as: ten calls of a week."
    )
    score = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    out_of = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    good = prose("what was good", "Good work is worth noting too: say what, and whose.")
    finding = prose("finding", "What falls short of which standard.", blank=False)
    action = prose("action", "Who does what by when; also changes to systems and processes.")
    follow_up = prose("what came of it", "What a later look showed.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None)
                | Q(out_of__isnull=False, out_of__gt=0, score__gte=0, score__lte=F("out_of")),
                name="quality_score_in_range",
                violation_error_message="The score is between 0 and the most that can be reached.",
            ),
        ]

    def clean(self) -> None:
        """Say at the field itself what the constraint would say of the whole record."""
        if self.score is None:
            return
        if self.out_of is None:
            raise ValidationError({"out_of": "Say how much could be reached: 7 out of 10."})
        if self.out_of <= 0:
            raise ValidationError({"out_of": "Give more than 0."})
        if not 0 <= self.score <= self.out_of:
            raise ValidationError({"score": f"Give 0 to {self.out_of.normalize():f}."})

    @property
    def percent(self) -> int | None:
        """The score in whole percent of what could be reached, as lists and charts compare it."""
        if self.score is None or not self.out_of:
            return None
        return round(self.score / self.out_of * 100)

    def people(self) -> Iterable[Member | None]:
        return (self.member,)


class Channel(models.TextChoices):
    BRIEFING = "briefing", "Team briefing"
    ONE_TO_ONE = "one-to-one", "One-to-one"
    MEETING = "meeting", "Team meeting"
    DIGITAL = "digital", "Digital: e-mail, chat, video"
    LISTENING = "listening", "Listening session"
    WRITTEN = "written", "Written notice"


class Communication(Record):
    """Something told to, agreed with or heard from the team. ``members``: for whom; none: all."""

    KIND = Kind.COMMUNICATION

    channel = models.CharField("method", max_length=10, choices=Channel)
    why = prose(
        "why this method", "How it suits the topic, these people and the time.", blank=False
    )
    message = prose("what it was about", "Objectives, responsibilities, priorities, news.")
    access = prose(
        "preferences and access needs", "What you did so that everybody could take part."
    )
    heard = prose("what was said back", "Questions, ideas, worries, and how you answered.")
    outcome = prose("outcome", "How you know that it was understood, and what was agreed.")
    improve = prose("how well it worked", "And what you would do differently.")

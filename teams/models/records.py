"""A record: anything the learner keeps about the team, of whatever kind, on one timeline."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from portfolio.models import User
from teams.models.teams import Member, Team


class Kind(models.TextChoices):
    """The value is part of addresses; the fixtures of ``assessment`` name it too."""

    SKILLS = "skills", "Team and skills"
    STANDARD = "standard", "Service standard"
    WORK_PLAN = "work-plan", "Work plan"
    ROTA = "rota", "Rota"
    COACHING_PLAN = "coaching-plan", "Coaching plan"
    COACHING_SESSION = "coaching-session", "Coaching session"
    COACHING_EVALUATION = "coaching-evaluation", "Coaching evaluation"
    REVIEW = "review", "Performance review"
    QUALITY_CHECK = "quality-check", "Quality check"
    COMMUNICATION = "communication", "Communication"
    PROBLEM = "problem", "Problem"
    INITIATIVE = "initiative", "Improvement initiative"
    SELF_ASSESSMENT = "self-assessment", "Self-assessment"
    DEVELOPMENT_PLAN = "development-plan", "Development plan"
    FEEDBACK = "feedback", "Feedback received"
    DIARY = "diary", "Diary entry"


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the user's own teams: nobody else reads what was not made evidence."""
        return self.filter(team__learner__user=user)

    def kept(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)


class Record(models.Model):
    """What all kinds share. Each kind is a table of its own that extends this one."""

    KIND: ClassVar[Kind]

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=20, choices=Kind, editable=False)
    title = models.CharField(max_length=200)
    happened_on = models.DateField("date")
    members = models.ManyToManyField(
        Member, blank=True, related_name="records", verbose_name="colleagues"
    )
    revision = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counts changes, so that no window overwrites another."
    )
    created_at = models.DateTimeField("written at", default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["team", "-happened_on", "-id"], name="record_timeline"),
            models.Index(fields=["team", "kind", "-happened_on", "-id"], name="record_list"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.kind and hasattr(self, "KIND"):
            self.kind = self.KIND

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.code])

    def people(self) -> Iterable[Member | None]:
        """The colleagues that the record's own columns and rows name; it is then listed by them."""
        return ()

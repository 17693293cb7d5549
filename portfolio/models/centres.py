"""Approved training centres and who works or learns in them."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portfolio.models.stored_names import StoredName

COVER_COLOUR = "#7a2b5e"
hex_colour = RegexValidator(r"^#[0-9a-f]{6}\Z", "Choose a colour, such as #7a2b5e.")


class Centre(models.Model):
    """An approved training centre: the tenant. Nothing of one centre is visible in another."""

    name = models.CharField(max_length=120, unique=True)
    number = models.CharField(
        "centre number", max_length=40, blank=True, help_text="Given by the awarding body."
    )
    logo_as = StoredName(
        "logo",
        blank=True,
        help_text="The stored picture for covers.",
        kept="the logo on covers",
        centre="",
    )
    cover_colour = models.CharField(
        "colour of covers", max_length=7, default=COVER_COLOUR, validators=[hex_colour]
    )
    cover_words = models.CharField(
        "words on covers",
        max_length=200,
        blank=True,
        help_text="Such as your address, or what you are approved for.",
    )
    second_factor_roles = models.JSONField(
        "roles that need a second step",
        default=list,
        blank=True,
        help_text="Of ``Role``: whoever holds one of them here logs in with a second step.",
    )
    quota_mb = models.PositiveIntegerField(
        "room for files, in megabytes",
        null=True,
        blank=True,
        help_text="Of all its learners together. Empty: the site’s usual; 0: no limit.",
    )
    learner_quota_mb = models.PositiveIntegerField(
        "room for the files of each learner, in megabytes",
        null=True,
        blank=True,
        help_text="Empty: the site’s usual; 0: no limit.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    LEARNER = "learner", "Learner"
    ASSESSOR = "assessor", "Assessor"
    TRAINEE = "trainee", "Trainee assessor"
    IQA = "iqa", "Internal quality assurer (IQA)"
    EQA = "eqa", "External quality assurer (EQA)"
    ADMIN = "admin", "Centre administrator"


def in_force(path: str = "") -> Q:
    """The condition that the membership at ``path`` ("membership__") has begun and not ended.

    Whole days count, at the site's time zone.
    """
    today = timezone.localdate()
    has_begun = Q((f"{path}starts_on__lte", today))
    return has_begun & (Q((f"{path}ends_on", None)) | Q((f"{path}ends_on__gte", today)))


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Begun and not yet ended."""
        return self.filter(in_force())


class Membership(models.Model):
    """A person's role in a centre, from one day to another (or open-ended)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    starts_on = models.DateField("starts on", default=timezone.localdate)
    ends_on = models.DateField("ends on", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["centre", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "user", "role"],
                name="membership_once_per_role",
                violation_error_message="This person already has that role in this centre.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.EQA) | Q(ends_on__isnull=False),
                name="membership_eqa_ends",
                violation_error_message="An EQA's access has an end date. Give one.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message="The end date is before the start date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.centre}"

    @property
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)

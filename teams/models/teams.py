"""The learner's own team at work: its members, and what each of them can do."""

import uuid
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from portfolio.models import Learner, User


def prose(label: str, help_text: str = "", *, blank: bool = True) -> models.TextField:
    """A few paragraphs of plain text."""
    return models.TextField(label, blank=blank, max_length=5000, help_text=help_text)


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """A learner's own. Personnel data: not even the centre sees what was not made evidence."""
        return self.filter(learner__user=user)

    def kept(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)


class Team(models.Model):
    """A team that a learner leads. Another job is another team."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField("team’s name", max_length=120)
    workplace = models.CharField(
        max_length=120, blank=True, help_text="The department or site, as far as it may be named."
    )
    purpose = prose("what the team is for", "Whom it serves, and with what.")
    began_on = models.DateField("you have led it since", default=timezone.localdate)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "-began_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "name"],
                condition=Q(archived_at=None),
                name="team_name_once",
                violation_error_message="You already keep a team of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("team", args=[self.code])

    @cached_property
    def hidden_names(self) -> dict[str, str]:
        """Real names that nobody else may read, and the pseudonyms that stand in their place."""
        if self._state.adding:
            return {}
        hidden = self.members.filter(is_named=False).exclude(real_name="")
        return {member.real_name: member.pseudonym for member in hidden}


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the user's own teams."""
        return self.filter(team__learner__user=user)

    def kept(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)

    def present(self, day: date | None = None) -> Self:
        """In the team on ``day``, or today, and not archived."""
        day = day or timezone.localdate()
        return self.kept().filter(
            Q(joined_on=None) | Q(joined_on__lte=day), Q(left_on=None) | Q(left_on__gte=day)
        )


class Member(models.Model):
    """A colleague, known by a pseudonym everywhere but on their own page and form."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    pseudonym = models.CharField(
        max_length=40, help_text="Not their real name: this is what everybody else reads."
    )
    real_name = models.CharField(
        max_length=120,
        blank=True,
        help_text="For yourself only. Where it is typed in a record, the pseudonym is shown.",
    )
    is_named = models.BooleanField(
        "Use the real name in evidence",
        default=False,
        help_text="Only if they have agreed to be named in your portfolio.",
    )
    job = models.CharField("role in the team", max_length=120, blank=True)
    responsibilities = prose("responsibilities", "As agreed with them.")
    strengths = prose("strengths", "What they are good at, competent in or know more of.")
    development_needs = prose("development needs")
    wishes = prose("development wishes", "What they would like to learn or do.")
    contracted_hours = models.DecimalField(
        "contracted hours a week",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(80)],
    )
    preferred_communication = models.CharField(
        max_length=200, blank=True, help_text="How they like to be told things."
    )
    access_needs = models.CharField(
        max_length=200, blank=True, help_text="What they need to take part, if they told you."
    )
    joined_on = models.DateField("in the team since", null=True, blank=True)
    left_on = models.DateField("left on", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["pseudonym", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "pseudonym"],
                condition=Q(archived_at=None),
                name="member_pseudonym_once",
                violation_error_message="Somebody in this team already has that pseudonym.",
            ),
            models.CheckConstraint(
                condition=Q(is_named=False) | ~Q(real_name=""),
                name="member_named_has_name",
                violation_error_message="Give the real name that they agreed to be shown by.",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="member_left_after_joining",
                violation_error_message="The day they left is before the day they joined.",
            ),
            models.CheckConstraint(
                condition=Q(contracted_hours=None)
                | Q(contracted_hours__gte=0, contracted_hours__lte=80),
                name="member_hours_in_range",
                violation_error_message="Give 0 to 80 hours a week.",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def get_absolute_url(self) -> str:
        return reverse("member", args=[self.code])

    @property
    def shown_name(self) -> str:
        """What pages, snapshots and the PDF call them."""
        return self.real_name if self.is_named else self.pseudonym


class Skill(models.Model):
    """A column of the skills matrix."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="skills")
    name = models.CharField("skill", max_length=80)
    wanted = models.PositiveSmallIntegerField(
        "people wanted",
        default=2,
        validators=[MaxValueValidator(999)],
        help_text="How many should be able to do it on their own.",
    )
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=Q(archived_at=None),
                name="skill_name_once",
                violation_error_message="This skill is already in the matrix.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Level(models.IntegerChoices):
    """How well somebody can do something."""

    NONE = 0, "Not yet"
    LEARNING = 1, "Learning"
    SUPPORTED = 2, "With support"
    ALONE = 3, "On their own"
    TEACHES = 4, "Can teach it"


class SkillLevel(models.Model):
    """A cell of the skills matrix. No row: not yet."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="levels")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(choices=Level)
    assessed_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["member", "skill"]
        constraints = [
            models.UniqueConstraint(fields=["member", "skill"], name="skill_level_once"),
            models.CheckConstraint(
                condition=Q(level__gte=0, level__lte=4),
                name="skill_level_in_range",
                violation_error_message="Levels run from 0 to 4.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.skill}: {self.get_level_display()}"

"""Rotas: a week of shifts, and how many people are needed when."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from teams.models.records import Kind, Record
from teams.models.teams import Member, Skill, prose

LAST_MINUTE = time(23, 59)
MINUTES_OF_A_DAY = 24 * 60


class Day(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


def minutes_into(moment: time) -> int:
    """Minutes since midnight. 23:59 is the coming midnight: a day has no later time to say it."""
    if (moment.hour, moment.minute) == (LAST_MINUTE.hour, LAST_MINUTE.minute):
        return MINUTES_OF_A_DAY
    return moment.hour * 60 + moment.minute


class Rota(Record):
    """One week; ``happened_on`` is its Monday."""

    KIND = Kind.ROTA

    reasoning = prose(
        "how it was planned",
        "Expected demand, people’s skills and wishes, and how the load is shared fairly.",
    )
    changes = prose("changes during the week", "What changed, why, and how cover was kept.")

    def clean(self) -> None:
        if not self.happened_on:
            return
        if self.happened_on.weekday() != Day.MONDAY:
            raise ValidationError({"happened_on": "A rota begins on a Monday."})
        if self.others_of_week(self.happened_on).exists():
            raise ValidationError({"happened_on": "There is a rota for this week already."})

    def others_of_week(self, monday: date) -> models.QuerySet["Rota"]:
        """Further rotas that the team keeps for the week of ``monday``."""
        kept = Rota.objects.kept().filter(team=self.team_id, happened_on=monday)
        return kept.exclude(code=self.code)

    @property
    def ends_on(self) -> date:
        """Its Sunday."""
        return self.happened_on + timedelta(days=6)

    def people(self) -> Iterable[Member | None]:
        return (shift.member for shift in self.shifts.select_related("member"))


class Stretch(models.Model):
    """A time on one day of the week, from one minute until another."""

    day = models.PositiveSmallIntegerField(choices=Day)
    starts_at = models.TimeField("from")
    ends_at = models.TimeField("until")

    class Meta:
        abstract = True

    @property
    def begins(self) -> int:
        """Minutes since midnight."""
        return minutes_into(self.starts_at)

    @property
    def ends(self) -> int:
        """Minutes since midnight."""
        return minutes_into(self.ends_at)

    @property
    def hours(self) -> str:
        """Such as 09:00–17:30."""
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    def overlaps(self, other: "Stretch") -> bool:
        """Whether both are on the same day and share a minute. Meeting at one is no overlap."""
        return self.day == other.day and self.begins < other.ends and other.begins < self.ends


class Shift(Stretch):
    """One person's stretch of work on one day of the week."""

    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="shifts")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="shifts", verbose_name="who"
    )
    break_minutes = models.PositiveSmallIntegerField(
        "unpaid break, minutes", default=0, validators=[MaxValueValidator(240)]
    )
    skill = models.ForeignKey(
        Skill,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shifts",
        help_text="What they cover; empty: whatever comes.",
    )

    class Meta:
        ordering = ["day", "starts_at", "member__pseudonym", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_start",
                violation_error_message="This shift ends before it begins. A shift past midnight "
                "is two: until 23:59, and from 00:00 on the next day.",
            ),
            models.CheckConstraint(condition=Q(day__gte=0, day__lte=6), name="shift_day_of_week"),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_day_display()} {self.hours}"

    def clean(self) -> None:
        known = None not in (self.starts_at, self.ends_at, self.break_minutes)
        if known and self.break_minutes >= self.ends - self.begins > 0:
            raise ValidationError({"break_minutes": "The break is as long as the shift."})

    @property
    def minutes(self) -> int:
        """What is worked of it."""
        return self.ends - self.begins - self.break_minutes

    @property
    def falls_on(self) -> date:
        return self.rota.happened_on + timedelta(days=self.day)


class CoverNeed(Stretch):
    """How many people are needed at a time of the week, perhaps with a skill.

    Needs with a skill are met by different people. One without a skill counts everybody who is
    there, so what skills need is part of it and does not come on top.
    """

    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="needs")
    people = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    skill = models.ForeignKey(
        Skill,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        help_text="Left empty: anybody.",
    )

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cover_ends_after_start",
                violation_error_message="This time ends before it begins.",
            ),
            models.CheckConstraint(condition=Q(day__gte=0, day__lte=6), name="cover_day_of_week"),
        ]

    def __str__(self) -> str:
        return f"{self.get_day_display()} {self.hours}: {self.people}"

    @property
    def what(self) -> str:
        """What is needed: a skill, or anybody."""
        return self.skill.name if self.skill else "Anybody"

"""Problems solved, and improvements made."""

from django.core.exceptions import ValidationError
from django.db import models

from teams.models.metrics import ServiceStandard
from teams.models.records import Kind, Record
from teams.models.teams import prose


class Technique(models.TextChoices):
    FIVE_WHYS = "five-whys", "Five whys"
    FISHBONE = "fishbone", "Fishbone diagram"
    PARETO = "pareto", "Pareto count"
    MAPPING = "mapping", "Process mapping"
    TALKING = "talking", "Talking it through with those who do it"


class Problem(Record):
    """An operational problem: identified, analysed, decided, carried out, followed up."""

    KIND = Kind.PROBLEM

    identified = prose("what happened", "How it was noticed, how often, whom it hurt.", blank=False)
    technique = models.CharField("analysed by", max_length=9, choices=Technique, blank=True)
    root_cause = prose("root cause", "What lies beneath it, and how you know.")
    choice = prose("why this option", "Weighed against the others.")
    action = prose("what was done", "Who did what, and when.")
    informed = prose("who was kept informed", "And how.")
    result = prose("result", "What changed, in figures where there are any.")
    follow_up = prose("follow-up", "What you checked later, and what keeps it solved.")
    followed_up_on = models.DateField("followed up on", null=True, blank=True)

    def clean(self) -> None:
        if self.happened_on and self.followed_up_on and self.followed_up_on < self.happened_on:
            raise ValidationError({"followed_up_on": "This is before the problem was noticed."})


class ProblemOption(models.Model):
    """A way in which the problem could have been solved; at most one of them is chosen."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="options")
    text = models.CharField("option", max_length=300)
    in_favour = models.CharField("for it", max_length=300, blank=True)
    against = models.CharField("against it", max_length=300, blank=True)
    is_chosen = models.BooleanField("chosen", default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Initiative(Record):
    """A service gap closed by plan, do, check, act, and by winning people for it."""

    KIND = Kind.INITIATIVE

    gap = prose(
        "the gap", "Between the service given and the one wanted; how you know.", blank=False
    )
    standard = models.ForeignKey(
        ServiceStandard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name="service standard it is to move",
    )
    ends_on = models.DateField("until", null=True, blank=True)
    planned = prose("plan", "What was to change, by whom, by when.")
    done = prose("do", "What was tried, and on what scale.")
    checked = prose("check", "What the figures and the people said.")
    acted = prose("act", "What was kept, changed or dropped.")
    people_side = prose("people and culture", "How the team was involved, motivated and thanked.")
    outcome = prose("outcome in figures", "Before and after, for customers and for the team.")

    def clean(self) -> None:
        if self.happened_on and self.ends_on and self.ends_on < self.happened_on:
            raise ValidationError({"ends_on": "It ends before it begins."})

"""The forms of work plans."""

from datetime import timedelta

from crispy_forms.layout import Fieldset
from django.utils import timezone

from teams.forms.records import OwnForm, RecordForm, Rows, side_by_side
from teams.models import PlanObjective, PlanRisk, WorkPlan

A_QUARTER = timedelta(weeks=13)


class PlanObjectiveForm(OwnForm):
    class Meta:
        model = PlanObjective
        fields = ["text", "standard", "indicator"]

    def layout(self):
        return ("text", side_by_side("standard", "indicator"))


class PlanRiskForm(OwnForm):
    class Meta:
        model = PlanRisk
        fields = ["text", "likelihood", "contingency"]

    def layout(self):
        return (side_by_side("text", "likelihood"), "contingency")


class WorkPlanForm(RecordForm):
    """The plan itself. Its tasks are added on its page, one by one."""

    rows = (
        Rows(
            "objectives",
            PlanObjective,
            PlanObjectiveForm,
            "Objectives",
            lead="Tie each to a service standard, and say by which figure you will know.",
            one="objective",
        ),
        Rows(
            "risks",
            PlanRisk,
            PlanRiskForm,
            "Risks",
            lead="What may go wrong, and what you do then.",
            one="risk",
        ),
    )

    class Meta:
        model = WorkPlan
        fields = [
            "title",
            "happened_on",
            "ends_on",
            "purpose",
            "involvement",
            "members",
            "resources",
            "progress",
        ]
        labels = {"happened_on": "From", "members": "Colleagues"}
        help_texts = {
            "members": "Who was involved in planning. Whoever has a task is added by itself."
        }

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if not self.instance.pk:
            today = timezone.localdate()
            self.initial.setdefault("title", f"Work plan from {today:%B %Y}")
            self.initial.setdefault("ends_on", today + A_QUARTER)

    def layout(self):
        return (
            "title",
            side_by_side("happened_on", "ends_on"),
            "purpose",
            Fieldset("Planned with the team", "involvement", "members"),
            Fieldset("Means and monitoring", "resources", "progress"),
        )

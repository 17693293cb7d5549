"""The forms of a plan's tasks."""

from datetime import date, timedelta

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.utils import timezone

from portfolio.models import User
from teams import planning
from teams.forms.records import OwnForm, side_by_side
from teams.models import Task, TaskStatus, WorkPlan

A_WORKING_WEEK = timedelta(days=4)


class TaskForm(OwnForm):
    """A task of ``plan``. ``revision`` is the plan's, which its writer started from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Task
        fields = [
            "title",
            "objective",
            "quality_criteria",
            "starts_on",
            "ends_on",
            "hours",
            "assignee",
            "reason",
            "reason_words",
            "after",
            "status",
        ]
        labels = {"after": "After", "hours": "Hours of work", "quality_criteria": "Done well when"}

    def __init__(self, data=None, *args, plan: WorkPlan, **kwargs):
        self.plan = plan
        super().__init__(data, *args, team=plan.team, **kwargs)
        self.instance.plan = plan
        self.initial.setdefault("revision", plan.revision)
        self.fields["after"].label_from_instance = _until
        if not self.instance.pk:
            first, last = self._first_days()
            self.initial.setdefault("starts_on", first)
            self.initial.setdefault("ends_on", last)

    def _first_days(self):
        """From the next working day, as far as the plan goes, for a working week."""
        plan = self.plan
        first = min(max(_working_day(timezone.localdate()), plan.happened_on), plan.ends_on)
        return first, min(first + A_WORKING_WEEK, plan.ends_on)

    def layout(self):
        others = ["after"] if self.fields["after"].queryset.exists() else []
        return (
            Fieldset("What", "title", "objective", "quality_criteria"),
            Fieldset(
                "When",
                side_by_side("starts_on", "ends_on", "hours"),
                *(Div(name, css_class="task-after") for name in others),
                "status",
            ),
            Fieldset(
                "Who, and why",
                "assignee",
                HTML("{% include 'teams/_task_colleagues.html' %}"),
                side_by_side("reason", "reason_words"),
            ),
        )

    def offered(self, name, rows):
        """Only what belongs to this plan; colleagues as everywhere."""
        if name == "objective":
            return self.plan.objectives.all()
        if name == "after":
            return self.plan.tasks.exclude(pk=self.instance.pk)
        return super().offered(name, rows)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("assignee") and (cleaned.get("reason") or cleaned.get("reason_words")):
            self.add_error("assignee", "Say who this reason is about.")
        return cleaned

    def keep(self, user: User) -> Task:
        """Save the task; raises ``ValidationError`` where it does not fit in with the others."""
        task, after = self.instance, self.cleaned_data["after"]
        if task.pk:
            revision = self.cleaned_data["revision"] or 0
            return planning.change_task(task=task, after=after, user=user, revision=revision)
        return planning.add_task(task=task, after=after, user=user)


def _working_day(day: date) -> date:
    """That day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _until(task: Task) -> str:
    return f"{task.title} (until {task.ends_on.day} {task.ends_on:%B})"


class TaskDaysForm(forms.Form):
    """Where a bar of the chart was moved to."""

    starts_on = forms.DateField()
    ends_on = forms.DateField()


class TaskStatusForm(forms.Form):
    """How far a task is."""

    status = forms.ChoiceField(choices=TaskStatus)

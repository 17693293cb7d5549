"""The forms of coaching."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from crispy_forms.layout import HTML
from django import forms
from django.forms import BaseInlineFormSet
from django.utils import timezone
from django.utils.functional import cached_property

from teams.coaching import advice_on, change_in, cycle_of, mark_reached
from teams.forms.colleagues import AboutOne, chosen
from teams.forms.notes import NoteForm, dated
from teams.forms.records import OwnForm, Rows, side_by_side
from teams.models import (
    CoachingEvaluation,
    CoachingObjective,
    CoachingPlan,
    CoachingSession,
    ServiceStandard,
)

USUAL_LENGTH = timedelta(weeks=6)
USUAL_MINUTES = 30
SHOWN = '<input type="hidden" name="reached_of" value="{{ form.cycle.plan.pk }}">'


# -- The plan ---------------------------------------------------------------------------------


class CoachingObjectiveForm(OwnForm):
    class Meta:
        model = CoachingObjective
        fields = ["text", "measure", "due_on", "is_reached"]
        help_texts = {
            "text": "What they will be able to do: “Settles adjusted bills at the first contact”.",
            "measure": "From which figure to which: “from 52% to 75%”.",
        }

    def layout(self):
        reached = ("is_reached",) if self.instance.pk else ()
        return ("text", side_by_side("measure", "due_on"), *reached)


class CoachingObjectives(BaseInlineFormSet):
    """Nothing is reached before it is agreed: new objectives have no box for it."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not form.instance.pk:
            form.fields.pop("is_reached", None)


class CoachingPlanForm(AboutOne, NoteForm):
    title_help = "Left empty: whom it is for, and the date."
    looks_back = False
    rows = (
        Rows(
            "objectives",
            CoachingObjective,
            CoachingObjectiveForm,
            "Objectives",
            lead="One or two are enough. Each with a measure, so that you can both tell.",
            one="objective",
            formset=CoachingObjectives,
            blank=2,
        ),
    )

    class Meta:
        model = CoachingPlan
        fields = [
            "member",
            "standard",
            "needs",
            "learning",
            "methods",
            "resources",
            "happened_on",
            "ends_on",
            "title",
        ]
        labels = {"happened_on": "Agreed on"}
        help_texts = {
            "standard": "Its readings will show whether the coaching changed something.",
            "methods": "Such as demonstration, practice on examples, listening to calls together. "
            "Why these suit the colleague and the workplace.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("ends_on", timezone.localdate() + USUAL_LENGTH)
        self._propose_standard()

    def layout(self):
        return (
            side_by_side("member", "standard"),
            HTML("{% include 'teams/_coaching_colleagues.html' %}"),
            "needs",
            "learning",
            "methods",
            "resources",
            side_by_side("happened_on", "ends_on"),
            "title",
        )

    @cached_property
    def advice(self):
        """What would make a plan that is kept already less vague."""
        return advice_on(cycle_of(self.instance)) if self.instance.pk else ()

    def proposed_title(self, cleaned):
        if "member" not in cleaned:
            return ""
        return dated(f"Coaching {cleaned['member'].shown_name}", cleaned.get("happened_on"))

    def _propose_standard(self):
        """Where the team keeps one standard only, it is that."""
        if self.instance.pk or self.is_bound:
            return
        standards = ServiceStandard.objects.kept().filter(team=self.team)[:2]
        if len(standards) == 1:
            self.initial.setdefault("standard", standards[0].pk)


# -- What follows a plan ----------------------------------------------------------------------


class OfPlanForm(NoteForm):
    """A record of a plan: it shows how far the plan is, and names it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plans = self.fields["plan"]
        plans.queryset = plans.queryset.select_related("member", "standard", "team")
        plans.label_from_instance = lambda plan: f"{plan.title} ({plan.member.shown_name})"

    @cached_property
    def cycle(self):
        """The plan with what it has had so far, once it is known which plan."""
        plan = chosen(self, "plan")
        return cycle_of(plan) if plan else None

    @property
    def others(self):
        """The sessions of the plan but this one."""
        sessions = self.cycle.sessions if self.cycle else ()
        return [session for session in sessions if session.pk != self.instance.pk]


class CoachingSessionForm(OfPlanForm):
    title_help = "Left empty: which session it is, and with whom."

    class Meta:
        model = CoachingSession
        fields = [
            "plan",
            "happened_on",
            "minutes",
            "listening",
            "demonstration",
            "practice",
            "feedback_given",
            "next_step",
            "next_on",
            "title",
        ]
        labels = {"plan": "Coaching plan"}
        help_texts = {
            "feedback_given": "What was good and what to change, in words they can act on.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            last = self.others[-1] if self.others else None
            self.initial.setdefault("minutes", (last and last.minutes) or USUAL_MINUTES)

    def layout(self):
        return (
            "plan",
            HTML("{% include 'teams/_coaching_last_time.html' %}"),
            side_by_side("happened_on", "minutes"),
            "listening",
            "demonstration",
            "practice",
            "feedback_given",
            side_by_side("next_step", "next_on"),
            "title",
        )

    @property
    def last_time(self):
        """The session before this one."""
        if self.instance.pk:
            others = [each for each in self.others if each.happened_on <= self.instance.happened_on]
            return others[-1] if others else None
        return self.others[-1] if self.others else None

    def proposed_title(self, cleaned):
        if "plan" not in cleaned:
            return ""
        return f"Session {len(self.others) + 1} with {cleaned['plan'].member.shown_name}"


@dataclass
class Reached:
    """What became of the plan's objectives: saved with the evaluation, as its rows would be."""

    plan: CoachingPlan
    objectives: Iterable[CoachingObjective]
    instance: CoachingEvaluation | None = None

    def save(self):
        if self.plan.archived_at is None:
            mark_reached(self.plan, self.objectives)


class CoachingEvaluationForm(OfPlanForm):
    title_help = "Left empty: what is evaluated."

    class Meta:
        model = CoachingEvaluation
        fields = [
            "plan",
            "happened_on",
            "figure_before",
            "figure_after",
            "effect",
            "colleagues_view",
            "worked",
            "adjustment",
            "title",
        ]
        labels = {"plan": "Coaching plan"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self._objectives:
            self.fields["reached"] = self._reached()
        if self.change and not self.instance.pk:
            self.initial.setdefault("figure_before", self.change.before)
            self.initial.setdefault("figure_after", self.change.after)

    def layout(self):
        return (
            "plan",
            "happened_on",
            HTML("{% include 'teams/_coaching_change.html' %}"),
            side_by_side("figure_before", "figure_after"),
            "effect",
            *(("reached", HTML(SHOWN)) if self._objectives else ()),
            "colleagues_view",
            "worked",
            "adjustment",
            "title",
        )

    @cached_property
    def change(self):
        """What the readings say of the plan's standard, to begin with."""
        return change_in(self.cycle) if self.cycle else None

    def proposed_title(self, cleaned):
        return f"Evaluation: {cleaned['plan'].title}"[:200] if "plan" in cleaned else ""

    @property
    def kept(self):
        kept = super().kept
        # Boxes that the page did not show, because it did not know the plan, are not empty ones.
        if self._objectives and self.data.get("reached_of") == str(self.cycle.plan.pk):
            kept["rows"] = [*kept["rows"], Reached(self.cycle.plan, self.cleaned_data["reached"])]
        return kept

    def _reached(self):
        return forms.ModelMultipleChoiceField(
            self._objectives,
            label="Objectives that are reached",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[each for each in self._objectives if each.is_reached],
        )

    @cached_property
    def _objectives(self):
        none = CoachingObjective.objects.none()
        return self.cycle.plan.objectives.all() if self.cycle else none

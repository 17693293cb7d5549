"""The forms of performance reviews."""

from collections.abc import Iterable
from dataclasses import dataclass

from crispy_forms.layout import HTML
from django.db.models import Q
from django.forms import BaseInlineFormSet
from django.utils import timezone
from django.utils.functional import cached_property

from teams.forms.colleagues import AboutOne, chosen
from teams.forms.notes import NoteForm
from teams.forms.records import OwnForm, Rows, side_by_side
from teams.models import (
    Review,
    ReviewMetric,
    ReviewObjective,
    ServiceStandard,
    Team,
)
from teams.reviewing import (
    advice_on,
    advice_on_objective,
    courses_of,
    earlier_objectives,
    follow_up,
    period_for,
)

# -- The standards that were discussed --------------------------------------------------------


class ReviewMetricForm(OwnForm):
    # What the readings of the period say of the standard; the formset knows.
    said = ""

    class Meta:
        model = ReviewMetric
        fields = ["standard", "comment"]

    def layout(self):
        return (
            side_by_side("standard", "comment"),
            HTML('{% if form.said %}<p class="muted small">{{ form.said }}</p>{% endif %}'),
        )


class ReviewMetricFormSet(BaseInlineFormSet):
    """Each standard once; a new review proposes those with readings in its period."""

    def propose(self, courses):
        """Begin with a row for each of the courses. The rows count once they are sent."""
        self.said = {course.standard.pk: f"{course.whose}: {course.words}" for course in courses}
        self.initial_extra = [{"standard": course.standard.pk} for course in courses]
        self.extra = max(self.extra, len(courses))

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.said = getattr(self, "said", {}).get(form.initial.get("standard"), "")
        return form

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["standard"].choices = self._standards

    @cached_property
    def _standards(self):
        """What each row offers, read once for all of them."""
        chosen = {metric.standard_id for metric in self.get_queryset()}
        offered = Q(archived_at=None) | Q(pk__in=chosen)
        standards = ServiceStandard.objects.filter(offered, team=self.form_kwargs["team"])
        return [("", "---------"), *((standard.pk, standard.title) for standard in standards)]

    def get_unique_error_message(self, unique_check):
        return "A standard is discussed once in a review: put both remarks into one row."


@dataclass(frozen=True)
class Metrics(Rows):
    """The rows of standards, with those that have readings proposed for a new review."""

    def of(self, record_form, data):
        formset = super().of(record_form, data)
        if data is None and not record_form.instance.pk and record_form.courses:
            formset.propose(record_form.courses)
        return formset


# -- Objectives -------------------------------------------------------------------------------


class ReviewObjectiveForm(OwnForm):
    class Meta:
        model = ReviewObjective
        fields = ["specific", "measurable", "achievable", "relevant", "due_on"]
        help_texts = {
            "specific": "One thing: “Settles adjusted bills without calling back”.",
            "measurable": "From which figure to which, and where it is read.",
            "achievable": "Training, time, somebody to ask.",
            "relevant": "The standard or the customers that gain by it.",
        }

    def layout(self):
        return (
            "specific",
            side_by_side("measurable", "due_on"),
            side_by_side("achievable", "relevant"),
            HTML("{% include 'teams/_review_objective.html' %}"),
        )

    @property
    def advice(self):
        """Which parts are missing or vague, once something is written."""
        if not self.instance.specific:
            return ()
        return advice_on_objective(self.instance, self.instance.review.happened_on)


class ReviewObjectiveFormSet(BaseInlineFormSet):
    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.review = self.instance  # read once, for the advice on each
        return form


class FollowUpForm(OwnForm):
    """What became of one earlier objective."""

    class Meta:
        model = ReviewObjective
        fields = ["outcome", "outcome_words"]

    def layout(self):
        return (side_by_side("outcome", "outcome_words"),)


class FollowUps:
    """The forms of a colleague's earlier objectives, saved with the review like its rows.

    The page sends which objectives it showed. One that is not this colleague's, or not open any
    more, is refused.
    """

    NAME = "earlier"

    def __init__(self, data, objectives: Iterable[ReviewObjective], team: Team) -> None:
        self.shown = set(data.getlist(self.NAME)) if data is not None else set()
        self.forms = [self._form(data, objective, team) for objective in objectives]
        self.instance: Review | None = None

    def _form(self, data, objective, team):
        # An objective that the page did not show yet is left as it is.
        sent = data if str(objective.pk) in self.shown else None
        prefix = f"{self.NAME}-{objective.pk}"
        return FollowUpForm(sent, instance=objective, prefix=prefix, team=team)

    def __iter__(self):
        return iter(self.forms)

    @property
    def error(self) -> str:
        if self.shown <= {str(form.instance.pk) for form in self.forms}:
            return ""
        return (
            "What you followed up was agreed with somebody else, or is not open any more. Nothing "
            "is saved yet: look at the objectives below, and save again."
        )

    def is_valid(self) -> bool:
        sent = [form for form in self.forms if form.is_bound]
        return all([not self.error, *(form.is_valid() for form in sent)])

    def save(self) -> None:
        for form in self.forms:
            if form.is_bound and form.has_changed():
                follow_up(
                    objective=form.instance,
                    review=self.instance,
                    outcome=form.cleaned_data["outcome"],
                    words=form.cleaned_data["outcome_words"],
                )


# -- The review -------------------------------------------------------------------------------


class ReviewForm(AboutOne, NoteForm):
    title_help = "Left empty: whose review it is, and the month."
    looks_back = False
    rows = (
        Metrics(
            "metrics",
            ReviewMetric,
            ReviewMetricForm,
            "Service standards discussed",
            lead="The readings of the period are shown with each: their own where there are some, "
            "or else the team’s.",
            one="standard",
            formset=ReviewMetricFormSet,
        ),
        Rows(
            "objectives",
            ReviewObjective,
            ReviewObjectiveForm,
            "SMART objectives",
            lead="Specific, measurable, achievable, relevant, time-bound. The next review asks "
            "what became of them.",
            one="objective",
            key="review",
            formset=ReviewObjectiveFormSet,
        ),
    )

    class Meta:
        model = Review
        fields = [
            "member",
            "happened_on",
            "period_from",
            "period_until",
            "strengths",
            "improvements",
            "own_words",
            "actions",
            "agreement",
            "agreed_on",
            "remarks",
            "title",
        ]
        labels = {"agreed_on": "Agreed on"}

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("period_from", self.period[0])
            self.initial.setdefault("period_until", self.period[1])
        if self.instance.pk and self.instance.followed_up.exists():
            self.fields["member"].disabled = True
            self.fields["member"].help_text = "Their earlier objectives are followed up here."
        self.follow_ups = FollowUps(data, self._earlier(), self.team)

    def layout(self):
        return (
            side_by_side("member", "happened_on"),
            HTML("{% include 'teams/_review_begin.html' %}"),
            side_by_side("period_from", "period_until"),
            HTML("{% include 'teams/_review_follow_up.html' %}"),
            "strengths",
            "improvements",
            "own_words",
            "actions",
            side_by_side("agreement", "agreed_on"),
            "remarks",
            "title",
        )

    @cached_property
    def period(self):
        """What a new review looks back on: all since the one before."""
        return period_for(self.colleague, timezone.localdate())

    @cached_property
    def courses(self):
        """The standards with readings in that period."""
        if not self.colleague:
            return ()
        standards = ServiceStandard.objects.kept().filter(team=self.team)
        courses = courses_of(standards, self.colleague, *self.period)
        return tuple(course for course in courses if course.readings)

    @cached_property
    def advice(self):
        """What is still missing from a review that is kept already."""
        return advice_on(self.instance) if self.instance.pk else ()

    def is_valid(self):
        is_valid = all([super().is_valid(), self.follow_ups.is_valid()])
        self.stand_ins.update(*(form.stand_ins for form in self.follow_ups))
        return is_valid

    @property
    def kept(self):
        return super().kept | {"rows": [*self.formsets, self.follow_ups]}

    def proposed_title(self, cleaned):
        day, member = cleaned.get("happened_on"), cleaned.get("member")
        if not (day and member):
            return ""
        return f"Review of {member.shown_name}, {day:%B %Y}"

    def _earlier(self):
        day = chosen(self, "happened_on")
        if not (self.colleague and day):
            return ()
        return earlier_objectives(self.colleague, day, self.instance)

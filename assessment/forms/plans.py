"""The forms of assessment plans."""

from uuid import uuid4

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone

from assessment.coverage import Coverage
from assessment.models import (
    AssessmentPlan,
    PlannedEvidence,
    PlanReview,
    PlanTemplate,
    ReviewReading,
)
from assessment.status import Status
from portfolio.forms.people import TidyField, plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Method

PLAN = fields_for_model(AssessmentPlan, ["title", "notes"], field_classes={"title": TidyField})
PLAN["notes"].widget.attrs["rows"] = 5
ROW = fields_for_model(
    PlannedEvidence, ["what", "closed_because"], field_classes={"what": TidyField}
)
REVIEW = fields_for_model(PlanReview, ["progress", "agreed"])
for words in REVIEW.values():
    words.widget.attrs["rows"] = 4
READING = fields_for_model(ReviewReading, ["comment"])
READING["comment"].widget.attrs["rows"] = 3
TEMPLATE = fields_for_model(PlanTemplate, ["title"], field_classes={"title": TidyField})


class RevisedForm(VerbForm):
    """A form of something that others change too; ``revision`` is what its writer started from."""

    def start_from(self, revision: int) -> None:
        """Sent once more, it replaces ``revision``, which its writer is shown beside it."""
        self.data = self.data.copy()
        self.data["revision"] = revision


class PlanForm(RevisedForm):
    """What stands above the rows."""

    title = PLAN["title"]
    notes = PLAN["notes"]
    review_on = date_field("Next review", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self, "title", "notes", "review_on", "revision")


class RowForm(RevisedForm):
    """One piece of evidence to gather. ``coverage``: of the enrolment, whose criteria are offered.

    ``code`` makes a new row one row, however often its form is sent.
    """

    what = ROW["what"]
    method = forms.ChoiceField(
        label="Assessment method", choices=[("", "Choose a method"), *Method.choices]
    )
    due_on = date_field("By", error_messages={"required": "Say by when."})
    criteria = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose at least one criterion.",
            "invalid_choice": "Choose criteria of this qualification.",
        }
    )
    code = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, coverage: Coverage, initial=None):
        super().__init__(data, initial={"code": uuid4(), **(initial or {})})
        self.coverage = coverage
        self.fields["what"].widget.attrs |= {"autocomplete": "off"}
        self.fields["criteria"].choices = [
            (str(criterion.id), criterion.label)
            for unit in coverage.units
            for criterion in unit.criteria
        ]
        self.helper = plain_helper(
            self, "what", side_by_side("method", "due_on"), "code", "revision"
        )

    @property
    def words(self) -> dict:
        """Of a valid form: what the verbs take."""
        cleaned = self.cleaned_data
        return {
            "what": cleaned["what"],
            "method": cleaned["method"],
            "due_on": cleaned["due_on"],
            "criteria": [int(pk) for pk in cleaned["criteria"]],
        }

    @property
    def ticked(self) -> set[int]:
        """The criteria (primary keys) that are chosen, as sent or as stored."""
        if not self.is_bound:
            return set(self.initial.get("criteria", ()))
        offered = dict(self.fields["criteria"].choices)
        return {int(sent) for sent in self.data.getlist("criteria") if sent in offered}

    @property
    def open_units(self) -> list:
        """Units, each with its outcomes and their criteria that are not met or ticked here."""
        return self._units(lambda criterion: not self._is_put_back(criterion))

    @property
    def met_units(self) -> list:
        """The same for what is met: offered further down."""
        return self._units(self._is_put_back)

    def _is_put_back(self, criterion) -> bool:
        return criterion.status == Status.MET and criterion.id not in self.ticked

    def _units(self, is_wanted) -> list:
        units = []
        for unit in self.coverage.units:
            outcomes = [
                (outcome, [each for each in outcome.criteria if is_wanted(each)])
                for outcome in unit.outcomes
            ]
            if outcomes := [pair for pair in outcomes if pair[1]]:
                units.append((unit, outcomes))
        return units


class CloseRowForm(VerbForm):
    because = ROW["closed_because"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].required = True
        self.fields["because"].label = "Why is it no longer needed?"
        self.fields["because"].error_messages["required"] = "Say why it is no longer needed."
        self.helper = plain_helper(self)


class SignForm(VerbForm):
    """``seen``: the hash of the plan as it was on the page."""

    seen = forms.RegexField(r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)


class ReviewForm(VerbForm):
    held_on = date_field("Held on")
    progress = REVIEW["progress"]
    agreed = REVIEW["agreed"]
    next_on = date_field("Next review", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None):
        super().__init__(data, initial={"key": uuid4(), "held_on": timezone.localdate()})
        self.helper = plain_helper(
            self, "progress", "agreed", side_by_side("held_on", "next_on"), "key"
        )


class ReadingForm(VerbForm):
    comment = READING["comment"]


class TemplateForm(VerbForm):
    title = TEMPLATE["title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "Name of the template"
        self.helper = plain_helper(self)

"""Observations of assessors and standardisation meetings, as they are sent."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import fields_for_model
from django.utils import timezone

from assessment.forms.sampling import KeyedForm
from assessment.models import AssessorObservation, Qualification, StandardisationMeeting
from assessment.quality.records import ASSESSORS, STAFF
from portfolio.forms.people import plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Centre, Evidence, Learner, Method, User
from portfolio.notifying import people_in

MOST_ITEMS = 40
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
CITED = re.compile(r"(?P<reference>.+?)[\s,;:]+E(?P<number>[1-9][0-9]{0,8})\s*\Z", re.IGNORECASE)

_OBSERVATION = fields_for_model(AssessorObservation, ["strengths", "actions"])
_MEETING = fields_for_model(StandardisationMeeting, ["title", "discussed", "decided"])
for _field in (_OBSERVATION["strengths"], _OBSERVATION["actions"]):
    _field.widget.attrs["rows"] = 4
for _field in (_MEETING["discussed"], _MEETING["decided"]):
    _field.widget.attrs["rows"] = 5


class ObservationForm(KeyedForm):
    """What was seen of an assessor at work."""

    assessor = forms.ModelChoiceField(User.objects.none(), empty_label="Choose an assessor")
    held_on = date_field("Observed on", initial=timezone.localdate)
    method = forms.ChoiceField(choices=Method, label="What was observed")
    learner = forms.ModelChoiceField(
        Learner.objects.none(), required=False, empty_label="No single learner"
    )
    strengths = _OBSERVATION["strengths"]
    actions = _OBSERVATION["actions"]
    is_satisfactory = forms.BooleanField(
        required=False, initial=True, label="Assessment practice is satisfactory"
    )

    def __init__(
        self, *args: Any, centre: Centre, learners: QuerySet[Learner], by: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessor"].queryset = people_in(centre, ASSESSORS).exclude(pk=by.pk)
        self.fields["learner"].queryset = learners.select_related("user")
        self.helper = plain_helper(
            self,
            side_by_side("assessor", "held_on"),
            side_by_side("method", "learner"),
            "strengths",
            "actions",
            "is_satisfactory",
            "key",
        )

    def clean(self) -> None:
        super().clean()
        sent = self.cleaned_data
        if not sent.get("is_satisfactory") and not sent.get("actions"):
            self.add_error("actions", "Say what has to change, and by when.")


class MeetingForm(VerbForm):
    """The record of a standardisation meeting."""

    title = _MEETING["title"]
    held_on = date_field("Held on", initial=timezone.localdate)
    qualification = forms.ModelChoiceField(
        Qualification.objects.none(), required=False, empty_label="All qualifications"
    )
    attendees = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Who was there",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say who was there."},
    )
    items = forms.CharField(
        required=False,
        label="Items that were compared",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="One on each line: the learner’s reference and the item’s number, such as "
        "“L-0101 E4”, or the address of the item’s page.",
    )
    discussed = _MEETING["discussed"]
    decided = _MEETING["decided"]
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def __init__(
        self,
        *args: Any,
        centre: Centre,
        learners: QuerySet[Learner],
        meeting: StandardisationMeeting | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.learners = learners
        people = people_in(centre, STAFF)
        if meeting is not None:
            there = meeting.attendees.values("pk")
            people = User.objects.filter(pk__in=people.values("pk")) | User.objects.filter(
                pk__in=there
            )
        self.fields["attendees"].queryset = people
        self.fields["qualification"].queryset = Qualification.objects.filter(
            enrolments__learner__centre=centre
        ).distinct()
        self.helper = plain_helper(
            self,
            "title",
            side_by_side("held_on", "qualification"),
            "attendees",
            "items",
            "discussed",
            "decided",
            "key",
            "revision",
        )

    def clean_items(self) -> list[Evidence]:
        lines = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if len(lines) > MOST_ITEMS:
            raise forms.ValidationError(f"Name {MOST_ITEMS} items at most.")
        return list({item.pk: item for item in map(self._item, lines)}.values())

    def _item(self, line: str) -> Evidence:
        """The item that a line names, among those of the learners one looks after."""
        found = Evidence.objects.shared().filter(learner__in=self.learners)
        found = found.select_related("learner__user")
        if code := UUID.search(line):
            found = found.filter(code=code.group())
        elif cited := CITED.match(line):
            found = found.filter(
                learner__reference__iexact=cited["reference"], number=int(cited["number"])
            )
        else:
            found = found.none()
        item = found.first()
        if item is None:
            raise forms.ValidationError(
                f"There is no item “{line[:80]}” among those of your learners. Write it as "
                "“L-0101 E4”."
            )
        return item


def cited(items: QuerySet[Evidence]) -> str:
    """Items as the form takes them."""
    return "\n".join(
        f"{item.learner.reference} {item.label}" if item.learner.reference else str(item.code)
        for item in items.select_related("learner")
    )

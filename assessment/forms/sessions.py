"""The form of what an assessor records: its facts, and its rows of questions and answers."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from assessment.models import AssessorRecord, Question
from assessment.sessions.recording import MOST_ROWS, Row
from assessment.sessions.words import Words
from portfolio.forms.evidence import is_unseen
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Evidence
from portfolio.people import tidy

A_TIME = r"^\s*(\d{1,2}([:.]\d{2}){1,2})?\s*$"


def _time_field(label: str, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


class RevisionForm(VerbForm):
    """A form about an unsigned record. ``revision`` is the one that its writer started from."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    @property
    def seen(self) -> int:
        return self.cleaned_data["revision"] or 0


class SessionForm(RevisionForm):
    """The facts. ``code`` makes a new record one record, however often its form is sent."""

    code = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        max_length=200,
        help_text="What it was about, in a few words.",
        error_messages={"required": "Give it a title."},
    )
    day = date_field("Date", error_messages={"required": "Give the day, or the day planned."})
    began = _time_field("From", error_messages={"required": "Say when it began, or will begin."})
    ended = _time_field("To", required=False, help_text="Left empty: not over yet.")
    place = forms.CharField(label="Where", max_length=160, required=False)
    present = forms.CharField(
        label="Who else was there",
        max_length=300,
        required=False,
        help_text="Roles or pseudonyms, not real names.",
    )
    follow_up = forms.CharField(
        label="Agreed next steps",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, evidence: Evidence | None = None) -> None:
        super().__init__(data, initial=_written(evidence) if evidence else _begun())
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "revision",
            "code",
            "title",
            Div(
                *(Div(name, css_class="col-sm-4") for name in ("day", "began", "ended")),
                css_class="row",
            ),
            Div(
                *(Div(name, css_class="col-sm-6") for name in ("place", "present")),
                css_class="row",
            ),
            "follow_up",
        )

    def clean_title(self):
        title = tidy(self.cleaned_data["title"])
        if is_unseen(title):
            raise forms.ValidationError("Give it a title that can be seen.")
        return title

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not 1950 <= day.year <= timezone.localdate().year + 2:
            raise forms.ValidationError("Check the year.")
        return day

    def clean(self):
        super().clean()
        began, ended = self.cleaned_data.get("began"), self.cleaned_data.get("ended")
        if began and ended and ended <= began:
            self.add_error("ended", "This is not after the beginning.")

    @property
    def facts(self) -> dict[str, Any]:
        """What the verbs of ``recording_sessions`` take."""
        said = self.cleaned_data
        return {name: said[name] for name in ("title", "place", "present", "follow_up")} | {
            "began_at": self._moment(said["began"]),
            "ended_at": self._moment(said["ended"]) if said["ended"] else None,
        }

    def _moment(self, at: time) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], at))


def _begun() -> dict[str, Any]:
    now = timezone.localtime()
    return {"code": uuid4(), "revision": 0, "day": now.date(), "began": now.time()}


def _written(evidence: Evidence) -> dict[str, Any]:
    record: AssessorRecord = evidence.assessor_record
    began = timezone.localtime(record.began_at)
    ended = timezone.localtime(record.ended_at).time() if record.ended_at else None
    return {
        "code": evidence.code,
        "revision": evidence.revision,
        "title": evidence.title,
        "day": began.date(),
        "began": began.time(),
        "ended": ended,
        "place": record.place,
        "present": record.present,
        "follow_up": record.follow_up,
    }


class QuestionForm(forms.Form):
    """One row. An empty one is as if it were not there."""

    asked = forms.CharField(
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": "Write this, or take the row out."},
    )
    answered = forms.CharField(
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
    time = forms.RegexField(
        A_TIME,
        label="Time",
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "inputmode": "numeric"}
        ),
        error_messages={"invalid": "Write it as 12:30."},
    )

    def has_changed(self):
        # A row with nothing but a number was not filled in.
        return bool({"asked", "answered", "time"} & set(self.changed_data))


class BaseQuestions(forms.BaseFormSet):
    """Rows in the order that their numbers say."""

    words: Words

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["asked"].label = self.words.asked
        form.fields["answered"].label = self.words.answered
        form.fields["ORDER"].widget.attrs |= {"class": "form-control", "min": 1}
        form.fields["ORDER"].min_value = 1

    @property
    def rows(self) -> list[Row]:
        """What is filled in and kept of a valid formset, in its order."""
        kept = [form for form in self.ordered_forms if form.cleaned_data.get("asked")]
        return [
            Row(
                asked=form.cleaned_data["asked"].strip(),
                answered=form.cleaned_data["answered"].strip(),
                time=form.cleaned_data["time"].strip(),
            )
            for form in kept
        ]


_Questions = forms.formset_factory(
    QuestionForm,
    formset=BaseQuestions,
    can_order=True,
    can_delete=True,
    extra=0,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


def questions_form(data: Any, words: Words, evidence: Evidence | None = None) -> BaseQuestions:
    """The rows of the record, and three empty ones for a new one."""
    rows = list(evidence.assessor_record.questions.all()) if evidence else []
    formset = _Questions(data, prefix="rows", initial=[_row(row) for row in rows])
    formset.words = words
    formset.extra = 0 if rows else 3
    return formset


def _row(question: Question) -> dict[str, str]:
    return {name: getattr(question, name) for name in Row._fields}


class SignForm(RevisionForm):
    """The assessor's signature under what they have read."""

    declared = forms.BooleanField(required=False)


class ObjectionForm(VerbForm):
    """What the learner says to a record that is not what happened."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": "Say what is not right, so that your assessor can answer."},
    )


class SightingForm(VerbForm):
    """Where and when somebody has seen an original, and what it showed."""

    seen_on = date_field("Seen on", error_messages={"required": "Say on which day you saw it."})
    where = forms.CharField(
        label="Where", max_length=300, error_messages={"required": "Say where you saw it."}
    )
    note = forms.CharField(label="What it showed", max_length=600, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"seen_on": timezone.localdate(), **(initial or {})})
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        self.fields["seen_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_seen_on(self):
        day = self.cleaned_data["seen_on"]
        if day.year < 1950 or day > timezone.localdate():
            raise forms.ValidationError("Give the day on which you saw it.")
        return day

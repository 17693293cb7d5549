"""What IQAs and administrators send about sampling."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone

from assessment.models import Outcome, Sample, Stage
from assessment.quality.sampling import Finding, Report, Seen
from assessment.quality.screen import CriterionCards, SampleCard, Screen
from portfolio.forms.people import plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Method, User

LONGEST_COMMENT = 1000
AGREE, DISAGREE = "agree", "disagree"


class KeyedForm(VerbForm):
    """A form that, sent twice, has one effect."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PlanSampleForm(VerbForm):
    """One sample to plan."""

    stage = forms.ChoiceField(choices=Stage, label="Stage")
    due_on = date_field("By", required=False, help_text="Left empty: no date.")
    iqa = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label="Who samples it",
        empty_label="Any IQA who looks after the unit",
    )
    reason = forms.CharField(
        required=False,
        max_length=300,
        label="Why it was chosen",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, samplers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["iqa"].queryset = User.objects.filter(pk__in=[one.pk for one in samplers])
        self.helper = plain_helper(self, "stage", side_by_side("due_on", "iqa"), "reason")


class DrawForm(VerbForm):
    """What of a draw goes into the plan."""

    due_on = date_field("By", required=False, help_text="For all that are ticked.")
    chosen = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick what is to be planned.",
            "invalid_choice": "What is drawn has changed since. Look at it again, then send it.",
        }
    )

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(key, key) for key in keys]


def _share(label: str, explained: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"{label} (%)",
        min_value=0,
        max_value=100,
        help_text=explained,
        error_messages={
            "min_value": "A share is 0 to 100 per cent.",
            "max_value": "A share is 0 to 100 per cent.",
        },
    )


def _months(label: str, explained: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=60, help_text=explained)


class PolicyForm(VerbForm):
    """How much is sampled."""

    learners = _share("Learners", "How many of the learners are sampled at all. Usually all.")
    units = _share(
        "Units of each learner",
        "Of the learners that are sampled. With 40 % of five units, two are looked at.",
    )
    interim = _share(
        "Of these, while the unit is open too",
        "An early look, when an assessor can still act on it before the unit is signed off.",
    )
    new_assessor = _share(
        "Units decided by new assessors",
        "Trainees are always new. Usually all, until you know how somebody decides.",
    )
    new_assessor_months = _months(
        "Months an assessor is new", "Counted from the first day of their role in the centre."
    )
    prior_learning = _share(
        "Units with prior learning",
        "Units with a decision that rests on recognition of prior learning.",
    )
    every_assessor_months = _months(
        "Months within which every assessor is sampled",
        "Whoever was not sampled for so long is suggested. It is also the period for methods.",
    )
    methods = forms.MultipleChoiceField(
        choices=Method,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Methods to be seen in each period",
        help_text="A unit that holds one of these is suggested until one was sampled.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(
            self,
            side_by_side("learners", "units"),
            side_by_side("interim", "prior_learning"),
            side_by_side("new_assessor", "new_assessor_months"),
            "every_assessor_months",
            "methods",
            "seen",
        )


class SampleForm(KeyedForm):
    """What an IQA found, but for the decisions: see ``sent_findings``."""

    outcome = forms.ChoiceField(
        choices=[(Outcome.ACCEPTED, "Accept"), (Outcome.RETURNED, "Return with an action")],
        error_messages={"required": "Choose whether you accept the unit or return it."},
    )
    agree_rest = forms.BooleanField(required=False)
    feedback = fields_for_model(Sample, ["feedback"])["feedback"]
    action = fields_for_model(Sample, ["action"])["action"]
    due_on = date_field("Action by", required=False)
    reason = forms.CharField(required=False, max_length=300)
    records_checked = forms.BooleanField(required=False)
    sign_off = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    sample = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def clean(self) -> None:
        super().clean()
        sent = self.cleaned_data
        if sent.get("outcome") == Outcome.RETURNED and not sent.get("action", "").strip():
            self.add_error("action", "Say what the assessor has to do.")

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data["sign_off"], self.cleaned_data["sample"])

    def report(self, findings: tuple[Finding, ...]) -> Report:
        names = ("outcome", "feedback", "action", "due_on", "reason", "records_checked")
        return Report(findings=findings, **{name: self.cleaned_data[name] for name in names})


class ReleaseForm(KeyedForm):
    """Why a unit is let pass."""

    reason = forms.CharField(
        max_length=300,
        label="Why it is released without sampling",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it was not sampled."},
    )
    sign_off = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    sample = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data["sign_off"], self.cleaned_data["sample"])


@dataclass(frozen=True, slots=True)
class CardForm:
    """One decision on the screen with what was sent about it."""

    card: SampleCard
    choice: str = ""
    comment: str = ""
    judgement: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """A criterion with its decisions."""

    criterion: CriterionCards
    cards: tuple[CardForm, ...]


def forms_of(screen: Screen, sent: Mapping[str, str] | None = None) -> tuple[CriterionForm, ...]:
    """The screen's decisions with what was ``sent`` about them."""
    return tuple(
        CriterionForm(criterion, tuple(_card_form(card, sent or {}) for card in criterion.cards))
        for criterion in screen.criteria
    )


def _card_form(card: SampleCard, sent: Mapping[str, str]) -> CardForm:
    # By mapping: a decision made meanwhile takes over what was written about the one before.
    number = card.target.mapping.pk
    choice = sent.get(f"look-{number}", "")
    comment = sent.get(f"comment-{number}", "").replace("\x00", "")
    read = sent.get(f"judgement-{number}", "")
    judgement = int(read) if read.isdecimal() and len(read) <= len(str(2**62)) else None
    error = ""
    if len(comment) > LONGEST_COMMENT:
        error = f"Keep the comment within {LONGEST_COMMENT:,} characters."
    elif choice == DISAGREE and not comment.strip():
        error = "Say why this decision cannot stand."
    return CardForm(card, choice, comment, judgement, error)


def findings_in(criteria: tuple[CriterionForm, ...], *, agree_rest: bool) -> tuple[Finding, ...]:
    """What was sent about decisions; ``agree_rest``: of all others, that they are agreed with."""
    findings = []
    for criterion in criteria:
        for one in criterion.cards:
            is_chosen = one.choice in (AGREE, DISAGREE)
            if one.judgement is not None and (is_chosen or agree_rest):
                findings.append(Finding(one.judgement, one.choice != DISAGREE, one.comment))
    return tuple(findings)


def left_over(screen: Screen, sent: Mapping[str, str]) -> list[str]:
    """What was written about mappings that are no longer on the screen."""
    known = {
        f"comment-{card.target.mapping.pk}"
        for criterion in screen.criteria
        for card in criterion.cards
    }
    return [
        words[:LONGEST_COMMENT]
        for name, words in sent.items()
        if name.startswith("comment-") and name not in known and words.strip()
    ]


def has_errors(criteria: tuple[CriterionForm, ...]) -> bool:
    return any(one.error for criterion in criteria for one in criterion.cards)


class PeriodForm(forms.Form):
    """Between which days a report looks."""

    since = date_field("From")
    until = date_field("Until")

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        since, until = sent.get("since"), sent.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first.")
        return sent


def a_year_back() -> dict[str, Any]:
    """The period that CAMERA shows unless another is chosen."""
    return _days_back(365)


def half_a_year_back() -> dict[str, Any]:
    """The period in which patterns are looked for unless another is chosen."""
    return _days_back(182)


def _days_back(days: int) -> dict[str, Any]:
    today = timezone.localdate()
    return {"since": today - timedelta(days=days), "until": today}

"""The form for a sentence of the feedback bank."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment.models import Criterion, Decision, Enrolment, FeedbackPhrase, Unit
from portfolio.forms.people import plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm
from portfolio.models import Centre

ANYWHERE = "all"
LONGEST_CHOICE = 70


class PhraseForm(VerbForm):
    """``centres``: those in whose bank the person may keep it."""

    text = forms.CharField(
        label="Sentence",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A card offers it where it fits, and puts it where you are writing.",
        error_messages={
            "required": "Write the sentence.",
            "max_length": "Keep the sentence within 600 characters.",
        },
    )
    decision = forms.ChoiceField(
        label="For the decision",
        required=False,
        choices=[("", "Both"), (Decision.MET, "Met"), (Decision.NOT_YET, "Not yet")],
    )
    about = forms.ChoiceField(label="For", required=False)
    centre = forms.ModelChoiceField(Centre.objects.none(), empty_label=None)
    is_shared = forms.BooleanField(
        label="Share it with the other assessors of the centre", required=False
    )

    def __init__(self, *args, centres: tuple[Centre, ...], phrase=None, **kwargs):
        super().__init__(*args, initial=_initial(phrase), **kwargs)
        self.fields["about"].choices = _about(centres, phrase)
        if phrase is None and len(centres) > 1:
            self.fields["centre"].queryset = Centre.objects.filter(
                pk__in=[centre.pk for centre in centres]
            )
        else:
            del self.fields["centre"]
            self.only_centre = phrase.centre if phrase else centres[0]
        where = ["centre"] if "centre" in self.fields else []
        self.helper = plain_helper(
            self, "text", side_by_side("decision", "about"), *where, "is_shared"
        )

    def clean_about(self) -> tuple[Unit | None, Criterion | None]:
        kind, _, key = self.cleaned_data["about"].partition("-")
        try:
            unit = Unit.objects.get(pk=key) if kind == "unit" else None
            return unit, Criterion.objects.get(pk=key) if kind == "criterion" else None
        except (Unit.DoesNotExist, Criterion.DoesNotExist):
            raise ValidationError("This is no longer in the standard. Choose another.") from None

    @property
    def phrase(self) -> dict[str, Any]:
        """The cleaned fields, as ``keep_phrase`` and ``change_phrase`` take them."""
        cleaned = self.cleaned_data
        unit, criterion = cleaned["about"]
        return {
            "text": cleaned["text"],
            "decision": cleaned["decision"],
            "unit": unit,
            "criterion": criterion,
            "is_shared": cleaned["is_shared"],
        }

    @property
    def bank(self) -> Centre:
        """The centre in whose bank it is kept."""
        return self.cleaned_data.get("centre") or self.only_centre


def _initial(phrase: FeedbackPhrase | None) -> dict[str, Any]:
    if phrase is None:
        return {"about": ANYWHERE}
    return {
        "text": phrase.text,
        "decision": phrase.decision,
        "about": _key(phrase.unit_id, phrase.criterion_id),
        "is_shared": phrase.is_shared,
    }


def _key(unit: int | None, criterion: int | None) -> str:
    if criterion:
        return f"criterion-{criterion}"
    return f"unit-{unit}" if unit else ANYWHERE


def _about(centres: tuple[Centre, ...], phrase: FeedbackPhrase | None) -> list:
    """Every unit, a unit, or a criterion of what the centres' learners are enrolled on."""
    taken = Enrolment.objects.current().filter(learner__centre__in=centres)
    units = Unit.objects.filter(
        specifications__uses__group__qualification__in=taken.values("qualification")
    ).distinct()
    if phrase is not None:
        chosen = phrase.criterion.outcome.unit_id if phrase.criterion else phrase.unit_id
        units = units | Unit.objects.filter(pk=chosen).distinct()
    rows = Criterion.objects.filter(outcome__unit__in=units.values("pk")).order_by(
        "outcome__unit__code", "outcome__number", "number"
    )
    grouped: dict[str, list[tuple[str, str]]] = {}
    for criterion in rows.select_related("outcome__unit"):
        unit = criterion.outcome.unit
        choices = grouped.setdefault(
            str(unit), [(_key(unit.pk, None), f"{unit.code}, the whole unit")]
        )
        words = f"{unit.code} {criterion.label} {criterion.text}"
        choices.append((_key(None, criterion.pk), _short(words)))
    return [(ANYWHERE, "Every unit"), *grouped.items()]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_CHOICE else f"{words[:LONGEST_CHOICE]}…"

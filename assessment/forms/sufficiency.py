"""How much evidence a centre asks for."""

from django import forms

from assessment.models import Criterion, Qualification, Sufficiency, Unit
from portfolio.forms.people import CentreField, plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm


def _number(name: str, label: str, highest: int, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=highest,
        initial=Sufficiency._meta.get_field(name).default,
        help_text=help_text,
        error_messages={
            "required": f"Give a number from 1 to {highest}.",
            "invalid": f"Give a number from 1 to {highest}.",
            "min_value": f"Give a number from 1 to {highest}.",
            "max_value": f"Give a number from 1 to {highest}.",
        },
    )


class ChangeRuleForm(VerbForm):
    """How many items, by how many methods."""

    items = _number("items", "Items", 20, "So many items have to be met.")
    methods = _number("methods", "Different methods", 10, "Among them so many methods.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self, side_by_side("items", "methods"))

    def clean(self):
        super().clean()
        items, methods = self.cleaned_data.get("items"), self.cleaned_data.get("methods")
        if items and methods and methods > items:
            self.add_error("methods", "More methods than items cannot be asked for.")


class RuleForm(ChangeRuleForm):
    """A new rule, and what it is for."""

    centre = CentreField()
    what_for = forms.ChoiceField(label="For")

    def __init__(self, *args, qualification: Qualification, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.targets, self.fields["what_for"].choices = _offered(qualification)
        self.helper = plain_helper(self, "centre", "what_for", side_by_side("items", "methods"))

    def clean_what_for(self) -> Unit | Criterion | None:
        return self.targets[self.cleaned_data["what_for"]]


def _offered(qualification: Qualification) -> tuple[dict, list]:
    """What a rule may be for, by the value sent, and the same as groups of choices by unit."""
    targets: dict[str, Unit | Criterion | None] = {"all": None}
    choices: list = [("all", "All criteria of the qualification")]
    criteria = (
        Criterion.objects.filter(
            outcome__unit__specifications__uses__group__qualification=qualification
        )
        .select_related("outcome__unit")
        .order_by("outcome__unit__code", "outcome__number", "number")
    )
    for criterion in criteria:
        unit = criterion.outcome.unit
        if f"unit-{unit.pk}" not in targets:
            targets[f"unit-{unit.pk}"] = unit
            group = [(f"unit-{unit.pk}", "All criteria of the unit")]
            choices.append((str(unit), group))
        targets[f"criterion-{criterion.pk}"] = criterion
        group.append((f"criterion-{criterion.pk}", f"{criterion.label} {_short(criterion.text)}"))
    return targets, choices


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"

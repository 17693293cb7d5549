"""The form that uses a record as evidence: which item, which records, what they show."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from assessment.proposals import Proposal, ProposedUnit
from assessment.using import NewItem
from portfolio.forms.evidence import EvidenceForm
from portfolio.forms.verbs import VerbForm
from portfolio.models import Evidence, Method, Origin
from teams.models import Kind, Record
from teams.naming import Pseudonyms
from teams.related import Companion

NEW = "new"
# An observation is somebody else's account, and so are most other methods.
METHODS = (Method.WORK_PRODUCT, Method.REFLECTIVE)


class NewItemForm(EvidenceForm):
    """What is asked of an item that is made for a record."""

    class Meta(EvidenceForm.Meta):
        fields = ["title", "method", "happened_on", "narrative"]

    def __init__(self, data: Any, *, record: Record, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={**_begun(record), **(initial or {})})
        self.pseudonyms = Pseudonyms(record.team)
        self.fields["method"].choices = [(each.value, each.label) for each in METHODS]
        self.fields["narrative"].help_text = "Optional: what a reader must know besides the record."
        self.fields["narrative"].widget.attrs["rows"] = 4
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "title",
            Div(
                Div("method", css_class="col-sm-7"),
                Div("happened_on", css_class="col-sm-5"),
                css_class="row",
            ),
            "narrative",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in {"title", "narrative"} & cleaned.keys():
            cleaned[name] = self.pseudonyms.hide(cleaned[name])
        return cleaned

    @property
    def content(self) -> dict[str, Any]:
        return {**super().content, "location": "", "seen_by": ""}


def _begun(record: Record) -> dict[str, Any]:
    """A plan may begin tomorrow; what is evidence happened."""
    return {
        "title": Pseudonyms(record.team).hide(record.title),
        "method": Method.REFLECTIVE if record.kind == Kind.DIARY else Method.WORK_PRODUCT,
        "happened_on": min(record.happened_on, timezone.localdate()),
    }


class UseForm(VerbForm):
    """``new_item`` is a form of its own, asked only where a new item is wanted.

    ``units`` is what records of any of the kinds offered serve.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(
        label="Put it into",
        widget=forms.Select(attrs={"class": "form-select", "data-item-choice": ""}),
        error_messages={"invalid_choice": "This item cannot be changed now. Choose another one."},
    )
    records = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "One of these was archived meanwhile."}
    )
    targets = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "This record does not serve one of what you ticked."},
    )

    def __init__(
        self,
        data: Any,
        *,
        record: Record,
        companions: Sequence[Companion],
        units: Sequence[ProposedUnit],
    ) -> None:
        super().__init__(data, initial={"key": uuid4(), "item": NEW})
        self.record, self.companions, self.units = record, companions, units
        learner = record.team.learner
        self.items = {
            str(item.code): item
            for item in learner.evidence.kept()
            .filter(frozen_at=None, origin=Origin.LEARNER)
            .order_by("-number")
        }
        self.fields["item"].choices = [
            (NEW, "A new item"),
            *((code, str(item)) for code, item in self.items.items()),
        ]
        self.fields["records"].choices = [
            (str(each.record.code), each.record.title) for each in companions
        ]
        self.proposals = {each.target: each for unit in units for each in unit.proposals}
        self.fields["targets"].choices = [(target, target) for target in self.proposals]
        self.new_item = self._new_item(data, record)

    def _new_item(self, data: Any, record: Record) -> NewItemForm:
        """Unbound where another item is chosen: what it lacks is then no mistake."""
        if data is None or data.get("item", NEW) == NEW:
            return NewItemForm(data, record=record)
        typed = {name: data[name] for name in NewItemForm.Meta.fields if name in data}
        return NewItemForm(None, record=record, initial=typed)

    def is_valid(self) -> bool:
        # Both are asked, so that every mistake is shown at once.
        return all([super().is_valid(), not self.new_item.is_bound or self.new_item.is_valid()])

    def clean(self) -> None:
        super().clean()
        kinds = self._kinds()
        for target in self.cleaned_data.get("targets", ()):
            proposal = self.proposals[target]
            if not proposal.place_in(kinds):
                self.add_error("targets", _not_taken(proposal))

    @property
    def ticked_records(self) -> set[str]:
        if self.is_bound:
            return set(self.data.getlist("records"))
        return {str(each.record.code) for each in self.companions if each.is_needed}

    @property
    def along(self) -> list[tuple[Record, bool]]:
        """The records that can be taken along, and whether each is."""
        ticked = self.ticked_records
        return [(each.record, str(each.record.code) in ticked) for each in self.companions]

    @property
    def ticked_targets(self) -> set[str]:
        if self.is_bound:
            return set(self.data.getlist("targets"))
        kinds = self._kinds()
        return {each.target for each in self.proposals.values() if each.is_proposed_for(kinds)}

    @property
    def taken(self) -> list[Record]:
        """The record, and those that are taken along."""
        return [self.record, *(record for record, is_ticked in self.along if is_ticked)]

    @property
    def choice(self) -> Evidence | NewItem:
        """The item of a valid form."""
        chosen = self.cleaned_data["item"]
        if chosen == NEW:
            return NewItem(self.cleaned_data["key"], self.new_item.content)
        return self.items[chosen]

    @property
    def places(self) -> dict[str, str]:
        """Of a valid form: where the records show what was ticked."""
        kinds = self._kinds()
        ticked = self.cleaned_data["targets"]
        return {target: self.proposals[target].place_in(kinds) for target in ticked}

    def _kinds(self) -> set[str]:
        return {each.kind for each in self.taken}


def _not_taken(proposal: Proposal) -> str:
    kinds = " or ".join(each.kind.label.lower() for each in proposal.showings)
    return f"{proposal.label} is shown by the {kinds}. Take that along, or untick {proposal.label}."

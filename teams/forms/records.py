"""The form of a record with its rows; each kind extends it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone

from portfolio.people import tidy
from teams.models import Record, Team
from teams.naming import Pseudonyms

EARLIEST_YEAR = 1950
MOST_ROWS = 200
# The one place where a real name belongs.
SHOWN_TO_THE_LEADER = ("real_name", "pseudonym")


def side_by_side(*names: str) -> Div:
    """Two or three fields in a row where there is room for it."""
    width = {2: "col-sm-6", 3: "col-sm-4"}[len(names)]
    return Div(*(Div(name, css_class=width) for name in names), css_class="row")


class OwnForm(forms.ModelForm):
    """A form that offers only what belongs to the team, and calendars for days."""

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = team
        self.stand_ins: set[str] = set()
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self.offered(name, field.queryset)
            _suit(field)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout(*self.layout())

    def layout(self) -> tuple:
        """The visible fields in their order."""
        return tuple(name for name in self.fields if not self[name].is_hidden)

    def offered(self, name, rows):
        """Rows of this team: those that are kept, and what is chosen already."""
        if "team" not in {field.name for field in rows.model._meta.get_fields()}:
            return rows
        chosen = self.initial.get(name) or []
        several = chosen if isinstance(chosen, list | tuple | QuerySet) else [chosen]
        keys = [getattr(each, "pk", each) for each in several]
        return rows.filter(Q(archived_at=None) | Q(pk__in=keys), team=self.team)

    def _clean_fields(self):
        try:
            super()._clean_fields()
        except OverflowError:
            # A key of hundreds of digits, which no list offers: SQLite will not look it up.
            self.add_error(None, "Choose from the lists.")

    def clean(self):
        cleaned = super().clean()
        pseudonyms = Pseudonyms(self.team)
        for name, value in cleaned.items():
            if isinstance(value, str) and name not in SHOWN_TO_THE_LEADER:
                one_line = not isinstance(self.fields[name].widget, forms.Textarea)
                text = tidy(value) if one_line else value
                self.stand_ins |= pseudonyms.standing_in(text)
                cleaned[name] = pseudonyms.hide(text)
        return cleaned

    @property
    def notice(self) -> str:
        """What its writer must be told once it is saved: that real names were replaced."""
        if not self.stand_ins:
            return ""
        names = ", ".join(f"“{name}”" for name in sorted(self.stand_ins))
        return f"A real name was replaced by {names}: only you know who that is."


def _suit(field):
    """Widgets that suit a phone; days that can be meant."""
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        field.validators.append(_sensible_year)
    elif isinstance(field, forms.TimeField):
        field.widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 4
    elif isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = forms.CheckboxSelectMultiple(choices=field.widget.choices)


def _sensible_year(day):
    if not EARLIEST_YEAR <= day.year <= timezone.localdate().year + 20:
        raise forms.ValidationError("Check the year.")


@dataclass(frozen=True)
class Rows:
    """Rows that belong to a record and are written on its form.

    ``form`` extends ``OwnForm``; ``name`` is the related name, and the prefix of the fields.
    """

    name: str
    model: type[models.Model]
    form: type[OwnForm]
    heading: str
    lead: str = ""
    one: str = "row"
    formset: type[BaseInlineFormSet] = BaseInlineFormSet
    blank: int = 1
    key: str | None = None  # the foreign key to the record, where there are several

    def of(self, record_form: "RecordForm", data: object) -> BaseInlineFormSet:
        """The formset of the record's rows, with ``blank`` empty ones where there are none yet."""
        instance = record_form.instance
        has_rows = instance.pk and getattr(instance, self.name).exists()
        made = inlineformset_factory(
            type(instance),
            self.model,
            form=self.form,
            formset=self.formset,
            fk_name=self.key,
            extra=0 if has_rows else self.blank,
            max_num=MOST_ROWS,
            absolute_max=MOST_ROWS,
            validate_max=True,
        )
        formset = made(
            data, instance=instance, prefix=self.name, form_kwargs={"team": record_form.team}
        )
        formset.spec = self
        return formset


class RecordForm(OwnForm):
    """A record of one kind.

    ``revision`` is the one that its writer started from; ``code`` makes a new record one record,
    however often its form is sent.
    """

    rows: ClassVar[tuple[Rows, ...]] = ()

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Record
        fields = ["title", "happened_on"]

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.initial.setdefault("revision", self.instance.revision)
        self.initial.setdefault("code", self.instance.code)
        if "happened_on" in self.fields and not self.instance.pk:
            self.initial.setdefault("happened_on", timezone.localdate())
        self.instance.team = self.team
        self.formsets = [rows.of(self, data) for rows in self.rows]

    def is_valid(self):
        # All of them are asked, so that every mistake is shown at once.
        is_valid = all([super().is_valid(), *(formset.is_valid() for formset in self.formsets)])
        self.stand_ins.update(*(row.stand_ins for formset in self.formsets for row in formset))
        return is_valid

    def full_clean(self):
        # First of all, so that rules know a form that was sent before from another record.
        code = self.data.get(self.add_prefix("code")) if self.is_bound else None
        if code and not self.instance.pk:
            with suppress(forms.ValidationError):
                self.instance.code = self.fields["code"].clean(code) or self.instance.code
        super().full_clean()

    @property
    def kept(self) -> dict:
        """What ``keeping.keep_record`` takes."""
        return {
            "record": self.instance,
            "revision": self.cleaned_data["revision"] or 0,
            "members": self.cleaned_data.get("members", ()),
            "rows": self.formsets,
        }

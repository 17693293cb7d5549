"""The forms of rotas."""

from itertools import combinations

from crispy_forms.layout import Div
from django import forms
from django.forms import BaseInlineFormSet
from django.utils.html import format_html

from teams.forms.records import OwnForm, RecordForm, Rows, side_by_side
from teams.models import CoverNeed, Day, Rota, Shift
from teams.rostering import next_free_monday, title_of_week
from teams.weeks import members_of, monday_of

# One row of the form may say the same of several days; each becomes a row of its own.
SEVERAL_DAYS = {
    "weekdays": ("Monday to Friday", range(Day.MONDAY, Day.SATURDAY)),
    "weekend": ("Saturday and Sunday", range(Day.SATURDAY, Day.SUNDAY + 1)),
    "all": ("Every day", range(Day.MONDAY, Day.SUNDAY + 1)),
}


class CoverNeedForm(OwnForm):
    day = forms.ChoiceField(
        label="Day",
        choices=[*((name, words) for name, (words, _) in SEVERAL_DAYS.items()), *Day.choices],
        initial="weekdays",
    )

    class Meta:
        model = CoverNeed
        fields = ["day", "starts_at", "ends_at", "people", "skill"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"].empty_label = "Anybody"
        self.fields["skill"].help_text = ""

    def layout(self):
        """All in one line on a laptop: a week has many of these rows."""
        widths = {"day": 3, "starts_at": 2, "ends_at": 2, "people": 2, "skill": 3}
        columns = (Div(name, css_class=f"col-6 col-xl-{n}") for name, n in widths.items())
        return (Div(*columns, css_class="row"),)

    def clean_day(self):
        """The first of the days; ``days`` has all of them."""
        chosen = self.cleaned_data["day"]
        self.days = list(SEVERAL_DAYS[chosen][1]) if chosen in SEVERAL_DAYS else [int(chosen)]
        return self.days[0]

    def needs(self):
        """What this row says, day by day; the first is the row's own."""
        said = self.instance
        further = (
            CoverNeed(
                rota_id=said.rota_id,
                day=day,
                starts_at=said.starts_at,
                ends_at=said.ends_at,
                people=said.people,
                skill_id=said.skill_id,
            )
            for day in self.days[1:]
        )
        return [said, *further]


class CoverNeeds(BaseInlineFormSet):
    """How many people are needed when. The same time and skill is said once."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        said = [(form, need) for form in self._written() for need in form.needs()]
        for (_, one), (form, other) in combinations(said, 2):
            if one.skill_id == other.skill_id and one.overlaps(other):
                form.add_error(
                    "starts_at",
                    f"{other.get_day_display()} {other.hours} overlaps {one.hours} in another row "
                    f"for the same skill. Say each time once.",
                )
                return

    def save(self, commit=True):
        saved = super().save(commit)
        for form in self._written():
            for need in form.needs()[1:]:
                need.save()
        return saved

    def _written(self):
        """The rows that say something and stay."""
        return [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed()) and not self._should_delete_form(form)
        ]


class RotaForm(RecordForm):
    rows = (
        Rows(
            "needs",
            CoverNeed,
            CoverNeedForm,
            "Cover needed",
            lead="How many people are needed when. Without a skill, everybody who works is "
            "counted. With a skill, those count whose shift names it, and those whose shift names "
            "none and who do it on their own or teach it. Nobody counts for two skills at once.",
            one="time",
            formset=CoverNeeds,
        ),
    )

    class Meta:
        model = Rota
        fields = ["happened_on", "title", "reasoning", "changes"]
        labels = {"happened_on": "Week"}
        help_texts = {
            "happened_on": "Any day of it: the rota begins on its Monday.",
            "title": "Left empty: which week it is.",
        }

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.fields["title"].required = False
        if not self.instance.pk:
            self.initial["happened_on"] = next_free_monday(self.team)

    def layout(self):
        return (side_by_side("happened_on", "title"), "reasoning", "changes")

    def clean_happened_on(self):
        monday = monday_of(self.cleaned_data["happened_on"])
        other = self.instance.others_of_week(monday).first()
        if other:
            link = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other.title)
            raise forms.ValidationError(
                format_html("There is a rota for this week already: {}. Change that one.", link)
            )
        return monday

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("title") and "happened_on" in cleaned:
            cleaned["title"] = title_of_week(cleaned["happened_on"])
        return cleaned


class ShiftForm(OwnForm):
    """One shift. ``also_on``: further days of the week that get the same."""

    also_on = forms.TypedMultipleChoiceField(
        label="The same shift on",
        choices=[(day.value, day.label[:3]) for day in Day],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Shift
        fields = ["member", "day", "starts_at", "ends_at", "break_minutes", "skill"]
        labels = {"break_minutes": "Unpaid break", "skill": "What they cover"}
        help_texts = {"break_minutes": "In minutes.", "skill": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"].empty_label = "Whatever comes"

    def layout(self):
        times = (Div(name, css_class="col-6 col-sm-4") for name in ("starts_at", "ends_at"))
        return (
            side_by_side("member", "day"),
            Div(*times, Div("break_minutes", css_class="col-sm-4"), css_class="row"),
            "skill",
            "also_on",
        )

    def offered(self, name, rows):
        """Colleagues who are in the team at some time of that week."""
        if name != "member":
            return super().offered(name, rows)
        present = [member.pk for member in members_of(self.instance.rota)]
        return rows.filter(pk__in=present)

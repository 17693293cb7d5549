"""Forms of what is noted as one goes along: they propose a title, check days, offer words."""

from datetime import date
from textwrap import shorten

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from teams.forms.records import RecordForm
from teams.sheets.writing import written

LONGEST_PROPOSAL = 80


class NoteForm(RecordForm):
    """A record whose title may be left empty: ``proposed_title`` then makes one.

    ``title_help`` says what it will be. ``looks_back``: its day has been.
    """

    title_help = "Left empty: what it is, and the date."
    looks_back = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = self.title_help

    def proposed_title(self, cleaned: dict) -> str:
        """A title made of what is valid so far; "" where that says too little."""
        return dated(str(self.instance.KIND.label), cleaned.get("happened_on"))

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        return not_ahead(day) if self.looks_back else day

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = self.proposed_title(cleaned)
        return cleaned


def not_ahead(day: date) -> date:
    """Refuse a day on which nothing can have happened yet."""
    if day > timezone.localdate():
        raise forms.ValidationError("This day has not come yet.")
    return day


def dated(words: str, day: date | None) -> str:
    """ "Team briefing, 3 May 2026"."""
    return f"{words}, {written(day)}" if day else words


def first_words(text: str) -> str:
    """How a text begins: its first line or sentence, as far as a title can hold it."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    sentence = line.partition(". ")[0].rstrip(".")
    return shorten(sentence, LONGEST_PROPOSAL, placeholder=" …")


class Folded(Div):
    """Fields that are opened when they are wanted, or when one of them is refused."""

    template = "teams/_folded.html"

    def __init__(self, heading: str, *fields: str) -> None:
        super().__init__(*fields)
        self.heading = heading


class Suggesting(forms.TextInput):
    """A line of text that suggests what is commonly meant; anything else may be typed."""

    def __init__(self, *suggestions: str, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        place = f"{(attrs or {}).get('id', name)}_suggestions"
        options = format_html_join(
            "", '<option value="{}">', ((each,) for each in self.suggestions)
        )
        field = super().render(name, value, {**(attrs or {}), "list": place}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, place, options)

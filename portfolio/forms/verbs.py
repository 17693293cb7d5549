"""A form that carries out a verb, and says at its fields what the verb refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def date_field(label: str, **options: Any) -> forms.DateField:
    """A day, picked in the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class VerbForm(forms.Form):
    def clean(self) -> None:
        super().clean()
        for field in self.hidden_fields():
            # What is wrong with a field that nobody sees would not be seen either.
            for sentence in self.errors.get(field.name, ()):
                self.add_error(None, sentence)

    def attempt(self, verb: Callable[..., Any], **words: Any) -> Any:
        """Call ``verb``; return what it returns, or None after showing why it refused."""
        try:
            return verb(**words)
        except ValidationError as error:
            self._show(error)
            return None

    def _show(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            known = field in self.fields and field != NON_FIELD_ERRORS
            self.add_error(field if known else None, errors)

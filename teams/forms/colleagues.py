"""Forms about one colleague: they say beside the field what is known of whoever is chosen."""

from django import forms
from django.utils.functional import cached_property


def chosen(form, name):
    """The row that a field names by now: sent, begun with or kept; None where it names none."""
    try:
        return form.fields[name].clean(form[name].value())
    except (forms.ValidationError, OverflowError):
        return None


class AboutOne:
    """Mixed into a form with a field ``member``."""

    @cached_property
    def colleague(self):
        """Whom it is about, once that is known."""
        return chosen(self, "member")

    @cached_property
    def colleagues(self):
        """Whom to choose from, while it is not known."""
        return list(self.team.members.present())

"""Bringing an archive, and saying who the people in it are."""

from django import forms

from portfolio.forms.people import CentreField, plain_helper
from portfolio.forms.verbs import VerbForm


class ArchiveForm(VerbForm):
    centre = CentreField()
    file = forms.FileField(
        label="Archive",
        help_text="The ZIP file as it was downloaded. It is looked through before anything is "
        "stored.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": "Choose an archive.",
            "empty": "This file is empty. Download the archive again, and choose it.",
        },
    )

    def __init__(self, *args, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.helper = plain_helper(self)


class PeopleForm(VerbForm):
    """For each person of the archive who may be somebody here: whether they are."""

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.usernames = {}
        for number, person in enumerate(people):
            if person["candidates"]:
                name = f"person_{number}"
                self.usernames[name] = person["username"]
                self.fields[name] = _same(person)
        self.helper = plain_helper(self)

    @property
    def choices(self):
        """User names in the archive, and of the same people here."""
        return {self.usernames[name]: here for name, here in self.cleaned_data.items() if here}


def _same(person):
    here = [
        (username, f"The same person as {name} ({username})")
        for username, name in person["candidates"]
    ]
    return forms.ChoiceField(
        label=f"{person['name']} ({person['part']})",
        choices=[("", f"Somebody else: a new person, {person['new_username']}"), *here],
        required=False,
    )

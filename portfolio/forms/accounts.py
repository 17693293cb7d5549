"""The forms of logging in and of how one logs in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from portfolio.accounts.factors.held import Factors
from portfolio.forms.people import TidyField, plain_helper
from portfolio.forms.verbs import VerbForm
from portfolio.models import Role

# Characters. Longer ones are hashed as well, but take the site's time.
LONGEST_PASSWORD = 1000
REFUSED = (
    "User name and password do not go together. Check both: small and capital letters are "
    "different in a password."
)


def code_field(**options) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
    options.setdefault("widget", forms.TextInput(attrs=attrs | {"autocapitalize": "none"}))
    return forms.CharField(max_length=20, **options)


class LoginForm(AuthenticationForm):
    """Django's, with the same words for whatever does not fit."""

    error_messages = {"invalid_login": REFUSED, "inactive": REFUSED}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean(self):
        if len(self.cleaned_data.get("password") or "") > LONGEST_PASSWORD:
            raise self.get_invalid_login_error()
        return super().clean()


class CodeForm(VerbForm):
    """The second step: a code, or what a passkey answered."""

    code = code_field(
        label="Code", required=False, help_text="Six digits from the app, or a recovery code."
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)


class ConfirmForm(VerbForm):
    """Who it is, once more. Its fields have names that no other form has."""

    prefix = "confirm"

    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(
        label="Code", required=False, help_text="Six digits from the app, or a recovery code."
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrowed_to(self, factors: Factors):
        """Without what this person cannot give."""
        if not factors.takes_code:
            del self.fields["code"]
        return self


class AppForm(VerbForm):
    code = code_field(label="Code that the app shows", help_text="Six digits; they change.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        self.helper = plain_helper(self)


class PasskeyForm(VerbForm):
    name = TidyField(
        label="Name of the passkey",
        required=False,
        max_length=60,
        help_text="Such as “Work laptop” or “Phone”, so that you know it in the list.",
    )
    credential = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class ResetFactorForm(VerbForm):
    reason = TidyField(
        label="Why",
        max_length=200,
        help_text="Also how you know that it is them who ask, such as “Lost phone; came to the "
        "office with ID”. It stands in the audit trail.",
        error_messages={"required": "Say why, and how you know that it is them who ask."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class CentreSecurityForm(VerbForm):
    roles = forms.MultipleChoiceField(
        label="Roles that need a second step",
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Recommended: assessors, IQAs and administrators.",
    )

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, initial={"roles": centre.second_factor_roles}, **kwargs)
        self.helper = plain_helper(self)

"""The forms by which a centre's administrators manage its people."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.forms.models import fields_for_model
from django.utils import timezone

from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Centre, Learner, Membership, Role, User
from portfolio.people import tidy


class TidyField(forms.CharField):
    """One line, without what cannot be seen."""

    def to_python(self, value: object) -> str:
        return tidy(super().to_python(value))


class UserNameField(TidyField):
    """Lower case, however it was typed."""

    def to_python(self, value: object) -> str:
        return super().to_python(value).lower()


USER = fields_for_model(
    User,
    ["name", "username", "email"],
    field_classes={"name": TidyField, "username": UserNameField},
    help_texts={
        "username": "What they log in with, such as anna.smith: letters, digits, full stops, "
        "hyphens and underscores."
    },
    error_messages={
        "name": {"required": "Give the person’s name."},
        "username": {"required": "Give the name they will log in with."},
    },
)
LEARNER = fields_for_model(
    Learner,
    ["reference", "workplace", "job_title"],
    field_classes=dict.fromkeys(["reference", "workplace", "job_title"], TidyField),
)
# These are other people's: the browser must not offer the administrator's own.
for other_persons_field in (*USER.values(), *LEARNER.values()):
    other_persons_field.widget.attrs["autocomplete"] = "off"
USER["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


def side_by_side(*names: str) -> Div:
    """Two fields in a row where there is room for it."""
    return Div(*(Div(name, css_class="col-sm-6") for name in names), css_class="row")


def plain_helper(form: forms.Form, *layout: object) -> FormHelper:
    """The fields alone: the page brings the form's tag, its token and its buttons."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    if layout:
        helper.layout = Layout(*layout)
    return helper


class CentreField(forms.ModelChoiceField):
    """Which of the administrator's centres; not shown to those who have only one."""

    def __init__(self) -> None:
        super().__init__(Centre.objects.none(), empty_label=None)

    def offer(self, centres: QuerySet[Centre]) -> None:
        self.queryset = centres
        only = list(centres[:2])
        if len(only) == 1:
            self.required = False
            self.initial = only[0]
            self.widget = forms.HiddenInput()

    def clean(self, value: object) -> Centre:
        return super().clean(value) or self.initial


class LoginForm(VerbForm):
    """What a person is called and how they are reached."""

    name = USER["name"]
    username = USER["username"]
    email = USER["email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self, "name", side_by_side("username", "email"))


class NewPersonForm(LoginForm):
    centre = CentreField()
    roles = forms.MultipleChoiceField(
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )
    starts_on = date_field("Begins on")
    ends_on = date_field(
        "Ends on",
        required=False,
        help_text="The last day. Empty: until you end it. An EQA’s access always has an end.",
    )
    reference = LEARNER["reference"]
    workplace = LEARNER["workplace"]
    job_title = LEARNER["job_title"]

    def __init__(self, *args, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.fields["starts_on"].initial = timezone.localdate()
        self.fields[
            "email"
        ].help_text = (
            "They get a link to choose their password. Without an address you hand it over."
        )
        self.helper = plain_helper(
            self,
            "centre",
            "name",
            side_by_side("username", "email"),
            "roles",
            side_by_side("starts_on", "ends_on"),
            Fieldset("For a learner", "reference", side_by_side("workplace", "job_title")),
        )


class LearnerFactsForm(VerbForm):
    reference = LEARNER["reference"]
    workplace = LEARNER["workplace"]
    job_title = LEARNER["job_title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class RoleForm(VerbForm):
    """A further role; only roles that the person has never had are offered."""

    centre = CentreField()
    role = forms.ChoiceField()
    starts_on = date_field("Begins on")
    ends_on = date_field(
        "Ends on", required=False, help_text="Empty: until you end it. Needed for an EQA."
    )

    def __init__(self, *args, person, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.fields["role"].choices = _roles_to_offer(person, centres)
        self.fields["starts_on"].initial = timezone.localdate()
        self.helper = plain_helper(self, "centre", "role", side_by_side("starts_on", "ends_on"))


def _roles_to_offer(person: User, centres: QuerySet[Centre]) -> list[tuple[str, str]]:
    """Roles left over in at least one of the centres."""
    held = list(
        Membership.objects.filter(user=person, centre__in=centres).values_list("role", flat=True)
    )
    number = len(centres)
    return [(role, label) for role, label in Role.choices if held.count(role) < number]


class EndForm(VerbForm):
    last_day = date_field(
        "Last day", required=False, help_text="Leave it empty to end the role now."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class ReopenForm(VerbForm):
    ends_on = date_field(
        "Ends on",
        required=False,
        help_text="The last day. Empty: until you end it. An EQA’s access always has an end.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class ImportForm(VerbForm):
    centre = CentreField()
    file = forms.FileField(
        label="Table of people",
        help_text="A CSV file or an Excel workbook (.xlsx), 2,000 rows and 2 MB at most.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty. Fill in the template and choose it again.",
        },
    )

    def __init__(self, *args, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.helper = plain_helper(self)

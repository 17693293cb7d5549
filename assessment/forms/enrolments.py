"""The forms by which a centre enrols its learners and says who looks after them."""

from django import forms
from django.db.models import QuerySet
from django.forms.models import fields_for_model
from django.utils import timezone

from assessment.models import Enrolment, Qualification, Unit
from portfolio.forms.people import plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Allocation, Learner, Membership, Role
from portfolio.models.learners import ALLOCATED_ROLES

ENROLMENT = fields_for_model(Enrolment, ["registration_number"])
ENROLMENT["registration_number"].widget.attrs["autocomplete"] = "off"


class EnrolmentForm(VerbForm):
    """What may change in an enrolment."""

    started_on = date_field("Start date")
    target_on = date_field("Target date", required=False, help_text="When it should be complete.")
    registration_number = ENROLMENT["registration_number"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(
            self, side_by_side("started_on", "target_on"), "registration_number"
        )


class NewEnrolmentForm(EnrolmentForm):
    qualification = forms.ModelChoiceField(
        Qualification.objects.none(),
        empty_label="Choose a qualification",
        error_messages={"required": "Choose a qualification."},
    )

    def __init__(self, *args, learner: Learner, **kwargs):
        super().__init__(*args, **kwargs)
        current = Enrolment.objects.current().filter(learner=learner)
        self.fields["qualification"].queryset = Qualification.objects.exclude(
            pk__in=current.values("qualification")
        )
        self.fields["started_on"].initial = timezone.localdate()
        self.helper = plain_helper(
            self,
            "qualification",
            side_by_side("started_on", "target_on"),
            "registration_number",
        )


class EndEnrolmentForm(VerbForm):
    ended_on = date_field("Ended on", required=False, help_text="Empty: today.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class UnitsForm(VerbForm):
    """The units that an allocation is for."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Only for these units",
        help_text="Tick none for all units. A unit that is ticked for somebody is looked after, in "
        "that role, only by those it is ticked for.",
    )

    def __init__(self, *args, learner: Learner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units_of(learner)
        if not self.fields["units"].queryset:
            del self.fields["units"]
        self.helper = plain_helper(self)

    @property
    def chosen(self) -> list[Unit]:
        return list(self.cleaned_data.get("units", ()))


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user}, {membership.get_role_display()}"


class AllocationForm(UnitsForm):
    """Who looks after the learner; offers those of the centre who do not yet."""

    field_order = ["membership", "units"]
    membership = PersonChoice(
        Membership.objects.none(),
        label="Person and role",
        empty_label="Choose a person",
        error_messages={"required": "Choose a person."},
    )

    def __init__(self, *args, learner: Learner, **kwargs):
        super().__init__(*args, learner=learner, **kwargs)
        self.fields["membership"].queryset = allocatable_to(learner)


def allocatable_to(learner: Learner) -> QuerySet[Membership]:
    """The roles in force in the learner's centre whose holders could look after them too."""
    already = Allocation.objects.filter(learner=learner, until=None)
    return (
        Membership.objects.current()
        .filter(centre=learner.centre, role__in=ALLOCATED_ROLES)
        # An EQA sees learners for the days of a visit, which makes its own allocations.
        .exclude(role=Role.EQA)
        .exclude(user=learner.user)
        .exclude(pk__in=already.values("membership"))
        .select_related("user")
        .order_by("role", "user__name")
    )


def units_of(learner: Learner) -> QuerySet[Unit]:
    """The units of the qualifications the learner is enrolled on now."""
    current = Enrolment.objects.current().filter(learner=learner)
    return Unit.objects.filter(
        specifications__uses__group__qualification__in=current.values("qualification")
    ).distinct()

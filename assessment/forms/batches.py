"""The form by which an administrator asks for the documents of many learners."""

from uuid import uuid4

from django import forms

from assessment.exports.asking import Wanted
from assessment.exports.batching import NOBODY, NOT_HERE
from assessment.exports.making import WRITERS
from assessment.forms.exports import DocumentForm
from assessment.models import Enrolment, Variant
from portfolio.models import Centre


class BatchForm(DocumentForm):
    """Whose documents, and how they are made: but for the learners as of one portfolio."""

    # By their codes; drawn by the page.
    enrolments = forms.ModelMultipleChoiceField(
        Enrolment.objects.none(),
        to_field_name="code",
        error_messages={"required": NOBODY, "invalid_choice": NOT_HERE},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, centre: Centre, **kwargs):
        super().__init__(
            *args,
            usual=Wanted(variant=Variant.FULL),
            formats=WRITERS,
            # Units are chosen of one qualification, and so of one portfolio at a time.
            variants=(Variant.FULL, Variant.LEARNER),
            **kwargs,
        )
        self.fields["enrolments"].queryset = Enrolment.objects.filter(
            learner__centre=centre
        ).select_related("learner__user", "learner__centre", "qualification")

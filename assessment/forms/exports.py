"""The forms by which people choose what is in a document."""

from collections.abc import Iterable
from dataclasses import replace

from django import forms
from django.db.models import QuerySet

from assessment import rules
from assessment.exports.asking import NO_UNITS, Wanted, usual_for
from assessment.exports.making import WRITERS
from assessment.groups import groups_of
from assessment.models import Conformance, Enrolment, Format, Qualification, Variant
from portfolio.forms.people import CentreField, plain_helper
from portfolio.forms.verbs import VerbForm
from portfolio.models import Centre, User

FORMAT_WORDS = {
    Format.PDF: "PDF, mapped and ready to print",
    Format.HTML: "Web page, in one file that opens without this site",
    Format.ARCHIVE: "Archive of everything, for another installation",
}
VARIANT_WORDS = {
    Variant.FULL: "Full portfolio, with the records of internal quality assurance",
    Variant.LEARNER: "Learner’s copy: everything but the records of internal quality assurance",
    Variant.UNITS: "Chosen units, and the evidence that is mapped to them",
}
CONFORMANCE_WORDS = {
    Conformance.ACCESSIBLE: "For reading: PDF/UA-1, which screen readers understand",
    Conformance.ARCHIVABLE: "For keeping: PDF/A-3, which can be read in decades",
}


class DocumentForm(VerbForm):
    """How a document is made. Whatever is left out is as ``usual``: one click is enough."""

    format = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    variant = forms.ChoiceField(label="What is in it", required=False, widget=forms.RadioSelect)
    conformance = forms.ChoiceField(
        label="Which kind of PDF",
        required=False,
        choices=list(CONFORMANCE_WORDS.items()),
        widget=forms.RadioSelect,
    )
    attaches_files = forms.BooleanField(
        label="Attach the other files",
        required=False,
        help_text="Files that cannot be shown as pages, such as sound and spreadsheets, travel "
        "inside the PDF. It becomes as large as they are.",
    )

    def __init__(
        self, *args, usual: Wanted, formats: Iterable[Format], variants: Iterable[Variant], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self._usual = usual
        self.fields["format"].choices = [(each, FORMAT_WORDS[each]) for each in formats]
        self.fields["variant"].choices = [(each, VARIANT_WORDS[each]) for each in variants]
        for name in ("format", "variant", "conformance"):
            self.initial.setdefault(name, getattr(usual, name))

    def clean(self) -> None:
        super().clean()
        for name in ("format", "variant", "conformance"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.cleaned_data[name] = getattr(self._usual, name)

    @property
    def wanted(self) -> Wanted:
        """What was chosen, of a valid form."""
        names = ("format", "variant", "conformance", "attaches_files")
        return Wanted(**{name: self.cleaned_data[name] for name in names})


class ChoiceForm(DocumentForm):
    """What is wanted of one portfolio."""

    units = forms.TypedMultipleChoiceField(
        label="Units", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, user: User, enrolment: Enrolment, **kwargs):
        learner = enrolment.learner
        usual = usual_for(user, learner)
        may_archive = rules.can_archive(user, learner)
        super().__init__(
            *args,
            usual=usual,
            formats=[each for each in WRITERS if each != Format.ARCHIVE or may_archive],
            variants=[each for each in Variant if each != Variant.FULL or usual.variant == each],
            **kwargs,
        )
        self.fields["units"].choices = _units_of(enrolment.qualification)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("variant") == Variant.UNITS and not self.cleaned_data.get("units"):
            self.add_error("units", NO_UNITS)

    @property
    def wanted(self) -> Wanted:
        return replace(super().wanted, units=frozenset(self.cleaned_data["units"]))


def _units_of(qualification: Qualification) -> list[tuple[int, str]]:
    """Each unit once, by primary key, as the qualification calls it; one query."""
    groups = groups_of({qualification.pk})[qualification.pk]
    units = {use.unit: f"{use.code} {use.title}" for group in groups for use in group.units}
    return list(units.items())


class FormSetForm(VerbForm):
    """For which qualification a centre wants its blank forms."""

    centre = CentreField()
    qualification = forms.ModelChoiceField(
        Qualification.objects.all(), empty_label=None, label="Qualification"
    )

    def __init__(self, *args, centres: QuerySet[Centre], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.helper = plain_helper(self, "centre", "qualification")

"""The forms of a portfolio, to fill in by hand: what an awarding body approves."""

from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.dossier.compiling import course_of
from assessment.dossier.contents import FULL, cover_of
from assessment.dossier.values import Dossier, Person
from assessment.models import Enrolment, Qualification
from portfolio.models import Centre, Learner


def blank_dossier(centre: Centre, qualification: Qualification) -> Dossier:
    """The portfolio of nobody, in whose place there is room to write."""
    # A key that no row has.
    learner = Learner(pk=0, centre=centre)
    nobody = Enrolment(pk=0, learner=learner, qualification=qualification, started_on=None)
    return Dossier(
        made_at=timezone.now(),
        contents=FULL,
        cover=cover_of(centre),
        person=Person(
            name="",
            reference="",
            workplace="",
            job_title="",
            centre=centre.name,
            centre_number=centre.number,
            allocated=(),
        ),
        course=course_of(nobody),
        declaration=None,
        units=coverage_of(nobody).units,
        items=(),
        is_blank=True,
    )

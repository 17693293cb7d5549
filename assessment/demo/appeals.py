"""In the demo: an appeal that is being heard, and what is done otherwise for a learner."""

from uuid import uuid5

from django.db import transaction

from assessment.adjusting import record_adjustment
from assessment.appeals.hearing import appoint_hearer
from assessment.appeals.lodging import lodge_appeal
from assessment.appeals.questions import appealable
from assessment.demo.people import learner_named
from assessment.demo.telling import STORY
from assessment.models import Adjustment, Appeal, Unit
from portfolio.models import Method, User
from teams.demo.days import Days

GROUNDS = (
    "The five signed the sheet with their roles. It hung beside the desk when my assessor was "
    "there and is in the photograph of the desk that I showed him; I was told that it does not "
    "count because it is not an attachment."
)
ADJUSTMENT = "Written questions are answered aloud and recorded"
NEED = "Dyslexia, assessed in 2019. Reading aloud from a screen with large type is no problem."


@transaction.atomic
def ensure_appeals(days: Days) -> None:
    """Mei appeals on LT 1.2, and Ines hears it; Anna has an adjustment."""
    anna, cleo = learner_named("anna"), User.objects.get(username="cleo")
    if not Adjustment.objects.filter(learner=anna).exists():
        record_adjustment(
            learner=anna,
            by=cleo,
            what=ADJUSTMENT,
            need=NEED,
            methods=[Method.QUESTIONING],
            starts_on=days.ago(230),
            ends_on=None,
            reference="",
        )
    mei = learner_named("mei")
    key = uuid5(STORY, "mei/appeal")
    if Appeal.objects.filter(request_key=key).exists():
        return
    unit = Unit.objects.get(code="LT")
    decisions = [
        judgement
        for judgement in appealable(mei, unit)
        if judgement.mapping.target_code == "LT 1.2"
    ]
    appeal = lodge_appeal(
        learner=mei,
        unit=unit,
        judgements=decisions,
        grounds=GROUNDS,
        user=mei.user,
        request_key=key,
    )
    ines = User.objects.get(username="ines")
    appoint_hearer(hearing=appeal.hearings.get(), person=ines, by=cleo)
    Appeal.objects.filter(pk=appeal.pk).update(lodged_at=days.moment(6))
    appeal.hearings.update(begun_at=days.moment(6), appointed_at=days.moment(5))

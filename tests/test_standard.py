"""The sample standard in ``fixtures/``: complete by code, honest about what is not confirmed."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command

from assessment.models import (
    Concept,
    Criterion,
    LearningOutcome,
    MarkingPoint,
    Misconception,
    Qualification,
    QualificationUnit,
    RecordUse,
    Tip,
    Unit,
    UnitGroup,
    UnitSpecification,
)
from tests.laying import laid_once

pytestmark = pytest.mark.usefixtures("standard")

STANDARD = (
    Unit,
    LearningOutcome,
    Criterion,
    UnitSpecification,
    MarkingPoint,
    RecordUse,
    Concept,
    Tip,
    Misconception,
    Qualification,
    UnitGroup,
    QualificationUnit,
)

# Unit → outcome → the kind of each of its criteria in order: P performance, K knowledge.
CRITERIA = {
    "LT": {1: "PPPPP", 2: "PPPP", 3: "PPP", 4: "KKKKKKKK"},
    "MT": {1: "KKK", 2: "PPPPP", 3: "PPPPPP"},
    "CO": {1: "PPPPPP", 2: "PPPP", 3: "PPPP", 4: "KKKK"},
    "DO": {1: "PPPPP", 2: "PPP", 3: "PPPP", 4: "KKKK"},
}

# The criteria are those of the specification's unit: for CC, of LT.
MARKING_POINTS = {
    "LT-MP1": "1.2 1.4",
    "LT-MP2": "2.3 3.1",
    "LT-MP3": "3.1 3.3 4.2",
    "LT-MP4": "1.3 1.4 4.4",
    "LT-MP5": "2.3 3.1",
    "LT-MP6": "3.1 3.2 3.3",
    "LT-MP7": "1.4 4.2",
    "LT-MP8": "2.1 2.2 2.3",
    "MT-MP1": "2.2 3.2",
    "MT-MP2": "2.3 3.4 3.5",
    "MT-MP3": "2.1 2.2",
    "MT-MP4": "1.2 2.3",
    "MT-MP5": "3.3 3.6",
    "MT-MP6": "1.1 1.2",
    "MT-MP7": "2.1 2.2 2.4",
    "MT-MP8": "1.2 2.3 2.5",
    "CO-MP1": "1.3 1.4 1.6",
    "CO-MP2": "2.2 2.3 2.4",
    "CO-MP3": "3.1 3.2 3.3 3.4",
    "CC-MP1": "1.3 1.4",
    "CC-MP2": "2.1 2.2 2.3",
    "CC-MP3": "3.1 3.2 3.3",
    "CC-MP4": "1.5 4.3 4.7",
    "CC-MP5": "4.1 4.5 4.6 4.7",
    "DO-MP1": "1.1 4.1",
    "DO-MP2": "2.1 2.2 2.3",
    "DO-MP3": "3.1 3.2",
    "DO-MP4": "3.3 3.4 4.4",
}

# Specification → how many; their codes count from 1 without a gap.
GUIDANCE = {
    (Concept, "C"): {"LT": 5, "MT": 5, "CO": 5, "CC": 5, "DO": 5},
    (Tip, "T"): {"LT": 8, "MT": 8, "CO": 3, "CC": 5, "DO": 3},
    (Misconception, "M"): {"LT": 6, "MT": 6, "CO": 3, "CC": 5, "DO": 3},
}

QUALIFICATIONS = {
    "CSL": {"M": ["LT", "MT", "CO"], "O1": ["DO"]},
    "CCL": {"M": ["CC", "MT"], "O1": ["DO"]},
}


@laid_once
def standard():
    """As the file has it: nothing that another test kept."""
    call_command("loaddata", "standard", verbosity=0)


def every_row():
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in STANDARD]


def test_counts():
    assert [model.objects.count() for model in STANDARD[:9]] == [4, 15, 68, 5, 28, 75, 25, 27, 23]


def test_every_criterion_by_code():
    found = {
        (criterion.outcome.unit.code, criterion.label): criterion.kind
        for criterion in Criterion.objects.select_related("outcome__unit")
    }
    assert found == {
        (unit, f"{outcome}.{number}"): {"P": "performance", "K": "knowledge"}[kind]
        for unit, outcomes in CRITERIA.items()
        for outcome, kinds in outcomes.items()
        for number, kind in enumerate(kinds, start=1)
    }


def test_criteria_come_in_the_order_of_their_labels():
    criteria = Criterion.objects.filter(outcome__unit__code="MT").select_related("outcome")
    labels = [criterion.label for criterion in criteria]
    assert labels == sorted(labels)
    assert labels[0] == "1.1"
    assert labels[-1] == "3.6"


def test_every_marking_point_with_its_criteria():
    points = MarkingPoint.objects.select_related("specification__unit")
    found = {
        point.code: " ".join(
            criterion.label for criterion in point.criteria.select_related("outcome")
        )
        for point in points
    }
    assert found == MARKING_POINTS
    for point in points:
        assert point.code == f"{point.specification.code}-MP{point.number}"
        units = {criterion.outcome.unit for criterion in point.criteria.all()}
        assert units == {point.specification.unit}


@pytest.mark.parametrize(("model", "letter"), GUIDANCE)
def test_every_concept_tip_and_misconception_by_code(model, letter):
    found = {(row.code, row.specification.code, row.number) for row in model.objects.all()}
    assert found == {
        (f"{code}-{letter}{number}", code, number)
        for code, count in GUIDANCE[model, letter].items()
        for number in range(1, count + 1)
    }


def test_every_text_says_something():
    for model in (Criterion, MarkingPoint, Concept, Tip, Misconception):
        texts = list(model.objects.values_list("text", flat=True))
        assert min(len(text) for text in texts) > 15
        assert all(text == text.strip() for text in texts)
    for model in (Unit, UnitSpecification):
        assert not model.objects.filter(purpose="").exists()


def test_qualifications_hold_their_units_in_order():
    found = {
        qualification.code: {
            group.code: [member.specification.code for member in group.members.all()]
            for group in qualification.groups.all()
        }
        for qualification in Qualification.objects.all()
    }
    assert found == QUALIFICATIONS


def test_only_the_first_group_is_mandatory():
    values = UnitGroup.objects.values_list("code", "is_mandatory")
    assert set(values) == {("M", True), ("O1", False)}


def test_both_specifications_of_a_unit_share_its_criteria():
    leading, contact_centre = UnitSpecification.objects.filter(code__in=["LT", "CC"])
    assert leading.unit == contact_centre.unit
    assert leading.unit.reference == "H/601/1568"
    shared = Criterion.objects.get(outcome__unit=leading.unit, outcome__number=3, number=1)
    codes = set(shared.marking_points.values_list("code", flat=True))
    assert codes == {"LT-MP2", "LT-MP3", "LT-MP5", "LT-MP6", "CC-MP3"}


def test_what_is_not_confirmed_is_flagged_and_no_reference_is_invented():
    values = Unit.objects.values_list(
        "code",
        "reference",
        "level",
        "level_confirmed",
        "credits",
        "credits_confirmed",
        "guided_hours",
        "guided_hours_confirmed",
    )
    assert set(values) == {
        ("LT", "H/601/1568", 3, True, 7, False, 47, False),
        ("MT", "A/506/1821", 3, True, 4, True, 21, True),
        ("CO", "", 4, False, 10, False, None, False),
        ("DO", "", 3, False, 8, False, None, False),
    }


def test_qualifications_are_samples_with_unconfirmed_rules():
    values = Qualification.objects.values_list(
        "code",
        "number",
        "awarding_body",
        "credits_required",
        "high_level",
        "high_level_credits",
        "rules_confirmed",
        "is_sample",
    )
    assert set(values) == {
        ("CSL", "", "", 21, 3, 21, False, True),
        ("CCL", "", "", 11, 3, 11, False, True),
    }


def test_every_row_keeps_the_rules():
    for model in STANDARD:
        for row in model.objects.all():
            row.full_clean()


def test_loading_twice_changes_nothing():
    before = every_row()
    call_command("loaddata", "standard", verbosity=0)
    assert every_row() == before


def test_loading_mends_a_changed_row():
    before = every_row()
    Criterion.objects.filter(outcome__unit__code="MT").update(text="Something else altogether")
    call_command("loaddata", "standard", verbosity=0)
    assert every_row() == before


def test_a_dump_by_natural_keys_loads_into_an_empty_database(tmp_path):
    dump = tmp_path / "dump.json"
    call_command(
        "dumpdata",
        *[model._meta.label for model in reversed(STANDARD)],
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
        output=str(dump),
        verbosity=0,
    )
    for model in (Qualification, UnitSpecification, Unit):
        model.objects.all().delete()
    call_command("loaddata", str(dump), verbosity=0)
    test_every_criterion_by_code()
    test_every_marking_point_with_its_criteria()
    test_qualifications_hold_their_units_in_order()
    assert RecordUse.objects.count() == 75


@pytest.mark.parametrize(
    ("model", "changes", "message"),
    [
        (Unit, {"level": 9}, "Levels run from 1 to 8."),
        (Unit, {"credits": 0}, "A unit is worth 1 to 999 credits."),
        (
            Unit,
            {"guided_hours": None, "guided_hours_confirmed": True},
            "There are no guided learning hours to confirm. Give them.",
        ),
        (Unit, {"code": "lt"}, "Use capital letters and digits, with hyphens between them."),
        (Qualification, {"high_level": 0}, "Levels run from 1 to 8."),
        (
            Qualification,
            {"high_level_credits": 22},
            "The credits at the high level are part of the total: give no more than that.",
        ),
        (UnitGroup, {"position": 0}, "Positions run from 1 to 999."),
        (LearningOutcome, {"number": 0}, "Outcomes are numbered from 1 to 999."),
        (
            LearningOutcome,
            {"number": 2},
            "This unit already has an outcome with that number.",
        ),
        (Criterion, {"number": 2}, "This outcome already has a criterion with that number."),
        (MarkingPoint, {"number": 0}, "Marking points are numbered from 1 to 999."),
        (Tip, {"number": 2}, "This unit already has an entry with that number."),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(model, changes, message):
    row = model.objects.order_by("pk").first()
    for field, value in changes.items():
        setattr(row, field, value)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert message in refusal.value.messages


def test_a_unit_stands_once_in_a_qualification_whatever_its_code_there():
    group = UnitGroup.objects.get(qualification__code="CSL", code="O1")
    member = QualificationUnit(group=group, specification=UnitSpecification.objects.get(code="CC"))
    with pytest.raises(ValidationError, match="already in the qualification"):
        member.full_clean()

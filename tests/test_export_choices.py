"""Choosing what is exported: who may have what, two clicks, what the trail says."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessment.exports.asking import Wanted, ask_for_export
from assessment.exports.progress import exports_for
from assessment.models import Export, Format, FormSet, Qualification, Unit, Variant
from portfolio.models import Act, AuditEntry
from tests.people import client_of

FULL, LEARNER, UNITS = Variant.FULL, Variant.LEARNER, Variant.UNITS


def page(user, enrolment, **sent):
    client = client_of(user)
    address = reverse("export-start", args=[enrolment.code])
    return client.post(address, sent) if sent else client.get(address)


def made(enrolment, user, **values):
    return Export.objects.create(enrolment=enrolment, asked_by=user, **values)


@pytest.fixture
def lt(standard):
    return Unit.objects.get(specifications__code="LT").pk


@pytest.mark.parametrize(
    ("person", "variant"),
    [("anna", LEARNER), ("ben", FULL), ("tara", FULL), ("ines", FULL), ("cleo", FULL)],
)
def test_one_click_gives_each_what_they_may_have(person, variant, csl, request):
    user = request.getfixturevalue(person)
    offered = [value for value, _ in page(user, csl).context["form"].fields["variant"].choices]

    page(user, csl, csrf="x")

    export = Export.objects.get()
    assert (export.variant, export.format, export.conformance) == (variant, "pdf", "ua")
    assert (FULL in offered) == (variant == FULL)


def test_a_learner_never_gets_the_records_of_quality_assurance(csl, anna, ben):
    with pytest.raises(PermissionDenied):
        ask_for_export(enrolment=csl, user=anna, wanted=Wanted(variant=FULL))
    assert page(anna, csl, variant=FULL).status_code == 422
    full = made(csl, ben, variant=FULL, finished_at=timezone.now(), stored_as="x")

    for name in ("export", "export-progress", "export-download"):
        address = reverse(name, args=[full.code])
        assert client_of(anna).get(address).status_code == 403
    assert full.get_absolute_url() not in page(anna, csl).text
    assert full.get_absolute_url() in page(ben, csl).text


def test_an_archive_is_only_for_the_learner_and_administrators(csl, anna, ben, cleo):
    archive = made(csl, anna, variant=LEARNER, format=Format.ARCHIVE)

    assert list(exports_for(ben, csl)) == []
    assert list(exports_for(anna, csl)) == list(exports_for(cleo, csl)) == [archive]
    with pytest.raises(PermissionDenied):
        ask_for_export(enrolment=csl, user=ben, wanted=Wanted(format=Format.ARCHIVE))
    assert client_of(ben).get(archive.get_absolute_url()).status_code == 403


def test_two_clicks_are_one_document_of_the_same_choices(csl, ben, lt):
    some = Wanted(variant=UNITS, units=frozenset({lt}))
    first = ask_for_export(enrolment=csl, user=ben, wanted=some)

    assert ask_for_export(enrolment=csl, user=ben, wanted=some) == first
    others = [
        Wanted(variant=FULL),
        Wanted(variant=FULL, attaches_files=True),
        Wanted(variant=FULL, conformance="a"),
        Wanted(variant=UNITS, units=frozenset(Unit.objects.values_list("pk", flat=True)[:2])),
    ]
    assert len({ask_for_export(enrolment=csl, user=ben, wanted=each).pk for each in others}) == 4


def test_units_are_kept_only_where_they_are_wanted(csl, ben, lt):
    page(ben, csl, variant=FULL, units=[lt])
    page(ben, csl, variant=UNITS, units=[lt])

    chosen, full = Export.objects.order_by("-pk")
    assert list(full.units.all()) == []
    assert [unit.pk for unit in chosen.units.all()] == [lt]


def test_a_form_without_units_says_so(csl, ben):
    answer = page(ben, csl, variant=UNITS)

    assert answer.status_code == 422
    assert "Choose at least one unit." in answer.text
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"variant": "all"},
        {"units": ["0"]},
        {"units": ["x"]},
        {"format": "exe"},
        {"conformance": "b"},
    ],
)
def test_what_is_not_offered_is_refused(sent, csl, ben):
    assert page(ben, csl, **sent).status_code == 422


def test_units_of_another_qualification_are_refused(csl, ben):
    other = Unit.objects.create(code="ZZ", title="Other", level=3, credits=1)
    wanted = Wanted(variant=UNITS, units=frozenset({other.pk}))

    with pytest.raises(ValidationError):
        ask_for_export(enrolment=csl, user=ben, wanted=wanted)


def test_the_trail_has_the_choices(csl, ben, lt):
    wanted = Wanted(variant=UNITS, conformance="a", units=frozenset({lt}))
    ask_for_export(enrolment=csl, user=ben, wanted=wanted)

    entry = AuditEntry.objects.filter(act=Act.EXPORT).get()
    assert entry.actor == ben
    assert entry.detail["variant"] == "units"
    assert entry.detail["conformance"] == "a"
    assert entry.detail["units"] == ["LT"]


def test_who_may_not_export_sees_no_choices(csl, eve):
    assert page(eve, csl).status_code == 403


# -- Blank forms ------------------------------------------------------------------------------


def test_two_clicks_are_one_set_of_forms(standard, cleo, centre):
    qualification = Qualification.objects.get(code="CSL").pk
    client = client_of(cleo)

    answers = [client.post(reverse("form-sets"), {"qualification": qualification}) for _ in "ab"]

    forms = FormSet.objects.get()
    assert {answer.url for answer in answers} == {forms.get_absolute_url()}
    assert forms.centre == centre
    assert "Waiting for its turn." in client.get(forms.get_absolute_url()).text
    assert client.get(reverse("form-set-download", args=[forms.code])).status_code == 404
    assert AuditEntry.objects.filter(act=Act.EXPORT, words__contains="blank forms").count() == 1


def test_forms_of_another_centre_are_not_there(standard, cleo, other_centre, olive):
    forms = FormSet.objects.create(
        centre=other_centre, qualification=Qualification.objects.get(code="CSL"), asked_by=olive
    )

    assert client_of(cleo).get(forms.get_absolute_url()).status_code == 404
    assert forms.get_absolute_url() not in client_of(cleo).get(reverse("form-sets")).text

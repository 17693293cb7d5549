"""Enrolments and allocations, as the centre manages them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessment import enrolling
from assessment.allocations import scope_of
from assessment.models import Enrolment, Qualification, Unit, UnitAllocation
from portfolio import people
from portfolio.models import Allocation, Membership, Role
from tests.people import client_of, enrolled

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def as_cleo(cleo):
    return client_of(cleo)


@pytest.fixture
def bens(cast, learner):
    """Ben's allocation to Anna."""
    return Allocation.objects.get(learner=learner, membership=cast.memberships["ben"])


def unit(code):
    return Unit.objects.get(code=code)


def facts(**values):
    return {"started_on": TODAY(), "target_on": None, "registration_number": ""} | values


# -- Enrolments -------------------------------------------------------------------------------


def test_a_learner_is_enrolled_once_at_a_time(standard, learner, cleo):
    csl = Qualification.objects.get(code="CSL")
    enrolment = enrolling.enrol(learner=learner, qualification=csl, by=cleo, **facts())
    with pytest.raises(ValidationError, match="already enrolled"):
        enrolling.enrol(learner=learner, qualification=csl, by=cleo, **facts())
    enrolling.end_enrolment(enrolment=enrolment, by=cleo)
    enrolling.enrol(learner=learner, qualification=csl, by=cleo, **facts())
    with pytest.raises(ValidationError, match="already enrolled"):
        enrolling.reopen_enrolment(enrolment=enrolment, by=cleo)


def test_a_target_comes_after_the_start(csl, cleo):
    with pytest.raises(ValidationError, match="target date is not after"):
        enrolling.change_enrolment(enrolment=csl, by=cleo, **facts(target_on=TODAY()))


def test_an_enrolment_ends_today_or_before_but_not_before_it_began(csl, cleo):
    with pytest.raises(ValidationError, match="has not come yet"):
        enrolling.end_enrolment(enrolment=csl, by=cleo, ended_on=TODAY() + DAY)
    with pytest.raises(ValidationError, match="before the start date"):
        enrolling.end_enrolment(enrolment=csl, by=cleo, ended_on=csl.started_on - DAY)
    assert enrolling.end_enrolment(enrolment=csl, by=cleo).ended_on == TODAY()


def test_an_enrolment_that_has_not_begun_can_end(csl, cleo):
    begins = TODAY() + 9 * DAY
    enrolling.change_enrolment(enrolment=csl, by=cleo, **facts(started_on=begins))
    assert enrolling.end_enrolment(enrolment=csl, by=cleo).ended_on == begins


@pytest.mark.parametrize("name", ["anna", "ben", "olive"])
def test_only_the_centres_administrator_enrols(cast, csl, bens, name):
    user = cast.users[name]
    other = Qualification.objects.get(code="CCL")
    for verb, words in (
        (enrolling.enrol, {"learner": csl.learner, "qualification": other} | facts()),
        (enrolling.change_enrolment, {"enrolment": csl} | facts()),
        (enrolling.end_enrolment, {"enrolment": csl}),
        (enrolling.reopen_enrolment, {"enrolment": csl}),
        (enrolling.narrow_allocation, {"allocation": bens, "units": []}),
        (people.end_allocation, {"allocation": bens}),
        (people.reopen_allocation, {"allocation": bens}),
    ):
        with pytest.raises(PermissionDenied):
            verb(by=user, **words)


# -- Allocations ------------------------------------------------------------------------------


def test_an_allocation_is_narrowed_and_widened(csl, ccl, bens, ben, learner, cleo):
    lead, manage = unit("LT"), unit("MT")
    enrolling.narrow_allocation(allocation=bens, units=[lead], by=cleo)
    assert scope_of(ben, learner).covers(lead.pk)
    assert not scope_of(ben, learner).covers(manage.pk)
    enrolling.narrow_allocation(allocation=bens, units=[manage], by=cleo)
    assert not scope_of(ben, learner).covers(lead.pk)
    enrolling.narrow_allocation(allocation=bens, units=[], by=cleo)
    assert scope_of(ben, learner).covers(lead.pk)


def test_choosing_the_same_units_again_keeps_the_rows(csl, bens, cleo):
    enrolling.narrow_allocation(allocation=bens, units=[unit("LT")], by=cleo)
    before = UnitAllocation.objects.get().pk
    enrolling.narrow_allocation(allocation=bens, units=[unit("LT")], by=cleo)
    assert UnitAllocation.objects.get().pk == before


# -- Pages ------------------------------------------------------------------------------------


def undo_of(response):
    return [m.extra_tags for m in response.context["messages"] if m.extra_tags][-1][5:]


def test_the_page_enrols_and_undo_ends(standard, as_cleo, learner):
    values = {
        "qualification": Qualification.objects.get(code="CSL").pk,
        "started_on": "2026-01-05",
        "target_on": "2027-01-05",
        "registration_number": " R-77 ",
    }
    response = as_cleo.post(reverse("enrolment-add", args=[learner.code]), values, follow=True)
    enrolment = learner.enrolments.get()
    assert enrolment.registration_number == "R-77"
    assert "registration R-77" in response.content.decode()
    response = as_cleo.post(undo_of(response), follow=True)
    assert not learner.enrolments.current().exists()
    as_cleo.post(undo_of(response))
    assert learner.enrolments.current().exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"qualification": ""}, "Choose a qualification."),
        ({"qualification": "999999"}, "Select a valid choice"),
        ({"qualification": "x"}, "Select a valid choice"),
        ({"started_on": ""}, "This field is required"),
        ({"target_on": "2025-01-05"}, "The target date is not after the start date."),
        ({"registration_number": "7" * 41}, "at most 40 characters"),
    ],
)
def test_an_enrolment_that_cannot_be_says_why(standard, as_cleo, learner, values, sentence):
    csl = Qualification.objects.get(code="CSL").pk
    good = {"qualification": csl, "started_on": "2026-01-05"}
    page = as_cleo.post(reverse("enrolment-add", args=[learner.code]), good | values)
    assert sentence in page.content.decode()
    assert not learner.enrolments.exists()


def test_an_enrolment_is_changed_by_the_page(csl, as_cleo):
    address = reverse("enrolment-change", args=[csl.code])
    assert csl.started_on.isoformat() in as_cleo.get(address).content.decode()
    as_cleo.post(address, {"started_on": "2026-02-01", "registration_number": "R-1"})
    csl.refresh_from_db()
    assert (str(csl.started_on), csl.target_on) == ("2026-02-01", None)


def test_a_second_enrolment_stands_in_the_way_of_undo(csl, as_cleo, cleo):
    enrolling.end_enrolment(enrolment=csl, by=cleo)
    enrolled(csl.learner, "CSL")
    response = as_cleo.post(reverse("enrolment-reopen", args=[csl.code]), follow=True)
    assert "already enrolled" in response.content.decode()


def test_only_those_who_do_not_look_after_the_learner_are_offered(as_cleo, cast, learner):
    form = as_cleo.get(reverse("allocation-add", args=[learner.code])).context["form"]
    assert not form.fields["membership"].queryset.exists()
    noah = cast.learners["noah"]
    form = as_cleo.get(reverse("allocation-add", args=[noah.code])).context["form"]
    offered = {membership.user.username for membership in form.fields["membership"].queryset}
    assert offered == {"ben", "tara", "ines"}


def test_the_page_allocates_for_units_and_undo_ends_it(standard, as_cleo, cast, ben):
    noah = cast.learners["noah"]
    enrolled(noah, "CSL")
    values = {"membership": cast.memberships["ben"].pk, "units": [unit("LT").pk]}
    response = as_cleo.post(reverse("allocation-add", args=[noah.code]), values, follow=True)
    assert "Only LT" in response.content.decode()
    assert scope_of(ben, noah).covers(unit("LT").pk)
    response = as_cleo.post(undo_of(response), follow=True)
    assert not scope_of(ben, noah)
    as_cleo.post(undo_of(response))
    assert scope_of(ben, noah)


@pytest.mark.parametrize("name", ["olive", "cleo", "anna"])
def test_the_page_allocates_nobody_else(as_cleo, cast, name):
    noah = cast.learners["noah"]
    values = {"membership": cast.memberships[name].pk}
    page = as_cleo.post(reverse("allocation-add", args=[noah.code]), values)
    assert "Select a valid choice" in page.content.decode()
    assert not noah.allocations.exists()


def test_nobody_is_offered_their_own_portfolio(as_cleo, cast, centre, learner):
    Membership.objects.create(centre=centre, user=learner.user, role=Role.ASSESSOR)
    form = as_cleo.get(reverse("allocation-add", args=[learner.code])).context["form"]
    assert not form.fields["membership"].queryset.exists()


def test_units_are_chosen_by_the_page(csl, as_cleo, bens):
    address = reverse("allocation-units", args=[bens.pk])
    as_cleo.post(address, {"units": [unit("LT").pk, unit("MT").pk]})
    assert bens.units.count() == 2
    assert len(as_cleo.get(address).context["form"].initial["units"]) == 2
    as_cleo.post(address, {})
    assert not bens.units.exists()


@pytest.mark.parametrize("chosen", ["999999", "x"])
def test_units_outside_the_learners_qualifications_are_refused(csl, as_cleo, bens, chosen):
    page = as_cleo.post(reverse("allocation-units", args=[bens.pk]), {"units": [chosen]})
    assert page.context["form"].errors
    assert not bens.units.exists()


def test_without_an_enrolment_there_are_no_units_to_choose(standard, as_cleo, bens):
    address = reverse("allocation-units", args=[bens.pk])
    assert "units" not in as_cleo.get(address).context["form"].fields
    as_cleo.post(address, {"units": [unit("LT").pk]})
    assert not bens.units.exists()


def test_undo_of_an_allocation_that_was_given_anew(as_cleo, bens, cleo):
    people.end_allocation(allocation=bens, by=cleo)
    people.allocate(learner=bens.learner, membership=bens.membership, by=cleo)
    response = as_cleo.post(reverse("allocation-reopen", args=[bens.pk]), follow=True)
    assert "already allocated" in response.content.decode()


PAGES = {  # name: whether it may be opened (GET), besides posted to
    "learner-manage": True,
    "enrolment-add": True,
    "allocation-add": True,
    "enrolment-change": True,
    "enrolment-end": True,
    "enrolment-reopen": False,
    "allocation-units": True,
    "allocation-end": False,
    "allocation-reopen": False,
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("name", "status"), [("anna", 403), ("ben", 403), ("noah", 404), ("olive", 404)]
)
def test_only_the_centres_administrator_manages_a_learner(cast, csl, bens, page, name, status):
    whose = {"learner": csl.learner.code, "enrolment": csl.code, "allocation": bens.pk}
    key = "learner" if page.endswith(("manage", "add")) else page.split("-")[0]
    client = client_of(cast.users[name])
    response = (client.get if PAGES[page] else client.post)(reverse(page, args=[whose[key]]))
    # An allocation's number is known to nobody but administrators: the others get 403 for any.
    assert response.status_code == (403 if key == "allocation" else status)
    assert Enrolment.objects.get().ended_on is None


def test_another_centres_learner_is_not_there(as_cleo, cast, standard):
    odd = cast.learners["odd"]
    enrolment = enrolled(odd, "CSL")
    allocation = odd.allocations.get()
    assert as_cleo.get(reverse("learner-manage", args=[odd.code])).status_code == 404
    assert as_cleo.post(reverse("enrolment-end", args=[enrolment.code])).status_code == 404
    assert as_cleo.post(reverse("allocation-end", args=[allocation.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(
    as_cleo, cast, ccl, bens, count, centre, cleo, django_assert_max_num_queries
):
    for number in range(count):
        one = people.add_person(
            centre=centre, by=cleo, username=f"a{number}", name="A", email="",
            roles=[Role.ASSESSOR], starts_on=TODAY(),
        )  # fmt: skip
        people.allocate(learner=ccl.learner, membership=one.memberships.get(), by=cleo)
    with django_assert_max_num_queries(10):
        as_cleo.get(reverse("learner-manage", args=[ccl.learner.code]))

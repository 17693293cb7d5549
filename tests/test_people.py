"""The people of a centre: who may change what, and what stays of it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolio import people, saving
from portfolio.accounts import inviting
from portfolio.models import Allocation, Learner, Membership, Role, User
from tests.people import CAST, client_of

TODAY = timezone.localdate
DAY = timedelta(days=1)

NEW = {"username": "dora", "name": "Dora Lindgren", "email": "dora@example.org"}
POST = NEW | {"roles": ["learner"], "starts_on": "2026-01-05", "workplace": "Leeds"}


class BrokenMail(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no mail server")


@pytest.fixture
def as_cleo(cleo):
    return client_of(cleo)


@pytest.fixture
def two_centres(cleo, other_centre):
    """Cleo administers the other centre, too."""
    Membership.objects.create(centre=other_centre, user=cleo, role=Role.ADMIN)


@pytest.fixture
def shared_ben(ben, other_centre):
    """Ben also assesses in a centre that Cleo has nothing to do with."""
    Membership.objects.create(centre=other_centre, user=ben, role=Role.ASSESSOR)
    return ben


def add(centre, by, **values):
    return people.add_person(
        **{"centre": centre, "by": by, "roles": [Role.LEARNER], "starts_on": TODAY()} | NEW | values
    )


def texts(response):
    return [str(message) for message in response.context["messages"]]


# -- Verbs ------------------------------------------------------------------------------------


def test_a_learner_gets_a_login_a_role_and_a_portfolio(centre, cleo):
    dora = add(centre, cleo, reference="L-7", workplace="Leeds", job_title="Team leader")
    learner = dora.learners.get()
    assert (learner.centre, learner.reference, learner.job_title) == (centre, "L-7", "Team leader")
    assert dora.memberships.get().role == Role.LEARNER
    assert not dora.has_usable_password()


def test_user_names_are_lower_case_and_names_lose_what_cannot_be_seen(centre, cleo):
    dora = add(centre, cleo, username=" Dora.L ", name="  Dora\u202e \x07 Lind\tgren ")
    assert (dora.username, dora.name) == ("dora.l", "Dora Lind gren")


@pytest.mark.parametrize("name", ["anna", "ben", "olive"])
def test_only_the_centres_administrator_adds_people(cast, name):
    with pytest.raises(PermissionDenied):
        add(cast.centres[0], cast.users[name])


def test_an_administrator_adds_nobody_to_another_centre(other_centre, cleo):
    with pytest.raises(PermissionDenied):
        add(other_centre, cleo)


def test_a_person_has_a_role(centre, cleo):
    with pytest.raises(ValidationError, match="Choose at least one role"):
        add(centre, cleo, roles=[])


def test_an_eqa_has_an_end_date_and_nothing_is_left_without(centre, cleo):
    with pytest.raises(ValidationError, match="has an end date"):
        add(centre, cleo, roles=[Role.LEARNER, Role.EQA])
    assert not User.objects.filter(username="dora").exists()
    add(centre, cleo, roles=[Role.EQA], ends_on=TODAY())


def test_a_user_name_is_taken_in_all_centres(centre, cleo):
    with pytest.raises(ValidationError, match="This user name is taken"):
        add(centre, cleo, username="olive")


def test_who_loses_a_race_for_a_user_name_is_told(monkeypatch, centre, cleo):
    """The other window's row appears between the check and the insert."""
    really_clean = User.full_clean
    checks = []

    def clean_before_the_other_saves(user, *args, **kwargs):
        really_clean(user, *args, **kwargs)
        if not checks:
            User.objects.create(username="dora", name="Another Dora")
        checks.append(user)

    monkeypatch.setattr(User, "full_clean", clean_before_the_other_saves)
    with pytest.raises(ValidationError, match="This user name is taken"):
        add(centre, cleo)


def test_a_further_role_makes_a_portfolio_only_once(centre, cleo, ben):
    people.give_role(person=ben, centre=centre, role=Role.LEARNER, by=cleo, starts_on=TODAY())
    assert ben.learners.count() == 1
    with pytest.raises(ValidationError, match="already has that role"):
        people.give_role(person=ben, centre=centre, role=Role.LEARNER, by=cleo, starts_on=TODAY())


def test_nobody_is_drawn_out_of_another_centre(centre, cleo, olive):
    with pytest.raises(PermissionDenied):
        people.give_role(person=olive, centre=centre, role=Role.IQA, by=cleo, starts_on=TODAY())


def test_an_ended_role_gives_no_access_from_that_moment(cast, ben, learner):
    membership = people.end_membership(membership=cast.memberships["ben"], by=cast.users["cleo"])
    assert not membership.is_current
    assert not Learner.objects.visible_to(User.objects.get(username="ben")).exists()
    assert Allocation.objects.filter(membership=membership, until=None).exists()


def test_a_role_given_today_ends_today_as_well(centre, cleo, ben):
    given = people.give_role(person=ben, centre=centre, role=Role.ADMIN, by=cleo, starts_on=TODAY())
    assert not people.end_membership(membership=given, by=cleo).is_current


def test_a_last_day_is_still_worked(cast, cleo):
    ben = cast.memberships["ben"]
    assert people.end_membership(membership=ben, by=cleo, last_day=TODAY()).is_current


def test_a_reopened_role_brings_its_allocations_back(cast, cleo, ben, learner):
    membership = cast.memberships["ben"]
    people.end_membership(membership=membership, by=cleo)
    people.reopen_membership(membership=membership, by=cleo)
    assert learner in Learner.objects.visible_to(ben)


def test_an_eqa_is_reopened_until_a_day_to_come(cast, cleo):
    eve = cast.memberships["eve"]
    with pytest.raises(ValidationError, match="has an end date"):
        people.reopen_membership(membership=eve, by=cleo)
    with pytest.raises(ValidationError, match="This day is over"):
        people.reopen_membership(membership=eve, by=cleo, ends_on=TODAY() - DAY)


def test_nobody_ends_their_own_administration(cast, cleo):
    with pytest.raises(ValidationError, match="Ask another administrator"):
        people.end_membership(membership=cast.memberships["cleo"], by=cleo)


@pytest.mark.parametrize("verb", [people.end_membership, people.reopen_membership])
def test_roles_of_another_centre_are_out_of_reach(cast, cleo, verb):
    with pytest.raises(PermissionDenied):
        verb(membership=cast.memberships["olive"], by=cleo)


def test_a_login_that_is_also_another_centres_is_not_changed(shared_ben, cleo):
    with pytest.raises(PermissionDenied):
        people.change_person(person=shared_ben, by=cleo, **NEW)
    with pytest.raises(PermissionDenied):
        people.block_person(person=shared_ben, by=cleo)
    with pytest.raises(PermissionDenied):
        inviting.renew_link(person=shared_ben, by=cleo)


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_a_login_with_more_power_is_not_changed(ben, cleo, power):
    setattr(ben, power, True)
    ben.save()
    with pytest.raises(PermissionDenied):
        people.change_person(person=ben, by=cleo, **NEW)


def test_nobody_blocks_themselves(cleo):
    with pytest.raises(ValidationError, match="locked out"):
        people.block_person(person=cleo, by=cleo)


def test_only_a_role_in_force_is_allocated(cast, cleo, noahs_learner):
    membership = cast.memberships["ben"]
    people.end_membership(membership=membership, by=cleo)
    with pytest.raises(ValidationError, match="not in force"):
        people.allocate(learner=noahs_learner, membership=membership, by=cleo)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("cleo", "Only assessors and quality assurers"),
        ("olive", "belongs to another centre"),
        ("ben", "already allocated"),
    ],
)
def test_an_allocation_that_cannot_be(cast, cleo, learner, name, sentence):
    with pytest.raises(ValidationError, match=sentence):
        people.allocate(learner=learner, membership=cast.memberships[name], by=cleo)


def test_an_allocation_of_nobody_is_refused_in_words(db):
    client = client_of(User.objects.create_superuser("root", name="Root"))
    answer = client.post("/admin/portfolio/allocation/add/", {})
    assert answer.context["adminform"].form.errors["membership"]


def test_an_ended_allocation_hides_the_learner_at_once_and_undo_shows_them(cast, cleo, learner):
    ben = cast.users["ben"]
    allocation = people.allocate(
        learner=cast.learners["noah"], membership=cast.memberships["ben"], by=cleo
    )
    people.end_allocation(allocation=allocation, by=cleo)
    assert list(Learner.objects.visible_to(ben)) == [learner]
    people.reopen_allocation(allocation=allocation, by=cleo)
    assert Learner.objects.visible_to(ben).count() == 2


def test_save_checked_does_not_hide_other_failures(centre, monkeypatch):
    from django.db import IntegrityError

    def fail(*args, **kwargs):
        raise IntegrityError("something else")

    monkeypatch.setattr(centre, "save", fail)
    with pytest.raises(IntegrityError):
        saving.save_checked(centre)


# -- Links ------------------------------------------------------------------------------------


def link_of(response):
    return response.context["link"]


def test_a_new_person_gets_a_link_by_mail_and_it_works(as_cleo, client):
    as_cleo.post(reverse("person-add"), POST)
    assert [message.to for message in mail.outbox] == [["dora@example.org"]]
    link = re.search(r"http://testserver/password/\S+", mail.outbox[0].body).group()
    page = client.get(link, follow=True)
    chosen = {"new_password1": "quiet-otter-48", "new_password2": "quiet-otter-48"}
    client.post(page.redirect_chain[-1][0], chosen)
    assert client.login(username="dora", password="quiet-otter-48")


def test_the_link_is_shown_once_to_hand_over(as_cleo):
    response = as_cleo.post(reverse("person-add"), POST | {"email": ""}, follow=True)
    dora = User.objects.get(username="dora")
    token = link_of(response).rstrip("/").split("/")[-1]
    assert default_token_generator.check_token(dora, token)
    assert response.headers["Cache-Control"].count("no-store")
    assert not link_of(as_cleo.get(reverse("person", args=[dora.pk])))
    assert mail.outbox == []


def test_a_new_link_makes_the_one_before_worthless(as_cleo):
    first = link_of(as_cleo.post(reverse("person-add"), POST, follow=True))
    dora = User.objects.get(username="dora")
    second = link_of(as_cleo.post(reverse("person-link", args=[dora.pk]), follow=True))
    token = first.rstrip("/").split("/")[-1]
    assert first != second
    assert not default_token_generator.check_token(User.objects.get(pk=dora.pk), token)


def test_the_link_of_somebody_who_has_a_password_is_only_mailed(as_cleo, ben):
    User.objects.filter(pk=ben.pk).update(email="ben@example.org")
    response = as_cleo.post(reverse("person-link", args=[ben.pk]), follow=True)
    assert not link_of(response)
    assert len(mail.outbox) == 1
    assert "/password/reset/" not in response.content.decode()


def test_the_link_of_somebody_shared_with_another_centre_is_not_shown(shared_ben, cleo):
    shared_ben.set_unusable_password()
    shared_ben.save()
    assert not inviting.can_hand_over_link(cleo, shared_ben)
    assert client_of(cleo).post(reverse("person-link", args=[shared_ben.pk])).status_code == 403


def test_a_mail_server_that_is_down_stops_nothing(as_cleo, settings):
    settings.EMAIL_BACKEND = "tests.test_people.BrokenMail"
    response = as_cleo.post(reverse("person-add"), POST, follow=True)
    assert "could not be sent" in " ".join(texts(response))
    assert link_of(response)


def test_a_former_address_is_told(as_cleo, ben):
    User.objects.filter(pk=ben.pk).update(email="ben@example.org")
    values = {"name": "Ben Okafor", "username": "ben", "email": "new@example.org"}
    as_cleo.post(reverse("person-edit", args=[ben.pk]), values)
    assert [message.to for message in mail.outbox] == [["ben@example.org"]]
    as_cleo.post(reverse("person-edit", args=[ben.pk]), values)
    assert len(mail.outbox) == 1


def test_many_invitations_are_a_job_that_skips_who_needs_none(centre, cleo, ben):
    dora = add(centre, cleo)
    silent = add(centre, cleo, username="silent", email="")
    inviting.send_invitations([dora.pk, silent.pk, ben.pk], "https://portfolio.example/")
    assert [message.to for message in mail.outbox] == [["dora@example.org"]]
    assert "https://portfolio.example/password/reset/" in mail.outbox[0].body


# -- The list ---------------------------------------------------------------------------------


def names(response):
    return {line.person.username for line in response.context["lines"]}


def test_the_list_shows_the_centre_and_nobody_else(as_cleo):
    here = {name for name, (_, _, elsewhere) in CAST.items() if not elsewhere}
    assert names(as_cleo.get(reverse("people"))) == here


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "KOWAL"}, {"anna"}),
        ({"q": "okafor ben"}, {"ben"}),
        ({"q": "L-noah"}, {"noah"}),
        ({"q": "olive"}, set()),
        ({"q": "a\x00nna"}, {"anna"}),
        ({"q": "x " * 500}, set()),
        ({"role": "iqa"}, {"ines"}),
        ({"role": "iqa", "q": "ben"}, set()),
        ({"role": "ended"}, {"tara"}),
        ({"role": "nonsense", "q": "anna"}, {"anna"}),
        ({"page": "99", "q": "anna"}, {"anna"}),
        ({"page": "x", "q": "anna"}, {"anna"}),
    ],
)
def test_the_list_is_searched_and_filtered(as_cleo, cast, query, found):
    people.end_membership(membership=cast.memberships["tara"], by=cast.users["cleo"])
    assert names(as_cleo.get(reverse("people"), query)) == found


def test_the_list_says_how_people_stand(as_cleo, cast, cleo, centre):
    add(centre, cleo)
    add(centre, cleo, username="later", starts_on=TODAY() + DAY)
    people.end_membership(membership=cast.memberships["tara"], by=cleo)
    people.block_person(person=cast.users["noah"], by=cleo)
    lines = as_cleo.get(reverse("people")).context["lines"]
    standing = {line.person.username: line.standing.word for line in lines}
    assert standing == {
        "anna": "Active",
        "ben": "Active",
        "cleo": "Active",
        "dora": "Invited",
        "eve": "Active",
        "ines": "Active",
        "later": "Not begun",
        "noah": "Blocked",
        "tara": "Ended",
    }
    learners = {line.person.username: line.learners for line in lines}
    assert (learners["ben"], learners["tara"], learners["anna"]) == (1, 0, None)


def test_the_list_takes_the_same_queries_for_any_number(as_cleo, centre, cleo):
    counts = []
    for number in (1, 3):
        for one in range(number):
            add(centre, cleo, username=f"dora{number}{one}", roles=[Role.LEARNER, Role.ASSESSOR])
        with CaptureQueriesContext(connection) as queries:
            as_cleo.get(reverse("people"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_pages_of_a_long_list_keep_the_filter(as_cleo, centre, cleo):
    for number in range(51):
        add(centre, cleo, username=f"dora{number}")
    response = as_cleo.get(reverse("people"), {"role": "learner", "q": "dora"})
    assert len(response.context["lines"]) == 50
    assert "?role=learner&amp;q=dora&amp;page=2" in response.content.decode()


def test_hostile_text_is_only_text(as_cleo, centre, cleo):
    dora = add(centre, cleo, name="<script>alert(1)</script>", workplace='"><img src=x>')
    for address in (reverse("people"), reverse("person", args=[dora.pk])):
        page = as_cleo.get(address, {"q": "<script>alert"}).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page


# -- Pages that change something --------------------------------------------------------------


def test_a_person_is_added_by_the_page(as_cleo, centre):
    response = as_cleo.post(reverse("person-add"), POST | {"username": "Dora"}, follow=True)
    dora = User.objects.get(username="dora")
    assert response.redirect_chain[-1][0] == reverse("person", args=[dora.pk])
    assert dora.learners.get().workplace == "Leeds"
    assert dora.memberships.get().centre == centre


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"username": "olive"}, "This user name is taken. Choose another."),
        ({"username": "do ra"}, "Use lower-case letters"),
        ({"username": "d" * 61}, "at most 60 characters"),
        ({"username": ""}, "Give the name they will log in with."),
        ({"name": "\u202e"}, "Give the person’s name."),
        ({"email": "d\x00@example.org"}, "Null characters are not allowed"),
        ({"email": "nobody"}, "valid email address"),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["king"]}, "not one of the available choices"),
        ({"roles": ["eqa"]}, "An EQA’s access has an end date"),
        ({"ends_on": "2025-01-01"}, "The end date is before the start date."),
        ({"starts_on": "2026-02-30"}, "Enter a valid date."),
        ({"centre": "999999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_place(as_cleo, values, sentence):
    page = as_cleo.post(reverse("person-add"), POST | values)
    assert page.status_code == 200
    assert sentence.replace("'", "’") in page.content.decode().replace("&#x27;", "’")
    assert not User.objects.filter(name="Dora Lindgren").exists()


def test_who_administers_one_centre_cannot_name_another(as_cleo, other_centre):
    as_cleo.post(reverse("person-add"), POST | {"centre": other_centre.pk})
    assert not User.objects.filter(username="dora").exists()


def test_who_administers_two_centres_chooses(two_centres, as_cleo, other_centre):
    page = as_cleo.get(reverse("person-add")).content.decode()
    assert other_centre.name in page
    as_cleo.post(reverse("person-add"), POST | {"centre": other_centre.pk})
    assert User.objects.get(username="dora").memberships.get().centre == other_centre


def test_of_two_centres_both_are_listed(two_centres, as_cleo):
    assert names(as_cleo.get(reverse("people"))) == set(CAST)


@pytest.mark.parametrize("name", ["anna", "ben", "ines", "eve", "olive"])
@pytest.mark.parametrize("page", ["people", "person-add", "people-import"])
def test_pages_are_the_administrators(cast, name, page):
    assert client_of(cast.users[name]).get(reverse(page)).status_code == 403


@pytest.mark.parametrize(
    "page", ["person", "person-edit", "person-link", "person-block", "membership-add"]
)
def test_somebody_of_another_centre_is_not_there(as_cleo, olive, page):
    address = reverse(page, args=[olive.pk])
    method = as_cleo.get if page in ("person", "person-edit") else as_cleo.post
    assert method(address).status_code == 404


def test_a_role_of_another_centre_is_not_there(as_cleo, cast):
    pk = cast.memberships["olive"].pk
    assert as_cleo.post(reverse("membership-end", args=[pk])).status_code == 404
    assert as_cleo.post(reverse("membership-reopen", args=[pk])).status_code == 404


def test_of_a_shared_person_only_ones_own_side_is_seen(as_cleo, shared_ben, other_centre):
    page = as_cleo.get(reverse("person", args=[shared_ben.pk]))
    assert other_centre.name not in page.content.decode()
    assert not page.context["can_change_account"]
    assert as_cleo.get(reverse("person-edit", args=[shared_ben.pk])).status_code == 403


def test_a_person_is_changed_by_the_page(as_cleo, ben):
    values = {"name": "Benedict Okafor", "username": "Benedict", "email": ""}
    as_cleo.post(reverse("person-edit", args=[ben.pk]), values)
    ben.refresh_from_db()
    assert (ben.name, ben.username) == ("Benedict Okafor", "benedict")
    page = as_cleo.post(reverse("person-edit", args=[ben.pk]), values | {"username": "olive"})
    assert "This user name is taken" in page.content.decode()
    assert "<h1>Change Benedict Okafor</h1>" in page.content.decode()


def test_what_is_noted_of_a_learner_is_changed_by_the_page(as_cleo, learner):
    address = reverse("learner-edit", args=[learner.code])
    as_cleo.post(address, {"reference": "L-9", "workplace": "", "job_title": "Manager"})
    learner.refresh_from_db()
    assert (learner.reference, learner.workplace, learner.job_title) == ("L-9", "", "Manager")


def undo_of(response):
    """The address of the undo button in the page."""
    return [m.extra_tags for m in response.context["messages"] if m.extra_tags][-1][5:]


def test_ending_a_role_asks_says_so_and_can_be_undone(as_cleo, cast):
    eve = cast.memberships["eve"]
    address = reverse("membership-end", args=[eve.pk])
    assert "End this role" in as_cleo.get(address).content.decode()
    response = as_cleo.post(address, {"last_day": ""}, follow=True)
    assert not Membership.objects.get(pk=eve.pk).is_current
    as_cleo.post(undo_of(response))
    assert Membership.objects.get(pk=eve.pk).ends_on == eve.ends_on


def test_a_role_is_given_by_the_page_and_taken_back(as_cleo, ben):
    values = {"role": "iqa", "starts_on": TODAY().isoformat()}
    response = as_cleo.post(reverse("membership-add", args=[ben.pk]), values, follow=True)
    assert ben.memberships.current().filter(role=Role.IQA).exists()
    as_cleo.post(undo_of(response))
    assert not ben.memberships.current().filter(role=Role.IQA).exists()


def test_a_role_that_was_there_is_reopened_not_given_again(as_cleo, ben):
    page = as_cleo.post(
        reverse("membership-add", args=[ben.pk]),
        {"role": "assessor", "starts_on": TODAY().isoformat()},
    )
    assert page.context["form"].errors
    assert ben.memberships.count() == 1


def test_an_eqa_needs_a_day_to_be_reopened(as_cleo, cast, cleo):
    eve = cast.memberships["eve"]
    people.end_membership(membership=eve, by=cleo)
    address = reverse("membership-reopen", args=[eve.pk])
    assert "has an end date" in as_cleo.post(address, {"ends_on": ""}).content.decode()
    as_cleo.post(address, {"ends_on": (TODAY() + DAY).isoformat()})
    assert Membership.objects.get(pk=eve.pk).is_current


@pytest.mark.parametrize("until", ["2026-02-30", "nonsense", "2001-01-01"])
def test_a_forged_undo_breaks_nothing(as_cleo, cast, until):
    address = reverse("membership-reopen", args=[cast.memberships["eve"].pk])
    assert as_cleo.post(f"{address}?until={until}").status_code == 200


def test_ones_own_administration_is_not_ended_by_the_page(as_cleo, cast):
    address = reverse("membership-end", args=[cast.memberships["cleo"].pk])
    assert "Ask another administrator" in as_cleo.post(address).content.decode()
    assert Membership.objects.get(pk=cast.memberships["cleo"].pk).is_current


def test_blocking_logs_out_and_can_be_undone(as_cleo, ben):
    bens = client_of(ben)
    response = as_cleo.post(reverse("person-block", args=[ben.pk]), follow=True)
    assert bens.get(reverse("home")).status_code == 302
    as_cleo.post(undo_of(response))
    ben.refresh_from_db()
    assert ben.is_active


def test_blocking_oneself_is_refused_in_words(as_cleo, cleo):
    response = as_cleo.post(reverse("person-block", args=[cleo.pk]), follow=True)
    assert "locked out" in " ".join(texts(response))


def test_nothing_changes_by_following_a_link(as_cleo, ben):
    for page in ("person-link", "person-block", "person-unblock", "membership-add"):
        assert as_cleo.get(reverse(page, args=[ben.pk])).status_code == 405

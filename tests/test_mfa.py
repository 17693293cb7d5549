"""Second steps: setting them up, logging in with them, needing them, losing them."""

import json
import re
import threading

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.accounts.factors import changing, codes
from portfolio.accounts.factors.held import factors_of, has_second_factor
from portfolio.models import Act, AuditEntry, Happening, Membership, Role, SecurityEvent
from tests.people import PASSWORD, client_of
from tests.second_factors import SECRET, code_now, recovery_codes_of, with_app

LOGIN = {"username": "anna", "password": PASSWORD}


def logging_in(username="anna", **more):
    """A client that has given the right password."""
    client = Client()
    client.answer = client.post("/login/", LOGIN | {"username": username} | more)
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


# -- Setting up -------------------------------------------------------------------------------


def test_an_app_is_set_up_by_a_code_of_its_own(anna):
    client = client_of(anna)
    page = client.get("/account/authenticator/")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", "")
    assert b"<svg" in page.content
    assert client.post("/account/authenticator/", {"code": "000000"}).status_code == 422
    answer = client.post("/account/authenticator/", {"code": code_now(secret)}, follow=True)
    assert answer.redirect_chain == [("/account/recovery-codes/", 302)]
    assert len(answer.context["codes"]) == 10
    assert client.get("/account/recovery-codes/").context["codes"] == []
    assert AuditEntry.objects.get(act=Act.LOGIN).words == "Added an authenticator app."


def test_the_secret_is_stored_encrypted_and_in_no_address(anna, settings):
    with_app(anna)
    stored = json.dumps(Authenticator.objects.get(user=anna, type="totp").data)
    assert SECRET not in stored
    settings.FACTOR_KEY = "another"
    assert codes.use_code(anna, code_now()) == ""
    assert factors_of(anna).codes_left == 0


def test_a_second_app_is_refused(anna):
    with_app(anna)
    with pytest.raises(ValidationError, match="already"):
        changing.add_app(person=anna, secret=SECRET, code=code_now())


def test_new_recovery_codes_replace_the_old(anna):
    client, old = client_of(with_app(anna)), recovery_codes_of(anna)
    client.post("/account/recovery-codes/")
    assert not set(old) & set(recovery_codes_of(anna))
    assert codes.use_code(anna, old[0]) == ""


def test_without_a_second_factor_there_are_no_recovery_codes(anna):
    client_of(anna).post("/account/recovery-codes/")
    assert not Authenticator.objects.exists()


def test_removing_the_last_factor_takes_the_recovery_codes_along(anna):
    client_of(with_app(anna)).post("/account/authenticator/remove/")
    assert not Authenticator.objects.exists()
    assert is_in(logging_in())


def test_nobody_removes_somebody_elses_passkey(anna, ben):
    passkey = Authenticator.objects.create(
        user=anna, type="webauthn", data={"name": "Phone", "credential": {}}
    )
    client_of(ben).post(reverse("passkey-remove", args=[passkey.pk]))
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


# -- Logging in -------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(anna):
    with_app(anna)
    client = logging_in()
    assert client.answer.headers["Location"] == "/login/second/"
    assert client.get("/account/").headers["Location"].startswith("/login/?")
    assert client.get("/login/second/").status_code == 200
    assert not AuditEntry.objects.filter(words="Logged in.").exists()


def test_the_code_logs_in_and_leads_where_one_wanted_to_go(anna):
    with_app(anna)
    client = logging_in(next="/notices/")
    before = client.session.session_key
    answer = client.post("/login/second/", {"code": code_now()})
    assert answer.headers["Location"] == "/notices/"
    assert client.session.session_key != before
    assert is_in(client)
    assert AuditEntry.objects.filter(words="Logged in.").exists()


def test_a_code_works_once(anna):
    with_app(anna)
    code = code_now()
    logging_in().post("/login/second/", {"code": code})
    again = logging_in()
    assert again.post("/login/second/", {"code": code}).status_code == 422
    assert not is_in(again)


def test_an_earlier_code_is_worth_nothing_after_a_later_one(anna):
    with_app(anna)
    assert codes.use_code(anna, code_now(steps=1)) == "totp"
    assert codes.use_code(anna, code_now()) == ""


@pytest.mark.parametrize("steps", [-3, 3, 100])
def test_a_code_of_another_time_does_not_fit(steps):
    assert codes.counter_of(SECRET, code_now(steps=steps)) is None


def test_a_recovery_code_works_once(anna):
    code = recovery_codes_of(with_app(anna))[3]
    client = logging_in()
    client.post("/login/second/", {"code": f"{code[:4]} {code[4:]}"})
    assert is_in(client)
    assert logging_in().post("/login/second/", {"code": code}).status_code == 422


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time there")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_code_at_once_one_gets_in(anna):
    with_app(anna)
    code, taken, together = code_now(), [], threading.Barrier(2)

    def use():
        together.wait()
        taken.append(codes.use_code(anna, code))
        connection.close()

    both = [threading.Thread(target=use) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(taken) == ["", "totp"]


def test_codes_cannot_be_guessed(anna):
    client = logging_in(username=with_app(anna).username)
    answers = [client.post("/login/second/", {"code": f"{n:06}"}) for n in range(8)]
    assert "Too many wrong codes" in answers[-1].content.decode()
    right = client.post("/login/second/", {"code": code_now()})
    assert right.status_code == 422
    # Nor from another place, with the password once more.
    assert logging_in().post("/login/second/", {"code": code_now()}).status_code == 422
    kinds = SecurityEvent.objects.values_list("kind", flat=True)
    assert Happening.CODE_LIMITED in kinds
    assert anna.notices.filter(words__contains="gave your password").exists()


def test_the_second_step_waits_ten_minutes(anna):
    with_app(anna)
    client = logging_in()
    session = client.session
    session["login_pending"] |= {"at": session["login_pending"]["at"] - 601}
    session.save()
    assert client.post("/login/second/", {"code": code_now()}).headers["Location"] == "/login/"


@pytest.mark.parametrize("change", ["password", "block"])
def test_the_second_step_is_over_when_the_login_changes(anna, change):
    with_app(anna)
    client = logging_in()
    if change == "password":
        anna.set_password("another-long-one")
    anna.is_active = change != "block"
    anna.save()
    assert client.post("/login/second/", {"code": code_now()}).headers["Location"] == "/login/"


def test_nobody_begins_with_the_second_step(anna):
    with_app(anna)
    assert Client().post("/login/second/", {"code": code_now()}).headers["Location"] == "/login/"


# -- Passkeys: what is no answer --------------------------------------------------------------

NEARLY = (
    '{"id": "AA", "rawId": "AA", "type": "public-key", '
    '"response": {"clientDataJSON": "e30", RESPONSE}}'
)
NO_ANSWERS = [
    "",
    "null",
    "[]",
    "{}",
    '"text"',
    "1e400",
    "[" * 5000,
    "{" * 100,
    '{"response": null}',
    '{"response": []}',
    '{"response": {"userHandle": null}}',
    '{"id": 1, "rawId": 2, "type": 3, "response": {}}',
    NEARLY.replace("RESPONSE", '"authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"'),
    NEARLY.replace("RESPONSE", '"attestationObject": "AA"'),
    '{"id": "\\u0000", "rawId": "\\ud800", "type": "public-key", "response": {"x": 1}}',
    "x" * 50_000,
]


def sends_no_answer(client, anna, said):
    """Each place that takes a passkey's answer, asked before."""
    visitor = Client()
    visitor.get("/login/passkey/")
    assert visitor.post("/login/passkey/", {"credential": said}).status_code == 422
    assert not is_in(visitor)
    client.get("/account/passkeys/add/", headers={"host": "localhost"})
    answer = client.post(
        "/account/passkeys/add/", {"credential": said}, headers={"host": "localhost"}
    )
    assert answer.status_code == 422
    assert not has_second_factor(anna)


@pytest.mark.parametrize("said", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_no_answer_of_a_passkey_is_refused(said, anna):
    sends_no_answer(client_of(anna), anna, said)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id rawId type response clientDataJSON attestationObject authenticatorData "
                "signature userHandle".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=JSON)
def test_no_json_is_an_error_of_the_site(said, anna):
    sends_no_answer(client_of(anna), anna, json.dumps(said))


# -- Needing one ------------------------------------------------------------------------------


@pytest.fixture
def required(centre, cleo):
    """Of assessors the centre asks a second step."""
    changing.require_of_roles(centre=centre, by=cleo, roles=["assessor"])


def test_who_needs_one_does_nothing_else_before(required, ben):
    client = logging_in("ben")
    assert client.answer.headers["Location"] == "/account/"
    for address in ("/", "/marking/", "/learners/", "/notices/"):
        assert client.get(address).headers["Location"] == "/account/", address
    assert client.post("/notices/read/").headers["Location"] == "/account/"
    page = client.get("/account/")
    assert "Set up a second step first" in page.content.decode()
    secret = client.get("/account/authenticator/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', secret)[1].replace(" ", "")
    client.post("/account/authenticator/", {"code": code_now(secret)})
    assert client.get("/marking/").status_code == 200


def test_they_can_log_out(required, ben):
    client = logging_in("ben")
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_others_are_not_asked(required, anna):
    assert logging_in().answer.headers["Location"] == "/"


def test_the_last_factor_of_who_needs_one_stays(required, ben):
    client = client_of(with_app(ben))
    answer = client.post("/account/authenticator/remove/", follow=True)
    assert "Add another way first" in answer.content.decode()
    assert has_second_factor(ben)


def test_whose_role_ended_needs_none(required, ben):
    Membership.objects.filter(user=ben).update(ends_on="2020-01-01", starts_on="2019-01-01")
    assert logging_in("ben").answer.headers["Location"] == "/"


def test_staff_need_one_where_the_site_says_so(settings, anna):
    settings.STAFF_SECOND_FACTOR = True
    anna.is_staff = True
    anna.save()
    assert logging_in().answer.headers["Location"] == "/account/"


def test_the_setting_is_its_centres_administrators_alone(centre, other_centre, cleo, ben):
    client = client_of(cleo)
    client.post(reverse("centre-security", args=[centre.pk]), {"roles": ["iqa", "admin"]})
    centre.refresh_from_db()
    assert centre.second_factor_roles == ["iqa", "admin"]
    assert "second step of" in AuditEntry.objects.get(act=Act.PERMISSION).words
    theirs = reverse("centre-security", args=[other_centre.pk])
    assert client.post(theirs, {"roles": ["iqa"]}).status_code == 404
    with pytest.raises(PermissionDenied):
        changing.require_of_roles(centre=centre, by=ben, roles=[])
    wrong = client.post(reverse("centre-security", args=[centre.pk]), {"roles": ["king"]})
    assert wrong.status_code == 422


def test_the_demo_asks_nobody(centre):
    assert centre.second_factor_roles == []


# -- Losing one -------------------------------------------------------------------------------


def test_an_administrator_resets_it_with_a_reason(anna, cleo, django_capture_on_commit_callbacks):
    theirs = client_of(with_app(anna))
    client = client_of(cleo)
    address = reverse("person-second-step", args=[anna.pk])
    assert client.post(address, {"reason": "  "}).status_code == 422
    with django_capture_on_commit_callbacks() as told:
        assert client.post(address, {"reason": "Lost phone; came with ID"}).status_code == 302
    assert len(told) == 1
    assert not has_second_factor(anna)
    assert not is_in(theirs)
    entry = AuditEntry.objects.filter(act=Act.PERMISSION).last()
    assert "Lost phone; came with ID" in entry.words
    assert is_in(logging_in())


def test_the_mail_says_what_was_done(anna, mailoutbox):
    anna.email = "anna@example.org"
    anna.save()
    changing.send_told(anna.pk, "Cleo removed the second step of your log-in")
    assert "Cleo removed" in mailoutbox[0].body


def test_nobody_resets_their_own_or_a_strangers(cleo, ben, anna, other_centre):
    with_app(cleo)
    with_app(ben)
    client = client_of(cleo)
    assert client.get(reverse("person-second-step", args=[cleo.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        changing.reset_factors(person=cleo, by=cleo, reason="Mine")
    with pytest.raises(PermissionDenied):
        changing.reset_factors(person=ben, by=anna, reason="Why not")
    # A login that also opens another centre.
    Membership.objects.create(centre=other_centre, user=ben, role=Role.ASSESSOR)
    assert (
        client.post(reverse("person-second-step", args=[ben.pk]), {"reason": "Lost"}).status_code
        == 403
    )
    assert has_second_factor(ben)


def test_resetting_nothing_says_so(anna, cleo):
    with pytest.raises(ValidationError, match="no second step"):
        changing.reset_factors(person=anna, by=cleo, reason="Lost")

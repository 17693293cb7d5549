"""Before something is signed it is asked who it is, and what was typed is not lost."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from portfolio.accounts.reauthenticating import MARK, TRIES, asks_who_it_is
from portfolio.models import AuditEntry, Centre, Happening, Membership, Role, SecurityEvent, User
from tests.assurance import agreed_plan
from tests.people import PASSWORD, client_of
from tests.second_factors import code_now, grown_old, recovery_codes_of, with_app
from tests.test_access import ACCESS, our_url_names

# What counts as a signature, or gives access: whoever finds a laptop open does none of it.
SIGNING = {
    # Declarations and records that are signed
    "sign-off", "sign-off-confirm", "sign-off-decline", "plan-sign", "plan-review-add",
    "session-sign", "sighting",
    # Quality assurance and what rests on it
    "sign-off-unlock", "sample-unit", "sample-release", "visit-report", "appeal-decide",
    "claim-unit", "claim-qualification", "claim-answer", "direct-claims", "direct-claim-end",
    # People and what they may do
    "person-add", "person-edit", "person-link", "person-unblock", "person-second-step",
    "people-import-confirm", "membership-add", "membership-end", "membership-reopen",
    "allocation-add", "allocation-reopen", "visit-add", "centre-security",
    # Much at once
    "batch-add", "portfolio-import-confirm",
    # How one logs in
    "authenticator-add", "authenticator-remove", "passkey-add", "passkey-remove", "recovery-codes",
    "sessions-end",
}  # fmt: skip

# Sounds like it, and is not: reading; what takes access away; having read; a part of marking.
NOT_SIGNING = {
    "claims", "claims-export", "learner-claims", "person", "file-preview",
    "allocation-units", "allocation-end", "person-block",
    "plan-review-read", "countersign",
}  # fmt: skip
TELLING = re.compile(r"sign|unlock|claim|release|report|membership|person|allocation|sample|review")

CONFIRM = "confirm-password"


def view_of(name):
    for pattern in _patterns(get_resolver().url_patterns):
        if pattern.name == name:
            return pattern.callback
    raise LookupError(name)


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


# -- Which ask --------------------------------------------------------------------------------


def test_every_view_that_signs_asks():
    assert {name for name in our_url_names() if hasattr(view_of(name), MARK)} == SIGNING


def test_what_sounds_like_signing_asks_or_has_a_reason():
    assert {name for name in ACCESS if TELLING.search(name)} - SIGNING == NOT_SIGNING


def test_django_admin_asks(db):
    root = User.objects.create_superuser("root", name="Root")
    client, sent = client_of(root), {"name": "Elm College", "cover_colour": "#7a2b5e"}
    assert grown_old(client).post("/admin/portfolio/centre/add/", sent).status_code == 422
    assert not Centre.objects.exists()
    assert client_of(root).post("/admin/portfolio/centre/add/", sent).status_code == 302


# -- Asking -----------------------------------------------------------------------------------


@pytest.fixture
def stale(cleo):
    """Cleo, who logged in an hour ago."""
    return grown_old(client_of(cleo))


@pytest.fixture
def giving(cast):
    """Where Cleo gives Noah a further role, and what she typed."""
    return reverse("membership-add", args=[cast.users["noah"].pk]), {
        "role": "assessor",
        "starts_on": "2026-01-01",
        "note": "<b>“quoted” & two\nlines</b>",
    }


def hidden_in(answer):
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode()
    )
    return {unescape(name): unescape(value) for name, value in found}


def given_role(cast):
    return Membership.objects.filter(user=cast.users["noah"], role=Role.ASSESSOR).exists()


def test_it_asks_and_nothing_happens_meanwhile(stale, giving, cast):
    answer = stale.post(*giving)
    assert answer.status_code == 422
    assert "Is it still you?" in answer.content.decode()
    assert not given_role(cast)


def test_what_was_typed_goes_on_with_the_answer(stale, giving, cast):
    address, typed = giving
    kept = hidden_in(stale.post(address, typed))
    assert kept.items() >= typed.items()
    assert "csrfmiddlewaretoken" in kept
    assert stale.post(address, kept | {CONFIRM: PASSWORD}).status_code == 302
    assert given_role(cast)


def test_a_wrong_answer_keeps_what_was_typed_and_not_the_password(stale, giving, cast):
    address, typed = giving
    answer = stale.post(address, hidden_in(stale.post(address, typed)) | {CONFIRM: "wrong-word"})
    assert answer.status_code == 422
    assert hidden_in(answer).items() >= typed.items()
    assert "wrong-word" not in answer.content.decode()
    assert not given_role(cast)
    assert SecurityEvent.objects.get().kind == Happening.CONFIRM_FAILED


def test_the_session_gets_another_key(stale, giving):
    address, typed = giving
    before = stale.cookies["sessionid"].value
    stale.post(address, typed | {"confirming": "sent", CONFIRM: PASSWORD})
    assert stale.cookies["sessionid"].value != before
    left = Client()
    left.cookies["sessionid"] = before
    assert left.get("/account/").status_code == 302
    assert SecurityEvent.objects.get().kind == Happening.CONFIRMED


def test_for_some_minutes_it_is_not_asked_again(cleo, giving, cast, settings):
    client = grown_old(client_of(cleo), settings.REAUTHENTICATE_MINUTES - 1)
    assert client.post(*giving).status_code == 302
    Membership.objects.filter(user=cast.users["noah"], role=Role.ASSESSOR).delete()
    grown_old(client, settings.REAUTHENTICATE_MINUTES + 1)
    assert client.post(*giving).status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"confirming": "sent"},
        {"confirming": "read"},
        {"confirming": "sent", CONFIRM: ""},
        {"confirming": "sent", CONFIRM: "wrong"},
        {"confirming": "sent", CONFIRM: "x" * 10_000},
        {"confirming": "sent", "confirm-credential": "{}"},
        {"confirming": "sent", "confirm-credential": "[" * 3000},
        {"confirming": "sent", "confirm-code": "000000"},
        {"confirming": "", "password": PASSWORD},
        {"proven_at": "9999999999"},
    ],
    ids=range(10),
)
def test_no_way_around_it(sent, stale, giving, cast):
    address, typed = giving
    assert stale.post(address, typed | sent).status_code == 422
    assert not given_role(cast)


def test_a_time_to_come_proves_nothing(cleo, giving):
    assert grown_old(client_of(cleo), -60).post(*giving).status_code == 422


def test_passwords_cannot_be_guessed_here_either(stale, giving, cast):
    address, typed = giving
    for _ in range(TRIES.most):
        stale.post(address, typed | {"confirming": "sent", CONFIRM: "wrong"})
    answer = stale.post(address, typed | {"confirming": "sent", CONFIRM: PASSWORD})
    assert "Too many tries" in answer.content.decode()
    assert not given_role(cast)


def test_somebody_elses_password_is_wrong(stale, giving, anna, cast):
    anna.set_password("annas-own-password")
    anna.save()
    address, typed = giving
    stale.post(address, typed | {"confirming": "sent", CONFIRM: "annas-own-password"})
    assert not given_role(cast)


def test_a_script_gets_the_whole_page(stale, giving):
    answer = stale.post(*giving, headers={"hx-request": "true"})
    assert answer.headers["HX-Retarget"] == "body"


def test_a_page_that_shows_secrets_asks_first_and_is_shown_then(cleo):
    client = grown_old(client_of(cleo))
    answer = client.get("/account/authenticator/")
    assert answer.status_code == 422
    assert "secret" not in client.session
    sent = {"confirming": "read", CONFIRM: PASSWORD}
    assert client.post("/account/authenticator/", sent).headers["Location"] == (
        "/account/authenticator/"
    )
    assert client.get("/account/authenticator/").status_code == 200
    # The page before, sent once more, is no form of this one.
    assert client.post("/account/authenticator/", sent).status_code == 302


def test_it_is_asked_once_more_without_a_login(giving):
    assert Client().post(*giving).headers["Location"].startswith("/login/?next=")


# -- With a second factor ---------------------------------------------------------------------


def test_a_code_is_enough_to_sign(cleo, giving, cast):
    client = grown_old(client_of(with_app(cleo)))
    address, typed = giving
    answer = client.post(address, typed | {"confirming": "sent", "confirm-code": code_now()})
    assert answer.status_code == 302
    assert given_role(cast)


def test_a_wrong_password_beside_a_right_code_is_no_proof(cleo, giving, cast):
    client = grown_old(client_of(with_app(cleo)))
    address, typed = giving
    both = {"confirming": "sent", "confirm-code": code_now(), CONFIRM: "wrong"}
    assert client.post(address, typed | both).status_code == 422
    assert not given_role(cast)
    # The code was not used up by it.
    assert client.post(address, typed | both | {CONFIRM: ""}).status_code == 302


@pytest.mark.parametrize(
    ("given", "is_enough"),
    [("password", False), ("code", False), ("both", True)],
)
def test_how_one_logs_in_changes_with_all_one_has(given, is_enough, anna):
    client = grown_old(client_of(with_app(anna)))
    sent = {"confirming": "sent"}
    if given != "code":
        sent[CONFIRM] = PASSWORD
    if given != "password":
        sent["confirm-code"] = recovery_codes_of(anna)[0]
    answer = client.post("/account/authenticator/remove/", sent)
    assert (answer.status_code == 302) is is_enough
    if given == "code":
        assert len(recovery_codes_of(anna)) == 10  # not used up for nothing


def test_signing_does_not_prove_what_changing_a_factor_wants(cleo, giving):
    client = grown_old(client_of(with_app(cleo)))
    address, typed = giving
    client.post(address, typed | {"confirming": "sent", CONFIRM: PASSWORD})
    assert client.post("/account/authenticator/remove/").status_code == 422


# -- A signature ------------------------------------------------------------------------------


def test_a_plan_is_signed_after_it(csl, anna, ben):
    plan = agreed_plan(csl, by=ben)
    client = grown_old(client_of(anna))
    address = reverse("plan-sign", args=[plan.code])
    before = AuditEntry.objects.count()
    asked = client.post(address, {"seen": "0" * 64})
    assert asked.status_code == 422
    assert hidden_in(asked)["seen"] == "0" * 64
    assert AuditEntry.objects.count() == before


def test_it_costs_nothing_while_it_is_fresh(cleo, django_assert_num_queries):
    request = client_of(cleo).get("/account/").wsgi_request
    request.method = "POST"
    with django_assert_num_queries(0):
        assert asks_who_it_is()(lambda request: "signed")(request) == "signed"

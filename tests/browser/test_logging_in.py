"""Logging in with a code or a passkey; signing after a while; the way back after logging out."""

import re

import pytest
from playwright.sync_api import expect

from portfolio.accounts.factors.held import factors_of
from portfolio.models import Membership, Role
from tests.browser.doing import PHONE, faults_of, log_in, news, width_too_much
from tests.people import PASSWORD
from tests.second_factors import code_now


@pytest.fixture
def with_authenticator(new_context):
    """A page in a browser whose device makes passkeys, and asks its owner each time."""

    def open_page(**options):
        page = new_context(**options).new_page()
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        return page

    return open_page


def log_out(page):
    page.wait_for_load_state()
    if not page.get_by_role("button", name="Log out", exact=True).is_visible():
        page.locator("details.user-menu summary").click()
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("heading", name="Log in to")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_site_alone(with_authenticator, anna):
    page = with_authenticator()
    log_in(page, "anna")
    page.goto("/account/")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Each of these works once")).to_be_visible()
    assert [key.name for key in factors_of(anna).passkeys] == ["Work laptop"]
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Passkey: Work laptop")).to_be_visible()
    assert faults_of(page) == []

    log_out(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()

    # After the password it is the second step.
    log_out(page)
    log_in(page, "anna")
    assert faults_of(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_passkey_confirms_what_is_asked_after_a_while(
    with_authenticator, anna, settings, refusals_expected
):
    page = with_authenticator()
    log_in(page, "anna")
    page.goto("/account/passkeys/add/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Each of these works once")).to_be_visible()
    settings.REAUTHENTICATE_MINUTES = 0
    page.goto("/account/")
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_role("button", name="Use your passkey").click()
    expect(news(page)).to_contain_text("The passkey is removed")
    assert not factors_of(anna).has_second


@pytest.fixture
def refusals_expected(expected_errors):
    expected_errors.append("status of 422")


def test_an_app_is_set_up_on_a_phone_and_logs_in(new_context, ben, refusals_expected):
    page = new_context(**PHONE).new_page()
    log_in(page, "ben")
    page.goto("/account/authenticator/")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    assert faults_of(page) == []
    assert width_too_much(page) <= 0
    page.get_by_label("Code that the app shows").fill(code_now(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Each of these works once")).to_be_visible()
    assert faults_of(page) == []
    code = page.locator(".recovery-codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()

    page.get_by_role("button", name="Menu").click()
    log_out(page)
    log_in(page, "ben")
    page.get_by_label("Code", exact=False).fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This did not fit")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Code", exact=False).fill(code)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/caseload/$"))


def test_what_is_typed_goes_on_after_the_password_was_asked(
    page_of, cleo, cast, settings, refusals_expected
):
    settings.REAUTHENTICATE_MINUTES = 0
    page = page_of(cleo)
    page.goto(f"/people/{cast.users['noah'].pk}/")
    page.get_by_text("Give a further role").click()
    page.locator("#id_role").select_option("assessor")
    page.get_by_label("Begins on").fill("2026-02-03")
    page.get_by_role("button", name="Give this role").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This did not fit")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size(PHONE["viewport"])
    assert width_too_much(page) <= 0
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(news(page)).to_contain_text("given to Noah Bramwell")
    given = Membership.objects.get(user=cast.users["noah"], role=Role.ASSESSOR)
    assert str(given.starts_on) == "2026-02-03"


def test_going_back_after_logging_out_shows_nothing(new_context, anna, csl):
    page = new_context().new_page()
    log_in(page, "anna")
    page.goto("/notices/")
    expect(page.get_by_text("Anna Kowalczyk").first).to_be_attached()
    log_out(page)
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", name="Log in to")).to_be_visible()
    assert "Kowalczyk" not in page.content()


def test_where_one_is_logged_in_is_ended_from_another_place(new_context, anna):
    here, there = new_context().new_page(), new_context(**PHONE).new_page()
    log_in(there, "anna")
    expect(there.get_by_role("button", name="Menu")).to_be_visible()
    log_in(here, "anna")
    here.goto("/account/")
    here.get_by_role("button", name="Log out everywhere else").click()
    expect(news(here)).to_contain_text("everywhere but here")
    there.goto("/notices/")
    expect(there.get_by_role("heading", name="Log in to")).to_be_visible()

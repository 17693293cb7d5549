"""Sessions, cookies, headers, the security log, links: as a hostile user tries them."""

import csv
import io
import logging
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolio.accounts import clearing, inviting, resetting, sessions
from portfolio.accounts.factors.changing import require_of_roles
from portfolio.accounts.security_log import NOTED, events_for, note
from portfolio.headers import HeadersMiddleware, may_capture
from portfolio.logs import DiscreetFormatter
from portfolio.models import (
    Act,
    AuditEntry,
    Happening,
    LoginSession,
    Membership,
    Role,
    SecurityEvent,
    User,
)
from tests.people import PASSWORD, client_of
from tests.second_factors import grown_old
from tests.test_access import ACCESS
from tests.test_settings import PRODUCTION, run_python

LOGIN = {"username": "anna", "password": PASSWORD}
NEW = "three-quiet-words"


def logged_in(username="anna", **headers):
    client = Client(**headers)
    assert client.post("/login/", LOGIN | {"username": username}).status_code == 302
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


# -- Sessions ---------------------------------------------------------------------------------


def test_logging_in_gives_a_session_that_nobody_knew_before(anna):
    client = Client()
    client.get("/login/passkey/")
    planted = client.cookies["sessionid"].value
    client.post("/login/", LOGIN)
    assert client.cookies["sessionid"].value != planted
    other = Client()
    other.cookies["sessionid"] = planted
    assert not is_in(other)


def test_a_session_name_that_somebody_made_up_is_not_taken(anna):
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.post("/login/", LOGIN)
    assert client.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize(("key", "minutes"), [("seen", 121), ("began", 12 * 60 + 1)])
def test_a_session_ends_unused_and_at_the_latest_after_a_day_of_work(anna, key, minutes):
    client = grown_old(client_of(anna), minutes, key)
    assert client.get("/account/").status_code == 302
    assert not LoginSession.objects.filter(user=anna).exists()
    assert SecurityEvent.objects.get().kind == Happening.SESSION_OVER


def test_a_session_in_use_goes_on(anna):
    assert is_in(grown_old(client_of(anna), 119, "seen"))


def test_being_there_is_written_down_every_few_minutes_only(anna, django_assert_max_num_queries):
    client = client_of(anna)
    seen = client.session["seen"]
    client.get("/notices/")
    assert client.session["seen"] == seen
    grown_old(client, 6, "seen")
    client.get("/notices/")
    assert time.time() - client.session["seen"] < 60


def test_logging_out_ends_it_and_clears_what_the_browser_kept(anna):
    client = logged_in()
    kept = client.cookies["sessionid"].value
    answer = client.post("/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    client.cookies["sessionid"] = kept
    assert not is_in(client)


def test_a_new_password_ends_the_sessions_elsewhere(anna):
    here, there = logged_in(), logged_in()
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    here.post("/password/", sent)
    assert (is_in(here), is_in(there)) == (True, False)
    assert LoginSession.objects.filter(user=anna).count() == 1


def test_blocking_ends_a_session_at_once(anna):
    client = logged_in()
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert not is_in(client)


def test_people_see_where_they_are_logged_in_and_end_it(anna):
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
    here, there = logged_in(), logged_in(headers={"user-agent": firefox})
    devices = here.get("/account/").context["devices"]
    assert [device.words for device in devices][1] == "Firefox on Windows"
    assert there.cookies["sessionid"].value not in here.get("/account/").content.decode()
    here.post("/account/sessions/end/", {"code": devices[1].code})
    assert (is_in(here), is_in(there)) == (True, False)
    assert SecurityEvent.objects.get().kind == Happening.SESSION_ENDED


def test_all_others_can_be_ended_at_once(anna):
    here, *others = logged_in(), logged_in(), logged_in()
    here.post("/account/sessions/end/")
    assert [is_in(client) for client in (here, *others)] == [True, False, False]


def test_nobody_ends_somebody_elses(anna, ben):
    theirs = logged_in("ben")
    (device,) = sessions.devices_of(ben, None)
    logged_in().post("/account/sessions/end/", {"code": device.code})
    assert is_in(theirs)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("<script>alert(1)</script>", "A browser that does not say which"),
        ("", "A browser that does not say which"),
    ],
)  # fmt: skip
def test_a_browser_in_words(agent, words):
    assert sessions.device_in_words(agent) == words


def test_odd_headers_are_no_error_of_the_site(anna):
    client = Client(headers={"user-agent": "\x00é\ud83d" * 200})
    assert client.post("/login/", LOGIN).status_code == 302
    assert is_in(client)


def test_what_has_run_out_is_deleted(anna):
    logged_in()
    LoginSession.objects.update(expire_date=timezone.now() - timedelta(days=1))
    clearing.clear_run_out()
    assert not LoginSession.objects.exists()


def test_pages_open_to_all_ask_for_no_session(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/password/reset/sent/")


# -- Going elsewhere --------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example",
    "javascript:alert(1)", "https:evil.example", "\thttps://evil.example", "http://testserver@evil.example/",
]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_logging_in_leads_to_no_other_site(anna, address):
    answer = Client().post("/login/", LOGIN | {"next": address})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_confirming_leads_to_no_other_site(anna, address):
    client = grown_old(client_of(anna))
    sent = {"confirming": "read", "confirm-password": PASSWORD, "next": address}
    answer = client.post(f"/account/recovery-codes/?next={address}", sent)
    assert answer.headers["Location"].startswith("/account/recovery-codes/")


# -- Forged and misdirected requests ----------------------------------------------------------

FORMS = [
    "login", "login-second", "login-passkey", "logout", "password_change", "password_reset",
    "authenticator-add", "authenticator-remove", "passkey-add", "recovery-codes", "sessions-end",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_another_site_is_refused(name, anna):
    client = client_of(None if name.startswith(("login", "password_reset")) else anna)
    forging = Client(enforce_csrf_checks=True)
    forging.cookies = client.cookies
    answer = forging.post(reverse(name), {"username": "anna", "password": PASSWORD})
    assert answer.status_code == 403
    assert SecurityEvent.objects.get().kind == Happening.FORGED


def test_a_host_that_is_not_ours_is_refused(anna, settings):
    settings.ALLOWED_HOSTS = ["portfolio.example"]
    for address in ("/login/", "/password/reset/"):
        answer = Client().post(address, {"email": "a@b.example"}, headers={"host": "evil.example"})
        assert answer.status_code == 400
    settings.USE_X_FORWARDED_HOST = False
    answer = Client().post(
        "/password/reset/",
        {"email": "anna@example.org"},
        headers={"host": "portfolio.example", "x-forwarded-host": "evil.example"},
    )
    assert answer.status_code == 302


def test_too_large_cookies_are_no_error_of_the_site(anna):
    client = Client()
    for name in ("sessionid", "csrftoken", "device", "messages"):
        client.cookies[name] = "x" * 20_000
    assert client.get("/login/").status_code == 200
    assert client.post("/login/", LOGIN).status_code == 302


# -- Links for passwords ----------------------------------------------------------------------


def link_of(person, token):
    return inviting.invitation_link(person, "/").rsplit("/", 2)[0] + f"/{token}/"


def choose(client, address, password=NEW):
    page = client.get(address)
    if page.status_code != 302:
        return page
    sent = {"new_password1": password, "new_password2": password}
    return client.post(page.headers["Location"], sent)


def test_a_link_works_once_and_ends_all_sessions(anna):
    inside = logged_in()
    anna.refresh_from_db()
    address = link_of(anna, resetting.link_tokens.make_token(anna))
    assert choose(Client(), address).status_code == 302
    # Asked before the session itself is: that would delete it, too.
    assert not LoginSession.objects.filter(user=anna).exists()
    assert not is_in(inside)
    assert choose(Client(), address, "another-long-one").status_code == 200
    assert Client().post("/login/", LOGIN | {"password": NEW}).status_code == 302


def test_logging_in_makes_a_link_worthless(anna):
    address = link_of(anna, resetting.link_tokens.make_token(anna))
    logged_in()
    assert b"no longer works" in Client().get(address).content


@pytest.mark.parametrize(
    ("hours", "is_new", "works"),
    [(0.9, False, True), (1.1, False, False), (71, True, True), (73, True, False)],
)
def test_a_link_works_for_an_hour_and_an_invitation_for_days(
    anna, monkeypatch, hours, is_new, works
):
    if is_new:
        anna.set_unusable_password()
        anna.save()
    token = resetting.link_tokens.make_token(anna)
    later = resetting.link_tokens._now() + timedelta(hours=hours)
    monkeypatch.setattr(resetting.LinkTokens, "_now", lambda self: later)
    assert resetting.link_tokens.check_token(anna, token) is works


def test_no_token_of_another_person_works(anna, ben):
    token = resetting.link_tokens.make_token(ben)
    assert not resetting.link_tokens.check_token(anna, token)
    for odd in ("", "-", "x-y", "0-", "é-é", "1-" + "0" * 500, None):
        assert not resetting.link_tokens.check_token(anna, odd)


def test_invitations_are_links_of_the_same_kind(anna):
    assert resetting.link_tokens.check_token(anna, default_token_generator.make_token(anna))


def test_the_page_of_a_link_tells_no_other_site(anna):
    page = Client().get(link_of(anna, resetting.link_tokens.make_token(anna)), follow=True)
    assert "set-password" in page.redirect_chain[-1][0]
    assert page.headers["Referrer-Policy"] == "same-origin"


# -- Headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/login/", "/account/", "/", "/notices/", "/people/", "/nowhere/"]
)
def test_every_answer_says_how_it_is_to_be_kept(anna, address):
    answer = client_of(anna).get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_camera_and_microphone_are_for_pages_that_capture(rf):
    def asked(view):
        request = rf.get("/")
        request.resolver_match = type("Match", (), {"func": staticmethod(view)})
        return HeadersMiddleware(view)(request).headers["Permissions-Policy"]

    def plain(request):
        return HttpResponse()

    assert "microphone=()" in asked(plain)
    assert "camera=(self)" in asked(may_capture(lambda request: HttpResponse()))
    assert "usb=()" in asked(may_capture(lambda request: HttpResponse()))


def test_what_a_view_says_itself_stays(rf):
    def view(request):
        return HttpResponse(headers={"Cache-Control": "private, no-cache"})

    request = rf.get("/")
    request.resolver_match = type("Match", (), {"func": staticmethod(view)})
    assert HeadersMiddleware(view)(request).headers["Cache-Control"] == "private, no-cache"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(anna):
    client = logged_in()
    for name in ("sessionid", "csrftoken", "device"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name


def test_in_production_cookies_belong_to_this_host_alone(tmp_path):
    said = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, "
        "s.SECURE_HSTS_SECONDS, s.STAFF_SECOND_FACTOR, s.DEBUG)"
    )
    environment = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "portfolio.settings"}
    finished = run_python(["-c", said], environment, tmp_path)
    assert finished.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "True", "True", "None", "/", "31536000", "True",
        "False",
    ], finished.stderr  # fmt: skip


# -- The security log -------------------------------------------------------------------------


def test_a_refused_page_is_noted(anna):
    client_of(anna).get("/people/")
    event = SecurityEvent.objects.get()
    assert (event.kind, event.person, event.words) == (Happening.DENIED, anna, "GET /people/")


def test_logging_in_is_in_the_trail_and_not_in_the_log(anna):
    logged_in()
    assert AuditEntry.objects.filter(act=Act.LOGIN).count() == 1
    assert not SecurityEvent.objects.exists()


def test_failing_is_in_the_log_and_not_in_the_trail(anna):
    Client().post("/login/", LOGIN | {"password": "wrong"})
    assert SecurityEvent.objects.get().person == anna
    assert not AuditEntry.objects.exists()


def test_it_is_added_to_and_never_changed(anna):
    client_of(anna).get("/people/")
    event = SecurityEvent.objects.get()
    for attempt in (event.save, event.delete, SecurityEvent.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        SecurityEvent.objects.update(person=None)


def test_it_is_deleted_by_age_alone(anna, settings):
    client_of(anna).get("/people/")
    clearing.clear_run_out()
    assert SecurityEvent.objects.count() == 1
    settings.SECURITY_LOG_DAYS = 0
    clearing.clear_run_out()
    assert not SecurityEvent.objects.exists()


def test_it_cannot_be_flooded(anna):
    client = client_of(anna)
    for _ in range(NOTED.most + 5):
        client.get("/people/")
    assert SecurityEvent.objects.count() == NOTED.most


def test_a_line_without_personal_data_is_logged(anna, caplog, rf):
    caplog.set_level(logging.INFO, "portfolio.security")
    Client().post("/login/", {"username": "anna", "password": "wrong"}, REMOTE_ADDR="203.0.113.7")
    (line,) = [r.getMessage() for r in caplog.records if r.name == "portfolio.security"]
    assert line.startswith("event=login_failed number=")
    assert "anna" not in line
    assert "203" not in line


@pytest.mark.parametrize(
    "address",
    [
        "/testimony/s3cret/", "/calendar/s3cret.ics", "/notices/digest/stop/s3cret/",
        "/password/reset/MQ/s3cret-token/",
    ],
)  # fmt: skip
def test_no_link_that_works_is_in_a_log(address, anna, rf):
    record = logging.LogRecord("x", logging.INFO, "x", 1, "GET %s 403", (address,), None)
    assert "s3cret" not in DiscreetFormatter("%(message)s").format(record)
    note(Happening.DENIED, rf.get("/"), person=anna, words=f"GET {address}")
    assert "s3cret" not in SecurityEvent.objects.get().words


@pytest.fixture
def noted(rf, anna, ben, olive, cast, other_centre):
    """Something of Anna, of Ben (who also works elsewhere), of Olive elsewhere, and of nobody."""
    Membership.objects.create(centre=other_centre, user=ben, role=Role.ASSESSOR)
    for person in (anna, ben, olive, None):
        note(Happening.DENIED, rf.get("/x/"), person=person, words="=1+1 <b>")


def test_administrators_read_what_is_their_centres_alone(noted, cleo, anna):
    assert [event.person for event in events_for(cleo)] == [anna]
    root = User.objects.create_superuser("root", name="Root")
    assert events_for(root).count() == 4


def test_a_superusers_doings_are_not_for_a_centre(rf, centre, cleo):
    root = User.objects.create_superuser("root", name="Root")
    Membership.objects.create(centre=centre, user=root, role=Role.ASSESSOR)
    note(Happening.DENIED, rf.get("/"), person=root)
    assert not events_for(cleo).exists()


@pytest.mark.parametrize("name", ["security-log", "security-log-export"])
def test_others_do_not_read_it(name, anna, ben, eve, ines):
    for person in (anna, ben, eve, ines):
        assert client_of(person).get(reverse(name)).status_code == 403


def test_it_is_found_by_kind_and_person(noted, cleo, rf, anna):
    client = client_of(cleo)
    assert b"&lt;b&gt;" in client.get("/security-log/").content
    for query, count in (
        ({"kind": "denied"}, 1), ({"kind": "forged"}, 0), ({"person": "kowalczyk"}, 1),
        ({"person": "nobody"}, 0), ({"first_day": "2200-01-01"}, 0), ({"before": "1"}, 0),
    ):  # fmt: skip
        page = client.get("/security-log/", query)
        assert len(page.context["rows"]) == count, query
    for query in ({"kind": "x"}, {"first_day": "0001-01-01"}, {"before": "9" * 40}):
        assert client.get("/security-log/", query).status_code in (200, 422)


def test_the_table_holds_no_formula_and_its_taking_is_entered(noted, cleo):
    answer = client_of(cleo).get("/security-log/export.csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode().lstrip("\ufeff"))))
    assert rows[0][:3] == ["When", "Who", "What"]
    assert rows[1][3] == "'=1+1 <b>"
    assert AuditEntry.objects.get(act=Act.EXPORT).words == "Exported the security log."


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_takes_the_same_queries_however_long(
    count, cleo, anna, rf, django_assert_num_queries
):
    client = client_of(cleo)
    for _ in range(count):
        note(Happening.DENIED, rf.get("/x/"), person=anna)
    with django_assert_num_queries(4):
        client.get("/security-log/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_account_page_takes_the_same_queries(count, anna, django_assert_num_queries):
    client = client_of(anna)
    for _ in range(count):
        client_of(anna)
    with django_assert_num_queries(7):
        client.get("/account/")


def test_a_page_costs_no_query_more_for_all_this(anna):
    """Of sessions one is read; nothing is written, and no limit or factor asked for."""
    client = client_of(anna)
    with CaptureQueriesContext(connection) as counted:
        client.get("/notices/")
    said = [query["sql"] for query in counted]
    assert [sql.split()[0] for sql in said if "loginsession" in sql] == ["SELECT"]
    assert not [sql for sql in said if "sharedvalue" in sql or "mfa_" in sql or "security" in sql]
    assert {sql.split()[0] for sql in said} == {"SELECT"}


def test_every_page_for_a_person_needs_a_login():
    assert django_settings.MIDDLEWARE.count(
        "django.contrib.auth.middleware.LoginRequiredMiddleware"
    )
    assert {"security", "security-log", "centre-security"} <= set(ACCESS)


def test_nobody_without_the_right_reads_the_log_by_the_verb(anna):
    assert not events_for(anna).exists()
    with pytest.raises(PermissionDenied):
        require_of_roles(centre=anna.memberships.get().centre, by=anna, roles=[])


def test_tracing_is_not_answered(anna):
    for method in ("trace", "put", "delete"):
        assert getattr(client_of(anna), method)("/account/").status_code == 405

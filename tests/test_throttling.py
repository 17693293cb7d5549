"""Guessing is slow, for all server processes together, and says nothing of who has a login here."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from portfolio.accounts import logging_in, resetting
from portfolio.accounts.counting import TableCache, clear_ended
from portfolio.accounts.limiting import Limit
from portfolio.models import Happening, SecurityEvent, SharedValue, User
from portfolio.views import accounts
from tests.people import PASSWORD, client_of

HERE = logging_in.ONE_NAME_HERE.most
ARGON2 = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]


def attempt(username="anna", password="wrong", client=None, **headers):  # noqa: S107
    sent = {"username": username, "password": password}
    return (client or Client()).post("/login/", sent, **headers)


def kinds():
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


# -- The counters -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_limit_counts_each_for_itself_and_begins_anew(monkeypatch):
    limit = Limit("x", 2, 60)
    assert [limit.count("a"), limit.count("a"), limit.count("b")] == [1, 2, 1]
    limit.give_back("a")
    assert limit.count("a") == 2
    limit.forget("a")
    assert limit.count("a") == 1
    SharedValue.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert limit.count("b") == 1


@pytest.mark.django_db
def test_counting_does_not_prolong():
    limit = Limit("x", 2, 60)
    limit.count("a")
    end = SharedValue.objects.get().ends_at
    limit.count("a")
    assert SharedValue.objects.get().ends_at == end


@pytest.mark.django_db
def test_the_shared_cache_keeps_and_forgets():
    cache = TableCache("", {})
    assert cache.add("k", 1) is True
    assert cache.add("k", 2) is False
    assert cache.get("k") == 1
    cache.set("k", ["text"], timeout=None)
    assert cache.get("k") == ["text"]
    assert cache.get("nothing", "else") == "else"
    assert cache.delete("k") is True
    with pytest.raises(ValueError, match="Nothing"):
        cache.incr("k")
    cache.set("k", 1, timeout=-1)
    assert cache.get("k") is None
    assert clear_ended() == 1
    cache.set("k", 1)
    cache.clear()
    assert not SharedValue.objects.exists()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time there")
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_each_is_counted():
    limit, found, together = Limit("x", 2, 60), [], threading.Barrier(6)

    def count():
        together.wait()
        found.append(limit.count("a"))
        connection.close()

    all_of_them = [threading.Thread(target=count) for _ in range(6)]
    for thread in all_of_them:
        thread.start()
    for thread in all_of_them:
        thread.join()
    assert sorted(found) == [1, 2, 3, 4, 5, 6]


def test_all_processes_share_the_counters():
    assert django_settings.CACHES["shared"]["BACKEND"] == "portfolio.accounts.counting.TableCache"
    assert isinstance(caches["shared"], TableCache)


# -- Logging in -------------------------------------------------------------------------------


def test_guessing_one_password_is_held_back(anna):
    answers = [attempt() for _ in range(HERE + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    # The right one, too: else the wait would tell which it is.
    assert attempt(password=PASSWORD).status_code == 429
    assert kinds().count(Happening.LOGIN_FAILED) == HERE
    assert kinds().count(Happening.LOGIN_LIMITED) == 1


def test_it_keeps_nobody_out_who_is_elsewhere(anna):
    for _ in range(HERE + 2):
        attempt(REMOTE_ADDR="203.0.113.9")
    assert attempt(password=PASSWORD).status_code == 302


def test_it_ends_by_itself(anna):
    for _ in range(HERE + 1):
        attempt()
    SharedValue.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert attempt(password=PASSWORD).status_code == 302


def test_the_right_password_wipes_out_what_was_mistyped(anna):
    for _ in range(3):
        [attempt() for _ in range(HERE - 1)]
        assert attempt(password=PASSWORD).status_code == 302


def test_many_names_from_one_place_are_held_back(anna, monkeypatch):
    monkeypatch.setattr(logging_in, "ANY_NAME_HERE", Limit("login-here", 5, 60))
    for number in range(5):
        attempt(f"person{number}")
    assert attempt("anna", PASSWORD).status_code == 429


def test_all_addresses_of_one_customer_are_one_place(anna):
    for number in range(HERE):
        attempt(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert attempt(REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert attempt(REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_a_forged_address_of_a_proxy_is_not_believed(anna):
    for number in range(HERE):
        attempt(headers={"x-forwarded-for": f"198.51.100.{number}"})
    assert attempt(headers={"x-forwarded-for": "198.51.100.200"}).status_code == 429


def test_guessing_from_everywhere_does_not_lock_out_whose_browser_is_known(anna, monkeypatch):
    monkeypatch.setattr(logging_in, "ONE_NAME", Limit("login-name", 5, 60))
    known = Client()
    assert attempt(password=PASSWORD, client=known).status_code == 302
    known.post("/logout/")
    for number in range(5):
        attempt(REMOTE_ADDR=f"198.51.100.{number}")
    assert attempt(password=PASSWORD, REMOTE_ADDR="198.51.100.99").status_code == 429
    assert attempt(password=PASSWORD, client=known).status_code == 302


def test_a_device_is_known_for_its_owner_alone(anna, ben):
    known = Client()
    attempt(password=PASSWORD, client=known)
    cookie = known.cookies["device"].value
    assert "portfolio-demo" not in cookie
    request = known.get("/account/").wsgi_request
    assert logging_in.known_device(request, "anna")
    assert logging_in.known_device(request, "ben") == ""
    request.COOKIES["device"] = cookie.replace("anna", "ben")
    assert logging_in.known_device(request, "ben") == ""


# -- Without telling who is here --------------------------------------------------------------


@pytest.fixture
def strangers(anna, ben, noah):
    """Nobody; a wrong password; blocked with the right one; invited and without a password."""
    ben.is_active = False
    ben.save()
    noah.set_unusable_password()
    noah.save()
    return [("nobody", "x"), ("anna", "x"), ("ben", PASSWORD), ("noah", "x"), ("ANNA ", "x")]


def as_seen(answer):
    """The page without what is random in each, and what was typed."""
    text = answer.content.decode()
    token = answer.context["csrf_token"]
    for said in (str(token), *("nobody", "anna", "ben", "noah", "ANNA ")):
        text = text.replace(said, "…")
    return answer.status_code, text


def test_whatever_is_wrong_the_page_is_the_same(strangers):
    seen = {as_seen(attempt(name, password)) for name, password in strangers}
    assert len(seen) == 1
    assert "do not go together" in seen.pop()[1]


def test_held_back_the_page_is_the_same(strangers):
    pages = set()
    for name, password in strangers[:3]:
        for _ in range(HERE):
            attempt(name, password)
        pages.add(as_seen(attempt(name, password)))
    assert len(pages) == 1


class CountingHasher(MD5PasswordHasher):
    """Counts the passwords it works out, which is what the time of an attempt is spent on."""

    worked_out = 0

    def encode(self, password, salt):
        type(self).worked_out += 1
        return super().encode(password, salt)


def test_whatever_is_wrong_as_much_is_worked_out(strangers, settings):
    """Counted rather than timed: a machine that is busy takes longer for one than for another."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    counted = {}
    for name, password in strangers[:4]:
        CountingHasher.worked_out = 0
        attempt(name, password)
        counted[name] = CountingHasher.worked_out
    assert set(counted.values()) == {1}, counted


def test_names_that_nobody_has_are_not_kept(anna):
    attempt("portfolio-demo")
    event = SecurityEvent.objects.get()
    assert event.person is None
    assert len(event.typed) == 64
    assert "portfolio-demo" not in event.typed


@pytest.mark.parametrize(
    "name", ["", "x" * 5000, "\x00", "ann\x00a", "é" * 40, "anna'--", "{{7*7}}"]
)
def test_odd_names_are_no_error_of_the_site(name, anna):
    assert attempt(name).status_code == 200


def test_a_password_of_any_length_is_answered(anna):
    for length in (1001, 10_000, 1_000_000):
        answer = attempt(password="x" * length)
        assert "do not go together" in answer.content.decode()


# -- Passwords --------------------------------------------------------------------------------


def test_a_password_is_stored_anew_by_argon2_at_the_next_login(anna, settings):
    settings.PASSWORD_HASHERS = ARGON2
    assert identify_hasher(anna.password).algorithm == "md5"
    assert attempt(password=PASSWORD).status_code == 302
    anna.refresh_from_db()
    assert identify_hasher(anna.password).algorithm == "argon2"


def test_argon2_is_what_the_site_uses():
    source = (django_settings.BASE_DIR / "portfolio/settings.py").read_text()
    first = source.partition("PASSWORD_HASHERS = [")[2].strip()
    assert first.startswith('"django.contrib.auth.hashers.Argon2PasswordHasher"')


@pytest.mark.parametrize(
    "password",
    [
        "eleven-char",
        "password1234",
        "portfolio-demo",
        "NVQ-Learner-2026",
        "kowalczyk-anna",
        "annaannaanna",
    ],
)
def test_weak_passwords_are_refused(anna, password):
    sent = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client_of(anna).post("/password/", sent).status_code == 200
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password", ["alllowercase words", "739104826517394", "ж" * 14, "x y " * 50]
)
def test_long_passwords_of_any_characters_are_taken(anna, password):
    sent = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client_of(anna).post("/password/", sent).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password(password)


# -- Links for new passwords ------------------------------------------------------------------


@pytest.fixture
def mailed(anna):
    anna.email = "anna@example.org"
    anna.save()
    return anna


def ask(email, client=None):
    return (client or Client()).post("/password/reset/", {"email": email})


def test_asking_says_the_same_of_every_address(mailed):
    queries = []
    for email in ("anna@example.org", "nobody@example.org"):
        SharedValue.objects.all().delete()
        with CaptureQueriesContext(connection) as counted:
            answer = ask(email)
        assert answer.headers["Location"] == "/password/reset/sent/"
        queries.append(len(counted))
    assert queries[0] == queries[1]
    # Who it is, is found out in the background, and nothing is sent in the request.
    assert OrmQ.objects.count() == 2
    assert mail.outbox == []
    assert kinds() == [Happening.RESET_ASKED] * 2
    assert set(SecurityEvent.objects.values_list("person", flat=True)) == {None}


def test_the_mail_goes_to_the_address_on_record(mailed):
    resetting.send_links("ANNA@example.org", "https://portfolio.example/")
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]
    assert "https://portfolio.example/password/reset/" in mail.outbox[0].body


def test_nobody_is_flooded_with_links(mailed):
    for _ in range(6):
        assert ask("anna@example.org").status_code == 302
    assert OrmQ.objects.count() == resetting.TO_ONE.most


def test_asking_for_many_is_held_back_in_silence(mailed, monkeypatch):
    monkeypatch.setattr(accounts, "FROM_ONE", Limit("reset-from", 2, 60))
    for number in range(5):
        assert ask(f"n{number}@example.org").status_code == 302
    assert OrmQ.objects.count() == 2
    assert kinds().count(Happening.RESET_LIMITED) == 1


def test_a_blocked_person_gets_no_link(mailed):
    User.objects.filter(pk=mailed.pk).update(is_active=False)
    resetting.send_links("anna@example.org", "https://portfolio.example/")
    assert mail.outbox == []

"""Notices: the bell, the list, and the daily e-mail."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from portfolio import digests, jobs
from portfolio.models import Notice, User
from portfolio.notifying import notify, safe_address
from tests.people import client_of


class RefusesAnna(EmailBackend):
    """A mail server that does not take what is for Anna."""

    def send_messages(self, messages):
        if any("anna@example.org" in message.to for message in messages):
            raise ConnectionRefusedError("no mail server")
        return super().send_messages(messages)


REFUSES_ANNA = f"{__name__}.RefusesAnna"


@pytest.fixture
def told(anna):
    """Three notices for Anna, of which one leads nowhere."""
    notify([anna], "Ben decided on E3.", address="/evidence/", key="e3")
    notify([anna], "Ben signed off LT.", address="/learners/?q=1", key="lt")
    notify([anna], "The centre is closed on Monday.")
    return list(Notice.objects.filter(user=anna).order_by("pk"))


@pytest.fixture
def mailed(anna, told):
    User.objects.filter(pk=anna.pk).update(email="anna@example.org")
    anna.refresh_from_db()
    return anna


def bell(user):
    text = client_of(user).get("/password/").content.decode()
    return re.search(r'class="bell".*?visually-hidden">([^<]*)<', text)[1]


# -- The bell and the list --------------------------------------------------------------------


def test_the_bell_says_how_many_are_unread(told, anna, ben):
    assert bell(anna) == "Notices, 3 unread"
    assert bell(ben) == "Notices"


@pytest.mark.parametrize("count", [0, 1, 30])
def test_the_bell_costs_no_query(count, anna, django_assert_num_queries):
    for number in range(count):
        notify([anna], f"Notice {number}.")
    client = client_of(anna)
    with django_assert_num_queries(3):  # session, person, memberships
        client.get("/password/")


@pytest.mark.parametrize("count", [1, 30])
def test_queries_of_the_list(count, anna, django_assert_num_queries):
    for number in range(count):
        notify([anna], f"Notice {number}.")
    client = client_of(anna)
    with django_assert_num_queries(5):
        client.get("/notices/")


def test_the_list_has_the_unread_ones_first_and_only_ones_own(told, anna, ben):
    notify([ben], "Anna handed E4 over.")
    Notice.objects.filter(pk=told[0].pk).update(read_at=timezone.now())
    context = client_of(anna).get("/notices/").context
    assert [notice.words for notice in context["unread"]] == [
        "The centre is closed on Monday.",
        "Ben signed off LT.",
    ]
    assert [notice.words for notice in context["earlier"]] == ["Ben decided on E3."]


def test_nothing_new_says_so(ben):
    assert b"Nothing new" in client_of(ben).get("/notices/").content


def test_opening_one_marks_it_read_and_goes_there(told, anna):
    client = client_of(anna)
    address = f"/notices/{told[1].pk}/"
    client.head(address)
    assert Notice.objects.unread().count() == 3
    assert client.get(address).headers["Location"] == "/learners/?q=1"
    first = Notice.objects.get(pk=told[1].pk).read_at
    client.get(address)
    assert Notice.objects.get(pk=told[1].pk).read_at == first is not None
    assert client.get(f"/notices/{told[2].pk}/").headers["Location"] == "/notices/"


def test_nobody_opens_anothers(told, ben):
    assert client_of(ben).get(f"/notices/{told[0].pk}/").status_code == 404
    assert Notice.objects.unread().count() == 3


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "///elsewhere.example",
        "javascript:alert(1)",
        "\t//elsewhere.example",
        "learners/",
        "",
    ],
)
def test_no_notice_leads_elsewhere(address, anna):
    assert safe_address(address) == ""
    notice = Notice.objects.create(user=anna, words="Look.", address=address)
    assert client_of(anna).get(f"/notices/{notice.pk}/").headers["Location"] == "/notices/"


def test_marking_all_read_spares_what_came_since(told, anna, ben):
    notify([ben], "Anna handed E4 over.")
    client = client_of(anna)
    client.post("/notices/read/", {"newest": told[1].pk})
    assert [n.words for n in anna.notices.unread()] == ["The centre is closed on Monday."]
    assert ben.notices.unread().count() == 1


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 50, "²"])
def test_marking_read_what_is_no_number_does_nothing(newest, told, anna):
    assert client_of(anna).post("/notices/read/", {"newest": newest}).status_code == 302
    assert anna.notices.unread().count() == 3


def test_the_same_key_is_told_once_while_unread(anna):
    for _ in range(2):
        notify([anna, anna], "Ben decided on E3.", key="e3")
    assert anna.notices.count() == 1
    anna.notices.update(read_at=timezone.now())
    notify([anna], "Ben decided on E3.", key="e3")
    assert anna.notices.count() == 2


def test_hostile_words_are_shown_as_text(anna):
    notify([anna], "<script>alert(1)</script>", address='/"><script>')
    text = client_of(anna).get("/notices/").content.decode()
    assert "<script>alert" not in text


# -- The daily e-mail -------------------------------------------------------------------------


def test_one_e_mail_has_all_that_is_new(mailed, told):
    assert digests.send_digests() == 1
    (message,) = mail.outbox
    assert message.to == ["anna@example.org"]
    assert message.subject == "3 notices for you in Cairn"
    assert "- Ben decided on E3." in message.body
    assert f"{site.SITE_ADDRESS}notices/{told[0].pk}/" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "Ben signed off LT." in html
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_a_notice_is_mailed_once_and_nobody_gets_two_a_day(mailed, told, anna):
    digests.send_digests()
    assert digests.send_digests() == 0
    notify([anna], "Something newer.")
    assert digests.send_digests() == 0
    Notice.objects.exclude(mailed_at=None).update(mailed_at=timezone.now() - timedelta(hours=23))
    assert digests.send_digests() == 1
    assert mail.outbox[1].subject == "1 notice for you in Cairn"
    assert "Something newer." in mail.outbox[1].body
    assert "Ben decided" not in mail.outbox[1].body


@pytest.mark.parametrize(
    "change", [{"wants_digest": False}, {"is_active": False}, {"email": ""}], ids=str
)
def test_who_wants_none_or_cannot_get_one_gets_none(change, mailed):
    User.objects.filter(pk=mailed.pk).update(**change)
    assert digests.send_digests() == 0
    assert Notice.objects.filter(mailed_at=None).count() == 3


def test_what_was_read_is_not_mailed(mailed):
    Notice.objects.update(read_at=timezone.now())
    assert digests.send_digests() == 0


def test_a_failure_loses_nothing_and_stops_nobody_elses(mailed, ben, settings, caplog):
    User.objects.filter(pk=ben.pk).update(email="ben@example.org")
    notify([ben], "Anna handed E4 over.")
    settings.EMAIL_BACKEND = REFUSES_ANNA
    assert digests.send_digests() == 1
    assert [message.to for message in mail.outbox] == [["ben@example.org"]]
    assert mailed.notices.filter(mailed_at=None).count() == 3
    assert "anna@example.org" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert digests.send_digests() == 1
    assert mailed.notices.filter(mailed_at=None).count() == 0


def test_a_long_list_is_cut_and_counts_as_told(mailed, anna):
    for number in range(40):
        notify([anna], f"Notice {number}.")
    digests.send_digests()
    assert "and 13 more." in mail.outbox[0].body
    assert digests.send_digests() == 0


def test_the_words_of_others_break_neither_subject_nor_html(mailed, anna):
    notify([anna], "<b>Bold</b>\nBcc: x@example.org & more")
    digests.send_digests()
    html = mail.outbox[0].alternatives[0][0]
    assert "<b>Bold" not in html
    assert "<b>Bold</b>" in mail.outbox[0].body
    assert "&amp;" not in mail.outbox[0].body


def test_the_command_says_how_many(mailed, capsys):
    call_command("send_digests")
    assert capsys.readouterr().out == "Sent 1 e-mail.\n"


# -- Wanting it or not ------------------------------------------------------------------------


def test_the_daily_e_mail_is_switched_on_the_page(mailed, anna):
    client = client_of(anna)
    client.post("/notices/digest/", {})
    assert not User.objects.get(pk=anna.pk).wants_digest
    client.post("/notices/digest/", {"wants_digest": "on"})
    assert User.objects.get(pk=anna.pk).wants_digest


def test_the_link_in_the_e_mail_ends_it_without_a_login(mailed):
    digests.send_digests()
    link = re.search(r"\S+/digest/stop/\S+", mail.outbox[0].body)[0]
    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == f"<{link}>"
    path = "/" + link.removeprefix(site.SITE_ADDRESS)
    visitor = Client(enforce_csrf_checks=True)
    assert b"Stop the daily e-mails?" in visitor.get(path).content
    assert User.objects.get(pk=mailed.pk).wants_digest
    # As mail programs send it by themselves.
    answer = visitor.post(path, {"List-Unsubscribe": "One-Click"})
    assert b"No more daily e-mails" in answer.content
    assert not User.objects.get(pk=mailed.pk).wants_digest
    assert visitor.post(path).status_code == 200


def test_a_forged_link_ends_nothing(mailed, anna):
    good = digests.stop_link(anna).rstrip("/").rpartition("/")[2]
    for token in (good[:-1], "x", signing.dumps(anna.pk), signing.dumps(anna.pk, salt="other")):
        answer = Client().post(f"/notices/digest/stop/{token}/")
        assert b"This link does not work" in answer.content
    assert User.objects.get(pk=anna.pk).wants_digest
    assert Client().get(f"/notices/digest/stop/{good}/").status_code == 200


# -- Daily jobs -------------------------------------------------------------------------------


def test_jobs_are_scheduled_once_and_stay_as_they_were_changed(db):
    assert jobs.schedule_jobs() == [job.name for job in jobs.JOBS]
    schedule = Schedule.objects.get(name="digests")
    at = timezone.localtime(schedule.next_run)
    assert (at.hour, at.minute, schedule.schedule_type) == (7, 0, Schedule.DAILY)
    assert timezone.now() < schedule.next_run <= timezone.now() + timedelta(hours=25)
    Schedule.objects.filter(pk=schedule.pk).update(repeats=0)
    assert jobs.schedule_jobs() == []
    assert Schedule.objects.get(name="digests").repeats == 0
    call_command("schedule_jobs", verbosity=0)
    assert Schedule.objects.count() == len(jobs.JOBS)


@pytest.mark.parametrize("job", jobs.JOBS, ids=lambda job: job.name)
def test_the_function_of_each_job_exists(job):
    assert callable(import_string(job.function))

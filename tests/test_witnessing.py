"""Witnesses: asking by a link, answering it once, and that nobody changes what was signed."""

import base64
import hashlib
import logging
import threading
import time
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.content import present_content
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import render_pdf
from assessment.models import Mapping, SuggestedCriterion
from assessment.submitting import submit_evidence
from assessment.witnesses import testimonies
from portfolio import recording, rules, testifying, witnessing
from portfolio.logs import DiscreetFormatter
from portfolio.models import (
    Act,
    AuditEntry,
    Evidence,
    Method,
    Notice,
    Origin,
    RequestState,
    Testimony,
    TestimonyRequest,
    Witness,
)
from tests.assurance import TOLD, asked, make_witness, taken
from tests.laying import laid_once
from tests.people import PEOPLE, client_of, make_evidence, target_of
from tests.reading_pdf import words_of

BIDI = "\u202e"


@laid_once
def link(csl, learner):
    """Will was asked: the request, its secret and its address."""
    made = asked(learner)
    return SimpleNamespace(
        request=made.request, secret=made.secret, address=reverse("testimony", args=[made.secret])
    )


def told(**values):
    """What the first page sends; the day as browsers write it."""
    return TOLD | {"happened_on": str(timezone.localdate() - timedelta(days=9))} | values


def signed(**values):
    """What the second page sends: all of the first, and the signature."""
    sent = told(**{"step": "sign", "declared": "on"} | values)
    return {"signature": sent["name"]} | sent


def answer(link, client=None, **values):
    return (client or Client()).post(link.address, signed(**values))


# -- The secret -------------------------------------------------------------------------------


def test_a_secret_has_256_bits_and_only_its_hash_is_kept(link, learner):
    assert len(base64.urlsafe_b64decode(link.secret + "=")) == 32
    digest = hashlib.sha256(link.secret.encode()).hexdigest()
    assert link.request.secret_hash == digest
    secrets = {asked(learner).secret for _ in range(20)}
    assert len(secrets) == 20
    answer(link)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            rows = repr(cursor.fetchall())
            assert link.secret not in rows, table


@pytest.mark.parametrize("wrong", ["x", "thank", "a" * 43, "%00", "é" * 20, "../login"])
def test_a_wrong_secret_is_a_friendly_404(link, wrong):
    page = Client().get(f"/testimony/{wrong}/")
    assert page.status_code == 404
    for address in (reverse("testimony", args=[link.request.code]), f"{link.address[:-2]}/"):
        page = Client().get(address)
        assert (page.status_code, b"This link does not work" in page.content) == (404, True)


def test_a_secret_opens_nothing_else(link, learner, csl):
    client = Client()
    assert client.get(link.address).status_code == 200
    for name, code in (
        ("witnesses", learner.code),
        ("testimony-ask", link.request.witness.code),
        ("testimony-here", link.request.code),
        ("testimony-hand-over", link.request.code),
        ("learner", learner.code),
    ):
        page = client.get(reverse(name, args=[code]))
        assert page.headers["Location"].startswith("/login/"), name
    assert "sessionid" not in client.cookies


def test_the_page_leaves_no_trace(link):
    for page in (Client().get(link.address), answer(link), Client().get(link.address)):
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["Referrer-Policy"] == "strict-origin"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_no_log_holds_the_secret(link, learner):
    """Django logs the address of what it refuses: here without what would open the page."""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))
    handler.setFormatter(DiscreetFormatter("%(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        answer(link, name="")  # 422
        Client(enforce_csrf_checks=True).post(link.address, signed())  # 403
        witnessing.revoke(request=link.request, by=learner.user)
        Client().get(link.address)  # 410
    finally:
        logging.getLogger().removeHandler(handler)
    assert len(lines) >= 3
    assert not [line for line in lines if link.secret in line]
    assert any("/testimony/…" in line for line in lines)


def test_the_site_logs_discreetly(settings):
    formatters = settings.LOGGING["formatters"]
    used = {each["formatter"] for each in settings.LOGGING["handlers"].values()}
    assert {formatters[name]["class"] for name in used} == {"portfolio.logs.DiscreetFormatter"}


def test_forged_requests_are_refused_and_real_ones_taken_without_a_login(link):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link.address, signed()).status_code == 403
    page = client.get(link.address)
    token = str(page.context["csrf_token"])
    sent = signed(csrfmiddlewaretoken=token)
    over = {"secure": True, "headers": {"origin": "https://testserver"}}
    assert client.post(link.address, sent, **over).status_code == 302
    assert Testimony.objects.count() == 1


# -- What becomes of a link -------------------------------------------------------------------


def expired(link, learner):
    TestimonyRequest.objects.update(
        asked_at=timezone.now() - timedelta(days=31), expires_at=timezone.now()
    )


def revoked(link, learner):
    witnessing.revoke(request=link.request, by=learner.user)


def declined(link, learner):
    testifying.decline(request=link.request, reason="I was on leave.")


def answered(link, learner):
    taken(link.request)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (expired, "This link has expired"),
        (revoked, "This link was taken back"),
        (declined, "This was declined"),
        (answered, "This was answered already"),
    ],
)
def test_a_link_that_has_ended_says_so_and_reveals_nothing(link, learner, end, words):
    end(link, learner)
    before = Testimony.objects.count()
    for send in (
        lambda: Client().get(link.address),
        lambda: Client().post(link.address, told(statement="Something else.")),
        lambda: Client().post(link.address, signed(statement="Something else.")),
        lambda: Client().post(link.address, {"step": "change"}),
    ):
        page = send()
        assert page.status_code == 410
        assert words in page.content.decode()
        for hidden in ("Anna", "Will", "system was down", "Millrace"):
            assert hidden not in page.content.decode()
    assert Testimony.objects.count() == before
    link.request.refresh_from_db()
    assert link.request.state == end.__name__


def test_opening_is_noted_once_and_consumes_nothing(link):
    assert link.request.state == RequestState.SENT
    Client().head(link.address)
    link.request.refresh_from_db()
    assert link.request.state == RequestState.SENT
    Client().get(link.address)
    link.request.refresh_from_db()
    opened = link.request.opened_at
    assert link.request.state == RequestState.OPENED
    for _ in range(3):
        assert Client().get(link.address).status_code == 200
    link.request.refresh_from_db()
    assert link.request.opened_at == opened
    assert answer(link).status_code == 302


def test_sending_again_ends_the_earlier_link_and_revives_a_dead_one(link, learner):
    for end in (lambda *_: None, revoked, expired):
        end(link, learner)
        again = witnessing.send_again(request=link.request, by=learner.user)
        assert Client().get(link.address).status_code == 404
        link.secret, link.address = again.secret, reverse("testimony", args=[again.secret])
        assert Client().get(link.address).status_code == 200
    answer(link)
    with pytest.raises(witnessing.TooLate):
        witnessing.send_again(request=link.request, by=learner.user)
    with pytest.raises(witnessing.TooLate):
        witnessing.revoke(request=link.request, by=learner.user)


def test_the_mail_holds_the_link_and_a_failure_is_told(link, learner, anna, settings):
    page = client_of(anna).post(reverse("testimony-again", args=[link.request.code]))
    (sent,) = mail.outbox
    assert (sent.to, page.context["is_sent"]) == (["will@example.org"], True)
    assert page.context["link"] in sent.body
    assert page.context["link"] in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    link.request.refresh_from_db()
    assert link.request.mailed_at
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = client_of(anna).post(reverse("testimony-again", args=[link.request.code]))
    assert "The e-mail could not be sent" in page.content.decode()
    link.request.refresh_from_db()
    assert link.request.mailed_at is None


def test_asking_twice_asks_once(csl, learner, anna):
    witness = make_witness(learner)
    sent = {"key": uuid4(), "about": "The morning", "message": "", "happened_on": ""}
    address = reverse("testimony-ask", args=[witness.code])
    first, second = (client_of(anna).post(address, sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 302)
    assert TestimonyRequest.objects.count() == len(mail.outbox) == 1


# -- Answering --------------------------------------------------------------------------------


def test_answering_makes_an_item_of_it(link, learner, csl, anna):
    make_evidence(learner)
    ticked = [target_of("LT 1.2"), target_of("LT 1.1")]
    page = answer(link, criteria=[each.pk for each in ticked])
    assert page.headers["Location"] == reverse("testimony-thanks")
    testimony = Testimony.objects.get()
    evidence = testimony.evidence
    assert (evidence.number, evidence.origin, evidence.method) == (2, Origin.WITNESS, "witness")
    assert evidence.title == link.request.about
    assert evidence.happened_on == timezone.localdate() - timedelta(days=9)
    for words in (
        "Anna gave each member a part.",
        "Will Archer, Shift manager",
        "Colleague",
        "2 · Occupational expert",
        testifying.DECLARATION,
        "Signed: Will Archer",
        "by a personal link",
    ):
        assert words in evidence.narrative
    assert SuggestedCriterion.objects.filter(testimony=testimony).count() == 2
    assert not Mapping.objects.exists()
    witness = Witness.objects.get()
    assert (witness.job_title, witness.status) == (TOLD["job_title"], "2")
    assert testimonies.testimony_on(evidence).is_unaltered
    (notice,) = Notice.objects.filter(user=anna)
    assert "Will Archer has given a testimony: E2" in notice.words
    entry = AuditEntry.objects.last()
    assert (entry.act, entry.actor, entry.actor_name) == (Act.SIGNATURE, None, "Will Archer")
    assert link.secret not in repr(AuditEntry.objects.values_list())


def test_it_is_read_before_it_is_signed(link):
    page = Client().post(link.address, told())
    assert (page.status_code, Testimony.objects.count()) == (200, 0)
    assert "Read it once more" in page.content.decode()
    page = Client().post(link.address, told(step="change"))
    assert "She asked whether all could do it." in page.content.decode()
    assert Testimony.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " \u200b "},
        {"job_title": ""},
        {"relationship": BIDI},
        {"status": ""},
        {"status": "9"},
        {"statement": ""},
        {"statement": " \n\x00\n "},
        {"statement": "x" * 10_001},
        {"happened_on": "2999-01-01"},
        {"happened_on": "0001-01-01"},
        {"happened_on": "yesterday"},
        {"criteria": ["999999"]},
        {"criteria": ["x"]},
        {"criteria": [str(10**30)]},
        {"declared": ""},
        {"signature": "Somebody Else"},
        {"signature": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(link, wrong):
    page = answer(link, **wrong)
    assert page.status_code == 422
    assert 'data-page-state="failed"' in page.content.decode()
    assert not Testimony.objects.exists()
    assert not Evidence.objects.exists()
    link.request.refresh_from_db()
    assert link.request.is_open


def test_hostile_text_is_shown_as_text(link, csl, learner, anna, ben, tmp_path):
    nasty = f"<script>alert(1)</script> & <b>bold</b> {BIDI}\x00evil {{{{ 7 }}}}\r\n\r\nline two"
    name = f'Will "<i>"{BIDI} O’Archer'
    assert answer(link, name=name, job_title=nasty[:160], statement=nasty).status_code == 302
    testimony = Testimony.objects.get()
    evidence = testimony.evidence
    assert BIDI not in testimony.name + evidence.narrative
    assert "\x00" not in evidence.narrative
    assert "<script" not in evidence.narrative.lower()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in evidence.narrative
    assert testimonies.testimony_on(evidence).is_unaltered
    for user, address in (
        (anna, evidence.get_absolute_url()),
        (anna, reverse("witnesses", args=[learner.code])),
        (ben, evidence.get_absolute_url()),
    ):
        page = client_of(user).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<i>" not in page
    client_of(anna).post(
        reverse("evidence-map", args=[evidence.code]),
        {"target": f"criterion-{target_of('LT 1.1').pk}", "mapped": "on"},
    )
    submit_evidence(evidence=evidence, user=anna, declared=True)
    with (tmp_path / "portfolio.pdf").open("wb") as output:
        render_pdf(compile_dossier(csl), output)
    words = " ".join(" ".join(words_of(tmp_path / "portfolio.pdf")).split())
    assert "<script>alert(1)</script> & <b>bold</b>" in words


def test_what_was_typed_comes_back_on_both_pages(link):
    page = Client().post(link.address, told(statement='"><script>x</script>', name="")).content
    assert b"&quot;&gt;&lt;script&gt;x" in page
    page = Client().post(link.address, told(statement='"><script>x</script>')).content
    assert b"<script>x" not in page
    assert b"&quot;&gt;&lt;script&gt;x" in page


def test_sent_twice_it_is_one_and_both_are_thanked(link):
    pages = [answer(link) for _ in range(3)]
    assert {page.headers["Location"] for page in pages} == {reverse("testimony-thanks")}
    assert Testimony.objects.count() == Evidence.objects.count() == 1
    # Somebody else's words, or changed ones, are not silently dropped.
    assert answer(link, statement="Something else.").status_code == 410


def test_two_at_once_are_one(transactional_db, link):
    """Two devices sign in the same moment: one testimony, and the other is told."""
    barrier, statuses = threading.Barrier(2), []

    def sign(statement):
        barrier.wait()
        for attempt in range(5):
            try:
                statuses.append(answer(link, statement=statement).status_code)
                break
            except Exception:  # noqa: BLE001 - SQLite may be busy
                time.sleep(0.05 * (attempt + 1))
        connections.close_all()

    threads = [threading.Thread(target=sign, args=(text,)) for text in ("One.", "Two.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 410]
    assert Testimony.objects.count() == Evidence.objects.count() == 1


def test_revoked_while_it_is_written_nothing_is_taken(link, learner):
    stale = testifying.request_with(link.secret)
    revoked(link, learner)
    with pytest.raises(testifying.LinkClosed):
        taken(stale)
    witnessing.send_again(request=link.request, by=learner.user)
    with pytest.raises(testifying.LinkClosed):
        taken(stale)
    with pytest.raises(testifying.LinkClosed):
        testifying.decline(request=stale, reason="No.")


def test_declining_tells_the_learner_why(link, anna):
    page = Client().post(link.address, {"step": "decline", "reason": ""})
    assert (page.status_code, b"Say in a few words why" in page.content) == (422, True)
    for _ in range(2):
        page = Client().post(link.address, {"step": "decline", "reason": "I was on leave."})
        assert page.headers["Location"] == reverse("testimony-thanks")
    link.request.refresh_from_db()
    assert link.request.state == RequestState.DECLINED
    (notice,) = Notice.objects.filter(user=anna)
    assert notice.words == "Will Archer cannot testify: I was on leave."
    page = client_of(anna).get(reverse("witnesses", args=[link.request.witness.learner.code]))
    assert "I was on leave." in page.content.decode()


# -- Experts ----------------------------------------------------------------------------------


def test_an_expert_witness_is_an_expert(csl, learner, anna):
    made = asked(learner, as_expert=True)
    address = reverse("testimony", args=[made.secret])
    for status in "34":
        page = Client().post(address, signed(status=status))
        assert (page.status_code, b"somebody who knows this work" in page.content) == (422, True)
    with pytest.raises(ValidationError):
        taken(made.request, status="3")
    assert Client().post(address, signed(status="1")).status_code == 302
    assert Evidence.objects.get().method == Method.EXPERT_WITNESS


def test_who_is_listed_as_no_expert_is_not_asked_as_one(csl, learner, anna):
    witness = make_witness(learner, status="4")
    sent = {"key": uuid4(), "about": "The morning", "as_expert": "on"}
    page = client_of(anna).post(reverse("testimony-ask", args=[witness.code]), sent)
    assert (page.status_code, TestimonyRequest.objects.count()) == (422, 0)
    assert "An expert witness knows the work" in page.content.decode()


# -- Nobody changes it ------------------------------------------------------------------------


def test_the_learner_maps_and_hands_over_and_changes_nothing(link, learner, anna, ben):
    evidence = taken(link.request, "LT 1.2").evidence
    client = client_of(anna)
    before = Evidence.objects.values().get()
    assert not rules.can_change_evidence(anna, evidence)
    edit = reverse("evidence-edit", args=[evidence.code])
    content = {"title": "Mine", "method": "product", "happened_on": "2026-01-05", "narrative": ""}
    assert client.get(edit).status_code == 403
    assert client.post(edit, content | {"revision": 1}).status_code == 403
    upload = reverse("upload", args=[evidence.code])
    assert client.post(upload, {}).status_code in (302, 403)
    with pytest.raises(PermissionDenied):
        recording.change_evidence(evidence=evidence, user=anna, revision=1, **content)
    assert Evidence.objects.values().get() == before
    testimony = Testimony.objects.get()
    for change in (
        testimony.save,
        testimony.delete,
        lambda: Testimony.objects.update(statement="Other"),
        lambda: Testimony.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            change()
    page = client.get(evidence.get_absolute_url()).content.decode()
    assert "Testimony of Will Archer" in page
    assert "suggested by Will Archer" in page
    assert ">Edit<" not in page
    mapped = client.post(
        reverse("evidence-map", args=[evidence.code]),
        {"target": f"criterion-{target_of('LT 1.2').pk}", "mapped": "on"},
        headers={"HX-Request": "true"},
    )
    assert "suggested by Will Archer" in mapped.content.decode()
    submission = submit_evidence(evidence=evidence, user=anna, declared=True)
    assert submission.content["narrative"] == present_content(evidence).narrative
    page = client_of(ben).get(reverse("mark", args=[evidence.code])).content.decode()
    assert "Testimony of Will Archer" in page


def test_it_can_be_put_aside_and_brought_back(link, learner, anna):
    evidence = taken(link.request).evidence
    for name, is_aside in (("evidence-withdraw", True), ("evidence-restore", False)):
        client_of(anna).post(reverse(name, args=[evidence.code]))
        evidence.refresh_from_db()
        assert (evidence.withdrawn_at is not None) == is_aside
    assert testimonies.testimony_on(evidence).is_unaltered


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Testimony, {"statement": "Anna did it all."}),
        (Testimony, {"status": "1"}),
        (Evidence, {"narrative": "<p>Better.</p>"}),
        (Evidence, {"method": "expert"}),
        (TestimonyRequest, {"on_device": True}),
    ],
)
def test_a_change_in_the_database_is_noticed(link, anna, model, change):
    evidence = taken(link.request).evidence
    QuerySet.update(model.objects.all(), **change)
    evidence.refresh_from_db()
    assert not testimonies.testimony_on(evidence).is_unaltered
    page = client_of(anna).get(evidence.get_absolute_url()).content.decode()
    assert "no longer what the witness signed" in page


def test_the_status_a_witness_signed_with_stays(link, learner, anna):
    taken(link.request)
    witness = Witness.objects.get()
    facts = {"name": "William Archer", "email": "", "job_title": "Boss", "relationship": "Boss"}
    with pytest.raises(ValidationError):
        witnessing.change_witness(witness=witness, by=anna, **facts, status="1")
    edit = reverse("witness-edit", args=[witness.code])
    assert client_of(anna).post(edit, facts | {"status": "1"}).status_code == 302
    witness.refresh_from_db()
    assert (witness.name, witness.status) == ("William Archer", "2")
    page = client_of(anna).get(reverse("witnesses", args=[learner.code])).content.decode()
    assert "as Will Archer" in page


# -- On the learner's device ------------------------------------------------------------------


def test_the_witness_writes_on_the_learners_device(csl, learner, anna, ben):
    witness = make_witness(learner)
    client = client_of(anna)
    sent = {"key": uuid4(), "about": "The morning", "here": "yes"}
    page = client.post(reverse("testimony-ask", args=[witness.code]), sent)
    request = TestimonyRequest.objects.get()
    assert page.headers["Location"] == reverse("testimony-hand-over", args=[request.code])
    assert not mail.outbox
    here = reverse("testimony-here", args=[request.code])
    for address in (page.headers["Location"], here):
        html = client.get(address).content.decode()
        assert "site-nav" not in html
        assert "user-menu" not in html
    assert client.post(here, signed()).headers["Location"] == here
    assert "give the device back" in client.get(here).content.decode()
    evidence = Evidence.objects.get()
    assert "on the learner’s own device" in evidence.narrative
    for user in (anna, ben):
        html = client_of(user).get(evidence.get_absolute_url()).content.decode()
        assert "Written on the learner’s device" in html
    html = client.get(reverse("witnesses", args=[learner.code])).content.decode()
    assert "on the learner’s device" in html


def test_writing_here_ends_the_link_that_was_sent(link, anna):
    client = client_of(anna)
    here = reverse("testimony-here", args=[link.request.code])
    assert client.get(here).status_code == 302
    client.post(reverse("testimony-hand-over", args=[link.request.code]))
    assert Client().get(link.address).status_code == 404
    assert client.get(here).status_code == 200


def test_the_learner_does_not_answer_their_own_link(link, anna):
    page = client_of(anna).get(link.address)
    assert (page.status_code, b"for your witness" in page.content) == (403, True)
    assert answer(link, client_of(anna)).status_code == 403
    assert not Testimony.objects.exists()


# -- Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["noah", "ines", "eve", "cleo", "olive"])
def test_only_the_learner_and_their_assessors_ask(link, learner, cast, person):
    user, witness = cast.users[person], link.request.witness
    values = {"code": uuid4(), "about": "It", "happened_on": None, "message": ""}
    for verb in (
        lambda: witnessing.ask_for_testimony(witness=witness, by=user, as_expert=False, **values),
        lambda: witnessing.send_again(request=link.request, by=user),
        lambda: witnessing.revoke(request=link.request, by=user),
        lambda: witnessing.write_here(request=link.request, by=user),
        lambda: make_witness_by(user, learner),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def make_witness_by(user, learner):
    facts = dict.fromkeys(("email", "job_title", "relationship", "status"), "")
    return witnessing.add_witness(learner=learner, by=user, name="Wanda", **facts)


def test_an_assessor_asks_and_the_learner_is_told(link, learner, ben, anna):
    witness = link.request.witness
    sent = {"key": uuid4(), "about": "Handing over"}
    page = client_of(ben).post(reverse("testimony-ask", args=[witness.code]), sent)
    assert page.status_code == 200
    assert Notice.objects.get(user=anna).words.startswith("Ben Okafor asked Will Archer")
    request = TestimonyRequest.objects.get(asked_by=ben)
    with pytest.raises(PermissionDenied):
        witnessing.write_here(request=request, by=ben)
    with pytest.raises(PermissionDenied):
        make_witness_by(ben, learner)
    taken(request)
    assert Notice.objects.filter(user=ben, words__startswith="Will Archer has given").exists()


def test_other_learners_requests_are_not_there(link, noah):
    client = client_of(noah)
    for name in ("testimony-again", "testimony-revoke", "testimony-hand-over"):
        address = reverse(name, args=[link.request.code])
        assert (name, client.post(address).status_code) == (name, 404)
    for name in ("witness-edit", "testimony-ask"):
        address = reverse(name, args=[link.request.witness.code])
        assert (name, client.get(address).status_code) == (name, 404)
    link.request.refresh_from_db()
    assert link.request.is_open


def test_an_address_is_on_the_list_once(learner, anna):
    make_witness(learner)
    page = client_of(anna).post(
        reverse("witness-add", args=[learner.code]),
        {"name": "Will again", "email": "WILL@example.org"},
    )
    assert (page.status_code, Witness.objects.count()) == (422, 1)
    assert "already on the list" in page.content.decode()


def test_the_list_takes_as_many_queries_for_three_as_for_one(csl, learner, ben):
    client, address = client_of(ben), reverse("witnesses", args=[learner.code])
    counts = []
    for number in range(3):
        witness = make_witness(learner, name=f"Will {number}", email=f"will{number}@example.org")
        taken(asked(learner, witness).request)
        asked(learner, witness)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[2] == counts[0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_card_takes_two_queries(link, count, django_assert_num_queries):
    evidence = taken(link.request, *["LT 1.1", "LT 1.2", "LT 2.1"][:count]).evidence
    evidence.refresh_from_db()
    with django_assert_num_queries(2):
        assert len(testimonies.testimony_on(evidence).suggestions) == count


@pytest.mark.parametrize("person", [each for each in PEOPLE if each != "anna"])
def test_a_revoked_link_is_nobodys(link, learner, cast, person):
    revoked(link, learner)
    client = client_of(cast.users.get(person))
    assert client.get(link.address).status_code == 410
    assert answer(link, client).status_code == 410
    assert not Testimony.objects.exists()

"""What assessors record: private until it is signed, then fixed, then confirmed by its learner."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.dossier.compiling import compile_dossier
from assessment.models import Mapping, Objection, Question, SignOff
from assessment.sessions.mapping import map_record, unmap_record
from assessment.sessions.narratives import length_in_words
from assessment.sessions.recording import Row, discard_record, restore_record, write_record
from assessment.sessions.signing import object_to_record, sign_record, signed_record_of
from assessment.sign_off.locking import UnitLocked
from assessment.submitting import content_of, submit_evidence, what_is_missing
from portfolio.files.storing import store_file
from portfolio.files.uploads import IncomingFile
from portfolio.models import Allocation, AuditEntry, Evidence, Method, Notice
from portfolio.recording import CannotChange, ChangedMeanwhile
from tests.assurance import begun_record, signed_record
from tests.laying import laid_once
from tests.people import client_of, judged, make_file, target_of

SECRET = "Nobody knows the answer about Zanzibar"
NOT_ANNAS = ("noah", "ben", "tara", "ines", "eve", "cleo", "olive")
NOT_BEN = ("anna", "noah", "tara", "ines", "eve", "cleo", "olive")
HTMX = {"HX-Request": "true"}


def facts(**values):
    began = timezone.now() - timedelta(hours=3)
    defaults = {
        "title": "Discussion on rotas",
        "place": "Room 2",
        "began_at": began,
        "ended_at": began + timedelta(minutes=65),
        "present": "",
        "follow_up": "",
    }
    return defaults | values


def sent(evidence=None, rows=(("Why?", "Because.", "12:30"),), **values):
    """What the form of a record sends."""
    today = timezone.localdate() - timedelta(days=1)
    said = {
        "code": uuid4(),
        "revision": evidence.revision if evidence else 0,
        "title": "Discussion on rotas",
        "day": today.isoformat(),
        "began": "10:00",
        "ended": "11:05",
        "place": "Room 2",
        "present": "",
        "follow_up": "",
        "rows-TOTAL_FORMS": len(rows),
        "rows-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        for name, value in zip(("asked", "answered", "time", "ORDER"), row, strict=False):
            said[f"rows-{number}-{name}"] = value
    return said | values


def begin(client, learner, method="discussion", **values):
    return client.post(reverse("session-begin", args=[learner.code, method]), sent(**values))


def page(name, evidence):
    return reverse(name, args=[evidence.code])


@laid_once
def record(csl, learner, ben):
    return begun_record(learner, ben, title=SECRET, rows=[Row(f"{SECRET}?", SECRET, "12:30")])


# -- Writing it --------------------------------------------------------------------------------


def test_an_assessor_begins_a_record(csl, learner, ben):
    answer = begin(client_of(ben), learner)
    evidence = learner.evidence.get()
    assert answer.headers["Location"] == page("session", evidence)
    assert (evidence.label, evidence.method, evidence.author) == ("E1", Method.DISCUSSION, ben)
    assert evidence.is_private
    assert evidence.narrative == ""
    (question,) = evidence.assessor_record.questions.all()
    assert (question.asked, question.answered, question.time) == ("Why?", "Because.", "12:30")


def test_a_trainee_records_too(csl, learner, tara):
    assert begin(client_of(tara), learner).status_code == 302


@pytest.mark.parametrize("person", ["anna", "noah", "ines", "eve", "cleo", "olive"])
def test_only_allocated_assessors_record(learner, cast, person):
    with pytest.raises(PermissionDenied):
        begun_record(learner, cast.users[person])


def test_sent_twice_it_is_one_record(csl, learner, ben):
    code, client = uuid4(), client_of(ben)
    for _ in range(2):
        assert begin(client, learner, code=code).status_code == 302
    assert learner.evidence.count() == 1


def test_a_code_of_something_else_is_refused(csl, learner, noahs_learner, ben, record):
    answer = begin(client_of(ben), learner, code=record.code)
    assert answer.status_code == 302  # His own, of this learner: the form was sent twice.
    Evidence.objects.filter(pk=record.pk).update(author=noahs_learner.user)
    assert begin(client_of(ben), learner, code=record.code).status_code == 422
    assert learner.evidence.count() == 1


def test_no_row_is_lost_when_the_form_fails(csl, learner, ben):
    rows = [("First", "One", "12:30"), ("Second", "Two", "soon"), ("", "An answer alone", "")]
    answer = begin(client_of(ben), learner, rows=rows, title="")
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("First", "Second", "An answer alone", "soon", "Write it as 12:30.", "title"):
        assert words in shown
    assert not learner.evidence.exists()


def test_an_end_before_the_beginning_is_told_at_its_field(csl, learner, ben):
    answer = begin(client_of(ben), learner, began="11:05", ended="10:00")
    assert answer.status_code == 422
    assert "This is not after the beginning." in answer.content.decode()
    began = timezone.now()
    with pytest.raises(ValidationError, match="not after the beginning"):
        begun_record(learner, ben, began_at=began, ended_at=began - timedelta(minutes=5))


@pytest.mark.parametrize(
    "values",
    [
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"day": "soon"},
        {"began": ""},
        {"title": "\u200b"},
        {"title": "x" * 201},
        {"place": "\x00"},
        {"revision": "9" * 400},
        {"code": "none"},
        {"rows-TOTAL_FORMS": "many"},
        {"rows-TOTAL_FORMS": "1000"},
        {"rows-0-ORDER": "soon"},
        {"rows-0-asked": "x" * 601},
        {"rows-0-answered": "\x00"},
    ],
)
def test_bad_input_is_told_and_nothing_is_saved(csl, learner, ben, values):
    assert begin(client_of(ben), learner, **values).status_code == 422
    assert not learner.evidence.exists()


def test_rows_are_reordered_taken_out_and_added(record, ben):
    rows = [("B", "b", "", 2), ("Gone", "g", "", 3), ("A", "a", "", 1), ("New", "n", "", "")]
    values = sent(record, rows=rows, **{"rows-1-DELETE": "on"})
    assert client_of(ben).post(page("session-edit", record), values).status_code == 302
    asked = record.assessor_record.questions.values_list("position", "asked")
    assert list(asked) == [(1, "A"), (2, "B"), (3, "New")]


def test_the_second_of_two_windows_is_told(record, ben):
    client = client_of(ben)
    first, second = sent(record, title="First"), sent(record, title="Second")
    assert client.post(page("session-edit", record), first).status_code == 302
    answer = client.post(page("session-edit", record), second)
    assert answer.status_code == 422
    assert "another window" in answer.content.decode()
    assert "Second" in answer.content.decode()
    record.refresh_from_db()
    assert record.title == "First"


def test_answers_are_written_during_the_discussion(record, ben):
    client = client_of(ben)
    shown = client.get(page("session-answers", record)).content.decode()
    assert f"{SECRET}?" in shown
    rows = [(f"{SECRET}?", "The answer", "0:42"), ("A further one", "", "")]
    answer = client.post(page("session-answers", record), sent(record, rows=rows, stay="yes"))
    assert answer.headers["Location"] == page("session-answers", record)
    record.refresh_from_db()
    assert record.title == SECRET
    written = record.assessor_record.questions.values_list("asked", "answered", "time")
    assert list(written) == [(f"{SECRET}?", "The answer", "0:42"), ("A further one", "", "")]
    stale = client.post(
        page("session-answers", record), sent(record, rows=rows, revision=record.revision - 1)
    )
    assert stale.status_code == 422


def test_hostile_text_is_text(csl, learner, ben):
    hostile = "<script>alert(1)</script>{{ 7|add:1 }}\u202e"
    record = signed_record(learner, ben, title=hostile, rows=[Row(hostile, hostile, "12:30")])
    assert "<script" not in record.narrative
    assert "&lt;script&gt;" in record.narrative
    for user in (learner.user, ben):
        assert "<script>alert" not in client_of(user).get(page("evidence", record)).content.decode()


def test_the_length_in_words():
    began = timezone.now()
    for minutes, words in ((0, "less than a minute"), (1, "1 minute"), (125, "2 hours 5 minutes")):
        assert length_in_words(began, began + timedelta(minutes=minutes)) == words


# -- Private until it is signed ----------------------------------------------------------------


def everything_seen_by(user, record, csl):
    """All that pages about Anna say to ``user``."""
    client = client_of(user)
    addresses = [
        "/",
        "/learners/?q=Nobody+knows",
        reverse("learner", args=[record.learner.code]),
        reverse("grid", args=[csl.code]),
        reverse("unit", args=[csl.code, "LT"]),
        page("evidence", record),
        page("session", record),
        page("submit", record),
        "/notices/",
    ]
    return "".join(client.get(each, follow=True).content.decode() for each in addresses)


@pytest.mark.parametrize("person", NOT_BEN)
def test_nobody_else_sees_what_is_not_signed(record, csl, cast, ben, person):
    map_record(evidence=record, target=target_of("LT 1.1"), user=ben, place="Zanzibar 2")
    file = make_file(record, name="Zanzibar.txt")
    assert "Zanzibar" not in everything_seen_by(cast.users[person], record, csl)
    client = client_of(cast.users[person])
    for name in ("file", "file-preview"):
        assert client.get(reverse(name, args=[file.code])).status_code == 404
    for name in ("session", "session-edit", "session-answers", "session-sign", "evidence"):
        assert client.get(page(name, record)).status_code == 404


def test_its_author_sees_it_and_others_that_it_is_being_written(record, csl, ben, learner):
    assert "Zanzibar" in everything_seen_by(ben, record, csl)
    shown = client_of(learner.user).get("/").content.decode()
    assert "Being written by Ben Okafor" in shown
    assert "Professional discussion" in shown


def test_an_unsigned_record_is_in_no_count_and_no_pdf(record, csl, ben):
    map_record(evidence=record, target=target_of("LT 1.1"), user=ben)
    assert coverage_of(csl).counts.draft == 0
    assert compile_dossier(csl).items == ()


def test_whoever_no_longer_assesses_the_learner_does_not_see_it(record, ben):
    Allocation.objects.filter(membership__user=ben).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    assert client_of(ben).get(page("session", record)).status_code == 404
    with pytest.raises(CannotChange):
        sign_record(evidence=record, user=ben, revision=record.revision, declared=True)


def test_it_cannot_be_handed_over_or_mapped_by_its_learner(record, anna):
    with pytest.raises(PermissionDenied):
        submit_evidence(evidence=record, user=anna, declared=True)
    client = client_of(anna)
    target = f"criterion-{target_of('LT 1.1').pk}"
    for name in ("evidence-map", "submit", "evidence-withdraw", "evidence-restore", "upload"):
        assert client.post(page(name, record), {"target": target}).status_code == 404


def test_put_aside_and_brought_back(record, ben, tara):
    with pytest.raises(PermissionDenied):
        discard_record(evidence=record, user=tara)
    assert discard_record(evidence=record, user=ben)
    assert not discard_record(evidence=record, user=ben)
    record.refresh_from_db()
    with pytest.raises(CannotChange):
        sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    assert restore_record(evidence=record, user=ben)
    assert not restore_record(evidence=record, user=ben)


# -- Files -------------------------------------------------------------------------------------


def test_the_author_adds_files_and_the_learner_never_does(record, ben, anna):
    def upload():
        return {"file": SimpleUploadedFile("notes.txt", b"Notes of the discussion.\n")}

    assert client_of(anna).post(page("upload", record), upload()).status_code == 404
    assert client_of(ben).post(page("upload", record), upload()).status_code == 302
    file = record.files.get()
    sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    for user in (anna, ben):
        client, taken = client_of(user), reverse("file-remove", args=[file.code])
        refused = 403 if user == anna else 302
        assert client.post(page("upload", record), upload()).status_code == refused
        assert client.post(taken).status_code == refused
        described = reverse("file-describe", args=[file.code])
        assert client.post(described, {"description": "Mine"}).status_code == refused
    file.refresh_from_db()
    assert (record.files.kept().count(), file.removed_at, file.description) == (1, None, "")
    assert client_of(anna).get(reverse("file", args=[file.code])).getvalue().startswith(b"Notes")


def test_signing_ends_the_adding_of_files(record, ben):
    sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    with IncomingFile.of("late.txt", [b"Late.\n"]) as upload, pytest.raises(CannotChange):
        store_file(evidence=record, user=ben, upload=upload)


# -- Signing -----------------------------------------------------------------------------------


def test_signing_shares_it_and_tells_the_learner(record, ben, learner, csl):
    map_record(evidence=record, target=target_of("LT 1.1"), user=ben, place="12:30")
    sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    record.refresh_from_db()
    assert not record.is_private
    for words in (SECRET, "Ben Okafor", "12:30", "true record", "1 hour 5 minutes"):
        assert words in record.narrative
    assert "recorded" in Notice.objects.get(user=learner.user).words
    assert AuditEntry.objects.get().words == "Signed the professional discussion E1."
    shown = client_of(learner.user).get(page("evidence", record)).content.decode()
    assert SECRET in shown
    assert "This is not what happened" in shown
    assert coverage_of(csl).counts.draft == 1
    assert signed_record_of(record, is_confirmed=False).is_unaltered


def test_what_it_says_cannot_change_any_more(record, ben):
    sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    record.refresh_from_db()
    values = {"evidence": record, "user": ben, "revision": record.revision}
    with pytest.raises(CannotChange):
        write_record(rows=[Row("Other")], **values, **facts())
    with pytest.raises(CannotChange):
        sign_record(declared=True, **values)
    with pytest.raises(CannotChange):
        map_record(evidence=record, target=target_of("LT 1.1"), user=ben)
    client = client_of(ben)
    for name in ("session-edit", "session-answers", "session-sign", "session"):
        assert client.get(page(name, record)).headers["Location"] == page("evidence", record)
    assert not discard_record(evidence=record, user=ben)


def test_a_record_altered_in_the_database_is_noticed(record, ben):
    sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    for rows, values in (
        (Question.objects.all(), {"answered": "Another"}),
        (Evidence.objects.all(), {"title": "Another"}),
    ):
        rows.update(**values)
        record.refresh_from_db()
        assert not signed_record_of(record, is_confirmed=False).is_unaltered
        rows.update(**dict.fromkeys(values, SECRET))
    record.refresh_from_db()
    assert signed_record_of(record, is_confirmed=False).is_unaltered


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"ended_at": None}, "Say when it ended."),
        ({"began_at": timezone.now() + timedelta(days=1), "ended_at": None}, "Say when it ended."),
        (
            {
                "began_at": timezone.now() + timedelta(days=1),
                "ended_at": timezone.now() + timedelta(days=2),
            },
            "not ended yet",
        ),
        ({"rows": []}, "Write at least one row."),
        ({"rows": [Row("Asked only")]}, "Row 1 has no answer"),
    ],
)
def test_what_is_unfinished_cannot_be_signed(csl, learner, ben, values, missing):
    record = begun_record(learner, ben, **values)
    with pytest.raises(ValidationError, match=missing):
        sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    answer = client_of(ben).post(
        page("session-sign", record), {"declared": "yes", "revision": record.revision}
    )
    assert answer.status_code == 422
    assert missing in answer.content.decode()
    record.refresh_from_db()
    assert record.is_private


def test_it_is_signed_as_it_was_read_and_declared(record, ben):
    with pytest.raises(ChangedMeanwhile):
        sign_record(evidence=record, user=ben, revision=record.revision + 1, declared=True)
    with pytest.raises(ValidationError, match="declaration"):
        sign_record(evidence=record, user=ben, revision=record.revision, declared=False)


def test_a_record_too_long_for_a_narrative_is_told(csl, learner, ben):
    rows = [Row("Why?", "<" * 6000)] * 20
    record = begun_record(learner, ben, rows=rows)
    with pytest.raises(ValidationError, match="too long"):
        sign_record(evidence=record, user=ben, revision=record.revision, declared=True)
    assert client_of(ben).get(page("session-sign", record)).status_code == 200


# -- Mapping it --------------------------------------------------------------------------------


def test_its_author_ticks_and_unticks(record, ben):
    client, target = client_of(ben), f"criterion-{target_of('LT 1.1').pk}"
    ticked = client.post(
        page("session-map", record), {"target": target, "mapped": "on"}, headers=HTMX
    )
    assert "Saved" in ticked.content.decode()
    placed = client.post(
        page("session-place", record), {"target": target, "place": "12:30"}, headers=HTMX
    )
    assert 'value="12:30"' in placed.content.decode()
    assert 'value="12:30"' in client.get(page("session", record)).content.decode()
    (mapping,) = Mapping.objects.all()
    assert (mapping.place, mapping.added_by) == ("12:30", ben)
    too_long = {"target": target, "place": "x" * 81}
    assert client.post(page("session-place", record), too_long, headers=HTMX).status_code == 409
    client.post(page("session-map", record), {"target": target})
    assert not Mapping.objects.exists()


def test_nobody_else_maps_it(record, tara):
    with pytest.raises(CannotChange):
        map_record(evidence=record, target=target_of("LT 1.1"), user=tara)
    with pytest.raises(CannotChange):
        unmap_record(evidence=record, target=target_of("LT 1.1"), user=tara)


def test_nothing_is_added_to_a_unit_that_is_signed_off(record, csl, learner, ben):
    criterion = target_of("LT 1.1")
    map_record(evidence=record, target=criterion, user=ben)
    lock = {"learner": learner, "unit": criterion.outcome.unit, "enrolment": csl, "assessor": ben}
    SignOff.objects.create(**lock, declaration="Complete.", content_hash="0" * 64)
    with pytest.raises(UnitLocked):
        map_record(evidence=record, target=target_of("LT 1.2"), user=ben)
    with pytest.raises(ValidationError, match=r"LT 1\.1 is signed off"):
        sign_record(evidence=record, user=ben, revision=record.revision, declared=True)


# -- Confirming it -----------------------------------------------------------------------------


def test_the_learner_confirms_by_handing_it_over_and_it_is_judged(csl, learner, ben, anna):
    record = signed_record(learner, ben, shows=["LT 1.1"])
    assert what_is_missing(record) == ()
    submission = submit_evidence(evidence=record, user=anna, declared=True)
    assert signed_record_of(record, is_confirmed=True).is_unaltered
    assert submission.content == content_of(record)
    assert judged(submission.mappings.get(), ben).decision == "met"
    (item,) = compile_dossier(csl).items
    assert (item.recorded_by, item.title) == ("Ben Okafor", record.title)
    assert item.signed_at == record.assessor_record.signed_at
    listed = client_of(ben).get(reverse("learner", args=[learner.code])).content.decode()
    assert "recorded by Ben Okafor" in listed


def test_after_not_yet_the_learner_still_changes_nothing_in_it(csl, learner, ben, anna):
    record = signed_record(learner, ben, shows=["LT 1.1"])
    submission = submit_evidence(evidence=record, user=anna, declared=True)
    judged(submission.mappings.get(), ben, "not_yet")
    record.refresh_from_db()
    assert record.frozen_at is None
    assert client_of(anna).get(page("evidence-edit", record)).status_code == 403
    for user in (anna, ben):
        with IncomingFile.of("more.txt", [b"More.\n"]) as upload, pytest.raises(CannotChange):
            store_file(evidence=record, user=user, upload=upload)
    assert submit_evidence(evidence=record, user=anna, declared=True).version == 2


def test_the_learner_says_that_it_is_not_what_happened(csl, learner, ben, anna):
    record = signed_record(learner, ben, shows=["LT 1.1"])
    client = client_of(anna)
    assert client.post(page("session-object", record), {"reason": "  "}).status_code == 422
    for _ in range(2):
        sent_twice = client.post(page("session-object", record), {"reason": "I was not there."})
        assert sent_twice.headers["Location"] == page("evidence", record)
    assert Objection.objects.get().reason == "I was not there."
    assert "not what happened" in Notice.objects.get(user=ben).words
    assert "I was not there." in client_of(ben).get(page("evidence", record)).content.decode()
    # They may agree after all.
    submit_evidence(evidence=record, user=anna, declared=True)


def test_what_was_confirmed_is_not_objected_to(csl, learner, ben, anna):
    record = signed_record(learner, ben, shows=["LT 1.1"])
    submit_evidence(evidence=record, user=anna, declared=True)
    with pytest.raises(ValidationError, match="confirmed"):
        object_to_record(evidence=record, user=anna, reason="No.")
    assert not Objection.objects.exists()


@pytest.mark.parametrize("person", NOT_ANNAS)
def test_only_the_learner_objects(csl, learner, ben, cast, person):
    record = signed_record(learner, ben)
    with pytest.raises(PermissionDenied):
        object_to_record(evidence=record, user=cast.users[person], reason="No.")


def test_nobody_objects_to_what_is_not_signed_or_not_a_record(record, anna, learner):
    with pytest.raises(PermissionDenied):
        object_to_record(evidence=record, user=anna, reason="No.")


# -- At once, and how much ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_signing_and_writing_at_once_leaves_what_was_signed(csl, learner, ben):
    """Whoever is second is told; the text that is shared is the one that was read."""
    record = begun_record(learner, ben)
    start, told = threading.Barrier(2), []

    def attempt(verb, **values):
        start.wait()
        try:
            verb(evidence=record, user=ben, revision=record.revision, **values)
            told.append("done")
        except (ChangedMeanwhile, CannotChange):
            told.append("told")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=attempt, args=(sign_record,), kwargs={"declared": True}),
        threading.Thread(
            target=attempt, args=(write_record,), kwargs={"rows": [Row("Q", "A")], **facts()}
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "told"]
    record.refresh_from_db()
    assert record.is_private == record.assessor_record.questions.filter(asked="Q").exists()
    if not record.is_private:
        assert signed_record_of(record, is_confirmed=False).is_unaltered


def test_its_page_takes_the_same_number_of_queries(csl, learner, ben):
    def taken_by(record):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("session", record)).status_code == 200
        return len(queries)

    one, client = begun_record(learner, ben), client_of(ben)
    make_file(one)
    taken_by(one)  # Formats and templates are read once.
    before = taken_by(one)
    several = begun_record(learner, ben, rows=[Row(f"Q{n}", "A") for n in range(9)])
    for code in ("LT 1.1", "LT 1.2", "LT-MP1"):
        map_record(evidence=several, target=target_of(code), user=ben)
    make_file(several)
    make_file(several, b"More")
    assert taken_by(several) == before

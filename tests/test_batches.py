"""Documents of many learners: asked for, made, stopped, tried again, taken away as one ZIP."""

import csv
import hashlib
import io
import json
import threading
import zipfile
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from assessment.exports import batch_jobs, jobs, making
from assessment.exports.asking import Wanted
from assessment.exports.batch_states import totals_of
from assessment.exports.batching import (
    NOBODY,
    ask_for_batch,
    resume_batch,
    stop_batch,
    try_again,
)
from assessment.exports.bundling import bundle_of
from assessment.exports.dropped import take_up_dropped
from assessment.models import Batch, Enrolment, Export, Variant
from portfolio.models import Act, AuditEntry, Learner, Membership, Role, User
from portfolio.models.claiming import SILENT_AFTER
from tests.laying import laid_once
from tests.people import client_of, enrolled

FULL = Wanted(variant=Variant.FULL)


@laid_once
def enrolments(csl, noahs_learner):
    """Anna's and Noah's."""
    return [csl, enrolled(noahs_learner, "CSL")]


@pytest.fixture
def writer(monkeypatch):
    """Stands in for the writer of PDFs; fails for those whose primary keys are put into it."""
    failing = set()

    def write(export, output, report):
        if export.pk in failing:
            raise RuntimeError("on purpose")
        output.write(f"%PDF-1.7 of {export.enrolment}".encode())
        return 3

    monkeypatch.setitem(making.WRITERS, "pdf", write)
    return failing


@pytest.fixture
def batch(enrolments, centre, cleo):
    return asked(enrolments, centre, cleo)


def asked(enrolments, centre, user, **values):
    values = {"wanted": FULL, "code": uuid4()} | values
    return ask_for_batch(centre=centre, enrolments=enrolments, user=user, **values)


def another(centre, name):
    """One more learner of the centre on customer service leadership."""
    user = User.objects.create(username=f"u{uuid4().hex[:12]}", name=name)
    return enrolled(Learner.objects.create(centre=centre, user=user), "CSL")


def annas(batch):
    return batch.exports.get(enrolment__learner__user__username="anna")


def made(batch):
    """What the workers do."""
    for export in batch.exports.order_by("pk"):
        batch_jobs.make_of_batch(export.pk)


def states(batch):
    ((_, totals),) = totals_of([Batch.objects.get(pk=batch.pk)])
    return (totals.waiting, totals.running, totals.ready, totals.failed, totals.state)


def send(user, name, *arguments, **values):
    return client_of(user).post(reverse(name, args=arguments), values)


def opened(user, name, *arguments, **values):
    return client_of(user).get(reverse(name, args=arguments), values)


def zip_of(answer):
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    return zipfile.ZipFile(io.BytesIO(content))


# -- Asking -----------------------------------------------------------------------------------


def test_the_form_asks_for_one_document_each(
    enrolments, cleo, centre, django_capture_on_commit_callbacks
):
    chosen = {"enrolments": [each.code for each in enrolments], "key": uuid4()}
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(cleo, "batch-add", **chosen, format="pdf", attaches_files="on")
    batch = Batch.objects.get()

    assert answer.url == reverse("batch", args=[batch.code])
    assert (batch.variant, batch.attaches_files, batch.centre) == ("full", True, centre)
    assert {each.enrolment for each in batch.exports.all()} == set(enrolments)
    assert {each.attaches_files for each in batch.exports.all()} == {True}
    assert [job.task["args"] for job in OrmQ.objects.all()] == [(batch.pk, [])]
    OrmQ.objects.all().delete()

    batch_jobs.begin_batch(batch.pk)

    jobs_of_each = [job.task["args"] for job in OrmQ.objects.all()]
    assert sorted(jobs_of_each) == sorted((each.pk,) for each in batch.exports.all())


def test_sent_twice_it_is_one_batch(enrolments, cleo):
    chosen = {"enrolments": [each.code for each in enrolments], "key": uuid4()}
    first, second = (send(cleo, "batch-add", **chosen) for _ in range(2))

    assert first.url == second.url
    assert (Batch.objects.count(), Export.objects.count()) == (1, 2)


def test_the_trail_names_the_batch_and_each_learner(batch, enrolments, cleo):
    whole, *each = AuditEntry.objects.filter(act=Act.EXPORT, actor=cleo).order_by("pk")

    assert (whole.learner, whole.detail) == (None, {"batch": batch.pk, "documents": 2})
    assert {entry.learner for entry in each} == {one.learner for one in enrolments}
    assert {entry.detail["batch"] for entry in each} == {batch.pk}


def test_nobody_is_refused_with_a_sentence(enrolments, cleo, centre):
    answer = send(cleo, "batch-add", key=uuid4())

    assert (answer.status_code, NOBODY in answer.text) == (422, True)
    with pytest.raises(ValidationError):
        asked([], centre, cleo)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("sent", ["not a code", "\x00", "0d0fbb7a-5d1c-4a86-9d2f-3a1b6c5e7f80"])
def test_what_is_no_learner_is_refused(enrolments, cleo, sent):
    assert send(cleo, "batch-add", enrolments=[sent], key=uuid4()).status_code == 422
    assert send(cleo, "batch-add", enrolments=[enrolments[0].code], key=sent[:8]).status_code == 422


def test_learners_of_another_centre_cannot_be_chosen(enrolments, cleo, centre, odds_learner):
    theirs = enrolled(odds_learner, "CSL")
    answer = send(cleo, "batch-add", enrolments=[enrolments[0].code, theirs.code], key=uuid4())

    assert answer.status_code == 422
    assert "Odd Solberg" not in answer.text
    with pytest.raises(ValidationError):
        asked([theirs], centre, cleo)
    assert not Batch.objects.exists()


def test_chosen_units_are_not_for_many(enrolments, cleo, centre):
    with pytest.raises(ValidationError):
        asked(enrolments, centre, cleo, wanted=Wanted(variant=Variant.UNITS))


@pytest.mark.parametrize("person", ["anna", "ben", "ines", "eve", "olive"])
def test_only_administrators_ask_and_stop(person, batch, enrolments, centre, request):
    user = request.getfixturevalue(person)
    for attempt in (
        lambda: asked(enrolments, centre, user),
        lambda: stop_batch(batch=batch, user=user),
        lambda: resume_batch(batch=batch, user=user),
        lambda: try_again(batch=batch, user=user),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_another_centres_administrator_knows_of_no_batch(batch, other_centre, olive):
    Membership.objects.create(centre=other_centre, user=olive, role=Role.ADMIN)

    assert opened(olive, "batch", batch.code).status_code == 404
    assert opened(olive, "batch-download", batch.code).status_code == 404
    assert str(batch.code) not in opened(olive, "batches").text


def test_a_cohort_is_chosen_by_its_address(enrolments, cleo, centre):
    _, noah = enrolments
    Enrolment.objects.filter(pk=noah.pk).update(started_on="2025-03-09", target_on=None)
    page = opened(cleo, "batch-add", qualification="CSL", cohort="2025-03", tick="all")

    assert page.context["enrolments"] == [noah]
    assert f'value="{noah.code}" checked' in page.text
    assert len(opened(cleo, "batch-add").context["enrolments"]) == 2
    for hostile in ("2025-99", "x" * 5000, "\x00", "٢٠٢٥-٠٣"):
        assert opened(cleo, "batch-add", cohort=hostile, show=hostile).status_code == 200
        assert opened(cleo, "batch-add", qualification=hostile).status_code == 200


def test_those_who_finished_are_shown_when_asked_for(enrolments, cleo):
    anna, noah = enrolments
    Enrolment.objects.filter(pk=noah.pk).update(ended_on=timezone.localdate())

    assert opened(cleo, "batch-add").context["enrolments"] == [anna]
    assert opened(cleo, "batch-add", show="ended").context["enrolments"] == [noah]


# -- Making -----------------------------------------------------------------------------------


def test_a_failure_names_whose_and_stops_nobody_else(batch, cleo, writer):
    failing = annas(batch)
    writer.add(failing.pk)
    made(batch)
    page = opened(cleo, "batch", batch.code, show="failed")

    assert states(batch) == (0, 0, 1, 1, "finished")
    assert [export.pk for export, _ in page.context["rows"]] == [failing.pk]
    assert jobs.FAILED in page.text


def test_trying_again_makes_only_what_failed(
    batch, cleo, writer, django_capture_on_commit_callbacks
):
    failing = annas(batch)
    ready = batch.exports.exclude(pk=failing.pk).get()
    writer.add(failing.pk)
    made(batch)
    before = Export.objects.get(pk=ready.pk).finished_at
    writer.clear()
    with django_capture_on_commit_callbacks(execute=True):
        send(cleo, "batch-again", batch.code, export=failing.code)

    assert states(batch) == (1, 0, 1, 0, "making")
    assert [job.task["args"] for job in OrmQ.objects.all()] == [(batch.pk, [failing.pk])]
    assert try_again(batch=batch, user=cleo) == 0
    made(batch)
    assert states(batch) == (0, 0, 2, 0, "finished")
    assert Export.objects.get(pk=ready.pk).finished_at == before
    assert send(cleo, "batch-again", batch.code, export="x").status_code == 404


def test_a_document_whose_worker_was_killed_is_made_by_another(batch, cleo, writer):
    killed = annas(batch)
    begun_at = timezone.now() - 2 * SILENT_AFTER
    Export.objects.filter(pk=killed.pk).update(started_at=begun_at, alive_at=begun_at)

    assert states(batch)[0] == 2
    assert take_up_dropped() == 1
    assert [job.task["args"] for job in OrmQ.objects.all()] == [(killed.pk,)]
    made(batch)
    assert states(batch) == (0, 0, 2, 0, "finished")


def test_what_is_not_begun_is_not_made_once_stopped(batch, cleo, writer):
    first = annas(batch)
    batch_jobs.make_of_batch(first.pk)
    send(cleo, "batch-stop", batch.code)
    made(batch)

    assert states(batch) == (1, 0, 1, 0, "stopped")
    assert stop_batch(batch=batch, user=cleo) == 0
    assert "Resume" in opened(cleo, "batch", batch.code).text
    send(cleo, "batch-resume", batch.code)
    made(batch)
    assert states(batch) == (0, 0, 2, 0, "finished")
    assert resume_batch(batch=batch, user=cleo) == 0
    words = [entry.words for entry in AuditEntry.objects.filter(actor=cleo).order_by("pk")]
    assert words[-2:] == ["Stopped a batch: 1 not begun.", "Resumed a batch: 1 not begun."]


def test_what_is_being_made_when_it_is_stopped_is_finished(batch, cleo, writer, monkeypatch):
    write = making.WRITERS["pdf"]

    def stopped_meanwhile(export, output, report):
        stop_batch(batch=batch, user=cleo)
        return write(export, output, report)

    monkeypatch.setitem(making.WRITERS, "pdf", stopped_meanwhile)
    made(batch)
    assert states(batch) == (1, 0, 1, 0, "stopped")


def test_a_finished_batch_cannot_be_stopped(batch, cleo, writer):
    made(batch)

    assert stop_batch(batch=batch, user=cleo) == 0
    assert states(batch)[-1] == "finished"


def test_who_waits_for_a_single_document_goes_first(batch, csl, anna, writer):
    single = Export.objects.create(enrolment=csl, asked_by=anna, variant=Variant.LEARNER)
    batch_jobs.make_of_batch(annas(batch).pk)

    assert Export.objects.get(pk=single.pk).is_ready


def test_a_learner_who_is_no_longer_in_the_centre(batch, cleo, writer, other_centre):
    gone, stays = batch.exports.order_by("pk")
    made(batch)
    Learner.objects.filter(pk=gone.enrolment.learner_id).update(centre=other_centre)
    manifest = json.loads(zip_of(opened(cleo, "batch-download", batch.code)).read("manifest.json"))
    Export.objects.filter(pk=gone.pk).update(started_at=None, finished_at=None, stored_as="")
    made(batch)

    assert [row["learner"] for row in manifest["documents"]] == [str(stays.enrolment.learner)]
    assert [row["problem"] for row in manifest["missing"]] == [batch_jobs.LEFT]
    assert states(batch) == (0, 0, 1, 1, "finished")
    assert Export.objects.get(pk=gone.pk).failure == batch_jobs.LEFT


# -- Telling ----------------------------------------------------------------------------------


def test_whoever_asked_is_told_once(batch, cleo, writer, django_capture_on_commit_callbacks):
    User.objects.filter(pk=cleo.pk).update(email="cleo@example.org")
    writer.add(annas(batch).pk)
    with django_capture_on_commit_callbacks(execute=True):
        made(batch)
        made(batch)
        batch_jobs.tell_if_finished(batch.pk)
    (notice,) = cleo.notices.all()
    (sent,) = mail.outbox

    assert notice.words.startswith("1 of the 2 documents that you asked for are ready. 1 could not")
    assert notice.address == reverse("batch", args=[batch.code])
    assert notice.mailed_at is not None
    assert sent.to == ["cleo@example.org"]
    assert notice.address in sent.body
    assert "Kowalczyk" not in sent.body


def test_nobody_is_told_before_the_last_or_when_stopped(batch, cleo, writer):
    batch_jobs.make_of_batch(annas(batch).pk)
    stop_batch(batch=batch, user=cleo)
    batch_jobs.tell_if_finished(batch.pk)

    assert not cleo.notices.exists()


def test_after_trying_again_they_are_told_anew(batch, cleo, writer):
    writer.add(annas(batch).pk)
    made(batch)
    writer.clear()
    try_again(batch=batch, user=cleo)
    made(batch)

    assert cleo.notices.count() == 2
    assert cleo.notices.first().words == "2 of the 2 documents that you asked for are ready."


# -- The ZIP ----------------------------------------------------------------------------------


def test_the_zip_holds_what_its_manifest_says(batch, cleo, writer):
    writer.add(annas(batch).pk)
    made(batch)
    archive = zip_of(opened(cleo, "batch-download", batch.code))
    manifest = json.loads(archive.read("manifest.json"))
    (document,), (missing,) = manifest["documents"], manifest["missing"]
    rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))

    assert archive.testzip() is None
    assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    assert set(archive.namelist()) == {"manifest.json", "manifest.csv", document["file"]}
    content = archive.read(document["file"])
    assert hashlib.sha256(content).hexdigest() == document["sha256"]
    assert (len(content), document["pages"]) == (document["size"], 3)
    assert document["reference"] == "L-noah"
    assert (missing["learner"], missing["problem"]) == ("Anna Kowalczyk", jobs.FAILED)
    assert [(row["learner"], row["sha256"]) for row in rows] == [
        ("Anna Kowalczyk", ""),
        ("Noah Bramwell", document["sha256"]),
    ]


def test_taking_it_away_is_entered_for_each_learner_in_it(batch, cleo, writer):
    writer.add(annas(batch).pk)
    made(batch)
    client = client_of(cleo)
    head = client.head(reverse("batch-download", args=[batch.code]))
    assert not AuditEntry.objects.filter(words__startswith="Downloaded").exists()
    answer = client.get(reverse("batch-download", args=[batch.code]))

    assert head["Content-Length"] == answer["Content-Length"]
    zip_of(answer)
    (entry,) = AuditEntry.objects.filter(words__startswith="Downloaded")
    assert (entry.learner.user.username, entry.detail["batch"]) == ("noah", batch.pk)


def test_hostile_and_equal_names_are_safe_and_unique(centre, cleo, standard, writer):
    names = ["../../etc/passwd", "..\\boot.ini", "=cmd()", "NOAH", "Noah", "Noah", "N\u202eoah"]
    made(batch := asked([another(centre, name) for name in names], centre, cleo))
    archive = zip_of(opened(cleo, "batch-download", batch.code))
    found = [name for name in archive.namelist() if not name.startswith("manifest")]

    assert len(found) == len({name.casefold() for name in found}) == len(names)
    for name in found:
        folder, _, file = name.partition("/")
        assert folder == "documents"
        assert not set(file) & set("/\\:\u202e")
        assert not file.startswith(".")
    rows = list(csv.reader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert all(not cell.startswith("=") for row in rows for cell in row)


def test_a_file_that_is_gone_or_cut_short_is_named_and_left_out(batch, cleo, writer):
    made(batch)
    gone, cut = batch.exports.all()
    default_storage.delete(gone.stored_as)
    Export.objects.filter(pk=cut.pk).update(
        stored_as=default_storage.save("cut.pdf", ContentFile(b"%PDF"))
    )
    entries = bundle_of(batch).entries

    assert [entry.problem.startswith("The stored document") for entry in entries] == [True, True]
    assert opened(cleo, "batch-download", batch.code).status_code == 404


def test_nothing_ready_is_nothing_to_download(batch, cleo):
    assert opened(cleo, "batch-download", batch.code).status_code == 404


def test_it_is_read_file_by_file(batch, writer):
    """No document is opened before its turn comes."""
    made(batch)
    bundle = bundle_of(batch)
    for export in batch.exports.all():
        default_storage.delete(export.stored_as)
    with pytest.raises(FileNotFoundError):
        list(bundle.chunks)


# -- The pages --------------------------------------------------------------------------------


def test_the_panel_is_sent_only_when_it_changed(batch, cleo, writer):
    page = opened(cleo, "batch", batch.code)
    seen = page.context["seen"]
    assert opened(cleo, "batch-progress", batch.code, seen=seen).status_code == 204
    batch_jobs.make_of_batch(annas(batch).pk)

    answer = opened(cleo, "batch-progress", batch.code, seen=seen)
    assert (answer.status_code, "1 of 2 finished" in answer.text) == (200, True)


def test_the_page_of_one_portfolio_shows_only_what_a_batch_has_made(batch, csl, cleo, writer):
    assert not opened(cleo, "export-start", csl.code).context["earlier"]
    made(batch)

    assert len(opened(cleo, "export-start", csl.code).context["earlier"]) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_as_many_queries_for_many(
    number, centre, cleo, standard, writer, django_assert_max_num_queries
):
    found = [another(centre, f"Learner {each}") for each in range(number)]
    batch = asked(found, centre, cleo)
    for _ in range(number - 1):
        asked(found, centre, cleo)
    made(batch)
    client = client_of(cleo)
    for name, arguments, most in (
        ("batches", [], 9),
        ("batch-add", [], 9),
        ("batch", [batch.code], 10),
        ("batch-progress", [batch.code], 10),
    ):
        with django_assert_max_num_queries(most):
            client.get(reverse(name, args=arguments))


def test_asking_and_taking_take_as_many_queries_for_many(centre, cleo, standard, writer):
    found = [another(centre, f"Learner {each}") for each in range(3)]
    asked(found, centre, cleo)
    counts = []
    for chosen in (found[:1], found):
        with CaptureQueriesContext(connection) as asking:
            batch = asked(chosen, centre, cleo)
        made(batch)
        with CaptureQueriesContext(connection) as taking:
            zip_of(opened(cleo, "batch-download", batch.code)).close()
        counts.append((len(asking), len(taking)))
    assert counts[0] == counts[1]


# -- Two at once ------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time.")
@pytest.mark.django_db(transaction=True)
def test_two_who_stop_and_resume_at_once_leave_one_state(batch, cleo):
    together = threading.Barrier(2)
    done = []

    def press(verb):
        try:
            together.wait(10)
            done.append((verb.__name__, verb(batch=Batch.objects.get(pk=batch.pk), user=cleo)))
        finally:
            connections.close_all()

    for verbs in ((stop_batch, stop_batch), (resume_batch, resume_batch)):
        done.clear()
        threads = [threading.Thread(target=press, args=(verb,)) for verb in verbs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(number for _, number in done) == [0, 2]
    assert Batch.objects.get(pk=batch.pk).stopped_at is None
    words = AuditEntry.objects.filter(words__contains="a batch").values_list("words", flat=True)
    assert sorted(words) == ["Resumed a batch: 2 not begun.", "Stopped a batch: 2 not begun."]

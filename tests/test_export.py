"""Exporting: asked for, made in the background, watched, downloaded; and the command."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from weasyprint.urls import FatalURLFetchingError

from assessment.exports import asking, jobs, making, progress
from assessment.models import Enrolment, Export, Variant
from portfolio.models.claiming import LONGEST
from tests.laying import laid_once
from tests.people import client_of, enrolled, make_evidence, submitted


@laid_once
def export(csl, anna):
    return Export.objects.create(enrolment=csl, asked_by=anna, variant=Variant.LEARNER)


@pytest.fixture
def quick_pdf(monkeypatch):
    """Stands in for the writer of PDFs, which takes seconds."""

    def render(export, output, report):
        report("Drawing 3 pages", 75)
        output.write(b"%PDF-1.7 portfolio")
        return 3

    monkeypatch.setitem(making.WRITERS, "pdf", render)


def ask(client, enrolment):
    return client.post(reverse("export-start", args=[enrolment.code]))


def page_of(client, export, name="export", **values):
    return client.get(reverse(name, args=[export.code]), values)


# -- Asking -----------------------------------------------------------------------------------


def test_asking_queues_one_job_and_leads_to_its_page(csl, anna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = ask(client_of(anna), csl)

    export = Export.objects.get()
    assert response.url == export.get_absolute_url()
    assert (export.enrolment, export.asked_by) == (csl, anna)
    assert [job.task["args"] for job in OrmQ.objects.all()] == [(export.pk,)]


def test_asking_again_while_one_is_made_leads_to_that_one(csl, anna, ben):
    first = asking.ask_for_export(enrolment=csl, user=anna)

    assert asking.ask_for_export(enrolment=csl, user=anna) == first
    assert asking.ask_for_export(enrolment=csl, user=ben) != first


def test_one_that_never_ended_does_not_stand_in_the_way(csl, anna, export):
    long_ago = timezone.now() - LONGEST - timedelta(seconds=1)
    Export.objects.update(asked_at=long_ago, started_at=long_ago)

    assert asking.ask_for_export(enrolment=csl, user=anna) != export


@pytest.mark.parametrize("person", ["eve", "olive", "noah"])
def test_who_may_not_export_cannot_ask(person, csl, request):
    with pytest.raises(PermissionDenied):
        asking.ask_for_export(enrolment=csl, user=request.getfixturevalue(person))


# -- The job ----------------------------------------------------------------------------------


def test_the_job_makes_and_stores_the_document(csl, learner, export):
    submitted(make_evidence(learner), "LT 1.1")

    making.make_export(export.pk)

    export.refresh_from_db()
    with default_storage.open(export.stored_as) as stored:
        content = stored.read()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == export.pages > 5
    assert export.is_ready
    assert (export.percent, export.stage, export.failure) == (100, "", "")
    assert export.size == len(content)
    assert export.sha256 == hashlib.sha256(content).hexdigest()


def test_a_finished_export_is_not_made_again(export, quick_pdf):
    making.make_export(export.pk)
    export.refresh_from_db()

    making.make_export(export.pk)

    again = Export.objects.get()
    assert (again.stored_as, again.finished_at) == (export.stored_as, export.finished_at)


def test_a_second_run_leaves_a_running_one_alone(export, quick_pdf):
    begun_at = timezone.now() - timedelta(minutes=1)
    Export.objects.update(started_at=begun_at)

    making.make_export(export.pk)

    export.refresh_from_db()
    assert (export.started_at, export.finished_at) == (begun_at, None)


def test_a_run_whose_worker_was_killed_is_taken_over(export, quick_pdf):
    Export.objects.update(started_at=timezone.now() - LONGEST - timedelta(seconds=1))

    making.make_export(export.pk)

    export.refresh_from_db()
    assert export.is_ready


def test_a_run_that_was_taken_over_keeps_nothing(export, monkeypatch, own_storage):
    def overtaken(export, output, report):
        Export.objects.update(started_at=timezone.now() + timedelta(seconds=1))
        output.write(b"%PDF-1.7")
        return 1

    monkeypatch.setitem(making.WRITERS, "pdf", overtaken)

    making.make_export(export.pk)

    export.refresh_from_db()
    assert export.finished_at is None
    assert [path for path in Path(default_storage.location).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("error", [ValueError("no"), MemoryError(), FatalURLFetchingError("no")])
def test_whatever_goes_wrong_is_told_and_logged(error, export, monkeypatch, caplog):
    def broken(*args):
        raise error

    monkeypatch.setitem(making.WRITERS, "pdf", broken)

    making.make_export(export.pk)

    export.refresh_from_db()
    assert export.failure == jobs.FAILED
    assert export.finished_at is not None
    assert not export.is_ready
    assert f"Export {export.pk} failed." in caplog.text


def test_progress_is_kept_while_it_runs(export, monkeypatch):
    seen = []

    def watched(export, output, report):
        report("Reading the uploaded files", 5)
        seen.append(Export.objects.values_list("stage", "percent").get())
        output.write(b"%PDF-1.7")
        return 1

    monkeypatch.setitem(making.WRITERS, "pdf", watched)
    making.make_export(export.pk)

    assert seen == [("Reading the uploaded files", 5)]


# -- The page ---------------------------------------------------------------------------------


def test_the_page_asks_for_progress_until_it_is_over(anna, export, quick_pdf):
    client = client_of(anna)
    assert 'hx-trigger="every 1s"' in page_of(client, export).text

    making.make_export(export.pk)

    page = page_of(client, export).text
    assert "hx-trigger" not in page
    assert reverse("export-download", args=[export.code]) in page
    assert Export.objects.get().sha256 in page


def test_progress_is_sent_only_where_it_changed(anna, export):
    client = client_of(anna)
    seen = page_of(client, export, "export-progress").context["seen"]

    assert page_of(client, export, "export-progress", seen=seen).status_code == 204

    Export.objects.update(started_at=timezone.now(), stage="Laying out page 7", percent=40)
    changed = page_of(client, export, "export-progress", seen=seen)
    assert "Laying out page 7." in changed.text
    assert 'value="40"' in changed.text


def test_a_long_wait_asks_the_administrator_about_the_worker(anna, cleo, export):
    hint = "is the worker running?"
    # It may have been laid a while ago, for all tests of this module.
    Export.objects.update(asked_at=timezone.now())
    assert hint not in page_of(client_of(cleo), export).text

    Export.objects.update(asked_at=timezone.now() - progress.SUSPICIOUS_WAIT * 2)

    assert hint in page_of(client_of(cleo), export).text
    assert hint not in page_of(client_of(anna), export).text


def test_a_failed_export_can_be_tried_again(anna, csl, export):
    long_ago = timezone.now() - timedelta(hours=1)
    Export.objects.update(asked_at=long_ago, failure=jobs.FAILED, finished_at=timezone.now())

    page = page_of(client_of(anna), export).text

    assert "Try again" in page
    assert "hx-trigger" not in page
    assert ask(client_of(anna), csl).url != export.get_absolute_url()


def test_earlier_exports_are_listed(anna, csl, export, quick_pdf):
    making.make_export(export.pk)
    newer = Export.objects.create(enrolment=csl, asked_by=anna, variant=Variant.LEARNER)

    page = page_of(client_of(anna), newer).text

    assert reverse("export-download", args=[export.code]) in page
    assert "3 pages" in page


# -- Download ---------------------------------------------------------------------------------


def test_the_download_is_named_for_people(anna, export, quick_pdf):
    making.make_export(export.pk)

    response = page_of(client_of(anna), export, "export-download")

    assert b"".join(response.streaming_content) == b"%PDF-1.7 portfolio"
    assert response["Content-Type"] == "application/pdf"
    day = timezone.localdate(export.asked_at).isoformat()
    name = f"Anna-Kowalczyk-CSL-portfolio-{day}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    response.close()


def test_an_unfinished_export_has_no_download(anna, export):
    assert page_of(client_of(anna), export, "export-download").status_code == 404


# -- The command ------------------------------------------------------------------------------


def test_the_command_writes_the_oldest_current_portfolio(csl, ccl, tmp_path, capsys):
    output = tmp_path / "anna.pdf"
    Enrolment.objects.filter(pk=ccl.pk).update(started_on=csl.started_on - timedelta(days=9))

    call_command("export_portfolio", "Anna", output=output)

    with pikepdf.open(output) as pdf:
        assert "Contact Centre Leadership" in str(pdf.docinfo.Title)
        assert f"{len(pdf.pages)} pages" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["anna.pdf"]


def test_the_command_names_the_other_portfolios(csl, ccl, tmp_path, capsys, quick_command):
    call_command("export_portfolio", "anna", output=tmp_path / "a.pdf")
    assert "There are also: CCL" in capsys.readouterr().err

    call_command("export_portfolio", "anna", output=tmp_path / "a.pdf", qualification="ccl")
    assert capsys.readouterr().err == ""
    assert quick_command == ["CSL", "CCL"]


@pytest.fixture
def quick_command(monkeypatch):
    """Whose dossiers the command renders, without rendering them."""
    codes = []

    def render(dossier, output):
        codes.append(dossier.course.code)
        return 1

    monkeypatch.setattr("assessment.management.commands.export_portfolio.render_pdf", render)
    return codes


@pytest.mark.parametrize(
    ("username", "options", "message"),
    [
        ("nobody", {}, "There is nobody with the user name nobody."),
        ("ben", {}, "Ben Okafor is not enrolled on any qualification."),
        ("anna", {"qualification": "XX"}, "There is no enrolment on XX, only on CSL."),
    ],
)
def test_the_command_says_what_is_wrong(username, options, message, csl, tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("export_portfolio", username, output=tmp_path / "a.pdf", **options)

    assert str(error.value) == message


def test_the_command_cannot_write_where_there_is_nothing(csl, tmp_path):
    with pytest.raises(CommandError, match="Cannot write to"):
        call_command("export_portfolio", "anna", output=tmp_path / "nowhere" / "a.pdf")


def test_the_command_leaves_an_earlier_file_when_it_fails(csl, tmp_path, monkeypatch):
    output = tmp_path / "a.pdf"
    output.write_bytes(b"earlier")

    def broken(dossier, file):
        file.write(b"half")
        raise ValueError

    monkeypatch.setattr("assessment.management.commands.export_portfolio.render_pdf", broken)
    with pytest.raises(ValueError):  # noqa: PT011 - any error
        call_command("export_portfolio", "anna", output=output)

    assert output.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [output]


def test_an_ended_enrolment_is_chosen_only_without_a_current_one(
    csl, learner, tmp_path, quick_command
):
    Enrolment.objects.filter(pk=csl.pk).update(ended_on=timezone.localdate())
    call_command("export_portfolio", "anna", output=tmp_path / "a.pdf")
    enrolled(learner, "CCL")
    call_command("export_portfolio", "anna", output=tmp_path / "a.pdf")

    assert quick_command == ["CSL", "CCL"]

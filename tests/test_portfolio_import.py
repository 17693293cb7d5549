"""Bringing archives in: what is refused, and why; the pages; the command; nothing half-stored."""

import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessment.archive import bringing, opening
from assessment.archive.bringing import bring_archive, carry_out, confirm, look_through
from assessment.archive.coming_in import Importing, try_archive
from assessment.archive.decisions import Maker
from assessment.archive.opening import opened
from assessment.archive.packing import MANIFEST, path_of
from assessment.archive.refusing import ArchiveRefused
from assessment.archive.standing import standing_of
from assessment.dossier.reporting import silent
from assessment.models import Criterion, PortfolioImport, Qualification
from portfolio.files.storage import own_storage
from portfolio.files.uploads import IncomingFile
from portfolio.hashing import hash_of
from portfolio.models import AuditEntry, Evidence, EvidenceFile, Learner, Notice, Role, User
from tests.archiving import (
    archive_of,
    come_in,
    emptied,
    files_in,
    fill,
    manifest_in,
    packed,
    zipped,
)
from tests.laying import laid_once
from tests.people import client_of, make_evidence, make_file, submitted

HTML = b"<!doctype html><script>alert(1)</script>"


@laid_once
def full(csl, learner, cast):
    """Anna's portfolio, with something of everything."""
    fill(learner, csl, cast.users)
    return learner


@pytest.fixture
def small(csl, learner):
    """The archive of a portfolio with one item and one file, handed over."""
    item = make_evidence(learner)
    make_file(item, content_type="text/plain; charset=utf-8")
    submitted(item, "LT 1.1")
    return archive_of(learner)


def stored():
    """The names of all files that are kept."""
    root = Path(own_storage().location)
    return {path for path in root.rglob("*") if path.is_file()}


def refused(content, centre, **choices):
    """The reasons why the archive is refused; nothing of it may be stored."""
    before = stored()
    with pytest.raises(ArchiveRefused) as caught:
        come_in(content, centre, **choices)
    assert stored() == before
    assert not Learner.objects.filter(centre=centre).exists()
    assert not AuditEntry.objects.exists()
    return " ".join(caught.value.reasons)


# -- Manifests ----------------------------------------------------------------------------------


def change(path, value):
    """A change of what stands in a manifest under ``path``."""

    def apply(manifest):
        *way, last = path
        for part in way:
            manifest = manifest[part]
        manifest[last] = value(manifest[last]) if callable(value) else value

    return apply


def row(model, column, value, place=0):
    return change(("rows", model, place, column), value)


def without(*path):
    def apply(manifest):
        *way, last = path
        for part in way:
            manifest = manifest[part]
        del manifest[last]

    return apply


def twice(model):
    return change(("rows", model), lambda rows: [*rows, rows[0]])


FIRST = ("rows", "portfolio.Evidence", 0)
BAD = {
    "another format": (change(("format",), "recipe"), "something else"),
    "another version": (change(("version",), 2), "another version"),
    "no rows": (without("rows"), "not right"),
    "no people": (without("people"), "not right"),
    "unknown part": (change(("more",), 1), "not right at its beginning"),
    "unknown field": (change((*FIRST, "colour"), "red"), "portfolio.Evidence → 1"),
    "missing field": (without(*FIRST, "title"), "portfolio.Evidence → 1"),
    "unknown model": (change(("rows", "portfolio.User"), []), "not right at rows"),
    "text for a number": (change((*FIRST, "number"), "1"), "number"),
    "negative number": (change((*FIRST, "number"), -1), "number"),
    "huge number": (change((*FIRST, "number"), 10**30), "number"),
    "unknown choice": (change((*FIRST, "method"), "magic"), "method"),
    "no date": (change((*FIRST, "happened_on"), "2026-02-31"), "happened_on"),
    "no time": (change((*FIRST, "created_at"), "2026-02-03T25:00:00.000000Z"), "created_at"),
    "no code": (change((*FIRST, "code"), "1"), "code"),
    "too long": (change((*FIRST, "title"), "x" * 201), "title"),
    "NUL": (change((*FIRST, "title"), "a\x00b"), "cannot be kept"),
    "half a character": (change((*FIRST, "title"), "a\ud800b"), "half a character"),
    "null where something must stand": (change((*FIRST, "title"), None), "title"),
    "script": (change((*FIRST, "narrative"), "<p>a</p><script>b</script>"), "does not accept"),
    "same row twice": (twice("portfolio.Evidence"), "more than once"),
    "two learners": (twice("portfolio.Learner"), "more than one learner"),
    "same person twice": (change(("people",), lambda rows: [*rows, rows[0]]), "same person twice"),
    "person without a name": (change(("people", 0, "username"), ""), "person"),
    "bad user name": (change(("people", 0, "username"), "../../x"), "Use lower-case"),
    "unknown person": (row("assessment.Mapping", "added_by", "nobody"), "“nobody”"),
    "unknown criterion": (row("assessment.Mapping", "criterion", "LT 9.9"), "“LT 9.9”"),
    "unknown item": (row("assessment.Mapping", "evidence", str(uuid4())), "another item"),
    "unknown mapping": (row("assessment.Submission", "mappings", [7]), "another item"),
    "no target": (row("assessment.Mapping", "criterion", None), "one criterion or to one"),
    "submission altered": (row("assessment.Submission", "declaration", ""), "Declare that"),
    "content altered": (
        change(("rows", "assessment.Submission", 0, "content", "title"), "Better"),
        "was altered",
    ),
    "unknown qualification": (
        change(
            ("standard", "qualifications", "XYZ"), {"title": "X", "number": "", "awarding_body": ""}
        ),
        "X (XYZ) is not installed",
    ),
    "unknown unit": (change(("standard", "units", "XYZ"), "Unit X"), "Unit X (XYZ) is not"),
    "unknown text": (change(("standard", "criteria", "XYZ 1.1"), "x"), "XYZ 1.1"),
    "file of another hash": (row("portfolio.EvidenceFile", "sha256", "0" * 64), "two things"),
    "file called otherwise": (row("portfolio.EvidenceFile", "name", "x.txt"), "two things"),
    "file not listed": (change(("files",), []), "two things"),
    "entry edited": (change(("audit", 0, "entries", 0, "words"), "x"), "was altered"),
    "head exchanged": (change(("audit", 0, "head"), "0" * 64), "head"),
    "entries out of order": (
        change(("audit", 0, "entries"), lambda entries: [*entries, entries[0]]),
        "out of order",
    ),
    "learner allocated to themselves": (
        change(
            ("rows", "portfolio.Allocation", 0, "membership"),
            "anna learner",
        ),
        "cannot be allocated",
    ),
    "an administrator": (row("portfolio.Membership", "role", "admin"), "cannot become"),
    "another learner": (row("portfolio.Membership", "role", "learner", place=1), "cannot become"),
    "unknown unit of a plan": (row("assessment.Enrolment", "qualification", "XYZ"), "“XYZ”"),
    "team records in a centre's": (
        change(
            ("rows", "teams.Skill"),
            [{"team": str(uuid4()), "name": "x", "wanted": 1, "archived_at": None}],
        ),
        "no archive made by the centre",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_manifest_that_is_not_right_is_refused_with_the_reason(name, small):
    apply, words = BAD[name]
    manifest = manifest_in(small)
    apply(manifest)
    assert words in refused(packed_with_surrogates(manifest, files_in(small)), emptied())


def packed_with_surrogates(manifest, files):
    """Half characters can be written in JSON by their numbers alone."""
    content = json.dumps(manifest).encode()
    return zipped({MANIFEST: content, **files})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"format": NaN}',
        b'{"version": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a": 1, "a": 2}',
        b"\xff\xfe",
        b'{"format":"portfolio-archive","version":1}',
    ],
)
def test_a_manifest_that_is_no_manifest_is_refused(content, small):
    refused(zipped({MANIFEST: content}), emptied())


def test_a_manifest_altered_after_it_was_written_is_refused(small):
    files = files_in(small)
    altered = packed(manifest_in(small), files, noted="0" * 64)
    assert "altered" in refused(altered, emptied())


def test_a_record_altered_with_its_hash_is_still_drawn_or_refused(full):
    content = archive_of(full)
    manifest = manifest_in(content)
    snapshot = manifest["rows"]["teams.Snapshot"][0]
    snapshot["content"]["sheet"]["blocks"][0] = {"block": "table", "rows": 7}
    snapshot["sha256"] = hash_of(snapshot["content"])
    assert "cannot be shown" in refused(packed(manifest, files_in(content)), emptied())


@pytest.mark.parametrize(
    ("model", "column", "words"),
    [
        ("portfolio.Testimony", "statement", "testimony E"),
        ("assessment.Question", "answered", "The record E"),
        ("assessment.SignOff", "comment", "sign-off of unit"),
        ("assessment.PlanSignature", "content_hash", "assessment plan"),
        ("teams.Snapshot", "sha256", "after it was frozen"),
    ],
)
def test_what_was_altered_after_it_was_signed_is_refused(model, column, words, full):
    content = archive_of(full)
    manifest = manifest_in(content)
    said = manifest["rows"][model][0]
    said[column] = "0" * 64 if "hash" in column or column == "sha256" else said[column] + " indeed"
    assert words in refused(packed(manifest, files_in(content)), emptied())


def test_a_sign_off_of_which_no_trail_tells_is_refused(full):
    content = archive_of(full)
    manifest = manifest_in(content) | {"audit": []}
    assert "sign-off of unit" in refused(packed(manifest, files_in(content)), emptied())


# -- ZIP files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../manifest.json",
        "/etc/passwd",
        "files/../../x",
        "C:\\x.txt",
        "files/x.txt",
        "extra.txt",
        "files/00000000-0000-0000-0000-000000000000/..",
        "files/00000000-0000-0000-0000-000000000000/a/b",
        "MANIFEST.JSON",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name, small):
    entries = {MANIFEST: json.dumps(manifest_in(small)).encode(), **files_in(small), name: b"x"}
    assert "which no archive has" in refused(zipped(entries), emptied())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(small):
    output = io.BytesIO(small)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(MANIFEST, b"{}")
    assert "more than once" in refused(output.getvalue(), emptied())


def test_a_file_that_the_manifest_does_not_name_is_refused(small):
    files = files_in(small) | {path_of(str(uuid4()), "more.txt"): b"x"}
    assert "does not name" in refused(packed(manifest_in(small), files), emptied())


def test_a_file_that_is_missing_is_refused(small):
    assert "missing" in refused(packed(manifest_in(small), {}), emptied())


def test_a_file_of_other_bytes_is_refused(small):
    files = files_in(small)
    path = next(path for path in files if path.startswith("files/"))
    other = files | {path: files[path][::-1]}
    assert "not the one that was uploaded" in refused(packed(manifest_in(small), other), emptied())
    longer = files | {path: files[path] + b"x"}
    assert "another size" in refused(packed(manifest_in(small), longer), emptied())


def test_a_file_that_no_learner_could_upload_is_refused(csl, learner):
    make_file(make_evidence(learner), HTML, name="page.txt")
    assert "web page" in refused(archive_of(learner), emptied())


def test_a_file_larger_than_the_site_accepts_is_refused(small, settings):
    settings.UPLOAD_LIMIT_MB = 0
    assert "larger than this site accepts" in refused(small, emptied())


def test_a_bomb_is_refused_unopened(small):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"{}")
        archive.writestr("manifest.sha256", b"x")
        archive.writestr(path_of(str(uuid4()), "a.txt"), b"\0" * (150 * 1024 * 1024))
    assert "far more" in refused(output.getvalue(), emptied())


def test_an_entry_that_lies_about_its_size_is_refused(small):
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        path = next(name for name in archive.namelist() if name.startswith("files/"))
    with opened(io.BytesIO(small)) as archive, pytest.raises(ArchiveRefused, match="far more"):
        list(archive.chunks(path, 3))


def test_a_huge_manifest_is_refused_unread(small, monkeypatch):
    monkeypatch.setattr(opening, "MOST_OF_MANIFEST", 100)
    assert "64 MB" in refused(small, emptied())


def test_too_many_entries_are_refused(small, monkeypatch):
    monkeypatch.setattr(opening, "MAX_ENTRIES", 3)
    assert "the most that an archive can hold" in refused(small, emptied())


@pytest.mark.parametrize("cut", [10, 1000, -30])
def test_half_an_archive_is_refused(cut, small):
    refused(small[:cut], emptied())


def test_noise_in_an_archive_is_refused(small):
    # Up to the text for people, which nothing reads.
    for place in range(0, small.index(b"This is the whole") - 100, len(small) // 12):
        noisy = bytearray(small)
        noisy[place : place + 40] = b"\xa5" * 40
        centre = emptied()
        refused(bytes(noisy), centre)


# -- What is here already -----------------------------------------------------------------------


def test_brought_twice_it_comes_in_once(small):
    centre = emptied()
    come_in(small, centre)
    with pytest.raises(ArchiveRefused, match="already"):
        come_in(small, centre)
    assert Learner.objects.count() == 1
    assert EvidenceFile.objects.count() == 1


def test_a_portfolio_does_not_come_in_where_it_was_made(small, centre):
    with pytest.raises(ArchiveRefused, match="already"):
        come_in(small, centre)


def test_codes_that_are_taken_are_refused(small):
    other = emptied()
    come_in(small, other)
    manifest = manifest_in(small)
    learner = manifest["rows"]["portfolio.Learner"][0]
    content = json.dumps(manifest).replace(learner["code"], str(uuid4())).replace("L-anna", "L-2")
    with pytest.raises(ArchiveRefused, match="Some evidence of it are in this installation"):
        come_in(zipped({MANIFEST: content.encode(), **files_in(small)}), other)


def test_a_reference_that_is_taken_is_refused(small, cast):
    Learner.objects.filter(pk=cast.learners["noah"].pk).update(reference="L-anna")
    Learner.objects.filter(pk=cast.learners["anna"].pk).update(code=uuid4())
    with pytest.raises(ArchiveRefused, match="has the reference L-anna already"):
        come_in(small, cast.centres[0])


def test_a_qualification_that_is_not_installed_is_named(small):
    centre = emptied()
    Qualification.objects.filter(code="CSL").update(code="OTHER")
    assert "(CSL) is not installed here" in refused(small, centre)


def test_other_words_are_pointed_out_and_do_not_stand_in_the_way(small):
    centre = emptied()
    Criterion.objects.filter(outcome__unit__code="LT", outcome__number=1, number=1).update(text="X")
    manifest = try_archive(io.BytesIO(small), Importing(centre, None, {}), silent)
    assert bringing.found_in(manifest, centre)["other_words"] == ["LT 1.1"]


def test_a_trial_leaves_nothing(full):
    content = archive_of(full, Maker.LEARNER)
    centre, before = emptied(), stored()
    try_archive(io.BytesIO(content), Importing(centre, None, {}), silent)
    assert not User.objects.exists()
    assert not Evidence.objects.exists()
    assert not AuditEntry.objects.exists()
    assert stored() == before


# -- People -------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(small):
    """A centre with an administrator, Cleo, and an assessor whose user name is "ben"."""
    centre = emptied()
    people = {}
    for username, role in (("cleo", Role.ADMIN), ("ben", Role.ASSESSOR)):
        person = User.objects.create(username=username, name=f"New {username.title()}")
        person.memberships.create(centre=centre, role=role)
        people[username] = person
    return centre, people["cleo"], people["ben"]


def test_nobody_is_taken_for_somebody_here_without_a_word(small, elsewhere):
    centre, cleo, ben = elsewhere
    learner = come_in(small, centre, by=cleo)
    allocated = {one.membership.user.username for one in learner.allocations.all()}
    assert "ben2" in allocated
    assert not ben.memberships.first().allocations.exists()


def test_somebody_here_is_the_same_where_the_administrator_says_so(small, elsewhere):
    centre, cleo, ben = elsewhere
    learner = come_in(small, centre, by=cleo, ben="ben")
    membership = ben.memberships.get()
    assert learner.allocations.filter(membership=membership).exists()
    assert Notice.objects.filter(user=ben, words__contains=str(learner)).exists()
    assert not User.objects.filter(username="ben2").exists()


def test_nobody_of_another_centre_can_be_chosen(small, elsewhere):
    centre, cleo, _ = elsewhere
    User.objects.create(username="root", name="Root", is_superuser=True)
    with pytest.raises(ArchiveRefused, match="cannot be chosen"):
        come_in(small, centre, by=cleo, ben="root")


def test_two_people_cannot_be_one(small, elsewhere):
    centre, cleo, _ = elsewhere
    with pytest.raises(ArchiveRefused, match="cannot be the same person"):
        come_in(small, centre, by=cleo, ben="ben", tara="ben")


def test_only_administrators_bring_portfolios(small, elsewhere):
    centre, _, ben = elsewhere
    with pytest.raises(PermissionDenied):
        come_in(small, centre, by=ben)


# -- The pages and the jobs -----------------------------------------------------------------------


def upload_of(content, name="anna.zip"):
    return IncomingFile.of(name, [content])


@pytest.fixture
def brought(small, elsewhere):
    centre, cleo, _ = elsewhere
    return bring_archive(centre=centre, by=cleo, upload=upload_of(small))


def seen(brought):
    brought.refresh_from_db()
    return standing_of(brought).state


def test_an_archive_is_looked_through_confirmed_and_brought_in(brought, elsewhere):
    _, cleo, ben = elsewhere
    assert seen(brought) == "looking"
    look_through(brought.pk)
    assert seen(brought) == "found"
    assert not Learner.objects.exists()
    confirm(brought=brought, by=cleo, choices={"ben": "ben"})
    assert seen(brought) == "coming"
    carry_out(brought.pk)
    assert seen(brought) == "done"
    assert brought.learner.allocations.filter(membership__user=ben).exists()
    assert own_storage().exists(EvidenceFile.objects.get().stored_as)
    assert brought.stored_as == ""


def test_each_step_has_one_effect_however_often_it_is_done(brought, elsewhere):
    _, cleo, _ = elsewhere
    for _ in range(2):
        look_through(brought.pk)
    for _ in range(2):
        confirm(brought=brought, by=cleo, choices={})
    for _ in range(2):
        carry_out(brought.pk)
    assert seen(brought) == "done"
    assert Learner.objects.count() == 1


def test_the_same_archive_brought_twice_is_one(brought, small, elsewhere):
    centre, cleo, _ = elsewhere
    assert bring_archive(centre=centre, by=cleo, upload=upload_of(small)) == brought


def test_what_is_refused_says_why_and_is_deleted(
    small, elsewhere, django_capture_on_commit_callbacks
):
    centre, cleo, _ = elsewhere
    brought = bring_archive(centre=centre, by=cleo, upload=upload_of(small[:-40]))
    kept = brought.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        look_through(brought.pk)
        # A worker that is killed now leaves bytes that no row names, and no row without bytes.
        assert own_storage().exists(kept)
        assert not PortfolioImport.objects.filter(stored_as=kept).exists()
    assert seen(brought) == "refused"
    assert "not a ZIP file" in brought.failure
    assert not own_storage().exists(kept)


def test_what_is_given_up_is_deleted(brought, elsewhere, django_capture_on_commit_callbacks):
    _, cleo, _ = elsewhere
    look_through(brought.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert bringing.give_up(brought=brought, by=cleo)
    assert not own_storage().exists(brought.stored_as)
    with pytest.raises(ValidationError):
        confirm(brought=brought, by=cleo, choices={})


def test_nobody_else_can_be_chosen_on_the_page(brought, elsewhere):
    _, cleo, _ = elsewhere
    look_through(brought.pk)
    brought.refresh_from_db()
    with pytest.raises(ValidationError):
        confirm(brought=brought, by=cleo, choices={"ben": "cleo"})


def test_the_journey_in_the_browser_of_an_administrator(small, elsewhere):
    _, cleo, _ = elsewhere
    client = client_of(cleo)
    answer = client.post(
        reverse("portfolio-imports"), {"file": SimpleUploadedFile("anna.zip", small)}
    )
    brought = PortfolioImport.objects.get()
    page = brought.get_absolute_url()
    assert answer.headers["Location"] == page
    assert b"Looking through it" in client.get(page).content
    assert client.get(f"{page}progress/?seen=looking-0").status_code == 204
    look_through(brought.pk)
    assert client.get(f"{page}progress/?seen=looking-0").headers["HX-Refresh"] == "true"
    found = client.get(page).content.decode()
    assert "Anna Kowalczyk" in found
    assert "The same person as New Ben (ben)" in found
    assert client.post(f"{page}confirm/", {"person_1": "nobody"}).status_code == 422
    assert client.post(f"{page}confirm/", {}).status_code == 302
    carry_out(brought.pk)
    assert "entries of the audit trail of Millrace Training" in client.get(page).content.decode()
    assert "Declared E1 authentic" in client.get(f"{page}trail/").content.decode()
    assert b"Anna Kowalczyk" in client.get(reverse("portfolio-imports")).content


@pytest.mark.parametrize("file", [{}, {"file": SimpleUploadedFile("a.zip", b"")}])
def test_a_form_without_an_archive_says_what_is_missing(file, elsewhere):
    client = client_of(elsewhere[1])
    answer = client.post(reverse("portfolio-imports"), file)
    assert answer.status_code == 422
    said = client.post(
        reverse("portfolio-imports"), file, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert said.json()["error"]


def test_an_archive_that_is_too_large_is_refused_unread(small, elsewhere, settings):
    settings.UPLOAD_LIMIT_MB = -1
    answer = client_of(elsewhere[1]).post(
        reverse("portfolio-imports"),
        {"file": SimpleUploadedFile("anna.zip", small)},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert answer.status_code == 413
    assert not PortfolioImport.objects.exists()


# -- The command ----------------------------------------------------------------------------------


def test_the_command_brings_a_portfolio_in(small, tmp_path, capsys):
    emptied()
    archive = tmp_path / "anna.zip"
    archive.write_bytes(small)
    call_command("import_portfolio", str(archive), "--centre", "N-1", "--try")
    assert not Learner.objects.exists()
    call_command("import_portfolio", str(archive), "--centre", "N-1")
    assert Learner.objects.get().centre.name == "New place"
    assert "Brought in the portfolio of Anna Kowalczyk: 1 items." in capsys.readouterr().out
    with pytest.raises(CommandError, match="already"):
        call_command("import_portfolio", str(archive), "--centre", "N-1")


@pytest.mark.parametrize("given", [["nothing.zip", "--centre", "N-1"], ["x", "--centre", "?"]])
def test_the_command_says_what_is_wrong(given, db):
    emptied()
    with pytest.raises(CommandError):
        call_command("import_portfolio", *given)


def test_an_archive_of_nobodys_enrolment_comes_in_as_well(learner, standard):
    content = archive_of(learner)
    assert come_in(content, emptied()).enrolments.count() == 0

"""Archives: every model and field has its decision, and what comes in is what went out."""

import io
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from jsonschema import Draft202012Validator

from assessment.archive.contents import BY_LABEL, PERSON, TAKEN
from assessment.archive.decisions import ANYBODY, Maker, root_of
from assessment.archive.left_out import LEFT_OUT
from assessment.archive.schema import schema
from assessment.archive.writing import FileAltered, write_archive
from assessment.dossier.reporting import silent
from assessment.exports.making import make_export
from assessment.models import AssessorRecord, CarriedTrail, Export, Format, Judgement, SignOff
from assessment.sessions.signing import signed_record_of
from portfolio.files.storage import own_storage
from portfolio.models import AuditEntry, EvidenceFile, Learner, TestimonyRequest, User
from teams.models import Record, Team
from tests.archiving import archive_of, come_in, emptied, files_in, fill, manifest_in
from tests.laying import laid_once
from tests.people import client_of, make_evidence, make_file

APPS = ("portfolio", "teams", "assessment")


@laid_once
def full(csl, learner, cast):
    """Anna's portfolio, with something of everything."""
    fill(learner, csl, cast.users)
    return learner


# -- Decisions --------------------------------------------------------------------------------


def models_of(app):
    return apps.get_app_config(app).get_models()


def test_every_model_is_taken_or_left_out_with_a_reason():
    ours = {model._meta.label for app in APPS for model in models_of(app)}
    taken = [*BY_LABEL, PERSON.label]
    assert ours == {*taken, *LEFT_OUT}
    assert not set(taken) & LEFT_OUT.keys()
    assert all(reason.endswith((".", ";")) for reason in LEFT_OUT.values())


@pytest.mark.parametrize("taken", [*TAKEN, PERSON], ids=lambda taken: taken.label)
def test_every_field_is_taken_or_left_with_a_reason(taken):
    meta = taken.model._meta
    ours = {field.name for field in (*meta.local_fields, *meta.local_many_to_many)}
    ours -= {meta.pk.name} - {"record_ptr"}
    assert ours == {*taken.names, *taken.left}
    assert not set(taken.names) & taken.left.keys()
    assert all(reason.endswith(".") for reason in taken.left.values())


def test_what_a_row_refers_to_comes_before_it():
    places = {taken.label: place for place, taken in enumerate(TAKEN)}
    for taken in TAKEN:
        for column in taken.columns:
            if column.is_relation and column.related_model._meta.label in places:
                assert places[column.related_model._meta.label] <= places[taken.label], column


def test_the_published_schema_is_the_one_that_is_checked():
    published = Path(settings.BASE_DIR, "docs", "archive.schema.json")
    said = json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert published.read_text() == said, "Write it anew: see docs/archive.md."
    Draft202012Validator.check_schema(schema())


def test_the_schema_is_served_to_everybody(client, db):
    answer = client.get("/archive.schema.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert json.loads(answer.content) == schema()


# -- What is in an archive ----------------------------------------------------------------------


def test_an_archive_holds_something_of_everything(full):
    rows = manifest_in(archive_of(full, Maker.LEARNER))["rows"]
    rows |= {
        "assessment.PlannedSample": manifest_in(archive_of(full))["rows"][
            "assessment.PlannedSample"
        ]
    }
    assert [label for label, found in rows.items() if not found] == []
    assert rows.keys() == BY_LABEL.keys()


def test_an_archive_has_the_form_that_is_published(full):
    for maker in Maker:
        Draft202012Validator(schema()).validate(manifest_in(archive_of(full, maker)))


def test_two_archives_of_one_state_are_the_same_bytes(full):
    assert archive_of(full) == archive_of(full)


def test_team_records_are_only_in_the_learners_own_archive(full):
    theirs = manifest_in(archive_of(full, Maker.CENTRE))
    own = manifest_in(archive_of(full, Maker.LEARNER))
    only = {label for label, taken in BY_LABEL.items() if taken.makers != ANYBODY}
    assert theirs["rows"].keys() & only == {"assessment.PlannedSample"}
    assert "assessment.PlannedSample" not in own["rows"]
    assert "Roberta Smithson" not in json.dumps(theirs)
    assert "Roberta Smithson" in json.dumps(own)


def test_an_archive_holds_no_secret(full):
    content = json.dumps(manifest_in(archive_of(full, Maker.LEARNER)))
    for person in User.objects.exclude(password=""):
        assert person.password not in content
    for request in TestimonyRequest.objects.all():
        assert request.secret_hash not in content


def test_what_is_private_to_an_assessor_stays_with_them(full):
    titles = [row["title"] for row in manifest_in(archive_of(full))["rows"]["portfolio.Evidence"]]
    assert "Another talk" in titles
    assert "Not signed yet" not in titles


def test_a_file_that_was_altered_ends_the_archive(full):
    file = make_file(make_evidence(full))
    Path(own_storage().path(file.stored_as)).write_bytes(b"Other words, as long?")
    with pytest.raises(FileAltered):
        archive_of(full)
    own_storage().delete(file.stored_as)
    with pytest.raises(FileAltered):
        archive_of(full)


@pytest.mark.parametrize("who", ["ben", "ines", "tara", "olive"])
def test_only_the_learner_and_administrators_get_an_archive(who, csl, cast):
    export = Export(enrolment=csl, asked_by=cast.users[who], format=Format.ARCHIVE)
    with pytest.raises(PermissionDenied):
        write_archive(export, io.BytesIO(), silent)


@pytest.mark.parametrize(("who", "maker"), [("anna", "learner"), ("cleo", "centre")])
def test_an_archive_is_made_like_any_document(who, maker, csl, cast):
    user = cast.users[who]
    export = Export.objects.create(enrolment=csl, asked_by=user, format=Format.ARCHIVE)
    make_export(export.pk)
    export.refresh_from_db()
    assert export.is_ready, export.failure
    with own_storage().open(export.stored_as) as file:
        assert manifest_in(file.read())["made_by"] == maker


@pytest.mark.parametrize("items", [1, 3])
def test_the_number_of_queries_does_not_grow(items, csl, learner, django_assert_num_queries):
    for _ in range(items):
        make_file(make_evidence(learner))
    with django_assert_num_queries(148):
        archive_of(learner, Maker.LEARNER)


# -- Out and in again ---------------------------------------------------------------------------


@pytest.mark.parametrize("maker", Maker)
def test_what_comes_in_is_what_went_out(maker, full):
    out = archive_of(full, maker)
    numbers = {judgement.pk for judgement in Judgement.objects.all()}
    learner = come_in(out, emptied())
    again = archive_of(learner, maker)
    before, after = manifest_in(out), manifest_in(again)
    # All that differs: this installation's own trail, with the entry of the import.
    own = after["audit"].pop()
    assert after == before
    assert [entry["act"] for entry in own["entries"]] == ["export"]
    assert files_in(again) == files_in(out)
    assert not numbers & {judgement.pk for judgement in Judgement.objects.all()}


def test_a_third_installation_gets_the_same(full):
    out = archive_of(full, Maker.LEARNER)
    second = archive_of(come_in(out, emptied()), Maker.LEARNER)
    third = archive_of(come_in(second, emptied()), Maker.LEARNER)
    first, last = manifest_in(out), manifest_in(third)
    assert len(last["audit"]) == 3
    assert last["audit"][0] == first["audit"][0]
    assert last["rows"] == first["rows"]


def test_the_trail_is_whole_afterwards(full, capsys):
    come_in(archive_of(full), emptied())
    call_command("verify_audit")
    assert "New place: whole." in capsys.readouterr().out


def test_a_trail_that_is_altered_after_it_came_is_found(full, capsys):
    learner = come_in(archive_of(full), emptied())
    (trail,) = CarriedTrail.objects.filter(learner=learner)
    trail.content["entries"][0]["words"] = "Nothing"
    QuerySet(CarriedTrail).update(content=trail.content)
    with pytest.raises(CommandError):
        call_command("verify_audit")
    assert "Trail of Anna Kowalczyk from Millrace Training" in capsys.readouterr().out


def test_the_trail_that_came_along_is_kept_as_it_was(full):
    entries = list(AuditEntry.objects.filter(learner=full).values_list("number", "hash"))
    learner = come_in(archive_of(full), emptied())
    (trail,) = CarriedTrail.objects.filter(learner=learner)
    assert [(said["number"], said["hash"]) for said in trail.content["entries"]] == entries
    entry = AuditEntry.objects.get(learner=learner)
    assert entry.detail["trails"] == [
        {"centre": "Millrace Training", "head": trail.content["head"], "entries": len(entries)}
    ]


def test_what_was_signed_still_is_what_was_signed(full):
    learner = come_in(archive_of(full), emptied())
    for record in AssessorRecord.objects.filter(evidence__learner=learner):
        assert signed_record_of(record.evidence, is_confirmed=False).is_unaltered
    assert SignOff.objects.filter(learner=learner).count() == 2


def test_nobody_can_log_in_who_came_in(full):
    come_in(archive_of(full), emptied())
    assert {user.username for user in User.objects.all()} >= {"anna", "ben", "cleo"}
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not User.objects.filter(is_staff=True).exists()


def test_the_links_of_witnesses_do_not_work_elsewhere(full):
    hashes = set(TestimonyRequest.objects.values_list("secret_hash", flat=True))
    come_in(archive_of(full), emptied())
    assert not hashes & set(TestimonyRequest.objects.values_list("secret_hash", flat=True))


def test_records_that_stayed_behind_have_stand_ins(full):
    learner = come_in(archive_of(full, Maker.CENTRE), emptied())
    record = Record.objects.get()
    assert record.archived_at is not None
    assert Team.objects.get().archived_at is not None
    snapshot = record.snapshots.get()
    assert not snapshot.is_outdated
    client = client_of(learner.user)
    assert client.get(f"/records/{record.code}/").status_code == 404
    assert client.get(f"/evidence/{snapshot.evidence.code}/").status_code == 200


def test_the_portfolio_reads_as_before(full):
    learner = come_in(archive_of(full, Maker.LEARNER), emptied())
    client = client_of(learner.user)
    pages = [
        f"/learners/{learner.code}/",
        *(f"/evidence/{item.code}/" for item in learner.evidence.all()),
        *(f"/records/{record.code}/" for record in Record.objects.all()),
        *(f"/files/{file.code}/" for file in EvidenceFile.objects.filter(removed_at=None)),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert b"".join(answer)


def test_a_row_refers_to_rows_of_the_archive_alone(full):
    """An archive says nothing by primary key, but for the entries of the trail."""
    said = manifest_in(archive_of(full, Maker.LEARNER))
    for taken in TAKEN:
        for row in said["rows"].get(taken.label, ()):
            for column in taken.columns:
                target = column.related_model if column.is_relation else None
                if isinstance(row[column.name], int) and target:
                    label = root_of(target)._meta.label
                    assert 1 <= row[column.name] <= len(said["rows"][label])


def test_one_learner_has_nothing_of_another(full, noahs_learner):
    make_evidence(noahs_learner, title="Of Noah alone")
    assert Learner.objects.count() > 1
    assert "Of Noah alone" not in json.dumps(manifest_in(archive_of(full, Maker.LEARNER)))

"""Records: every kind is listed, written, changed, archived and brought back."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from teams import keeping
from teams.catalogue import CATALOGUE
from teams.freezing import content_of, freeze_record
from teams.leading import keep_member
from teams.models import Kind, Record, TeamProfile
from teams.presenting import sheet_of
from teams.sheets.blocks import Sheet
from tests.laying import laid_once
from tests.people import client_of, make_evidence
from tests.teams import filled_form, make_record, make_team

KINDS = [kind for kind, entry in CATALOGUE.items() if entry.can_add]


@laid_once
def team(learner):
    return make_team(learner)


def listed(client, team, kind, **asked):
    return client.get(reverse("record-list", args=[team.code, kind]), asked).content.decode()


def test_the_catalogue_knows_every_kind():
    assert set(CATALOGUE) == set(Kind)
    assert {model.KIND for model in Record.__subclasses__()} == set(Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_says_what_to_do(kind, team, anna):
    page = client_of(anna).get(reverse("record-list", args=[team.code, kind]))
    assert page.status_code == 200
    assert "Add the first" in page.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_written_shown_and_changed(kind, team, anna):
    client = client_of(anna)
    address = reverse("record-add", args=[team.code, kind])
    assert client.get(address).status_code == 200
    sent = filled_form(kind, team, title="Written by hand")
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    record = Record.objects.get(title="Written by hand")
    assert (record.kind, record.revision) == (kind, 1)
    assert "Written by hand" in client.get(record.get_absolute_url()).content.decode()
    assert (
        "Written by hand"
        in client.get(reverse("record-list", args=[team.code, kind])).content.decode()
    )

    edit = reverse("record-edit", args=[record.code])
    assert client.get(edit).status_code == 200
    own = CATALOGUE[Kind(kind)].model.objects.get(pk=record.pk)
    changed = filled_form(kind, team, record=own, title="Changed", revision=1)
    assert client.post(edit, changed).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.revision) == ("Changed", 2)
    # The same form from another window is refused, and what was typed comes back.
    refused = client.post(edit, filled_form(kind, team, record=own, title="Other", revision=1))
    assert refused.status_code == 422
    assert "another window" in refused.content.decode()
    assert "Other" in refused.content.decode()


@pytest.mark.parametrize("code", [" ", "\t"])
def test_a_code_of_nothing_but_space_is_none(code, team, anna):
    address = reverse("record-add", args=[team.code, Kind.DIARY])
    answer = client_of(anna).post(address, filled_form(Kind.DIARY, team, code=code))
    assert answer.status_code == 302


def test_a_code_that_another_record_has_is_refused(team, anna, noahs_learner):
    address = reverse("record-add", args=[team.code, Kind.DIARY])
    noahs = make_record(make_team(noahs_learner), Kind.DIARY)
    for other in (noahs, make_record(team, Kind.FEEDBACK)):
        sent = filled_form(Kind.DIARY, team, code=str(other.code))
        assert client_of(anna).post(address, sent).status_code == 422
    assert not team.records.filter(kind=Kind.DIARY).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_is_sent_twice_is_one_record(kind, team, anna):
    client, address = client_of(anna), reverse("record-add", args=[team.code, kind])
    sent = filled_form(kind, team, title="Only once", code=uuid4())
    first, second = client.post(address, sent), client.post(address, sent)
    assert first.status_code == second.status_code == 302
    assert Record.objects.filter(title="Only once").count() == 1
    # Sent again from the browser's history with other words: these are not thrown away.
    other = client.post(address, sent | {"title": "Other words", "reasoning": "Other words"})
    assert other.status_code == 422
    assert "Other words" in other.content.decode()


@pytest.mark.parametrize("kind", [Kind.COACHING_SESSION, Kind.COMMUNICATION, Kind.REVIEW])
def test_a_key_too_long_for_the_database_is_refused(kind, team, anna):
    sent = filled_form(kind, team) | dict.fromkeys(("plan", "members", "member"), "9" * 400)
    answer = client_of(anna).post(reverse("record-add", args=[team.code, kind]), sent)
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", KINDS)
def test_an_archived_record_can_be_brought_back(kind, team, anna):
    record, client = make_record(team, kind), client_of(anna)
    client.post(reverse("record-archive", args=[record.code]))
    client.get(record.get_absolute_url())  # which shows the message
    record.refresh_from_db()
    assert record.archived_at
    assert (
        record.title
        not in client.get(reverse("record-list", args=[team.code, kind])).content.decode()
    )
    listed = client.get(reverse("record-list", args=[team.code, kind]), {"archived": ""})
    assert record.title in listed.content.decode()
    assert client.get(reverse("record-edit", args=[record.code])).status_code == 302
    client.post(reverse("record-restore", args=[record.code]))
    record.refresh_from_db()
    assert record.archived_at is None


@pytest.mark.parametrize("kind", Kind.values)
def test_a_sheet_survives_json(kind, team):
    record = make_record(team, kind)
    sheet = sheet_of(record)
    assert Sheet.from_json(sheet.to_json()) == sheet
    assert sheet.blocks


@pytest.mark.parametrize("kind", KINDS)
def test_real_names_are_shown_nowhere(kind, team, anna):
    client = client_of(anna)
    sent = filled_form(kind, team, title="About Roberta  SMITHSON")
    client.post(reverse("record-add", args=[team.code, kind]), sent)
    record = CATALOGUE[kind].model.objects.latest("pk")
    for said in (
        client.get(record.get_absolute_url()).content.decode(),
        listed(client, team, kind),
        str(content_of(record)),
    ):
        assert "smithson" not in said.casefold()
        assert "About Robin" in said


def test_a_real_name_that_comes_later_goes_from_what_was_written(team, anna):
    record = make_record(team, Kind.DIARY, title="Talk with Ashok Rao", text="Ashok Rao said yes.")
    member = team.members.get(pseudonym="Ash")
    member.real_name = "Ashok Rao"
    keep_member(member=member, user=anna)
    record = CATALOGUE[Kind.DIARY].model.objects.get(pk=record.pk)
    assert record.title == "Talk with Ash"
    assert "Ash said yes." in str(sheet_of(record))
    assert "Rao" not in str(content_of(record))


def test_who_agreed_is_named(team):
    team.members.filter(pseudonym="Robin").update(is_named=True)
    record = make_record(team, Kind.REVIEW, title="Review of Roberta Smithson")
    assert "Roberta Smithson" in str(content_of(record))


def test_a_snapshot_does_not_change_with_its_record(team, anna, learner):
    record = make_record(team, Kind.PROBLEM, title="Before")
    evidence = make_evidence(learner)
    snapshot = freeze_record(record=record, evidence=evidence, user=anna)
    assert freeze_record(record=record, evidence=evidence, user=anna) == snapshot
    record.title = "After"
    keeping.keep_record(record=record, user=anna, revision=record.revision)
    snapshot.refresh_from_db()
    assert snapshot.content["sheet"]["title"] == "Before"
    newer = freeze_record(record=record, evidence=evidence, user=anna)
    assert newer.content["sheet"]["title"] == "After"
    assert list(evidence.snapshots.kept()) == [newer]


def test_only_the_learner_writes(team, ben):
    record = make_record(team, Kind.DIARY)
    with pytest.raises(PermissionDenied):
        keeping.keep_record(record=record, user=ben, revision=1)
    with pytest.raises(PermissionDenied):
        keeping.archive_record(record=record, user=ben)


def test_each_team_has_one_profile(team):
    assert TeamProfile.objects.filter(team=team).count() == 1

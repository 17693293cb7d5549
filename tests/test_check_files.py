"""Every row has its bytes, every stored object its row: each fault planted, and named."""

import json
import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db.models import CharField

from portfolio.files.checking import looking, nightly
from portfolio.files.checking.faults import Sort
from portfolio.files.checking.looking import Tally, look_at_all
from portfolio.files.checking.sweeping import TooMuch, sweep
from portfolio.files.kept_bytes import kept_bytes
from portfolio.models import EvidenceFile, Notice, User
from portfolio.models.stored_names import StoredName
from tests.people import make_evidence, make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(own_storage, learner):
    return make_file(make_evidence(learner, title="Rota of week 12"), name="rota.txt")


def faults(**options):
    return list(look_at_all(Tally(), lambda *_: None, **options))


def sorts(**options):
    return [fault.sort for fault in faults(**options)]


def path_of(storage, name):
    return Path(storage.location) / name


def make_old(path, days=2):
    then = time.time() - timedelta(days=days).total_seconds()
    os.utime(path, (then, then))


def orphan(storage, days=2):
    name = storage.save("x", ContentFile(b"nobody's"))
    make_old(path_of(storage, name), days)
    return name


def test_each_field_that_names_stored_bytes_is_known():
    """A name in an ordinary field would be swept away as nobody's."""
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField)
        and field.name.endswith("_as")
        and not isinstance(field, StoredName)
    ]
    assert plain == []
    assert "portfolio.EvidenceFile.stored_as" in {kept.label for kept in kept_bytes()}


def test_each_of_them_names_fields_that_are_there():
    for kept in kept_bytes():
        for name in filter(None, (kept.field.size_field, kept.field.sha256_field)):
            kept.model._meta.get_field(name)
        # Also the lookups of whose they are.
        list(kept.naming("none"))


def test_a_whole_site_has_no_faults(file):
    assert faults() == faults(reads=False) == []


def test_bytes_that_are_gone(file, own_storage, centre):
    path_of(own_storage, file.stored_as).unlink()
    for reads in (True, False):
        (fault,) = faults(reads=reads)
        assert fault.sort == Sort.MISSING
        assert fault.place == "Anna Kowalczyk, E1 Rota of week 12, rota.txt (the original)"
        assert fault.centre == centre


def test_bytes_that_were_altered_without_changing_their_number(file, own_storage):
    path = path_of(own_storage, file.stored_as)
    path.write_bytes(path.read_bytes().replace(b"74", b"75"))
    assert sorts() == [Sort.CHANGED]
    assert sorts(reads=False) == []


def test_bytes_that_were_cut_off(file, own_storage):
    path = path_of(own_storage, file.stored_as)
    path.write_bytes(path.read_bytes()[:-1])
    assert sorts() == sorts(reads=False) == [Sort.SIZE]


def test_a_page_size_copy_that_is_gone(file, own_storage):
    EvidenceFile.objects.update(preview_as="ab/cd/abcd" + "0" * 28)
    (fault,) = faults()
    assert (fault.sort, fault.field) == (Sort.MISSING, "portfolio.EvidenceFile.preview_as")
    assert fault.place.endswith("rota.txt (the page-sized copy)")


def test_a_name_that_nothing_can_be_stored_under_is_missing(file):
    EvidenceFile.objects.update(stored_as="../../etc/passwd")
    assert Sort.MISSING in sorts()


def test_bytes_that_cannot_be_read(file, own_storage, monkeypatch):
    def broken(name, *_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(looking.own_storage()), "read", broken)
    (fault,) = faults()
    assert fault.sort == Sort.UNREADABLE
    assert "Input/output error" in fault.words


def test_stored_bytes_of_no_row(file, own_storage):
    name = orphan(own_storage)
    (fault,) = faults()
    assert (fault.sort, fault.name) == (Sort.NAMELESS, name)


def test_young_bytes_of_no_row_are_on_their_way(file, own_storage):
    own_storage.save("x", ContentFile(b"on its way"))
    with own_storage.new_incoming() as part:
        part.write(b"half")
    assert faults() == []


def test_what_an_interrupted_upload_left_in_incoming(file, own_storage):
    with own_storage.new_incoming() as part:
        part.write(b"half")
    make_old(part.name)
    assert sorts() == [Sort.LEFTOVER]


def test_a_row_that_goes_between_the_two_looks_is_no_fault(file, own_storage, monkeypatch):
    path_of(own_storage, file.stored_as).unlink()
    note_rows = looking.Ledger.note_rows

    def rows_then_gone(ledger):
        note_rows(ledger)
        EvidenceFile.objects.all().delete()

    monkeypatch.setattr(looking.Ledger, "note_rows", rows_then_gone)
    assert faults() == faults(reads=False) == []


@pytest.mark.parametrize("reads", [True, False])
def test_a_row_and_bytes_that_come_between_the_two_looks_are_no_faults(
    reads, own_storage, learner, monkeypatch
):
    """Listed as stored without its row, and as a row without its bytes."""
    evidence = make_evidence(learner)
    waiting = orphan(own_storage)
    note_storage, note_rows = looking.Ledger.note_storage, looking.Ledger.note_rows

    def storage_then_file(ledger):
        note_storage(ledger)
        make_file(evidence, b"stored after the list was made")

    def rows_then_row(ledger):
        note_rows(ledger)
        make_file(evidence, b"nobody's", stored_as=waiting)

    monkeypatch.setattr(looking.Ledger, "note_storage", storage_then_file)
    monkeypatch.setattr(looking.Ledger, "note_rows", rows_then_row)
    assert faults(reads=reads) == []


def test_an_object_that_goes_between_the_two_looks_is_no_fault(own_storage, monkeypatch):
    name = orphan(own_storage)
    note_rows = looking.Ledger.note_rows

    def rows_then_gone(ledger):
        note_rows(ledger)
        own_storage.delete(name)

    monkeypatch.setattr(looking.Ledger, "note_rows", rows_then_gone)
    assert faults() == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_takes_the_same_queries_however_many_files(
    count, own_storage, learner, django_assert_num_queries
):
    evidence = make_evidence(learner)
    for number in range(count):
        make_file(evidence, f"file {number}".encode())
    with django_assert_num_queries(len(list(kept_bytes()))):
        assert faults() == []


# -- The command ------------------------------------------------------------------------------


def run(*arguments):
    output = StringIO()
    call_command("check_files", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_the_command_says_that_all_is_well(file):
    assert run() == "All is well: 1 file of rows and 1 stored, every byte read.\n"
    assert "nothing read" in run("--no-hashes")


def test_the_command_names_each_fault_and_fails(file, own_storage):
    path_of(own_storage, file.stored_as).unlink()
    orphan(own_storage)
    output = StringIO()
    with pytest.raises(CommandError, match="2 faults among 1 file of rows and 1 stored"):
        call_command("check_files", stdout=output)
    assert (
        "FAULT Anna Kowalczyk, E1 Rota of week 12, rota.txt (the original): The bytes are not"
        in (output.getvalue())
    )


def test_the_command_speaks_to_programs(file, own_storage):
    path_of(own_storage, file.stored_as).unlink()
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("check_files", "--json", stdout=output)
    fault, end = map(json.loads, output.getvalue().splitlines())
    assert (fault["sort"], fault["name"]) == ("missing", file.stored_as)
    assert end == {"rows": 1, "stored": 0, "faults": {"missing": 1}}


# -- Sweeping ---------------------------------------------------------------------------------


def test_sweeping_removes_only_what_no_row_has_named_for_a_day(file, own_storage):
    make_old(path_of(own_storage, file.stored_as))
    old, young = orphan(own_storage), orphan(own_storage, days=0)
    with own_storage.new_incoming() as part:
        part.write(b"half")
    make_old(part.name)
    swept = sweep()
    assert (swept.objects, swept.parts, swept.bytes) == (1, 1, 8)
    assert not own_storage.exists(old)
    assert own_storage.exists(young)
    assert own_storage.exists(file.stored_as)
    assert faults() == []


def test_what_gets_its_row_between_the_two_looks_is_not_swept(own_storage, learner, monkeypatch):
    name = orphan(own_storage)
    note_rows = looking.Ledger.note_rows

    def rows_then_row(ledger):
        note_rows(ledger)
        make_file(make_evidence(learner), b"nobody's", stored_as=name)

    monkeypatch.setattr(looking.Ledger, "note_rows", rows_then_row)
    assert sweep().objects == 0
    assert own_storage.exists(name)


def test_files_of_another_database_are_not_swept_away(file, own_storage):
    """Such as after an old database was put in place of the present one."""
    names = [orphan(own_storage) for _ in range(101)]
    with pytest.raises(TooMuch, match="101 of 102 stored files belong to no row"):
        sweep()
    assert all(own_storage.exists(name) for name in names)
    assert sweep(however_much=True).objects == 101


# -- Every night ------------------------------------------------------------------------------


@pytest.fixture
def root(db):
    return User.objects.create(username="root", name="Rut Larsen", is_superuser=True)


def test_at_night_who_can_do_something_is_told(file, own_storage, root, cleo, monkeypatch):
    path_of(own_storage, file.stored_as).unlink()
    assert nightly.check_nightly() == nightly.check_nightly() == 1

    told = {notice.user: notice.words for notice in Notice.objects.all()}
    assert set(told) == {root, cleo}
    assert told[root].startswith("The nightly check of stored files found 1 fault, the first: Anna")
    assert told[cleo].startswith("1 file of your centre cannot be opened, the first: Anna")
    # The second night adds nothing to what is unread.
    assert Notice.objects.count() == 2


def test_at_night_nobody_is_told_of_nothing(file, root):
    assert nightly.check_nightly() == 0
    assert not Notice.objects.exists()


def test_all_bytes_are_read_within_a_month(file, own_storage, root, monkeypatch):
    path = path_of(own_storage, file.stored_as)
    path.write_bytes(path.read_bytes().replace(b"74", b"75"))
    monday = nightly.timezone.localdate()
    found = []
    for night in range(nightly.SHARES):
        day = monday + timedelta(days=night)
        monkeypatch.setattr(nightly.timezone, "localdate", lambda day=day: day)
        found.append(nightly.check_nightly())
    assert sum(found) == 1


def test_at_night_files_of_another_database_are_told_of_and_kept(file, own_storage, root):
    names = [orphan(own_storage) for _ in range(101)]
    assert nightly.sweep_nightly() == 0
    assert all(own_storage.exists(name) for name in names)
    assert "Nothing was removed" in Notice.objects.get(user=root).words

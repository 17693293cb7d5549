"""Database and files out, while people work, and in again elsewhere: all of it, or nothing."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portfolio.backups import taking
from portfolio.backups.manifest import read_manifest, write_manifest
from portfolio.backups.place import PART, Place, place_for_writing
from portfolio.backups.taking import take_backup
from portfolio.files.storage import own_storage as storage_of_site
from portfolio.models import AuditEntry, Centre, Evidence, EvidenceFile
from tests.faults.sites import note_migrations
from tests.people import make_evidence, make_file, submitted

# A snapshot is of what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

ROWS = ("portfolio.Learner", "portfolio.Evidence", "portfolio.EvidenceFile", "portfolio.User")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "backups")


@pytest.fixture
def file(own_storage, learner):
    return make_file(make_evidence(learner, title="Rota of week 12"), name="rota.txt")


@pytest.fixture
def one_a_second(monkeypatch):
    """Backups are named by the second; tests take several in one."""
    start, number = timezone.now(), count()
    later = SimpleNamespace(now=lambda: start + timedelta(seconds=next(number)))
    monkeypatch.setattr(taking, "timezone", later)


@pytest.fixture(autouse=True)
def migrated(settings):
    """The tables of tests are made at once, without their migrations: say that all were applied."""
    settings.MIGRATION_MODULES = {}
    note_migrations()
    yield
    MigrationRecorder(connection).flush()


def backup(place, *arguments):
    output = StringIO()
    call_command("backup", str(place.directory), *arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


class Elsewhere:
    """Another installation: its own directory, its own empty database."""

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir()
        (directory / "static").mkdir()
        self.address = f"sqlite:///{directory}/site.sqlite3"
        if connection.vendor == "postgresql":
            self.address = self._new_postgres_database(directory.parent.name)

    @staticmethod
    def _new_postgres_database(name):
        name = "".join(filter(str.isalnum, name)).lower()[-40:]
        settings = connection.settings_dict
        dsn = connection.connection.info.dsn if connection.connection else ""
        with psycopg.connect(dsn, dbname="postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}"')
        host = settings["OPTIONS"].get("host") or settings["HOST"]
        return f"postgres://{settings['USER']}@/{name}?host={host}"

    def manage(self, *arguments):
        environment = os.environ | {
            "DATA_DIR": str(self.directory),
            "DATABASE_URL": self.address,
            "LOG_LEVEL": "ERROR",
        }
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=django_settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def database(self):
        """A connection to it, as any program opens one."""
        is_postgres = connection.vendor == "postgresql"
        place = self.address if is_postgres else self.directory / "site.sqlite3"
        return closing((psycopg if is_postgres else sqlite3).connect(place))

    def files(self):
        root = self.directory / "files"
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("??/??/*")
        }


@pytest.fixture
def elsewhere(tmp_path):
    connection.ensure_connection()
    return Elsewhere(tmp_path / "elsewhere")


def rows_here():
    output = StringIO()
    call_command("dumpdata", *ROWS, stdout=output)
    return json.loads(output.getvalue())


def bytes_of(file):
    with storage_of_site().open(file.stored_as) as stored:
        return stored.read()


# -- There and back ---------------------------------------------------------------------------


def test_what_was_backed_up_is_there_again(place, file, csl, centre, elsewhere):
    submitted(make_evidence(file.evidence.learner), "LT 1.1")
    before = rows_here()
    assert "1 files" in backup(place, "--verify")

    done = elsewhere.manage("restore", place.directory)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well: 1 file of rows and 1 stored" in done.stdout
    assert f"{centre}: whole." in done.stdout
    assert elsewhere.files() == {file.stored_as: bytes_of(file)}
    assert json.loads(elsewhere.manage("dumpdata", *ROWS).stdout) == before


def test_both_are_entered_in_the_trail(place, file):
    backup(place)
    assert AuditEntry.objects.get().words == "Took a backup of the whole site, from a shell."


def test_people_work_while_it_is_taken(place, file, elsewhere, one_a_second):
    """Whatever the snapshot names is there, although more comes all the time."""
    over = threading.Event()

    def work():
        try:
            number = 0
            while not over.is_set():
                number += 1
                make_file(file.evidence, f"file {number}".encode())
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        said = [backup(place) for _ in range(3)]
    finally:
        over.set()
        worker.join()

    numbers = [int(words.split(" and ")[1].split()[0]) for words in said]
    assert numbers == sorted(numbers)
    assert EvidenceFile.objects.count() >= numbers[-1] > numbers[0]
    done = elsewhere.manage("restore", place.directory)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(elsewhere.files()) == numbers[-1]


def test_what_is_deleted_while_it_is_copied_means_another_look(place, file, monkeypatch):
    """As an archive is once it was brought in: the row lets go of it, and it is deleted."""
    passing = make_file(file.evidence, b"passing")
    read = type(storage_of_site()).read

    def deleted_first(storage, name, *rest):
        if name == passing.stored_as:
            EvidenceFile.objects.filter(pk=passing.pk).delete()
            storage.delete(name)
        return read(storage, name, *rest)

    monkeypatch.setattr(type(storage_of_site()), "read", deleted_first)

    assert "the database and 1 files" in backup(place, "--verify")
    assert not place.file(passing.stored_as).exists()


# -- Several in one place ---------------------------------------------------------------------


def test_the_second_copies_only_what_is_new(place, file, one_a_second):
    assert "1 of them new" in backup(place)
    make_file(file.evidence, b"another")
    assert "2 files (41 bytes), 1 of them new" in backup(place)
    assert len(place.names()) == 2


def test_only_the_newest_are_kept_and_no_file_of_the_others(place, file, one_a_second):
    backup(place)
    first = place.names()
    EvidenceFile.objects.all().delete()
    newer = make_file(Evidence.objects.get(), b"newer")
    backup(place)
    assert set(place.kept_files()) == {file.stored_as, newer.stored_as}

    backup(place, "--keep", "2")

    assert first[0] not in place.names()
    assert len(place.names()) == 2
    assert set(place.kept_files()) == {newer.stored_as}
    assert list(place.backups.glob(".*")) == []


def test_an_earlier_one_is_put_back_by_its_name(place, file, elsewhere, one_a_second):
    backup(place)
    make_file(file.evidence, b"another")
    backup(place)

    assert elsewhere.manage("restore", place.directory, "--at", place.names()[0]).returncode == 0
    assert set(elsewhere.files()) == {file.stored_as}


# -- What can be wrong with it ----------------------------------------------------------------


def kept_file(place, file):
    return place.file(file.stored_as)


def database_of(place):
    (path,) = place.backups.glob("*/database.*")
    return path


def spoil(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "a changed file": (lambda place, file: spoil(kept_file(place, file)), "is damaged"),
    "a missing file": (lambda place, file: kept_file(place, file).unlink(), "is missing"),
    "a half file": (lambda place, file: os.truncate(kept_file(place, file), 3), "is damaged"),
    "the database": (lambda place, file: spoil(database_of(place)), "database"),
    "no database": (lambda place, file: database_of(place).unlink(), "database"),
    "the list": (lambda place, file: spoil(next(place.backups.glob("*/*.sha256"))), "damaged"),
    "the manifest": (lambda place, file: spoil(next(place.backups.glob("*/*.json"))), ""),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_is_named_and_not_put_back(damage, place, file):
    backup(place)
    spoiled, words = DAMAGE[damage]
    spoiled(place, file)

    output = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("verify_backup", str(place.directory), stdout=output)
    assert words in output.getvalue() + str(error.value)
    assert words in refused(place)
    assert EvidenceFile.objects.get() == file


def refused(place, *arguments):
    """Why it is not put back in the place of this very site."""
    output = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("restore", str(place.directory), *(arguments or ["--force"]), stdout=output)
    return output.getvalue() + str(error.value)


def test_a_whole_one_is_said_to_be_whole(place, file):
    backup(place)
    output = StringIO()
    call_command("verify_backup", str(place.directory), stdout=output)
    assert "is whole: the database and 1 files (34 bytes)" in output.getvalue()


def test_damaged_files_can_be_left_out(place, file, elsewhere):
    make_file(file.evidence, b"another")
    backup(place)
    spoil(kept_file(place, file))

    done = elsewhere.manage("restore", place.directory, "--despite-damage")

    assert done.returncode == 1
    assert "Anna Kowalczyk, E1 Rota of week 12, rota.txt (the original): The bytes are not" in (
        done.stdout
    )
    assert len(elsewhere.files()) == 1


def test_what_is_missing_here_is_put_back_from_a_backup(place, file):
    backup(place)
    before = bytes_of(file)
    path = Path(storage_of_site().path(file.stored_as))
    for harm in (path.unlink, lambda: spoil(path)):
        harm()
        output = StringIO()
        call_command("restore", str(place.directory), "--missing", stdout=output)
        assert "Put back: Anna Kowalczyk, E1 Rota of week 12, rota.txt" in output.getvalue()
        assert bytes_of(file) == before


def test_what_is_in_no_backup_is_named(place, file):
    backup(place)
    later = make_file(file.evidence, b"after the backup", name="later.txt")
    Path(storage_of_site().path(later.stored_as)).unlink()
    output = StringIO()
    with pytest.raises(CommandError, match="1 files are in no backup"):
        call_command("restore", str(place.directory), "--missing", stdout=output)
    assert "later.txt" in output.getvalue()


def test_what_the_site_itself_lacks_is_said(place, file):
    Path(storage_of_site().path(file.stored_as)).unlink()
    with pytest.raises(CommandError, match="The site itself lacks 1 files"):
        backup(place)
    assert len(place.names()) == 1


def test_what_was_altered_in_the_site_does_not_replace_the_good_copy(place, file, one_a_second):
    backup(place)
    good = kept_file(place, file).read_bytes()
    spoil(Path(storage_of_site().path(file.stored_as)))

    assert "0 of them new" in backup(place, "--verify")
    assert kept_file(place, file).read_bytes() == good


# -- Interrupted, or in the wrong place -------------------------------------------------------


def test_an_interrupted_backup_leaves_the_last_whole_one(place, file, monkeypatch, one_a_second):
    backup(place)
    whole = place.names()
    make_file(file.evidence, b"another")
    with monkeypatch.context() as patched:
        patched.setattr(taking, "write_manifest", interrupted)
        with pytest.raises(KeyboardInterrupt):
            backup(place)
    assert place.names() == whole
    assert list(place.backups.glob(".*")) == []
    # As after kill -9, when nothing of the program clears up.
    (place.backups / f"{PART}2026-01-01T000000Z").mkdir()
    (place.files / f"{PART}half").write_bytes(b"half")

    assert "0 of them new" in backup(place, "--verify")
    assert len(place.names()) == 2
    assert list(place.directory.rglob(f"{PART}*")) == []


def interrupted(*_):
    raise KeyboardInterrupt


def test_a_file_that_an_interrupted_backup_left_is_not_trusted_unread(place, file):
    with place_for_writing(place.directory):
        kept = kept_file(place, file)
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"x" * file.size)
    assert "1 of them new" in backup(place, "--verify")


def test_two_at_once_do_not_meet(place, file):
    with place_for_writing(place.directory), pytest.raises(CommandError, match="Another backup"):
        backup(place)


@pytest.mark.parametrize(
    ("directory", "words"),
    [
        (lambda tmp_path: Path(django_settings.DATA_DIR) / "backups", "inside DATA_DIR"),
        (lambda tmp_path: with_things(tmp_path / "other"), "holds other things"),
        (lambda tmp_path: a_file(tmp_path / "file"), "is not a directory"),
        (lambda tmp_path: a_file(tmp_path / "file") / "below", "Cannot write"),
    ],
)
def test_a_wrong_directory_is_refused(directory, words, tmp_path, file):
    with pytest.raises(CommandError, match=words):
        backup(Place(directory(tmp_path)))


def with_things(path):
    path.mkdir()
    (path / "photo.jpg").write_bytes(b"x")
    return path


def a_file(path):
    path.write_bytes(b"x")
    return path


def test_nothing_is_put_back_where_there_is_something(place, file):
    backup(place)
    words = refused(place, "--at", place.names()[0])
    assert "not empty: 2 centres, 9 users" in words
    assert "All that would be lost." in words


def test_with_force_it_is_replaced(place, file, elsewhere):
    backup(place)
    assert elsewhere.manage("restore", place.directory).returncode == 0
    with elsewhere.database() as database:
        database.execute("UPDATE portfolio_centre SET name = 'New' WHERE number = 'C-1001'")
        database.commit()

    done = elsewhere.manage("restore", place.directory, "--force")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "with 0 files that were not here" in done.stdout
    with elsewhere.database() as database:
        names = {name for (name,) in database.execute("SELECT name FROM portfolio_centre")}
    assert names == {each.name for each in Centre.objects.all()}


def test_where_there_is_no_backup_it_is_said(tmp_path):
    assert "There is no backup in" in refused(Place(tmp_path))


def test_a_backup_of_another_kind_of_database_or_a_later_version_is_refused(place, file):
    backup(place)
    before = read_manifest(place, place.names()[0])
    for change, words in (
        ({"engine": "oracle"}, "a backup of oracle"),
        ({"migrations": [["portfolio", "0999_later"]]}, "a later version"),
        ({"format": 99}, "a later version"),
    ):
        write_manifest(place.backups / place.names()[0], replace(before, **change))
        assert words in refused(place)


def test_other_keys_are_said(place, file, csl, elsewhere, monkeypatch):
    submitted(make_evidence(file.evidence.learner), "LT 1.1")
    backup(place)
    monkeypatch.setenv("AUDIT_KEY", "another key of fifty characters, as they are to be.")
    done = elsewhere.manage("restore", place.directory)
    assert done.returncode == 1
    assert "This site has another AUDIT_KEY" in done.stdout


def test_the_place_is_for_its_owner_alone(place, file):
    backup(place)
    assert place.directory.stat().st_mode & 0o077 == 0


def test_a_backup_takes_the_same_queries_however_many_files(
    place, file, django_assert_max_num_queries, one_a_second
):
    for number in range(3):
        make_file(file.evidence, f"{number}".encode())
    with (
        place_for_writing(place.directory) as held,
        django_assert_max_num_queries(30) as first,
    ):
        take_backup(held, lambda *_: None)
    for number in range(3, 6):
        make_file(file.evidence, f"{number}".encode())
    with (
        place_for_writing(place.directory) as held,
        django_assert_max_num_queries(len(first)),
    ):
        take_backup(held, lambda *_: None)


def test_none_to_keep_is_refused():
    with pytest.raises(CommandError, match="--keep is 1 or more"):
        call_command("backup", "/nowhere", "--keep", "0")

import hashlib
import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.utils import timezone

from portfolio.files.storage import StorageUnavailable, outages, sending
from portfolio.files.storage.addresses import Bucket, bucket_of
from tests.buckets import options_of

OPAQUE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
ABSENT = "ab/cd/" + "a" * 32


@pytest.fixture
def storage(any_storage):
    return any_storage


def incoming(storage, content=b"whole"):
    with storage.new_incoming() as part:
        part.write(content)
    return part.name


def stored(storage):
    """The bytes of all that has a name, and then of all that is on its way."""
    named = [b"".join(storage.read(kept.name)) for kept in storage.names()]
    return sorted(named), [path.read_bytes() for path in storage.incoming.iterdir()]


def test_a_stored_file_has_a_name_that_says_nothing(storage):
    names = {storage.save("Anna Kowalczyk.pdf", ContentFile(b"x")) for _ in range(20)}
    assert len(names) == 20
    assert all(OPAQUE.fullmatch(name) for name in names)


def test_a_stored_file_reads_back_until_it_is_deleted(storage):
    name = storage.save("a.txt", ContentFile("naïve"))
    with storage.open(name) as file:
        assert file.read() == "naïve".encode()
        file.seek(2)
        assert file.read(2) == "ï".encode()
    assert storage.size(name) == 6
    storage.delete(name)
    assert not storage.exists(name)
    # As it may be asked twice.
    storage.delete(name)


def test_only_the_site_may_read_what_is_on_the_disk(own_storage):
    name = own_storage.save("a.txt", ContentFile(b"x"))
    assert os.stat(own_storage.path(name)).st_mode & 0o777 == 0o600


def test_bytes_are_written_and_flushed_before_they_get_their_final_name(own_storage, monkeypatch):
    """What a killed server leaves is decided by this order; see also faults/kill_upload.py."""
    steps = []
    fsync, rename = os.fsync, Path.rename

    def noted_fsync(descriptor):
        steps.append(("fsync", os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    def noted_rename(source, target):
        steps.append(("rename", str(source), source.read_bytes()))
        assert not target.exists()
        return rename(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    name = own_storage.save("a.bin", ContentFile(b"whole"))
    moved = next(step for step in steps if step[0] == "rename")
    place = steps.index(moved)
    assert moved[2] == b"whole"
    assert Path(moved[1]).parent == own_storage.incoming
    assert ("fsync", moved[1]) in steps[:place]
    assert ("fsync", os.path.dirname(own_storage.path(name))) in steps[place:]


def test_a_write_that_fails_leaves_nothing(storage):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        storage.save("a.bin", Broken(b"whole"))
    assert stored(storage) == ([], [])


def test_adopting_moves_a_complete_file(storage):
    path = incoming(storage)
    name = storage.adopt(path)
    assert OPAQUE.fullmatch(name)
    assert not Path(path).exists()
    assert stored(storage) == ([b"whole"], [])


def test_an_empty_file_is_a_file(storage):
    name = storage.adopt(incoming(storage, b""))
    assert storage.size(name) == 0
    assert list(storage.read(name)) == []


def test_only_what_came_in_is_adopted(storage, tmp_path):
    elsewhere = tmp_path / "secret"
    elsewhere.write_bytes(b"x")
    link = storage.incoming / "part-link"
    link.symlink_to(elsewhere)
    for path in (elsewhere, link):
        with pytest.raises(SuspiciousFileOperation):
            storage.adopt(path)
    assert elsewhere.exists()


def test_what_is_stored_is_not_adopted_again(own_storage):
    with pytest.raises(SuspiciousFileOperation):
        own_storage.adopt(own_storage.path(own_storage.save("a", ContentFile(b"y"))))


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "ab/cd/../../../secret",
        "/etc/passwd",
        "incoming/part-1",
        "",
        ".",
        "ab/cd/" + "a" * 31,
        "ab/cd/" + "a" * 32 + "\n",
        "AB/CD/" + "A" * 32,
    ],
)
def test_no_other_name_leads_to_a_file(storage, name):
    asks = [storage.open, storage.exists, storage.size, storage.read, storage.delete]
    for ask in [*asks, lambda name: storage.local_copy(name).__enter__()]:
        with pytest.raises((SuspiciousFileOperation, ValueError)):
            ask(name)


def test_stored_files_have_no_address(storage):
    with pytest.raises(ValueError, match="a view serves them"):
        storage.url(storage.save("a", ContentFile(b"x")))


def test_abandoned_parts_go_after_a_day_and_stored_files_stay(storage):
    old, new = incoming(storage), incoming(storage)
    long_ago = Path(old).stat().st_mtime - timedelta(hours=25).total_seconds()
    os.utime(old, (long_ago, long_ago))
    name = storage.save("a", ContentFile(b"x"))
    assert storage.remove_abandoned() == 1
    assert not Path(old).exists()
    assert Path(new).exists()
    assert storage.exists(name)


# -- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"), [(0, None), (0, 5), (3, 7), (3, None), (9, 10), (10, None), (4, 4), (4, 99)]
)
def test_a_range_is_read(storage, start, end):
    name = storage.save("a", ContentFile(b"0123456789"))
    assert b"".join(storage.read(name, start, end)) == b"0123456789"[start:end]


def test_a_file_that_is_not_there_is_found_out_at_once(storage):
    for ask in (storage.read, storage.size, storage.open):
        with pytest.raises(FileNotFoundError):
            ask(ABSENT)
    with pytest.raises(FileNotFoundError), storage.local_copy(ABSENT):
        pass
    assert not storage.exists(ABSENT)
    assert stored(storage) == ([], [])


def test_a_reading_is_closed_when_it_ends_and_when_nobody_began_it(storage):
    """An unclosed file is an error in these tests."""
    name = storage.save("a", ContentFile(b"x" * 600_000))
    storage.read(name).close()
    half = storage.read(name)
    next(half)
    half.close()
    half.close()
    assert next(storage.read(name, 0, 4)) == b"xxxx"
    assert sum(len(chunk) for chunk in storage.read(name)) == 600_000


def test_a_local_copy_is_the_whole_file_and_leaves_nothing(storage):
    name = storage.save("a", ContentFile(b"whole"))
    with storage.local_copy(name) as path:
        assert path.read_bytes() == b"whole"
    assert stored(storage) == ([b"whole"], [])


def test_all_that_is_stored_is_named(storage):
    before = timezone.now() - timedelta(seconds=2)
    names = {storage.save("a", ContentFile(b"x" * size)): size for size in (1, 2, 3)}
    incoming(storage)
    found = list(storage.names())
    assert {kept.name: kept.size for kept in found} == names
    assert all(before < kept.changed_at < timezone.now() + timedelta(seconds=2) for kept in found)


# -- A service --------------------------------------------------------------------------------


def test_a_large_file_is_sent_in_parts(s3_storage, monkeypatch):
    # The smallest that the interface allows.
    monkeypatch.setattr(sending, "PART_SIZE", 5 * 1024 * 1024)
    content = os.urandom(12 * 1024 * 1024)
    name = s3_storage.adopt(incoming(s3_storage, content))
    head = s3_storage._client.head_object(**s3_storage._address(name))
    assert head["ETag"].endswith('-3"')
    assert hashlib.sha256(b"".join(s3_storage.read(name))).digest() == (
        hashlib.sha256(content).digest()
    )
    middle = 6 * 1024 * 1024
    assert b"".join(s3_storage.read(name, middle, middle + 9)) == content[middle : middle + 9]


def test_of_a_service_only_the_range_is_fetched(s3_storage):
    name = s3_storage.save("a", ContentFile(b"x" * 5_000_000))
    reading = s3_storage.read(name, 4_000_000, 4_000_100)
    assert reading._body._content_length == "100"
    reading.close()


def sent(content=b"whole", **said):
    """What was sent, compared with a service that says this of it."""
    send = sending.Sent(
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        checksums=frozenset(["checksum"]),
        etag="etag",
    )
    return sending.is_whole(send, {"ContentLength": len(content), **said})


def test_a_service_is_believed_only_if_it_names_these_bytes():
    assert sent(ChecksumSHA256="checksum")
    assert sent(ChecksumSHA256="checksum-3")
    assert sent(ETag='"etag"')
    assert not sent()
    assert not sent(ETag='"another"')
    assert not sent(ChecksumSHA256="another", ETag='"etag"')
    assert not sent(ContentLength=4, ChecksumSHA256="checksum")


def test_where_a_service_names_no_hash_its_bytes_are_read_back(s3_storage, monkeypatch):
    monkeypatch.setattr("portfolio.files.storage.s3.is_whole", lambda sent, head: False)
    name = s3_storage.save("a", ContentFile(b"whole"))
    assert s3_storage.exists(name)


def test_other_bytes_than_were_sent_are_not_called_stored(s3_storage, monkeypatch):
    def spoilt(client, address, source):
        sent = sending.send(client, address, source)
        client.put_object(**address, Body=b"Whole")
        return sent

    monkeypatch.setattr("portfolio.files.storage.s3.send", spoilt)
    path = incoming(s3_storage)
    with pytest.raises(StorageUnavailable, match="other bytes"):
        s3_storage.adopt(path)
    assert stored(s3_storage) == ([], [b"whole"])


def test_parts_that_a_killed_server_sent_are_given_up(s3_storage):
    client, address = s3_storage._client, s3_storage._address(ABSENT)
    # Moto dates all of them in 2010.
    client.create_multipart_upload(**address)
    assert s3_storage.remove_abandoned() == 0
    assert "Uploads" not in client.list_multipart_uploads(Bucket=s3_storage.bucket.name)


def test_nothing_in_the_bucket_is_public(s3_storage):
    name = s3_storage.save("a", ContentFile(b"x"))
    acl = s3_storage._client.get_object_acl(**s3_storage._address(name))
    assert not [grant for grant in acl["Grants"] if grant["Grantee"]["Type"] == "Group"]


def test_other_objects_of_a_bucket_are_not_ours(s3_storage):
    client = s3_storage._client
    for key in (ABSENT, "centre/notes.txt", "centre/incoming/part-1"):
        client.put_object(Bucket=s3_storage.bucket.name, Key=key, Body=b"x")
    assert list(s3_storage.names()) == []
    assert not s3_storage.exists(ABSENT)


def test_a_connection_that_breaks_is_taken_up_where_it_broke(s3_storage, monkeypatch):
    content = os.urandom(1_000_000)
    name = s3_storage.save("a", ContentFile(content))
    reading = s3_storage.read(name, 10)
    first = next(reading)
    broken = reading._body

    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    reading._body = Broken()
    assert first + b"".join(reading) == content[10:]
    broken.close()


# -- An outage --------------------------------------------------------------------------------


@pytest.fixture
def silent(settings, tmp_path):
    """A storage at an address where nobody answers."""
    from django.core.files.storage import default_storage

    bucket = Bucket("evidence", key="key", secret="s", region="x", endpoint="http://127.0.0.1:1")
    settings.STORAGES = settings.STORAGES | {"default": options_of(bucket, tmp_path)}
    yield default_storage
    default_storage.close()


def test_an_outage_is_none_of_a_file(silent):
    """Nobody may take it for a missing file, and nothing that came in is lost."""
    path = incoming(silent)
    for ask in (
        lambda: silent.adopt(path),
        lambda: silent.read(ABSENT),
        lambda: silent.open(ABSENT),
        lambda: silent.exists(ABSENT),
        lambda: silent.size(ABSENT),
        lambda: silent.delete(ABSENT),
        lambda: list(silent.names()),
        silent.remove_abandoned,
    ):
        silent._outages._ask_again_at = 0
        with pytest.raises(StorageUnavailable):
            ask()
    assert Path(path).read_bytes() == b"whole"


def test_after_one_call_without_an_answer_nobody_waits(silent, monkeypatch):
    with pytest.raises(StorageUnavailable, match="connect"):
        silent.size(ABSENT)
    with pytest.raises(StorageUnavailable, match="a moment ago"):
        silent.size(ABSENT)
    monkeypatch.setattr(outages.time, "monotonic", lambda: silent._outages._ask_again_at + 1)
    with pytest.raises(StorageUnavailable, match="connect"):
        silent.size(ABSENT)


def test_only_some_wait_at_once(silent, monkeypatch):
    monkeypatch.setattr(outages, "PATIENCE", 0.01)
    for _ in range(outages.MOST_WAITING):
        silent._outages._turns.acquire()
    with pytest.raises(StorageUnavailable, match="waiting"):
        silent.size(ABSENT)


def test_a_bucket_that_is_not_there_is_an_outage(settings, tmp_path, s3_storage):
    bucket = Bucket("nothing", key="key", secret="s", endpoint=s3_storage.bucket.endpoint)
    settings.STORAGES = settings.STORAGES | {"default": options_of(bucket, tmp_path)}
    with pytest.raises(StorageUnavailable):
        s3_storage.read(ABSENT)
    s3_storage.close()


# -- The setting ------------------------------------------------------------------------------


def test_the_address_of_a_bucket():
    full = "s3://KEY:a%2Fb%2Bc@evidence/north/gate?region=eu-west-2&endpoint=https://s3.example.org"
    assert bucket_of(full) == Bucket(
        "evidence", "north/gate/", "KEY", "a/b+c", "eu-west-2", "https://s3.example.org"
    )
    assert bucket_of("s3://evidence") == Bucket("evidence")


@pytest.mark.parametrize(
    "address", ["evidence", "https://evidence/", "s3://", "s3:///x", "s3://evidence?regoin=x"]
)
def test_an_address_that_means_nothing_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        bucket_of(address)

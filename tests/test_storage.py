import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

OPAQUE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")


@pytest.fixture
def storage(own_storage):
    return own_storage


def incoming(storage, content=b"whole"):
    with storage.new_incoming() as part:
        part.write(content)
    return part.name


def all_files(storage):
    return sorted(path for path in Path(storage.location).rglob("*") if path.is_file())


def test_a_stored_file_has_a_name_that_says_nothing(storage):
    names = {storage.save("Anna Kowalczyk.pdf", ContentFile(b"x")) for _ in range(20)}
    assert len(names) == 20
    assert all(OPAQUE.fullmatch(name) for name in names)


def test_a_stored_file_reads_back_and_only_the_site_may_read_it(storage):
    name = storage.save("a.txt", ContentFile("naïve"))
    with storage.open(name) as file:
        assert file.read() == "naïve".encode()
    assert storage.size(name) == 6
    assert os.stat(storage.path(name)).st_mode & 0o777 == 0o600
    storage.delete(name)
    assert not storage.exists(name)


def test_bytes_are_written_and_flushed_before_they_get_their_final_name(storage, monkeypatch):
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
    name = storage.save("a.bin", ContentFile(b"whole"))
    moved = next(step for step in steps if step[0] == "rename")
    place = steps.index(moved)
    assert moved[2] == b"whole"
    assert Path(moved[1]).parent == storage.incoming
    assert ("fsync", moved[1]) in steps[:place]
    assert ("fsync", os.path.dirname(storage.path(name))) in steps[place:]


def test_a_write_that_fails_leaves_nothing(storage):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        storage.save("a.bin", Broken(b"whole"))
    assert all_files(storage) == []


def test_adopting_moves_a_complete_file(storage):
    path = incoming(storage)
    name = storage.adopt(path)
    assert OPAQUE.fullmatch(name)
    assert not Path(path).exists()
    assert [path.read_bytes() for path in all_files(storage)] == [b"whole"]


def test_only_what_came_in_is_adopted(storage, tmp_path):
    elsewhere = tmp_path / "secret"
    elsewhere.write_bytes(b"x")
    stored = storage.path(storage.save("a", ContentFile(b"y")))
    link = storage.incoming / "part-link"
    link.symlink_to(elsewhere)
    for path in (elsewhere, stored, link):
        with pytest.raises(SuspiciousFileOperation):
            storage.adopt(path)
    assert elsewhere.exists()


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
    for ask in (storage.open, storage.exists, storage.size, storage.path, storage.delete):
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
    os.utime(storage.path(name), (long_ago, long_ago))
    assert storage.remove_abandoned() == 1
    assert not Path(old).exists()
    assert Path(new).exists()
    assert storage.exists(name)

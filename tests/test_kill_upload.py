"""A server killed during uploads: nothing half-written, nothing listed that is not stored."""

import hashlib

import pytest

from tests.faults.kill_upload import faults_of, kill_once, loaded_site, make_site

# By hand as many as one likes: "python -m tests.faults.kill_upload 200".
ROUNDS = 20


@pytest.mark.slow
def test_a_server_killed_at_20_random_moments_leaves_only_whole_files(tmp_path):
    # The only test that runs the migrations.
    site = make_site(tmp_path, migrating=True)
    with loaded_site(site) as parent:
        for _ in range(ROUNDS):
            assert kill_once(site, parent) == []
    assert len(site.stored) >= ROUNDS
    # Some were cut off, or nothing was tried.
    assert site.stored < site.sent


def test_what_would_be_wrong_is_seen(tmp_path):
    """The check itself: a half file, and a file that was stored but is not listed."""
    site = make_site(tmp_path)
    assert faults_of(site) == []
    half = site.files / "ab" / "cd" / ("0" * 32)
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half of a f")
    site.stored.add(hashlib.sha256(b"never listed").hexdigest())
    assert len(faults_of(site)) == 2

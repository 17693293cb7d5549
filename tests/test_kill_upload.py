"""A server killed during uploads: nothing half-written, nothing listed that is not stored."""

import hashlib
import shutil
from dataclasses import replace

import pytest

from tests.faults.kill_upload import faults_of, kill_once, loaded_site, make_site

ROUNDS = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A site before anything was sent to it."""
    return make_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(made, tmp_path):
    """A copy of it for one test."""
    shutil.copytree(made.directory, tmp_path, dirs_exist_ok=True)
    return replace(made, directory=tmp_path, sent=set(), stored=set())


@pytest.mark.slow
def test_a_server_killed_at_20_random_moments_leaves_only_whole_files(site):
    with loaded_site(site) as parent:
        for _ in range(ROUNDS):
            assert kill_once(site, parent) == []
    assert len(site.stored) >= ROUNDS
    # Some were cut off, or nothing was tried.
    assert site.stored < site.sent


def test_what_would_be_wrong_is_seen(site):
    """The check itself: a half file, and a file that was stored but is not listed."""
    assert faults_of(site) == []
    half = site.files / "ab" / "cd" / ("0" * 32)
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half of a f")
    site.stored.add(hashlib.sha256(b"never listed").hexdigest())
    assert len(faults_of(site)) == 2

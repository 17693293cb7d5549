"""A storage that is shut, silent, slow or breaks off: nothing is half, all else goes on."""

import hashlib

import pytest

from tests.faults.storage_down import STATES, begin, faults_of, one_round, running


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running(tmp_path_factory.mktemp("site")) as site:
        begin(site)
        yield site


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_an_outage_is_said_and_passes(site, state):
    assert one_round(site, state, with_export=state == "shut") == []


@pytest.mark.slow
def test_what_would_be_wrong_is_seen(site):
    """The check itself: half of a file under a name, and a file that is listed but not there."""
    assert faults_of(site) == []
    with site.storage.new_incoming() as half:
        half.write(b"half of a f")
    name = site.storage.adopt(half.name)
    assert faults_of(site) == [f"{name} is not whole."]
    site.storage.delete(name)
    digest = hashlib.sha256(b"0 " * 40_000).hexdigest()
    assert digest in site.stored
    name = next(
        kept.name
        for kept in site.storage.names()
        if hashlib.sha256(b"".join(site.storage.read(kept.name))).hexdigest() == digest
    )
    site.storage.delete(name)
    assert faults_of(site) == [f"{name} is listed, but its bytes are not there."]

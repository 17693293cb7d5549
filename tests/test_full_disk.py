"""A full disk is said in a sentence, leaves nothing half-written, and is no fault of ours."""

import errno

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import path

from portfolio import urls as site_urls
from portfolio.files.full_disk import FULL, failed, is_disk_full
from tests.faults.fill_disk import faults_of_backup, fill_once, full_trial, small_disk
from tests.people import client_of

ROUNDS = 2


def raised(error):
    """A view that fails with ``error``."""

    def view(request):
        raise error

    return view


FAULTS = {
    "file/": OSError(errno.ENOSPC, "No space left on device"),
    "quota/": OSError(errno.EDQUOT, "Disk quota exceeded"),
    "sqlite/": OperationalError("database or disk is full"),
    "other/": OSError(errno.EIO, "Input/output error"),
    "locked/": OperationalError("database is locked"),
}
urlpatterns = [
    *(path(f"full/{name}", raised(error)) for name, error in FAULTS.items()),
    *site_urls.urlpatterns,
]
handler403, handler500 = site_urls.handler403, site_urls.handler500


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["file/", "quota/", "sqlite/"])
def test_a_full_disk_is_said_in_a_sentence(name, ben):
    client = client_of(ben)
    client.raise_request_exception = False

    page = client.get(f"/full/{name}")
    assert (page.status_code, FULL in page.text) == (507, True)
    answer = client.post(f"/full/{name}", headers={"X-Requested-With": "XMLHttpRequest"})
    assert (answer.status_code, answer.json()) == (507, {"error": FULL})


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["other/", "locked/"])
def test_other_faults_are_faults_of_the_program(name, ben):
    client = client_of(ben)
    client.raise_request_exception = False
    assert client.get(f"/full/{name}").status_code == 500


def test_what_a_full_disk_led_to_is_one_as_well():
    error = RuntimeError("The document could not be written.")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert is_disk_full(error)
    assert not is_disk_full(None)
    assert failed(RequestFactory().get("/")).status_code == 500


@pytest.mark.slow
def test_a_site_on_a_full_disk_says_so_and_goes_on_once_there_is_room(tmp_path):
    try:
        with full_trial(tmp_path / "site") as (trial, filler):
            for _ in range(ROUNDS):
                assert fill_once(trial, filler) == []
            assert trial.settle()[1] == []
            with small_disk(tmp_path / "backups", 48) as disk:
                assert list(faults_of_backup(trial.site, disk)) == []
    except PermissionError as reason:
        pytest.skip(f"Small file systems cannot be mounted here: {reason}")

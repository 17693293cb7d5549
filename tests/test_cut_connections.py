"""Connections that break and a server that dies: every file arrives whole."""

import pytest

from tests.faults.cut_connections import MEGABYTE, send_all

UPLOADS = 6
LARGEST = 8 * MEGABYTE


@pytest.mark.slow
def test_uploads_arrive_whole_through_a_bad_connection(tmp_path):
    run = send_all(tmp_path, UPLOADS, LARGEST)
    assert run.faults == []
    assert run.arrived == UPLOADS
    # Something did go wrong, or nothing was tried.
    assert run.resumed


@pytest.mark.slow
def test_an_offset_that_moves_without_the_bytes_is_noticed(tmp_path):
    run = send_all(tmp_path, 3, LARGEST, plant=True)
    assert run.faults

"""Servers, workers and databases killed at random moments: nothing acknowledged is lost.

Small counts of ``tests.faults.kill_anything``, which by hand goes on for as long as one likes.
"""

import pytest

from tests.faults.acts import ACTIVITIES
from tests.faults.kill_anything import new_trial
from tests.services import uses_sqlite

ROUNDS = 1

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    trial = new_trial(
        tmp_path_factory.mktemp("killed"), "sqlite" if uses_sqlite() else "postgresql"
    )
    try:
        with trial.site.at_work():
            trial.begin()
            yield trial
    finally:
        if trial.postgres:
            trial.postgres.remove()


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_killed_while_people_work(trial, activity):
    for victim in trial.victims():
        for _ in range(ROUNDS):
            assert trial.round(activity, victim) == []
    # Something was tried, or nothing is shown.
    assert any(trial.acknowledged.get(act.__name__) for act in ACTIVITIES[activity])


def test_then_every_job_comes_to_its_end_and_the_trail_is_whole(trial):
    _, faults = trial.settle()
    assert faults == []


def test_what_would_be_lost_is_seen(trial):
    """The check itself: something acknowledged that is not there, and a file that is half there."""
    trial.acknowledged["mark"] = ["never recorded"]
    half = max(trial.site.files.glob("??/??/*"), key=lambda path: path.stat().st_size)
    half.write_bytes(half.read_bytes()[:-1])
    faults = trial.look()
    assert "mark: never recorded was acknowledged and is lost." in faults
    assert len(faults) == 2

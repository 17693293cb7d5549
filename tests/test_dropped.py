"""What a killed worker, or a server killed before it could queue a job, left: taken up again."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from assessment.archive.bringing import KILLED as IMPORT_KILLED
from assessment.exports.dropped import KILLED, take_up_dropped
from assessment.exports.progress import INTERRUPTED, progress_of
from assessment.models import Export, FormSet, PortfolioImport, Qualification
from portfolio import claiming
from portfolio.claiming import MOST_RUNS, beating, claim
from portfolio.models.claiming import SILENT_AFTER

pytestmark = pytest.mark.django_db

KILLED_BEFORE = SILENT_AFTER + timedelta(seconds=1)


@pytest.fixture
def export(csl, anna):
    return Export.objects.create(enrolment=csl, asked_by=anna)


@pytest.fixture
def brought(centre, cleo):
    return PortfolioImport.objects.create(centre=centre, asked_by=cleo, name="anna.zip")


def ago(rows, silence, **values):
    then = timezone.now() - silence
    rows.update(started_at=then, alive_at=then, runs=1, **values)


def queued():
    return [(job.task["func"].__name__, job.task["args"]) for job in OrmQ.objects.all()]


def test_a_document_whose_worker_was_killed_is_queued_again_once(export):
    ago(Export.objects, KILLED_BEFORE, stage="Drawing 3 pages", percent=75)

    assert take_up_dropped() == 1
    assert queued() == [("make_export", (export.pk,))]
    assert take_up_dropped() == 0
    # And whoever runs it may have it.
    assert claim(Export.objects.filter(pk=export.pk)) is not None
    export.refresh_from_db()
    assert export.runs == 2


def test_one_whose_worker_lives_is_left_alone(export):
    ago(Export.objects, SILENT_AFTER - timedelta(seconds=10))

    assert take_up_dropped() == 0
    assert claim(Export.objects.filter(pk=export.pk)) is None


def test_one_that_is_over_is_left_alone(export):
    ago(Export.objects, KILLED_BEFORE, finished_at=timezone.now(), failure="No.")

    assert take_up_dropped() == 0


def test_one_that_kills_its_worker_each_time_is_ended_with_a_sentence(export):
    ago(Export.objects, KILLED_BEFORE)
    Export.objects.update(runs=MOST_RUNS)

    assert take_up_dropped() == 0
    export.refresh_from_db()
    assert progress_of(export).words == KILLED
    assert progress_of(export).is_over


def test_one_that_never_reached_the_queue_is_queued(export, cleo, centre, csl):
    """A server was killed between the two."""
    long_ago = timezone.now() - timedelta(minutes=2)
    Export.objects.update(asked_at=long_ago)
    forms = FormSet.objects.create(
        centre=centre,
        qualification=Qualification.objects.first(),
        asked_by=cleo,
        asked_at=long_ago,
    )

    assert take_up_dropped() >= 1
    assert ("make_export", (export.pk,)) in queued()
    OrmQ.objects.all().delete()
    Export.objects.all().delete()
    assert take_up_dropped() == 1
    assert queued() == [("make_forms", (forms.pk,))]


def test_one_that_waits_in_a_long_queue_is_not_queued_twice(export):
    Export.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    async_task("time.sleep", 0)

    assert take_up_dropped() == 0


def test_whoever_waits_is_told_that_it_begins_again(export):
    ago(Export.objects, KILLED_BEFORE)
    export.refresh_from_db()

    progress = progress_of(export)
    assert (progress.state, progress.words) == ("waiting", INTERRUPTED)
    assert not progress.is_slow
    ago(Export.objects, timedelta(minutes=5))
    export.refresh_from_db()
    assert progress_of(export).is_slow


def test_an_archive_whose_worker_was_killed_is_looked_through_again(brought):
    ago(PortfolioImport.objects, KILLED_BEFORE)

    assert take_up_dropped() == 1
    assert queued() == [("look_through", (brought.pk,))]


def test_one_that_was_confirmed_is_brought_in_again(brought, cleo):
    now = timezone.now()
    ago(PortfolioImport.objects, KILLED_BEFORE, confirmed_at=now, confirmed_by=cleo, found={})

    assert take_up_dropped() == 1
    assert queued() == [("carry_out", (brought.pk,))]


def test_one_that_waits_to_be_confirmed_is_nobodys_to_run(brought):
    ago(PortfolioImport.objects, KILLED_BEFORE, found={})
    PortfolioImport.objects.update(runs=MOST_RUNS)

    assert take_up_dropped() == 0
    brought.refresh_from_db()
    assert brought.finished_at is None


def test_an_archive_that_kills_its_worker_each_time_is_ended(brought):
    ago(PortfolioImport.objects, KILLED_BEFORE)
    PortfolioImport.objects.update(runs=MOST_RUNS)

    assert take_up_dropped() == 0
    brought.refresh_from_db()
    assert brought.failure == IMPORT_KILLED


@pytest.mark.django_db(transaction=True)
def test_a_run_says_that_it_lives(cast, csl, anna, monkeypatch):
    monkeypatch.setattr(claiming, "SECONDS_BETWEEN_BEATS", 0.05)
    export = Export.objects.create(enrolment=csl, asked_by=anna)
    ago(Export.objects, KILLED_BEFORE)
    with beating(Export.objects.filter(pk=export.pk)):
        heart = next(each for each in threading.enumerate() if each.name == "heart")
        for _ in range(100):
            heart.join(0.05)
            export.refresh_from_db()
            if not export.is_silent:
                break
    assert not export.is_silent
    assert not heart.is_alive()

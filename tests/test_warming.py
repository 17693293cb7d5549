"""What changed is laid out in the background, and what is no longer used goes."""

import io
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import render_pdf
from assessment.exports.warming import clear_shelf, warm_portfolios
from portfolio.models import Evidence
from tests.people import make_evidence, make_mapping


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.SHELF_DIR = tmp_path / "shelf"
    return settings.SHELF_DIR


def quires_on(shelf):
    return {path.name for path in shelf.glob("*/*.quire")}


def test_what_changed_lately_is_laid_out(csl, learner, shelf):
    make_mapping(make_evidence(learner, title="A briefing"), "LT 1.1")

    assert warm_portfolios() == len(quires_on(shelf)) > 4
    assert warm_portfolios() == 0


def test_what_did_not_change_is_left(csl, learner, shelf):
    make_evidence(learner)
    Evidence.objects.update(changed_at=timezone.now() - timedelta(days=1))

    assert warm_portfolios() == 0
    assert quires_on(shelf) == set()


def test_an_ended_enrolment_is_left(csl, learner, shelf):
    make_evidence(learner)
    csl.ended_on = timezone.localdate()
    csl.save()

    assert warm_portfolios() == 0


def test_one_that_fails_does_not_stop_the_others(csl, learner, shelf, settings, caplog):
    make_evidence(learner)
    shelf.parent.joinpath("file").write_text("no folder")
    settings.SHELF_DIR = shelf.parent / "file"

    assert warm_portfolios() == 0
    assert "could not be laid out" in caplog.text


def test_nothing_used_lately_is_cleared_away(csl, learner, shelf):
    make_evidence(learner)
    warm_portfolios()

    assert clear_shelf() == 0
    assert quires_on(shelf)


def test_what_is_kept_can_be_bound_however_old_the_rest_is(csl, learner, shelf):
    make_evidence(learner)
    warm_portfolios()
    for path in shelf.glob("*/*"):
        if path.suffix != ".quire":
            os.utime(path, (0, 0))

    clear_shelf()

    assert render_pdf(compile_dossier(csl), io.BytesIO()) > 4

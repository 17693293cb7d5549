"""CAMERA: what there is, what was sampled of it in a period, and gaps by name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Outcome, Unit
from assessment.quality.camera import camera_of, camera_table
from assessment.quality.plan import Frame
from portfolio.models import Allocation, FileKind, Learner, Method, Role
from tests.assurance import signed_off
from tests.people import client_of, enrolled, judged, make_evidence, make_file, submitted
from tests.test_sampling import sampled

TODAY = timezone.localdate()
YEAR = timedelta(days=365)


@pytest.fixture
def frame(csl, centre):
    return Frame(centre, csl.qualification)


def rows_of(frame, user, key, since=TODAY - YEAR, until=TODAY):
    """One dimension as {name: (there, sampled)}."""
    camera = camera_of(frame, user, since, until)
    dimension = next(one for one in camera.dimensions if one.key == key)
    return {row.name: (row.there, row.sampled) for row in dimension.rows}


def words_of(frame, user, key):
    camera = camera_of(frame, user, TODAY - YEAR, TODAY)
    return next(one for one in camera.dimensions if one.key == key).words


def test_all_six_dimensions_count_what_is_there_and_what_was_sampled(
    frame, csl, learner, ines, ben, cast
):
    Learner.objects.filter(pk=learner.pk).update(workplace="Larkfield Water")
    noah = cast.learners["noah"]
    enrolled(noah, "CSL")
    for membership in ("ben", "ines"):
        Allocation.objects.create(learner=noah, membership=cast.memberships[membership])
    judged(submitted(make_evidence(noah, method=Method.REFLECTIVE), "LT 1.1").mappings.get(), ben)
    pictured = make_evidence(learner)
    make_file(pictured, kind=FileKind.IMAGE, content_type="image/png", name="board.png")
    judged(submitted(pictured, "DO 1.1").mappings.get(), ben)
    signed_off(learner, "LT", by=ben)
    lt = Unit.objects.get(code="LT")
    sampled(learner, lt, ines, records_checked=True)
    looked = lt.outcomes.first() and sum(one.criteria.count() for one in lt.outcomes.all())

    assert rows_of(frame, ines, "candidates") == {
        "Anna Kowalczyk": (2, 1),
        "Noah Bramwell": (1, 0),
    }
    assert rows_of(frame, ines, "assessors") == {"Ben Okafor": (looked + 2, looked)}
    assert rows_of(frame, ines, "methods") == {
        "Work product": (2, 1),
        "Reflective account": (1, 0),
    }
    assert rows_of(frame, ines, "evidence") == {"Picture": (1, 0), "Narrative alone": (2, 1)}
    assert rows_of(frame, ines, "records")["Declarations (sign-offs)"] == (1, 1)
    assert rows_of(frame, ines, "records")["Plans, reviews and signatures"] == (1, 1)
    assert rows_of(frame, ines, "sites") == {
        "Larkfield Water": (1, 1),
        "No workplace given": (1, 0),
    }
    assert words_of(frame, ines, "candidates") == "Nothing was sampled of Noah Bramwell."
    assert words_of(frame, ines, "evidence") == "Nothing was sampled of Picture."


def test_only_the_period_and_what_was_looked_at_counts(frame, learner, ines, ben):
    signed_off(learner, "LT", by=ben)
    sampled(learner, Unit.objects.get(code="LT"), ines, Outcome.RELEASED)
    assert rows_of(frame, ines, "candidates") == {"Anna Kowalczyk": (1, 0)}
    sampled(learner, Unit.objects.get(code="LT"), ines)
    assert rows_of(frame, ines, "candidates") == {"Anna Kowalczyk": (1, 1)}
    before = TODAY - timedelta(days=1)
    assert rows_of(frame, ines, "candidates", until=before) == {"Anna Kowalczyk": (0, 0)}
    assert rows_of(frame, ines, "assessors", until=before) == {}


def test_another_centre_is_not_in_it(frame, cast, cleo):
    enrolled(cast.learners["odd"], "CSL")
    names = rows_of(frame, cleo, "candidates")
    assert set(names) == {"Anna Kowalczyk"}


def test_the_table_is_safe_in_a_spreadsheet(frame, learner, ines):
    Learner.objects.filter(pk=learner.pk).update(workplace='=HYPERLINK("http://example.org")')
    answer = client_of(ines).get(reverse("camera-export"))
    text = answer.content.decode("utf-8-sig")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="camera-csl-')
    assert "'=HYPERLINK" in text
    assert all(not line.startswith("=") for line in text.splitlines())
    table = camera_table(camera_of(frame, ines, TODAY - YEAR, TODAY))
    assert table.headers[0] == "Dimension"


def test_a_period_is_checked(frame, ines):
    client = client_of(ines)
    for since, until in (("2026-05-02", "2026-05-01"), ("soon", "2026-05-01"), ("", "")):
        asked = {"since": since, "until": until}
        assert client.get(reverse("camera"), asked).status_code == 422
        assert client.get(reverse("camera-export"), asked).status_code == 403
    assert client.get(reverse("camera"), {"of": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_takes_the_same_queries_for_any_number_of_learners(
    frame, cast, cleo, ben, count, django_assert_num_queries
):
    for number in range(count):
        user = cast.users["odd"].__class__.objects.create(username=f"l{number}", name=f"L{number}")
        learner = Learner.objects.create(centre=frame.centre, user=user)
        enrolled(learner, "CSL")
        Allocation.objects.create(learner=learner, membership=cast.memberships["ben"])
        user.memberships.create(centre=frame.centre, role=Role.LEARNER)
        judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben)
    assert cleo.current_memberships
    with django_assert_num_queries(11):
        camera_of(frame, cleo, TODAY - YEAR, TODAY)

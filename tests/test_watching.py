"""What an EQA opens is entered, once a view; others' requests cost nothing."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolio.models import Act, Allocation, AuditEntry, Learner, Membership, Role, User
from portfolio.watching import LEARNER_BY, NOT_VIEWS
from tests.people import client_of, make_evidence, make_file, submitted
from tests.test_access import (
    ACCESS,
    PEOPLE,
    address,
    scene,  # noqa: F401 - a fixture
)

# Where an EQA gets an answer that is not about one learner.
OF_NOBODY = {
    "learners",
    "security",
    "authenticator-add",
    "passkey-add",
    "recovery-codes",
    "visits",
    "visit",
    "visit-report",
    "claims",
    "claims-export",
    "audit",
    "audit-export",
    "notices",
    "glossary",
    "tip",
    "calendar",
    "calendar-page",
    "calendar-feed",
    "assessor-observations",
    "assessor-patterns",  # counted across learners
    "standardisation-meetings",
    "password_change",
    "password_change_done",
    "password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
    "digest-stop",
    # A witness's, by the secret in the link: whoever is logged in is not asked.
    "testimony",
    "testimony-thanks",
    # Open to anybody, and about a document that they have.
    "archive-schema",
    "sealing-certificate",
    "verify",
    "verify-document",
}


def views():
    return AuditEntry.objects.filter(act=Act.VIEW)


def words():
    return list(views().order_by("pk").values_list("words", flat=True))


@pytest.fixture
def item(csl, learner):
    return make_evidence(learner)


def opens(client, name, *arguments, **headers):
    answer = client.get(reverse(name, args=arguments), **headers)
    if answer.streaming:
        answer.getvalue()
    return answer


def test_a_page_is_entered_by_its_title(item, eve, learner):
    opens(client_of(eve), "evidence", item.code)
    entry = views().get()
    assert entry.words == "Opened the page “E1 Team briefing on first contact resolution”."
    assert (entry.actor, entry.learner) == (eve, learner)
    assert entry.detail == {"path": f"/evidence/{item.code}/"}


def test_each_view_is_one_entry(item, eve, csl, learner):
    client = client_of(eve)
    opens(client, "learner", learner.code)
    opens(client, "learner", learner.code)
    opens(client, "grid", csl.code)
    opens(client, "submission", submitted(item, "LT 1.1").code)
    assert views().count() == 4


def test_a_file_is_entered_by_its_name_and_its_ranges_once(item, eve):
    file = make_file(item, name="Café & co.txt")
    client = client_of(eve)
    opens(client, "file", file.code, headers={"Range": "bytes=0-3"})
    opens(client, "file", file.code, headers={"Range": "bytes=4-"})
    assert words() == ["Opened the file “Café & co.txt”."]
    QuerySet(AuditEntry).update(at=views().get().at - timedelta(hours=2))
    # A range that begins in the middle is no way around it.
    opens(client, "file", file.code, headers={"Range": "bytes=4-"})
    opens(client, "file", file.code)
    assert views().count() == 3


def test_what_is_refused_or_not_there_is_no_view(item, eve, odds_learner):
    client = client_of(eve)
    opens(client, "evidence-edit", item.code)
    opens(client, "learner", odds_learner.code)
    opens(client, "home")
    client.head(reverse("evidence", args=[item.code]))
    assert not views().exists()


def test_a_header_hides_nothing(item, eve):
    opens(client_of(eve), "evidence", item.code, headers={"HX-Request": "true"})
    assert views().count() == 1


def test_learners_whom_the_eqa_does_not_examine_are_not_entered_as_views(
    centre, eve, noahs_learner, learner
):
    """An EQA who also administers the centre sees Noah as its administrator."""
    Membership.objects.create(centre=centre, user=eve, role=Role.ADMIN)
    client = client_of(User.objects.get(pk=eve.pk))
    assert opens(client, "learner", noahs_learner.code).status_code == 200
    assert not views().exists()
    opens(client, "learner", learner.code)
    assert views().count() == 1


def test_an_allocation_that_ended_opens_nothing(item, eve, cast):
    Allocation.objects.filter(membership=cast.memberships["eve"]).update(
        since=timezone.localdate() - timedelta(days=9),
        until=timezone.localdate() - timedelta(days=1),
    )
    assert opens(client_of(eve), "evidence", item.code).status_code == 404
    assert not views().exists()


@pytest.mark.parametrize("person", ["anna", "ben", "ines", "cleo"])
def test_others_are_not_watched_and_it_costs_them_nothing(person, item, cast, monkeypatch):
    client = client_of(cast.users[person])
    opens(client, "evidence", item.code)
    with CaptureQueriesContext(connection) as watched:
        opens(client, "evidence", item.code)
    monkeypatch.setattr("portfolio.watching._watch", lambda *_: None)
    with CaptureQueriesContext(connection) as unwatched:
        opens(client, "evidence", item.code)
    assert len(watched) == len(unwatched)
    assert not views().exists()


@pytest.mark.parametrize("lookup", LEARNER_BY.values())
def test_the_ways_to_a_learner_exist(lookup, learner):
    found = Learner.objects.filter(**{lookup: learner.code})
    assert list(found) == ([learner] if lookup == "code" else [])


def test_every_page_that_an_eqa_sees_of_a_learner_is_watched(scene, cast):  # noqa: F811
    """A new address about a learner has to be in ``LEARNER_BY``."""
    eve = PEOPLE.index("eve")
    client = client_of(cast.users["eve"])
    missing = set()
    for name, (method, expected) in ACCESS.items():
        if method != "get" or expected[eve] != 200 or name in OF_NOBODY | NOT_VIEWS:
            continue
        before = views().count()
        answer = client.get(address(name, scene))
        if answer.streaming:
            answer.getvalue()
        if views().count() != before + 1:
            missing.add(name)
    assert missing == set()


def test_a_preview_is_entered_too(item, eve):
    stored_as = default_storage.save("small.png", ContentFile(b"\x89PNG\r\n"))
    file = make_file(item, name="whiteboard.png", preview_as=stored_as)
    assert opens(client_of(eve), "file-preview", file.code).status_code == 200
    assert words() == ["Opened the file “whiteboard.png”."]

"""Observations of assessors and standardisation meetings."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import AssessorObservation, StandardisationMeeting
from assessment.quality.records import (
    ChangedMeanwhile,
    change_meeting,
    record_meeting,
    record_observation,
)
from portfolio.models import Act, AuditEntry, Learner, Membership, Method, Notice, Role
from tests.people import client_of, make_evidence
from tests.test_sampling import HOSTILE

TODAY = timezone.localdate()


def observed(centre, assessor, by, **values):
    defaults = {
        "learner": None,
        "held_on": TODAY,
        "method": Method.OBSERVATION,
        "strengths": "Open questions.",
        "actions": "",
        "is_satisfactory": True,
        "request_key": uuid4(),
    }
    return record_observation(centre=centre, assessor=assessor, by=by, **defaults | values)


def met(centre, by, attendees, **values):
    defaults = {
        "items": [],
        "qualification": None,
        "held_on": TODAY,
        "title": "What 1.2 asks for",
        "discussed": "Two items.",
        "decided": "A sign of the member’s own.",
        "request_key": uuid4(),
    }
    return record_meeting(centre=centre, by=by, attendees=attendees, **defaults | values)


def meeting_fields(**values):
    return {
        "title": "Roles",
        "held_on": TODAY.isoformat(),
        "discussed": "Two items.",
        "decided": "Initials are needed.",
        "items": "",
        "key": uuid4(),
    } | values


# -- Observations -----------------------------------------------------------------------------


def test_an_assessor_is_told_and_reads_what_was_seen(centre, ben, tara, ines):
    observed(centre, ben, ines, strengths=HOSTILE)
    observed(centre, tara, ines, strengths="Tara listens.")
    assert "observed" in Notice.objects.get(user=ben).words
    assert AuditEntry.objects.filter(act=Act.QUALITY).count() == 2
    page = client_of(ben).get(reverse("assessor-observations")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "Tara listens." not in page
    assert "Add an observation" not in page
    assert "Tara listens." in client_of(ines).get(reverse("assessor-observations")).content.decode()


def test_who_observes_whom(centre, other_centre, cast, ben, ines, cleo, olive, learner):
    for person in (ben, cast.users["eve"], olive, learner.user):
        with pytest.raises(PermissionDenied):
            observed(centre, ben, person)
    with pytest.raises(ValidationError, match="does not assess in this centre"):
        observed(centre, olive, ines)
    with pytest.raises(ValidationError, match="another centre"):
        observed(centre, ben, ines, learner=cast.learners["odd"])
    Membership.objects.create(centre=centre, user=ines, role=Role.ASSESSOR)
    with pytest.raises(ValidationError, match="Nobody observes themselves"):
        observed(centre, ines, ines)
    observed(centre, ben, cleo)


def test_what_an_observation_needs(centre, ben, ines):
    with pytest.raises(ValidationError, match="not come yet"):
        observed(centre, ben, ines, held_on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError, match="what has to change"):
        observed(centre, ben, ines, is_satisfactory=False)
    assert not AssessorObservation.objects.exists()
    key = uuid4()
    first = observed(centre, ben, ines, request_key=key)
    assert observed(centre, ben, ines, request_key=key) == first
    with pytest.raises(TypeError):
        first.save()


def test_the_page_of_an_observation(centre, ben, ines, learner):
    address = reverse("assessor-observation-add")
    client = client_of(ines)
    fields = {
        "assessor": ben.pk,
        "held_on": TODAY.isoformat(),
        "method": "observation",
        "learner": learner.pk,
        "strengths": "Calm.",
        "key": uuid4(),
    }
    refused = client.post(address, fields)
    assert refused.status_code == 422
    assert "Say what has to change" in refused.content.decode()
    fields |= {"is_satisfactory": "on"}
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 302
    assert AssessorObservation.objects.get().learner == learner
    for bad in ({"assessor": "9" * 40}, {"key": "x"}, {"strengths": "a\x00"}):
        assert client.post(address, fields | bad).status_code == 422
    assert client.get(address, {"centre": "9" * 5000}).status_code == 404


# -- Meetings ---------------------------------------------------------------------------------


def test_those_who_were_there_are_told_and_read_it(centre, ben, tara, ines, learner, noahs_learner):
    mine, other = make_evidence(learner, title="Roles"), make_evidence(noahs_learner, title="Vans")
    meeting = met(centre, ines, [ines, ben], items=[mine, other], title=HOSTILE)
    assert [notice.user for notice in Notice.objects.all()] == [ben]
    address = reverse("standardisation-meeting", args=[meeting.pk])
    page = client_of(ben).get(address).content.decode()
    assert "E1 Roles" in page
    assert "Vans" not in page
    assert "1 item of learners whom you do not look after" in page
    assert "<script>alert" not in page
    assert client_of(tara).get(address).status_code == 404
    assert client_of(tara).get(reverse("standardisation-meetings")).status_code == 200


def test_what_a_meeting_needs(centre, ben, ines, olive, cast):
    for attendees, values, words in (
        ([], {}, "who was there"),
        ([ben, olive], {}, "does not work in this centre"),
        ([ben], {"held_on": TODAY + timedelta(days=1)}, "not come yet"),
        ([ben], {"title": ""}, "blank"),
        ([ben], {"items": [make_evidence(cast.learners["odd"])]}, "another centre"),
    ):
        with pytest.raises(ValidationError, match=words), transaction.atomic():
            met(centre, ines, attendees, **values)
    assert not StandardisationMeeting.objects.exists()
    for person in (ben, olive, cast.users["eve"]):
        with pytest.raises(PermissionDenied):
            met(centre, person, [ben])
    key = uuid4()
    assert met(centre, ines, [ben], request_key=key) == met(centre, ines, [ben], request_key=key)


def test_only_who_recorded_it_changes_it_and_is_told_of_another_window(centre, ben, tara, ines):
    meeting = met(centre, ines, [ben])
    facts = {
        "qualification": None,
        "held_on": TODAY,
        "title": "Roles",
        "discussed": "More.",
        "decided": "The same.",
        "items": [],
    }
    with pytest.raises(PermissionDenied):
        change_meeting(meeting=meeting, by=ben, revision=1, attendees=[ben], **facts)
    change_meeting(meeting=meeting, by=ines, revision=1, attendees=[ben, tara], **facts)
    # Only who was not there before is told anew.
    assert Notice.objects.filter(user=tara).count() == 1
    assert Notice.objects.filter(user=ben).count() == 1
    with pytest.raises(ChangedMeanwhile):
        change_meeting(meeting=meeting, by=ines, revision=1, attendees=[ben], **facts)
    meeting.refresh_from_db()
    assert (meeting.revision, meeting.attendees.count()) == (2, 2)


def test_the_page_of_a_meeting_finds_items(centre, ben, ines, learner, odds_learner):
    Learner.objects.filter(pk=learner.pk).update(reference="L-0101")
    item, strange = make_evidence(learner), make_evidence(odds_learner)
    address = reverse("standardisation-meeting-add")
    client = client_of(ines)
    for items in (
        f"L-0101 E{item.number + 1}",
        f"L-odd E{strange.number}",
        "E1",
        HOSTILE,
        f"/evidence/{strange.code}/",
        "L-0101 E" + "9" * 30,
        "\n".join(["x"] * 41),
    ):
        answer = client.post(address, meeting_fields(attendees=[ben.pk], items=items))
        assert answer.status_code == 422
    items = f"l-0101 e{item.number}\nhttps://example.org/evidence/{item.code}/"
    fields = meeting_fields(attendees=[ben.pk, ines.pk], items=items)
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 302
    meeting = StandardisationMeeting.objects.get()
    assert list(meeting.items.all()) == [item]
    page = client.get(reverse("standardisation-meeting-edit", args=[meeting.pk])).content.decode()
    assert "L-0101 E1" in page


def test_two_windows_on_one_record(centre, ben, ines):
    meeting = met(centre, ines, [ben])
    address = reverse("standardisation-meeting-edit", args=[meeting.pk])
    client = client_of(ines)
    fields = meeting_fields(attendees=[ben.pk], revision=1)
    assert client.post(address, fields).status_code == 302
    stale = client.post(address, fields | {"decided": "My own words."})
    assert stale.status_code == 422
    page = stale.content.decode()
    assert "saved in another window" in page
    assert "My own words." in page
    # Sent again as it came back, it is saved.
    assert 'name="revision" value="2"' in page
    assert client.post(address, fields | {"revision": 2}).status_code == 302


def test_a_key_belongs_to_one_row(centre, ben, ines, cleo):
    key = uuid4()
    observed(centre, ben, ines, request_key=key)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        observed(centre, ben, cleo, request_key=key)


@pytest.mark.parametrize("name", ["assessor-observations", "standardisation-meetings"])
def test_the_lists_take_the_same_queries_for_any_number(centre, ben, tara, ines, name):
    client, taken = client_of(ines), []
    for more in (1, 2):
        for _ in range(more):
            observed(centre, ben, ines)
            met(centre, ines, [ben, tara])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1]

"""Reasonable adjustments: who records them, who is told what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from assessment.models import Adjustment
from portfolio.models import Act, AuditEntry, Notice
from tests.assurance import adjusted
from tests.people import client_of, make_evidence, submitted

NEED = "Dyslexia; slow reading under pressure"


def posted(client, learner, **values):
    sent = {
        "what": "Extra time",
        "methods": ["questioning"],
        "need": NEED,
        "starts_on": timezone.localdate().isoformat(),
        "ends_on": "",
        "reference": "",
    }
    return client.post(reverse("adjustment-add", args=[learner.code]), sent | values)


@pytest.mark.parametrize("person", ["cleo", "ben"])
def test_administrators_and_assessors_record(cast, learner, person):
    answer = posted(client_of(cast.users[person]), learner)
    assert answer.status_code == 302
    adjustment = Adjustment.objects.get()
    assert adjustment.methods == ["questioning"]
    assert AuditEntry.objects.get(act=Act.ADJUSTMENT).words.endswith("Extra time")
    assert NEED not in AuditEntry.objects.get(act=Act.ADJUSTMENT).words
    assert Notice.objects.get().user == learner.user


@pytest.mark.parametrize("person", ["anna", "tara", "ines", "eve"])
def test_others_do_not(cast, learner, person):
    assert posted(client_of(cast.users[person]), learner).status_code == 403
    with pytest.raises(PermissionDenied):
        adjusted(learner, cast.users[person])


def test_sent_twice_is_one(cleo, learner):
    posted(client_of(cleo), learner)
    posted(client_of(cleo), learner)
    assert Adjustment.objects.count() == 1


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("anna", True),
        ("cleo", True),
        ("ben", True),
        ("tara", False),
        ("ines", False),
        ("eve", False),
    ],
)
def test_the_need_is_in_confidence(cast, learner, ben, person, sees):
    adjusted(learner, ben)
    page = client_of(cast.users[person]).get(reverse("adjustments", args=[learner.code]))
    assert "Answers are spoken" in page.content.decode()
    assert (NEED in page.content.decode()) is sees


def test_shown_where_it_matters(csl, learner, cleo, ben):
    adjusted(learner, cleo)
    adjusted(learner, cleo, what="A reader", methods=["questioning"])
    adjusted(learner, cleo, what="Was until May", ends_on=timezone.localdate())
    Adjustment.objects.filter(what="Was until May").update(
        starts_on=timezone.localdate() - timedelta(9), ends_on=timezone.localdate() - timedelta(1)
    )
    item = make_evidence(learner, method="product")
    submitted(item, "LT 1.1")
    page = client_of(ben).get(reverse("mark", args=[item.code])).content.decode()
    assert "Answers are spoken" in page
    assert "A reader" not in page
    assert "Was until May" not in page
    assert NEED not in page


def test_withdrawn_and_brought_back(cleo, learner):
    adjustment = adjusted(learner, cleo)
    client = client_of(cleo)
    client.post(reverse("adjustment-withdraw", args=[adjustment.code]))
    assert not Adjustment.objects.current().exists()
    page = client.get(reverse("adjustments", args=[learner.code])).content.decode()
    assert reverse("adjustment-restore", args=[adjustment.code]) in page
    client.post(reverse("adjustment-restore", args=[adjustment.code]))
    assert Adjustment.objects.current().exists()
    assert AuditEntry.objects.filter(act=Act.ADJUSTMENT).count() == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", ""),
        ("what", "x" * 301),
        ("methods", ["telepathy"]),
        ("starts_on", "soon"),
        ("ends_on", "1999-01-01"),
        ("need", "\x00"),
    ],
)
def test_bad_input_is_told_at_its_place(cleo, learner, field, value):
    answer = posted(client_of(cleo), learner, **{field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Adjustment.objects.exists()

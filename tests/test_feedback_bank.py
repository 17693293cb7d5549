"""The feedback bank: own and shared sentences, where they fit, and who may do what."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.marking import feedback_bank
from assessment.models import FeedbackPhrase, Unit
from tests.laying import laid_once
from tests.people import client_of, make_evidence, submitted, target_of

HTMX = {"HX-Request": "true"}


def kept(user, text="Say who agreed to what.", **values):
    defaults = {"decision": "", "unit": None, "criterion": None, "is_shared": False}
    centre = feedback_bank.centres_of(user)[0]
    return feedback_bank.keep_phrase(user=user, centre=centre, text=text, **defaults | values)


@laid_once
def mapping(csl, learner):
    return submitted(make_evidence(learner), "LT 1.1").mappings.get()


def offered(user, mapping):
    return [phrase.text for phrase in feedback_bank.phrases_for(user, mapping)]


def test_own_and_shared_are_seen_in_the_centre(ben, tara, olive):
    kept(ben, "Mine.")
    kept(ben, "Ours.", is_shared=True)
    seen = {
        user.username: {phrase.text for phrase in feedback_bank.phrases_of(user)}
        for user in (ben, tara, olive)
    }
    assert seen == {"ben": {"Mine.", "Ours."}, "tara": {"Ours."}, "olive": set()}


def test_a_card_is_offered_what_fits_the_most_particular_first(mapping, ben):
    lead, other = target_of("LT 1.1"), target_of("MT 1.1")
    kept(ben, "Anywhere.")
    kept(ben, "In the unit.", unit=lead.outcome.unit)
    kept(ben, "For the criterion.", criterion=lead)
    kept(ben, "In another unit.", unit=other.outcome.unit)
    kept(ben, "For another criterion.", criterion=target_of("LT 1.2"))
    assert offered(ben, mapping) == ["For the criterion.", "In the unit.", "Anywhere."]


def test_a_marking_point_is_offered_its_units(csl, learner, ben):
    point = submitted(make_evidence(learner), "LT 1.1", "LT-MP1").mappings.get(criterion=None)
    kept(ben, "In the unit.", unit=Unit.objects.get(code="LT"))
    kept(ben, "For a criterion.", criterion=target_of("LT 1.1"))
    assert offered(ben, point) == ["In the unit."]


def test_the_same_sentence_is_kept_once(ben):
    kept(ben)
    with pytest.raises(ValidationError, match="already"):
        kept(ben, "  Say who  agreed to what. ")
    assert FeedbackPhrase.objects.count() == 1


@pytest.mark.parametrize("person", ["anna", "ines", "eve", "cleo"])
def test_only_assessors_keep_sentences(ben, cast, centre, person):
    with pytest.raises(PermissionDenied):
        feedback_bank.keep_phrase(
            user=cast.users[person], centre=centre, text="No.", decision="", unit=None,
            criterion=None, is_shared=False,
        )  # fmt: skip


def test_nobody_changes_anothers(ben, tara):
    phrase = kept(ben, is_shared=True)
    with pytest.raises(PermissionDenied):
        feedback_bank.archive_phrase(phrase=phrase, user=tara)
    assert client_of(tara).post(f"/feedback-bank/{phrase.pk}/archive/").status_code == 403
    private = kept(ben, "Mine alone.")
    assert client_of(tara).get(f"/feedback-bank/{private.pk}/").status_code == 404


def test_page_adds_changes_archives_and_restores(csl, ben):
    client = client_of(ben)
    sent = {"text": "Attach the minutes.", "decision": "not_yet", "about": "all"}
    assert client.post("/feedback-bank/", sent).status_code == 302
    phrase = FeedbackPhrase.objects.get()
    criterion = target_of("LT 1.1")
    sent |= {"about": f"criterion-{criterion.pk}", "is_shared": "on"}
    assert client.post(f"/feedback-bank/{phrase.pk}/", sent).status_code == 302
    phrase.refresh_from_db()
    assert (phrase.criterion, phrase.is_shared) == (criterion, True)
    answer = client.post(f"/feedback-bank/{phrase.pk}/archive/", follow=True)
    assert f"/feedback-bank/{phrase.pk}/restore/" in answer.content.decode()
    assert "Attach the minutes." not in answer.content.decode()
    client.post(f"/feedback-bank/{phrase.pk}/restore/")
    assert "Attach the minutes." in client.get("/feedback-bank/").content.decode()


@pytest.mark.parametrize(
    "values",
    [{"text": " "}, {"text": "x" * 601}, {"about": "unit-999999"}, {"about": "bogus"},
     {"decision": "bogus"}, {"text": "\x00"}],
)  # fmt: skip
def test_nonsense_gets_a_sentence(csl, ben, values):
    sent = {"text": "Attach it.", "decision": "", "about": "all"}
    answer = client_of(ben).post("/feedback-bank/", sent | values)
    assert answer.status_code == 422
    assert not FeedbackPhrase.objects.exists()


def test_a_sentence_twice_is_said_at_the_form(csl, ben):
    client, sent = client_of(ben), {"text": "Attach it.", "decision": "", "about": "all"}
    client.post("/feedback-bank/", sent)
    answer = client.post("/feedback-bank/", sent)
    assert answer.status_code == 422
    assert "already" in answer.content.decode()


def test_restored_where_it_was_written_anew(ben):
    first = kept(ben)
    feedback_bank.archive_phrase(phrase=first, user=ben)
    kept(ben)
    answer = client_of(ben).post(f"/feedback-bank/{first.pk}/restore/", follow=True)
    assert "already" in answer.content.decode()


def test_administrators_read_the_shared_ones(ben, cleo, ines):
    kept(ben, "Ours.", is_shared=True)
    kept(ben, "Mine.")
    page = client_of(cleo).get("/feedback-bank/").content.decode()
    assert "Ours." in page
    assert "Mine." not in page
    assert "Add a sentence" not in page
    assert client_of(cleo).post("/feedback-bank/", {"text": "No."}).status_code == 403
    assert client_of(ines).get("/feedback-bank/").status_code == 403


def test_the_card_keeps_and_offers(mapping, ben):
    client = client_of(ben)
    menu = client.get(f"/mappings/{mapping.pk}/phrases/").content.decode()
    assert "Nothing is kept for this yet." in menu
    sent = {"feedback": "Name <b>who</b> agreed.", "decision": "not_yet"}
    menu = client.post(f"/mappings/{mapping.pk}/keep/", sent, headers=HTMX).content.decode()
    assert "Name &lt;b&gt;who&lt;/b&gt; agreed." in menu
    phrase = FeedbackPhrase.objects.get()
    assert (phrase.criterion, phrase.decision, phrase.is_shared) == (
        mapping.criterion, "not_yet", False,
    )  # fmt: skip


@pytest.mark.parametrize("feedback", ["", "x" * 601])
def test_the_card_says_what_it_cannot_keep(mapping, ben, feedback):
    answer = client_of(ben).post(f"/mappings/{mapping.pk}/keep/", {"feedback": feedback})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_sentences_costs_nothing(ben, tara, count, django_assert_max_num_queries):
    for number in range(count):
        kept(ben, f"Mine {number}")
        kept(tara, f"Shared {number}", is_shared=True)
    client = client_of(ben)
    with django_assert_max_num_queries(7):
        client.get("/feedback-bank/")

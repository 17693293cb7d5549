"""An assessor goes from what is not ready to a record with the questions that would close it."""

from django.urls import reverse
from playwright.sync_api import expect

from assessment.advice.of_unit.questions import bank
from tests.browser.doing import news
from tests.people import judged, make_evidence, submitted


def test_from_readiness_to_a_record_with_questions(page_of, csl, learner, anna, ben):
    item = make_evidence(learner)
    judged(submitted(item, "LT 4.6").mappings.get(), ben, "not_yet", "Which meeting was it?")
    page = page_of(ben)
    page.goto(reverse("unit", args=[csl.code, "LT"]))
    page.get_by_role("link", name="Is it ready?").click()
    expect(page.get_by_role("heading", name="Not ready yet")).to_be_visible()
    page.get_by_role("link", name="Prepare a discussion").click()
    question = bank().criteria["LT 4.6"]
    expect(page.get_by_role("checkbox", name=question)).to_be_checked()
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("checkbox", name=question).check()
    page.get_by_role("button", name="Take these questions into a record").click()
    expect(news(page)).to_contain_text("E2 is begun with your questions")
    expect(page.get_by_text(question)).to_be_visible()
    record = learner.evidence.get(number=2)
    assert [mapping.target_code for mapping in record.mappings.all()] == ["LT 4.6"]

    hers = page_of(anna)
    hers.goto(reverse("discussion", args=[csl.code, "LT"]))
    expect(hers.get_by_text("Which meeting was it?")).to_be_visible()
    expect(hers.get_by_role("checkbox")).to_have_count(0)

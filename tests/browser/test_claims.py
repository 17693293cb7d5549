"""From the awarding body's letter to the certificate that the learner reads."""

from playwright.sync_api import expect

from tests.assurance import sampled, signed_off
from tests.browser.doing import faults_of, news


def test_a_unit_is_claimed_and_certificated(page_of, csl, learner, anna, ben, ines, cleo):
    sampled(signed_off(learner, "LT", by=ben), ines)
    page = page_of(cleo)
    page.goto(f"/learners/{learner.code}/claims/")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Lead a team"))
    expect(row).to_contain_text("No EQA has supported certification since unit LT was signed off")
    assert faults_of(page) == []

    page.goto("/claims/")
    page.get_by_role("link", name="Direct claim status").click()
    page.get_by_label("Qualification").select_option(index=2)
    page.get_by_label("Reference of the letter").fill("DCS 2026/14")
    page.get_by_role("button", name="Record direct claim status").click()
    expect(news(page)).to_contain_text("Direct claim status is recorded.")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Claims").click()
    page.get_by_role("link", name="Claim LT of Anna Kowalczyk").click()
    expect(page.get_by_text("Direct claim status by the letter DCS 2026/14.")).to_be_visible()
    page.get_by_role("button", name="Claim LT").dblclick()
    expect(news(page)).to_contain_text("LT is claimed.")

    hers = page_of(anna)
    hers.goto("/")
    expect(hers.get_by_role("article").filter(has_text="Lead a team")).to_contain_text("Claimed on")

    page.get_by_role("link", name="Record the answer").click()
    page.get_by_label("Certificated", exact=True).check()
    page.get_by_label("Certificate number").fill("CS-2026-0417")
    page.get_by_role("button", name="Record the answer").click()
    expect(news(page)).to_contain_text("The answer is recorded.")
    expect(row).to_contain_text("No. CS-2026-0417")
    hers.reload()
    expect(hers.get_by_role("article").filter(has_text="Lead a team")).to_contain_text(
        "Certificated on"
    )

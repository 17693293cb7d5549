"""An EQA visit: made by the centre, looked at and reported on by the EQA, ended by the centre."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import VisitedMark
from portfolio.models import Learner, User
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.people import enrolled, make_evidence


def test_a_visit_from_invitation_to_report(page_of, cleo, noahs_learner, standard):
    enrolled(noahs_learner, "CCL")
    make_evidence(noahs_learner)
    page = page_of(cleo)
    page.goto("/visits/")
    page.get_by_role("link", name="Make a visit").click()
    page.wait_for_load_state()
    page.get_by_label("Name of a new EQA").fill("Fred Marsh")
    page.get_by_label("E-mail address").fill("fred@example.org")
    page.get_by_label("Last day").fill(str(timezone.localdate() + timedelta(days=5)))
    page.get_by_label("Qualification").select_option("CCL")
    page.get_by_role("button", name="Select all shown").click()
    expect(page.get_by_text("1 of 1 selected")).to_be_visible()
    page.get_by_role("button", name="Make the visit").click()
    expect(news(page)).to_contain_text("The visit of Fred Marsh is made.")
    assert faults_of(page) == []

    fred = User.objects.get(username="fred.marsh")
    his = page_of(fred, **PHONE)
    his.goto("/")
    his.get_by_role("link", name="Millrace Training").click()
    his.wait_for_load_state()
    learner = his.get_by_role("article").filter(has_text="Noah Bramwell")
    unit = learner.get_by_role("listitem").filter(has_text="Manage team performance")
    unit.get_by_role("button", name="Mark as visited").click()
    expect(unit.get_by_role("status")).to_contain_text("Visited")
    unit.get_by_text("Add a note").click()
    unit.get_by_label("Note on").fill("Allocation is reasoned throughout.")
    unit.get_by_role("button", name="Save the note").click()
    expect(unit).to_contain_text("Allocation is reasoned throughout.")
    assert width_too_much(his) <= 0
    assert VisitedMark.objects.count() == 2

    his.goto(f"/learners/{noahs_learner.code}/")
    his.get_by_role("link", name="Team briefing").click()
    his.wait_for_load_state()
    mark = his.get_by_role("complementary", name="EQA visit")
    mark.get_by_role("button", name="Mark as visited").click()
    expect(mark.get_by_role("status")).to_contain_text("Visited")
    mark.get_by_role("link", name="Back to your visit").click()
    expect(his.get_by_text("1 unit and 1 item visited")).to_be_visible()

    his.get_by_role("link", name="Record the report").click()
    his.get_by_label("Supported, with actions").check()
    his.get_by_label("Report", exact=True).fill("Plan observations earlier.")
    his.get_by_role("button", name="Record the report").click()
    expect(news(his)).to_contain_text("The report is recorded.")

    page.reload()
    expect(page.get_by_text("Plan observations earlier.")).to_be_visible()
    page.get_by_role("link", name="Cancel the visit").click()
    page.get_by_role("button", name="Cancel this visit").click()
    expect(news(page)).to_contain_text("is cancelled")
    assert not Learner.objects.visible_to(User.objects.get(pk=fred.pk)).exists()

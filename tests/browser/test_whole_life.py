"""The whole life of a unit, from the enrolment to the certificate, as its people live it.

Everybody has a browser of their own and finds the way from the notice they get or from their home
page. Nothing that a person does is done behind the pages.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from assessment.exports.making import make_export
from assessment.models import (
    Criterion,
    CriterionKind,
    Export,
    LearningOutcome,
    Qualification,
    QualificationUnit,
    Unit,
    UnitGroup,
    UnitSpecification,
)
from assessment.sign_off.signing_off import ASSESSORS_DECLARATION, LEARNERS_DECLARATION
from portfolio.models import Allocation, AuditEntry
from tests.browser.doing import PHONE, card_of, news, record, saved, tree_box, width_too_much
from tests.reading_pdf import check, words_of

PURPOSE = "Agree the purpose of the briefing"
PARTS = "Give each member a part in the briefing"
UNDERSTOOD = "Check that everybody has understood"

BRIEFING = "Briefing on first contact resolution"
WITNESSED = "The briefing on the day the system was down"
LINK = re.compile(r"https?://\S+/testimony/\S+")

# The acts of the audit trail in their order; what lies between them is left out.
LIFE = (
    ("Cleo Mbeki", "Enrolled the learner on Briefing a team."),
    ("Cleo Mbeki", "Let Ben Okafor look after all units."),
    ("Cleo Mbeki", "Let Ines Duarte look after all units."),
    ("Ben Okafor", "Signed the assessment plan “Assessment plan”."),
    ("Anna Kowalczyk", "Signed the assessment plan “Assessment plan”."),
    ("Anna Kowalczyk", "Declared E1 authentic and handed it over, version 1."),
    ("Anna Kowalczyk", "Asked Will Archer for a testimony."),
    ("Will Archer", "Signed E2, a testimony given by a personal link."),
    ("Anna Kowalczyk", "Declared E2 authentic and handed it over, version 1."),
    ("Ben Okafor", "Decided “Not yet met” on TB 1.2 of E1, version 1."),
    ("Anna Kowalczyk", "Declared E1 authentic and handed it over, version 2."),
    ("Ben Okafor", "Decided “Met” on TB 1.2 of E1, version 2."),
    ("Ben Okafor", "Signed off unit TB."),
    ("Anna Kowalczyk", "Declared unit TB complete."),
    ("Ines Duarte", "Sampled unit TB (summative) and returned it: Ask Anna about the other six."),
    ("Ben Okafor", "Corrected the decision to “Met” on TB 1.2 of E1, version 2."),
    ("Ben Okafor", "Signed off unit TB."),
    ("Anna Kowalczyk", "Declared unit TB complete."),
    ("Ines Duarte", "Sampled unit TB (summative) and accepted it."),
    ("Eve Hargreaves", "Opened"),
    ("Eve Hargreaves", "Recorded the report of the EQA Eve Hargreaves: Certification supported."),
    ("Cleo Mbeki", "Claimed unit TB."),
    ("Cleo Mbeki", "Recorded: unit TB is certificated."),
    ("Cleo Mbeki", "Asked for the portfolio for Briefing a team as PDF."),
)


def in_days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


# -- The people, and what there is to learn ---------------------------------------------------


@pytest.fixture
def qualification(db):
    """One mandatory unit of three criteria, and 4 credits for it."""
    made = Qualification.objects.create(
        code="BT", title="Briefing a team", level=3, credits_required=4
    )
    unit = Unit.objects.create(code="TB", title="Brief a team", level=3, credits=4)
    outcome = LearningOutcome.objects.create(unit=unit, number=1, title="Hold a briefing")
    for number, text in enumerate((PURPOSE, PARTS, UNDERSTOOD), start=1):
        Criterion.objects.create(
            outcome=outcome, number=number, kind=CriterionKind.PERFORMANCE, text=text
        )
    group = UnitGroup.objects.create(
        qualification=made, code="M", title="Mandatory", is_mandatory=True
    )
    specification = UnitSpecification.objects.create(code="TB", unit=unit, title="Brief a team")
    QualificationUnit.objects.create(group=group, specification=specification)
    return made


@pytest.fixture
def people(page_of, cast, qualification):
    """A page of each person; nobody looks after Anna yet."""
    Allocation.objects.all().delete()
    names = ("anna", "ben", "ines", "eve", "cleo")
    return SimpleNamespace(
        **{name: page_of(cast.users[name]) for name in names}, will=page_of(None, **PHONE)
    )


# -- Getting about ----------------------------------------------------------------------------


def follow_notice(page: Page, words: str) -> None:
    """Open the newest notice that says ``words``, from the bell."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(r"^Notices, \d+ unread")).click()
    unread = page.get_by_role("region", name="New", exact=True)
    unread.get_by_role("link", name=words).first.click()
    page.wait_for_load_state()


def go_to(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
    page.wait_for_load_state()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def open_portfolio(page: Page) -> None:
    """From the start page, whichever it is, to Anna's portfolio."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Anna Kowalczyk", exact=True).first.click()
    page.wait_for_load_state()


def unit_card(page: Page) -> Locator:
    return page.get_by_role("article").filter(has_text="Brief a team")


def hand_over(page: Page, item: str) -> None:
    page.get_by_role("link", name="Submit for assessment").click()
    page.get_by_label("I declare that").check()
    page.get_by_role("button", name="Submit").click()
    expect(news(page)).to_contain_text(f"{item} is handed over")


# -- The stages -------------------------------------------------------------------------------


def enrol(cleo: Page, anna: Page) -> None:
    anna.goto("/")
    expect(anna.get_by_text("You are not enrolled on a qualification yet")).to_be_visible()
    cleo.goto("/")
    go_to(cleo, "People")
    cleo.get_by_role("link", name="Anna Kowalczyk", exact=True).click()
    cleo.get_by_role("link", name="Enrolments and allocations").click()
    cleo.get_by_role("link", name="Enrol", exact=True).click()
    cleo.get_by_label("Qualification").select_option(label="Briefing a team")
    cleo.get_by_label("Target date").fill(in_days(90))
    cleo.get_by_label("Registration number").fill("R-2041")
    cleo.get_by_role("button", name="Enrol").click()
    expect(news(cleo)).to_contain_text("Anna Kowalczyk is enrolled on Briefing a team")
    for person in ("Ben Okafor, Assessor", "Ines Duarte, Internal quality assurer (IQA)"):
        cleo.get_by_role("link", name="Allocate somebody").click()
        cleo.get_by_label("Person and role").select_option(label=person)
        cleo.get_by_role("button", name="Allocate").click()
        expect(news(cleo)).to_contain_text("now looks after Anna Kowalczyk")


def plan(ben: Page, anna: Page) -> None:
    open_portfolio(ben)
    open_tab(ben, "Assessment plan")
    ben.get_by_role("button", name="Start from what is still unmapped: 3 criteria").click()
    expect(news(ben)).to_contain_text("Change its rows until both of you agree, then sign it.")
    ben.get_by_role("button", name="I agree: sign the plan as it stands").click()
    expect(news(ben)).to_contain_text("Signed. The other side is told.")

    follow_notice(anna, "Ben Okafor signed “Assessment plan”")
    expect(anna.get_by_text("Not signed yet")).to_be_visible()
    anna.get_by_role("button", name="I agree: sign the plan as it stands").click()
    agreed = anna.get_by_role("region", name="Agreed")
    expect(agreed).to_contain_text("Signed by Anna Kowalczyk")
    expect(agreed).to_contain_text("Signed by Ben Okafor")


def add_evidence(anna: Page) -> None:
    anna.goto("/")
    expect(unit_card(anna)).to_contain_text(
        "1.1, 1.2 and 1.3 need evidence: nothing is mapped yet."
    )
    anna.get_by_role("link", name="Add evidence").click()
    anna.get_by_label("Title").fill(BRIEFING)
    anna.get_by_label("Method").select_option(label="Work product")
    anna.get_by_label("Date").fill(in_days(-12))
    expect(anna.get_by_role("toolbar", name="Formatting")).to_be_visible()
    anna.get_by_role("textbox", name="Narrative").fill("I briefed the team of eight at nine.")
    anna.get_by_role("button", name="Add evidence").click()
    expect(news(anna)).to_contain_text("E1 added")
    anna.wait_for_load_state()
    for words in (PURPOSE, PARTS):
        tree_box(anna, words).check()
        saved(tree_box(anna, words))
    hand_over(anna, "E1")


def ask_witness(anna: Page) -> str:
    """The link of the e-mail that Will gets."""
    anna.goto("/")
    open_tab(anna, "Witnesses")
    anna.get_by_role("link", name="Add a witness").first.click()
    anna.get_by_label("Full name").fill("Will Archer")
    anna.get_by_label("E-mail address").fill("will@example.org")
    anna.get_by_role("button", name="Add and go on").click()
    anna.get_by_label("What they saw you do").fill(WITNESSED)
    anna.get_by_role("button", name="Send to will@example.org").click()
    expect(anna.get_by_label("Link for Will Archer")).to_be_visible()
    (message,) = (each for each in mail.outbox if each.to == ["will@example.org"])
    return LINK.search(message.body).group()


def give_testimony(will: Page, link: str) -> None:
    will.goto(link)
    will.wait_for_load_state()
    will.get_by_label("What you saw").fill("She asked each of us to say what we would do first.")
    will.get_by_label("When was it?").fill(in_days(-9))
    will.get_by_text("Which criteria does it show").tap()
    tree_box(will, UNDERSTOOD).tap()
    will.get_by_label("Your job title").fill("Shift manager, Larkfield Water")
    will.get_by_label("How you know").fill("Line manager")
    will.get_by_label("but I do not know the standards").check()
    will.get_by_label("Your full name").fill("Will Archer")
    assert width_too_much(will) == 0
    will.get_by_role("button", name="Read and sign").tap()
    expect(will.get_by_text("TB 1.3")).to_be_visible()
    will.get_by_label("I declare that").check()
    will.get_by_label("as your signature").fill("Will Archer")
    will.get_by_role("button", name="Sign and send").tap()
    expect(will.get_by_role("heading", name="Thank you")).to_be_visible()


def use_testimony(anna: Page) -> None:
    follow_notice(anna, "Will Archer has given a testimony")
    expect(anna.get_by_text("suggested by Will Archer")).to_be_visible()
    anna.get_by_role("button", name="Map to TB 1.3").click()
    expect(tree_box(anna, UNDERSTOOD)).to_be_checked()
    hand_over(anna, "E2")


def judge(ben: Page) -> None:
    """All met but 1.2, so that the unit cannot be signed off."""
    ben.goto("/")
    expect(ben.get_by_text("2 items wait for you")).to_be_visible()
    ben.get_by_role("link", name="Open the queue").click()
    ben.get_by_role("link", name=BRIEFING).click()
    record(card_of(ben, PURPOSE), "Met", "Agreed at the start, in their words.")
    record(card_of(ben, PARTS), "Not yet", "I cannot see who did what.", "Name each one’s part.")
    appraise(ben)
    ben.get_by_role("link", name="Next: Anna Kowalczyk, E2").click()
    ben.wait_for_load_state()
    expect(ben.get_by_role("region", name="Testimony of Will Archer")).to_contain_text(
        "by a personal link"
    )
    record(card_of(ben, UNDERSTOOD), "Met")
    appraise(ben)
    ben.get_by_role("link", name="Back to the queue").click()
    expect(ben.get_by_text("Nothing waits for you")).to_be_visible()

    open_portfolio(ben)
    open_unit(ben)
    sign_off = ben.get_by_role("region", name="Sign-off")
    expect(sign_off).to_contain_text("This unit cannot be signed off yet:")
    expect(sign_off).to_contain_text("1.2")


def appraise(ben: Page) -> None:
    for quality in ("Valid", "Authentic", "Reliable", "Current", "Sufficient"):
        ben.get_by_label(quality).check()
    ben.get_by_role("button", name="Record VARCS").click()
    expect(news(ben)).to_contain_text("recorded")
    ben.wait_for_load_state()


def open_unit(page: Page) -> None:
    page.get_by_role("link", name="TB Brief a team").first.click()
    page.wait_for_load_state()


def resubmit(anna: Page) -> None:
    follow_notice(anna, f"E1 “{BRIEFING}” is decided")
    to_do = anna.get_by_role("region", name="Before you hand it in again")
    expect(to_do).to_contain_text("Name each one’s part.")
    expect(to_do).to_contain_text("I cannot see who did what.")
    anna.get_by_role("link", name="Edit").click()
    expect(anna.get_by_role("toolbar", name="Formatting")).to_be_visible()
    anna.get_by_role("textbox", name="Narrative").fill(
        "I briefed the team of eight at nine. Lou opened, Sam showed the new screen."
    )
    anna.get_by_role("button", name="Save changes").click()
    hand_over(anna, "E1")


def judge_again(ben: Page) -> None:
    follow_notice(ben, f"Anna Kowalczyk handed over E1 “{BRIEFING}” again")
    changes = ben.get_by_role("region", name="What changed since version 1")
    expect(changes.get_by_role("insertion").first).to_contain_text("Sam showed the new screen")
    record(card_of(ben, PARTS), "Met", "Now I see it.")
    expect(ben.get_by_text("All 2 decided")).to_be_visible()
    appraise(ben)


def sign_off(ben: Page, anna: Page) -> None:
    open_portfolio(ben)
    open_unit(ben)
    ben.get_by_label("Feedback on the unit").fill("You let them speak.")
    ben.get_by_label("I declare that I have assessed").check()
    ben.get_by_role("button", name="Sign the unit off").click()
    expect(news(ben)).to_contain_text("Unit TB is signed off and locked.")

    follow_notice(anna, "Ben Okafor has signed off unit TB. Read it and declare the same.")
    anna.get_by_label("I declare that the evidence").check()
    anna.get_by_role("button", name="Declare the unit complete").click()
    expect(news(anna)).to_contain_text("The unit is complete.")
    expect(anna.get_by_text("Signed off by both, and locked.")).to_be_visible()


def return_unit(ines: Page) -> None:
    follow_notice(ines, "Unit TB of Anna Kowalczyk is signed off by both.")
    ines.get_by_role("link", name="Sample now").click()
    ines.wait_for_load_state()
    parts = ines.get_by_role("region", name="1.2")
    parts.get_by_text("Do not agree").click()
    parts.get_by_text("Comment", exact=True).click()
    parts.get_by_role("textbox").fill("Two of eight are named.")
    ines.get_by_label("I looked at all other decisions too and agree").check()
    ines.get_by_text("Return with an action").click()
    ines.get_by_label("What the assessor has to do").fill("Ask Anna about the other six.")
    ines.get_by_label("By", exact=True).fill(in_days(14))
    ines.get_by_role("button", name="Record the sample").click()
    expect(news(ines)).to_contain_text("TB of Anna Kowalczyk is returned")


def decide_anew(ben: Page) -> None:
    ben.goto("/")
    expect(ben.get_by_text("1 returned", exact=True)).to_be_visible()
    follow_notice(ben, "returned")
    expect(ben.get_by_text("Ask Anna about the other six.")).to_be_visible()
    open_tab(ben, "Portfolio")
    open_unit(ben)
    why_not = ben.get_by_role("region", name="Sign-off")
    expect(why_not).to_contain_text("1.2 is to be decided again in E1: returned by IQA on")
    ben.get_by_role("main").get_by_role("link", name="E1").first.click()
    ben.get_by_role("link", name="Mark", exact=True).click()
    card = card_of(ben, PARTS)
    expect(card).to_contain_text("Ask Anna about the other six.")
    card.get_by_label("Reason for the new decision").fill("She named the other six to me.")
    record(card, "Met", "All eight had a part.")


def accept(ines: Page) -> None:
    ines.goto("/")
    ines.get_by_role("link", name="Open the sampling plan").click()
    ines.get_by_role("link", name="TB of Anna Kowalczyk", exact=True).click()
    ines.wait_for_load_state()
    changed = ines.get_by_role("region", name="What changed since the return")
    expect(changed).to_contain_text("E1 TB 1.2 was decided anew: Met, by Ben Okafor.")
    ines.get_by_label("I looked at all other decisions too and agree").check()
    ines.get_by_text("Accept", exact=True).click()
    ines.get_by_role("button", name="Record the sample").click()
    expect(news(ines)).to_contain_text("TB of Anna Kowalczyk is accepted")


def claim_is_refused(cleo: Page, because: str) -> None:
    open_portfolio(cleo)
    open_tab(cleo, "Claims")
    unit = cleo.get_by_role("listitem").filter(has=cleo.get_by_role("link", name="Brief a team"))
    expect(unit).to_contain_text(because)


def visit(cleo: Page, eve: Page) -> None:
    cleo.goto("/")
    go_to(cleo, "EQA visits")
    cleo.get_by_role("link", name="Make the first visit").click()
    cleo.wait_for_load_state()
    cleo.get_by_label("EQA", exact=True).select_option(label="Eve Hargreaves")
    cleo.get_by_label("First day").fill(in_days(0))
    cleo.get_by_label("Last day").fill(in_days(3))
    cleo.get_by_label("Anna Kowalczyk").check()
    cleo.get_by_role("button", name="Make the visit").click()
    expect(news(cleo)).to_contain_text("The visit of Eve Hargreaves is made.")

    follow_notice(eve, "visit")
    eve.get_by_role("link", name="Millrace Training").click()
    eve.wait_for_load_state()
    eve.get_by_role("main").get_by_role("link", name="Brief a team").click()
    expect(eve.get_by_text("Signed off by both, and locked.")).to_be_visible()
    eve.get_by_role("link", name="E1").first.click()
    eve.wait_for_load_state()
    mark = eve.get_by_role("complementary", name="EQA visit")
    mark.get_by_role("button", name="Mark as visited").click()
    expect(mark.get_by_role("status")).to_contain_text("Visited")
    mark.get_by_role("link", name="Back to your visit").click()
    eve.get_by_role("link", name="Record the report").click()
    eve.get_by_label("Certification supported").check()
    eve.get_by_role("button", name="Record the report").click()
    expect(news(eve)).to_contain_text("The report is recorded.")


def claim(cleo: Page, anna: Page) -> None:
    follow_notice(cleo, "EQA Eve Hargreaves is recorded: certification supported.")
    go_to(cleo, "Claims")
    cleo.get_by_role("link", name="Claim TB of Anna Kowalczyk").click()
    cleo.get_by_role("button", name="Claim TB").click()
    expect(news(cleo)).to_contain_text("TB is claimed.")
    cleo.get_by_role("link", name="Record the answer").click()
    cleo.get_by_label("Certificated", exact=True).check()
    cleo.get_by_label("Certificate number").fill("BT-2026-0417")
    cleo.get_by_role("button", name="Record the answer").click()
    expect(news(cleo)).to_contain_text("The answer is recorded.")

    follow_notice(anna, "Unit TB is certificated")
    expect(unit_card(anna)).to_contain_text("Certificated on")
    every_credit = "Every credit this qualification asks for is achieved."
    expect(anna.get_by_text(every_credit)).to_be_visible()


def has_portfolio(cleo: Page, path) -> None:
    """The PDF, made as the worker makes it, holds what both declared and what was decided."""
    open_portfolio(cleo)
    cleo.get_by_role("link", name="Export").click()
    cleo.get_by_role("button", name="Make the document").click()
    make_export(Export.objects.get().pk)
    expect(cleo.get_by_role("heading", name="The document is ready")).to_be_visible()
    with cleo.expect_download() as download:
        cleo.get_by_role("link", name="Download the PDF").click()
    download.value.save_as(path)
    check(path)
    words = " ".join(" ".join(words_of(path)).split())
    for expected in (ASSESSORS_DECLARATION, LEARNERS_DECLARATION, BRIEFING, "Will Archer"):
        assert expected in words


def has_trail() -> None:
    call_command("verify_audit", verbosity=0)
    entries = iter(AuditEntry.objects.order_by("pk").values_list("actor_name", "words"))
    for name, words in LIFE:
        assert any(name == who and did.startswith(words) for who, did in entries), (name, words)


def test_from_the_enrolment_to_the_certificate(people, tmp_path):
    enrol(people.cleo, people.anna)
    plan(people.ben, people.anna)
    add_evidence(people.anna)
    give_testimony(people.will, ask_witness(people.anna))
    use_testimony(people.anna)
    judge(people.ben)
    claim_is_refused(people.cleo, "1 criterion is not met in unit TB")
    resubmit(people.anna)
    judge_again(people.ben)
    sign_off(people.ben, people.anna)
    return_unit(people.ines)
    claim_is_refused(people.cleo, "An IQA returned unit TB on")
    decide_anew(people.ben)
    sign_off(people.ben, people.anna)
    accept(people.ines)
    claim_is_refused(people.cleo, "No EQA has supported certification")
    visit(people.cleo, people.eve)
    claim(people.cleo, people.anna)
    has_portfolio(people.cleo, tmp_path / "portfolio.pdf")
    has_trail()

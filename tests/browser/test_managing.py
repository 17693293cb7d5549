"""What a centre administrator does: adding people, enrolling, allocating, importing a table."""

from playwright.sync_api import expect

from tests.browser.doing import a_file, faults_of, log_in, news

NEW_PASSWORD = "three-quiet-words"
TABLE = (
    "Name,User name,E-mail,Roles,Learner reference,Workplace,Job title\n"
    "Femi Adewale,femi.adewale,femi@example.org,Learner,L-77,Leeds,Team leader\n"
    "Gwen Ellis,{username},gwen@example.org,Assessor,,,\n"
)


def test_a_new_learner_gets_in_and_is_looked_after(page_of, cleo, standard):
    page = page_of(cleo)
    page.goto("/people/")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Name", exact=False).first.fill("Lena Fox")
    page.get_by_label("User name").fill("lena")
    page.get_by_label("Learner", exact=True).check()
    page.get_by_label("Learner reference").fill("L-90")
    page.get_by_role("button", name="Add this person").click()
    expect(news(page)).to_contain_text("Lena Fox added.")
    link = page.locator(".person-link").inner_text()

    page.get_by_role("link", name="Enrolments and allocations").click()
    page.get_by_role("link", name="Enrol", exact=True).click()
    page.get_by_label("Qualification").select_option(index=1)
    page.get_by_role("button", name="Enrol").click()
    expect(news(page)).to_contain_text("Lena Fox is enrolled on")
    page.get_by_role("link", name="Allocate somebody").click()
    page.get_by_label("Person and role").select_option(label="Ben Okafor, Assessor")
    page.get_by_label("Manage team performance").check()
    page.get_by_role("button", name="Allocate").click()
    expect(news(page)).to_contain_text("Ben Okafor now looks after Lena Fox")
    expect(page.get_by_role("listitem").filter(has_text="Ben Okafor")).to_contain_text("Only MT")

    hers = page_of(None)
    hers.goto(link)
    hers.get_by_label("New password", exact=False).first.fill(NEW_PASSWORD)
    hers.get_by_label("confirmation").fill(NEW_PASSWORD)
    hers.get_by_role("button", name="Set password").click()
    log_in(hers, "lena", NEW_PASSWORD)
    expect(hers.get_by_role("heading", name="My portfolio")).to_be_visible()
    expect(hers.get_by_role("link", name="Manage team performance")).to_be_visible()


def test_people_from_a_table(page_of, cleo):
    page = page_of(cleo)
    page.goto("/people/")
    page.get_by_role("link", name="Import").click()

    def check_table(username):
        table = TABLE.format(username=username).encode()
        page.get_by_label("Table of people").set_input_files(
            a_file("people.csv", "text/csv", table)
        )
        page.get_by_role("button", name="Check this table").click()

    check_table("gwen ellis")
    expect(page.get_by_role("heading", name="Some rows need a correction")).to_be_visible()
    bad = page.get_by_role("row").filter(has_text="Gwen Ellis")
    expect(bad).to_contain_text("Error")
    assert faults_of(page) == []
    page.get_by_role("link", name="Choose the file again").click()

    check_table("gwen.ellis")
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(page.get_by_text("2 new, 0 changed, 0 unchanged")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Import 2 people").click()
    expect(news(page)).to_contain_text("2 people added")
    expect(page.get_by_role("row").filter(has_text="Femi Adewale")).to_contain_text("Learner")

"""What people do in a page, in the words of the journeys."""

import base64
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.people import PASSWORD

AXE = Axe()
LAPTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/login/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def news(page: Page) -> Locator:
    """The messages on what was just done."""
    return page.locator("#messages")


# -- Files ------------------------------------------------------------------------------------


def a_file(name: str, kind: str, content: bytes) -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose_files(page: Page, *files: dict) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Add files").click()
    chooser.value.set_files(list(files))


def drop_files(zone: Locator, *files: dict) -> None:
    """Let go of ``files`` over ``zone``, as when they are dragged from the desktop."""
    carried = zone.page.evaluate_handle(
        """files => {
            const carried = new DataTransfer();
            for (const { name, kind, content } of files) {
                const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
                carried.items.add(new File([bytes], name, { type: kind }));
            }
            return carried;
        }""",
        [
            {
                "name": file["name"],
                "kind": file["mimeType"],
                "content": base64.b64encode(file["buffer"]).decode(),
            }
            for file in files
        ],
    )
    zone.dispatch_event("dragover", {"dataTransfer": carried})
    zone.dispatch_event("drop", {"dataTransfer": carried})


def slow_down_uploads(page: Page, bytes_per_second: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_per_second,
        },
    )


# -- The unit tree ----------------------------------------------------------------------------


def tree_box(page: Page, words: str) -> Locator:
    """The box of the criterion or marking point whose text holds ``words``."""
    return page.get_by_role("checkbox", name=words)


def saved(box: Locator) -> None:
    """Wait until the row of ``box`` says that it is saved."""
    row = box.page.get_by_role("listitem").filter(has=box)
    expect(row.get_by_role("status")).to_have_text("Saved")


# -- Marking ----------------------------------------------------------------------------------


def card_of(page: Page, words: str) -> Locator:
    """The marking card of the criterion or marking point whose text holds ``words``."""
    heading = page.get_by_role("heading", name=words)
    return page.get_by_role("article").filter(has=heading)


def record(card: Locator, choice: str, feedback: str = "", action: str = "") -> None:
    """Choose ``choice`` ("Met", "Not yet" …) on a card, write the feedback, record it.

    "Not yet" asks for something, whatever it is.
    """
    # Before its scripts run, the page sends a form that opens the whole page anew.
    card.page.wait_for_load_state()
    # Earlier decisions stand below in the same words.
    card.get_by_role("group", name="Decision on").get_by_text(choice, exact=True).click()
    if feedback:
        card.get_by_label("Feedback on").fill(feedback)
    if choice == "Not yet":
        card.get_by_label("Action required on").fill(action or "Add what is missing.")
    card.get_by_role("button", name=re.compile("^Record ")).click()
    expect(card.get_by_role("status")).to_have_text("Recorded")


# -- What holds on every page -----------------------------------------------------------------


def faults_of(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with the page as it is now, by all its rules or by those named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], "reporter": "no-passes"}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{fault['id']}: {', '.join(str(node['target']) for node in fault['nodes'][:3])}"
        for fault in found
    ]


def width_too_much(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    # On a phone innerWidth grows with the page; clientWidth stays that of the screen.
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

"""Files on their way in a browser: dropped, paused, cut off, gone on with; recordings."""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from portfolio.files.resuming import finishing
from portfolio.files.resuming.finishing import store_upload
from portfolio.models import EvidenceFile, Upload, UploadState
from tests.browser.doing import a_file, choose_files, drop_files, faults_of

MEGABYTE = 1024 * 1024
# Text, so that the door accepts it; each line says where it stands.
LECTURE = b"".join(b"%015d\n" % line for line in range(3 * MEGABYTE // 16))


@pytest.fixture
def expected_errors():
    """What a lost connection says in the console."""
    return ["net::ERR", "Failed to load resource"]


@pytest.fixture
def page(page_of, anna, item):
    page = page_of(anna)
    open_item(page, item)
    return page


class Network:
    """The page's connection: gone, slow, or as it is."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")

    def be(self, *, offline=False, speed=-1):
        """``speed``: bytes a second that can be sent."""
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        self.session.send("Network.emulateNetworkConditions", {"offline": offline} | conditions)


@pytest.fixture
def network(page):
    return Network(page)


def open_item(page, item):
    page.goto(item.get_absolute_url())
    page.wait_for_load_state()


def sending(page):
    return page.get_by_role("list", name="Files being sent").get_by_role("listitem")


def stored(page, name):
    return page.get_by_role("list", name="Files", exact=True).get_by_role("link", name=name)


def on_the_way(page, network, content=LECTURE):
    """A file of which some has come, sent slowly."""
    network.be(speed=300_000)
    choose_files(page, a_file("lecture.txt", "text/plain", content))
    expect(sending(page)).to_contain_text(re.compile("[1-9]%.*/s.*left"))


def is_whole(item, content=LECTURE):
    file = item.files.get()
    return file.sha256 == hashlib.sha256(content).hexdigest()


def test_two_dropped_files_are_stored_and_compared(page, item):
    zone = page.locator(".drop-zone")
    drop_files(zone, a_file("a.txt", "text/plain", b"one"), a_file("b.txt", "text/plain", b"two"))
    expect(stored(page, "a.txt")).to_be_visible()
    expect(stored(page, "b.txt")).to_be_visible()
    expect(page.locator("#files-said")).to_contain_text("read back and compared")
    expect(sending(page)).to_have_count(0)
    assert item.files.count() == 2
    assert faults_of(page) == []


def test_it_goes_on_by_itself_after_a_lost_connection(page, network, item):
    on_the_way(page, network)
    network.be(offline=True)
    expect(sending(page)).to_contain_text("Waiting for the connection")
    network.be()
    expect(stored(page, "lecture.txt")).to_be_visible()
    assert is_whole(item)


def test_a_site_that_does_not_answer_for_a_while_is_asked_again(page, network, item):
    on_the_way(page, network)
    page.route("**/uploads/**", lambda route: route.fulfill(status=502, body="Bad gateway"))
    network.be(offline=True)
    network.be()
    expect(sending(page)).to_contain_text("Waiting for the connection")
    page.unroute("**/uploads/**")
    network.be()
    expect(stored(page, "lecture.txt")).to_be_visible()
    assert is_whole(item)


def test_pausing_and_resuming(page, network, item):
    on_the_way(page, network)
    page.get_by_role("button", name="Pause lecture.txt").click()
    expect(sending(page)).to_contain_text("Paused")
    page.get_by_role("button", name="Resume lecture.txt").click()
    network.be()
    expect(stored(page, "lecture.txt")).to_be_visible()
    assert is_whole(item)


def test_cancelling_deletes_what_came(page, network, item):
    on_the_way(page, network)
    page.get_by_role("button", name="Cancel lecture.txt").click()
    expect(sending(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Not stored yet")).to_have_count(0)


def test_it_goes_on_after_a_reload_when_the_file_is_chosen_again(page, network, item, tmp_path):
    lecture = tmp_path / "lecture.txt"
    lecture.write_bytes(LECTURE)
    network.be(speed=300_000)
    page.get_by_label("Add files").set_input_files(lecture)
    expect(sending(page)).to_contain_text(re.compile("[1-9]%.*/s"))
    # Leaving asks first.
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    came = Upload.objects.get()
    assert 0 < came.offset < len(LECTURE)
    Upload.objects.update(changed_at=came.created_at.replace(year=2020))
    page.reload()
    page.wait_for_load_state()
    row = page.get_by_role("list", name="Not stored yet").get_by_role("listitem")
    expect(row).to_contain_text(re.compile(r"lecture.txt \d+% of it is here .* Choose the file"))
    assert faults_of(page) == []
    network.be()
    page.get_by_label("Add files").set_input_files(lecture)
    expect(stored(page, "lecture.txt")).to_be_visible()
    assert is_whole(item)
    assert Upload.objects.get() == came


def test_a_large_one_is_checked_by_the_worker_while_the_page_waits(page, item, monkeypatch):
    monkeypatch.setattr(finishing, "LARGEST_AT_ONCE", 10)
    choose_files(page, a_file("notes.txt", "text/plain", b"A year of readings."))
    expect(sending(page)).to_contain_text("Checking and storing")
    page.reload()
    page.wait_for_load_state()
    expect(sending(page)).to_contain_text("Checking and storing")
    store_upload(Upload.objects.get().pk)
    expect(stored(page, "notes.txt")).to_be_visible()
    expect(sending(page)).to_have_count(0)


def test_what_is_not_accepted_says_why(page, item):
    choose_files(page, a_file("page.html", "text/html", b"<html><script>alert(1)</script>"))
    expect(sending(page)).to_contain_text("This is a web page")
    page.get_by_role("button", name="Dismiss page.html").click()
    expect(sending(page)).to_have_count(0)
    assert not item.files.exists()


def test_too_little_room_is_said_before_anything_is_sent(page_of, anna, item, settings):
    settings.QUOTA_LEARNER_MB = 1
    page = page_of(anna)
    open_item(page, item)
    expect(
        page.get_by_text(re.compile("0.bytes of 1.0.MB for this portfolio used"))
    ).to_be_visible()
    choose_files(page, a_file("lecture.txt", "text/plain", LECTURE))
    expect(sending(page)).to_contain_text("There is not enough room")
    assert not Upload.objects.exists()


# -- Recording --------------------------------------------------------------------------------


def record(page, kind, seconds=4):
    page.get_by_role("button", name=f"Record {kind}").click()
    expect(page.get_by_role("timer")).to_have_text(f"00:0{seconds}")


def test_sound_is_recorded_paused_stored_and_played(page, item):
    record(page, "sound")
    assert faults_of(page) == []
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on recording")).to_be_focused()
    page.get_by_role("button", name="Go on recording").click()
    page.get_by_role("button", name="Stop and keep").click()
    sound = page.locator("#viewers audio")
    expect(sound).to_have_count(1)
    file = EvidenceFile.objects.get()
    assert (file.kind, file.content_type, file.problem) == ("audio", "audio/webm", "")
    assert Upload.objects.get().state == UploadState.STORED
    played = sound.evaluate(
        """async sound => {
            await sound.play();
            await new Promise(later => setTimeout(later, 1000));
            return sound.currentTime;
        }"""
    )
    assert played > 0


def test_a_recording_that_was_left_is_kept_on_the_next_visit(page, item):
    record(page, "video")
    expect(sending(page)).to_contain_text("are safe on the site")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    came = Upload.objects.get()
    assert came.offset > 0
    Upload.objects.update(changed_at=came.created_at.replace(year=2020))
    page.reload()
    page.wait_for_load_state()
    expect(page.get_by_text("A recording that was not finished")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Keep Video")).click()
    expect(page.locator("#viewers video")).to_have_count(1)
    file = EvidenceFile.objects.get()
    assert (file.kind, file.size) == ("video", came.offset)


def test_a_recording_goes_on_while_the_connection_is_gone(page, network, item):
    record(page, "sound", 3)
    network.be(offline=True)
    expect(sending(page)).to_contain_text("the recording goes on")
    page.get_by_role("button", name="Stop and keep").click()
    expect(sending(page)).to_contain_text("Waiting for the connection")
    network.be()
    expect(page.locator("#viewers audio")).to_have_count(1)


def test_deleting_a_recording_asks_first(page, item):
    record(page, "sound", 3)
    page.get_by_role("button", name="Delete …").click()
    expect(page.get_by_text("There is no other copy of it")).to_be_visible()
    page.get_by_role("button", name="Delete the recording").click()
    expect(page.get_by_role("button", name="Record sound")).to_be_focused()
    expect(sending(page)).to_have_count(0)
    expect(page.locator("#viewers audio")).to_have_count(0)


def test_a_photo_is_a_file_like_any_other(page, item):
    page.get_by_role("button", name="Take a photo").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Take the photo").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Use this photo").click()
    expect(page.locator("#viewers img")).to_have_count(1)
    assert EvidenceFile.objects.get().content_type == "image/jpeg"


def test_a_microphone_that_is_refused_says_what_to_do(page_of, anna, item):
    page = page_of(anna)
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = "
        "async () => { throw new DOMException('', 'NotAllowedError') }"
    )
    open_item(page, item)
    page.get_by_role("button", name="Record sound").click()
    alert = page.get_by_role("alert").filter(has_text="does not allow it")
    expect(alert).to_contain_text("allow the microphone")

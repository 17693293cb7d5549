"""Browsers for the journeys: a live server, people who are logged in, errors of the console."""

import time
from typing import ClassVar

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests import samples
from tests.browser.doing import LAPTOP
from tests.people import client_of, make_evidence

# Two cores are shared by browsers, servers and databases.
expect.set_options(timeout=20_000)


class CountingHandler(StaticFilesHandler):
    """Knows how many requests are being answered: a browser that closes does not wait for them."""

    under_way: ClassVar[set[object]] = set()

    def __call__(self, *request):
        mine = object()
        self.under_way.add(mine)
        try:
            return super().__call__(*request)
        finally:
            self.under_way.discard(mine)


def wait_until_all_is_answered():
    """Emptying the tables, which follows a test, would meet the locks of what is still asked."""
    for _ in range(200):
        if not CountingHandler.under_way:
            return
        time.sleep(0.02)


@pytest.fixture(scope="session")
def live_server():
    """pytest-django's, made to serve static files: it looks for the app by its plain name."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = CountingHandler
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture
def expected_errors():
    """Words of console errors that a test provokes, such as the status of a refused request.

    That a newer request took an older one's place is always well. Of one that fails htmx reports
    the failure itself besides.
    """
    return ["htmx:afterRequest", "htmx:sendAbort"]


@pytest.fixture
def new_context(new_context, expected_errors):
    """A further browser. No page may report an error: neither a script's nor of the CSP."""
    contexts, errors = [], []

    def note(message):
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url')})")

    def make(**options):
        context = new_context(**LAPTOP | options)
        context.set_default_timeout(20_000)
        context.on("console", note)
        context.on("weberror", lambda failure: errors.append(str(failure.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        # What is still on its way arrives before the context is closed.
        context.close()
    wait_until_all_is_answered()
    assert [error for error in errors if not any(words in error for words in expected_errors)] == []


@pytest.fixture
def page_of(new_context, live_server):
    """Call with a user (or None) for a page in a browser of its own where they are logged in."""

    def open_page(user, **options):
        context = new_context(**options)
        if user:
            session = client_of(user).cookies["sessionid"].value
            cookie = {"name": "sessionid", "value": session, "url": live_server.url}
            context.add_cookies([cookie])
        return context.new_page()

    return open_page


@pytest.fixture
def item(csl, learner):
    """Anna's E1: a narrative and nothing else."""
    return make_evidence(learner)


@pytest.fixture
def item_with_files(item):
    """E1 with a PDF, a picture and a recording, sent in as the learner's browser would."""
    files = [
        SimpleUploadedFile("work plan.pdf", samples.pdf(2, "Work plan")),
        SimpleUploadedFile("whiteboard.jpg", samples.jpeg((640, 480))),
        SimpleUploadedFile("briefing.wav", samples.wav()),
    ]
    client_of(item.learner.user).post(reverse("upload", args=[item.code]), {"file": files})
    return item

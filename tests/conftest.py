import os
import shutil

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# The cast: people who are the same in every test; and how rows are laid once for many tests.
pytest_plugins = ["tests.laying", "tests.people", "tests.buckets"]

# Some ten minutes of ``test_life``, otherwise each time: ``--hypothesis-profile=long``.
hypothesis_settings.register_profile(
    "long",
    max_examples=150,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
# Chromium talks to its maker at every start; tests have no network.
OFFLINE_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A camera and a microphone that every machine has, and nobody who would have to allow them.
DEVICE_FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what drives a browser and what may use the database, by the fixtures a test asks for."""
    for item in items:
        fixtures = set(item.fixturenames)
        if BROWSER_FIXTURES & fixtures:
            item.add_marker(pytest.mark.browser)
        if DATABASE_FIXTURES & fixtures or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


class LongestFirst:
    """A worker that meets a long test last is waited for by all others."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_configure(config):
    config.pluginmanager.register(LongestFirst())
    # Before the first test, because storages and hashers are kept once they were made.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Ordinary tests need no collected files; test_static.py makes the real, hashed ones.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django_settings.STORAGES = django_settings.STORAGES | {"staticfiles": {"BACKEND": plain}}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Make SQLite's test database a file: a live server cannot share one in memory."""
    from django.db import connections

    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(database["NAME"]) + ".test"
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    # The threads of a live server come and go: none keeps its connection.
    database["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end, cut off what a thread or a worker left open: it would keep the database alive."""
    from django.db import connection

    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; its sandbox does not run as root."""
    flags = OFFLINE_FLAGS + DEVICE_FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium"),
        "args": flags,
    }


@pytest.fixture
def own_storage(settings, tmp_path):
    """A storage of this test alone, so that it can say what is left in it."""
    from django.core.files.storage import default_storage

    default = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return default_storage

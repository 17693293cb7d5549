"""A private PostgreSQL for the tests, and the environment that settings.py reads.

As a pytest plugin (``-p tests.services`` in pyproject.toml) it acts before settings are read.
As a program it runs one command against a fresh database::

    python -m tests.services python -m tests.benchmarks.pages
"""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

RUN_DIR_VARIABLE = "TEST_RUN_DIR"
PR_SET_PDEATHSIG = 1
SECONDS_TO_START = 60
# The longest path of a unix socket is 107 bytes; PostgreSQL adds its own name of 17.
LONGEST_SOCKET_DIR = 80
CLUSTER_OPTIONS = (
    "--username=tests",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
)
SPEED_OVER_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Tests roll back what they write: statistics would tell the planner that all tables are empty, and
# one query on the demo took two minutes. Without any it goes by the size of the files.
NO_STATISTICS = ("autovacuum=off",)


def server_account() -> pwd.struct_passwd | None:
    """Return the account to run the server as: PostgreSQL refuses root. None means our own."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL refuses root, and there is no account postgres or nobody.")


def find_binary(name: str) -> str:
    """Return the path of a PostgreSQL server program: the newest of Debian's, or one on PATH."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: float(path.parts[4]), default=None)
    found = str(newest) if newest else shutil.which(name)
    if not found:
        raise RuntimeError(
            f"PostgreSQL's {name} is not installed: apt-get install postgresql, or run the tests "
            "with TEST_DATABASE=sqlite."
        )
    return found


def make_private_dir() -> Path:
    """Return a new directory that the server's account can reach by a short path."""
    reachable = len(tempfile.gettempdir()) < LONGEST_SOCKET_DIR and os.geteuid() != 0
    return Path(tempfile.mkdtemp(prefix="portfolio-", dir=None if reachable else "/tmp"))  # noqa: S108


def database_url(socket_dir: Path) -> str:
    return f"postgres://tests@/postgres?host={socket_dir}"


def _die_with_parent() -> None:
    # Killed tests (kill -9) run no clean-up: the kernel stops the server for them.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@contextmanager
def running_postgres(directory: Path) -> Iterator[str]:
    """Run a PostgreSQL whose files and socket are in the new ``directory``; yield its address."""
    directory.mkdir()
    account = server_account()
    identity = {}
    if account:
        os.chown(directory, account.pw_uid, account.pw_gid)
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    files, log_path = directory / "cluster", directory / "log"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
    options = {"cwd": directory, "env": environment, **identity}
    subprocess.run(
        [find_binary("initdb"), "--pgdata", files, *CLUSTER_OPTIONS],
        check=True,
        stdout=subprocess.DEVNULL,
        **options,
    )
    settings = [
        f"unix_socket_directories={directory}",
        "listen_addresses=",
        *SPEED_OVER_SAFETY,
        *NO_STATISTICS,
    ]
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            [find_binary("postgres"), "-D", files, *(f"--{setting}" for setting in settings)],
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread is running yet
            **options,
        )
    try:
        _wait_until_it_answers(server, directory, log_path)
        yield database_url(directory)
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
        server.send_signal(signal.SIGINT)
        server.wait(timeout=SECONDS_TO_START)


def _wait_until_it_answers(server: subprocess.Popen, socket_dir: Path, log_path: Path) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < give_up_at:
        try:
            psycopg.connect(database_url(socket_dir)).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log_path.read_text()}")


# -- As a pytest plugin -----------------------------------------------------------------------


def uses_sqlite() -> bool:
    choice = os.environ.get("TEST_DATABASE", "postgresql")
    if choice not in ("postgresql", "sqlite"):
        raise pytest.UsageError("TEST_DATABASE is postgresql or sqlite.")
    return choice == "sqlite"


def is_worker() -> bool:
    """Return whether this process is one of xdist's, beside the one that started them."""
    return "PYTEST_XDIST_WORKER" in os.environ


def prepare_environment() -> Path:
    """Set what settings.py reads; every worker has its own files in the directory of the run."""
    if not is_worker():
        new = make_private_dir()
        new.chmod(0o711)
        atexit.register(shutil.rmtree, new, ignore_errors=True)
        os.environ[RUN_DIR_VARIABLE] = str(new)
    run_dir = Path(os.environ[RUN_DIR_VARIABLE])
    files = run_dir / os.environ.get("PYTEST_XDIST_WORKER", "main")
    # WhiteNoise warns when the directory of collected files does not exist.
    (files / "static").mkdir(parents=True)
    sqlite = f"sqlite:///{files}/site.sqlite3"
    os.environ |= {
        "SITE_MODE": "development",
        "SECRET_KEY": "only-for-the-tests-" * 3,
        "DATA_DIR": str(files),
        "DATABASE_URL": sqlite if uses_sqlite() else database_url(run_dir / "pg"),
        "DJANGO_SETTINGS_MODULE": "portfolio.settings",
        # Playwright's event loop runs in the thread of the test that uses the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    return run_dir


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    # A wrapper runs before every plain hook, so before pytest-django reads the settings.
    prepare_environment()
    return (yield)


def pytest_configure(config):
    if not is_worker() and not uses_sqlite() and not config.option.collectonly:
        directory = Path(os.environ[RUN_DIR_VARIABLE]) / "pg"
        config.pluginmanager.register(PrivatePostgres(directory), "private-postgres")


class PrivatePostgres:
    """Started before the first worker is, stopped after the last one, also when tests fail."""

    def __init__(self, directory: Path):
        self.stack = ExitStack()
        self.directory = directory

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self):
        self.stack.enter_context(running_postgres(self.directory))

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self):
        self.stack.close()


# -- As a program -----------------------------------------------------------------------------


def main(command: list[str]) -> int:
    """Run ``command`` with a private PostgreSQL in ``DATABASE_URL``; return its exit status."""
    with running_postgres(prepare_environment() / "pg"):
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

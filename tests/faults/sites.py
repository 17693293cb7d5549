"""Sites of their own for the programs that break them: made, started, killed, asked.

    directory/site.sqlite3 or a private PostgreSQL     files in directory/files

Loading the program takes longer than a server lives here, so one process loads it and is forked for
each server, each worker and each question about the rows (``python -m tests.faults.sites MODULE``).
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from tests.services import SECONDS_TO_START

ROOT = Path(__file__).resolve().parents[2]
SECONDS_OF_SILENCE = 6


def environment(directory, address=""):
    """What a process of the site reads: nothing of ours but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "SITE_MODE": "development",
        "DATA_DIR": str(directory),
        "DATABASE_URL": address or f"sqlite:///{directory}/site.sqlite3",
        "DJANGO_SETTINGS_MODULE": "portfolio.settings",
        "LOG_LEVEL": os.environ.get("FAULTS_LOG_LEVEL", "CRITICAL"),
        # Rounds take longer than a signature may be apart from the password.
        "REAUTHENTICATE_MINUTES": "600",
    }


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def make_tables():
    """All tables at once, as for other tests: migrating takes thirty times as long, and is tried by
    ``kill_upload``. Runs in a process of the site."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    ours = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    settings.MIGRATION_MODULES = ours
    note_migrations()


def note_migrations():
    """Say that all were applied, for backups, which compare them."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.flush()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)


def log_in(user):
    """The key of a session in which ``user`` has just proven who they are."""
    from django.conf import settings

    from tests.people import client_of

    return client_of(user).cookies[settings.SESSION_COOKIE_NAME].value


# -- What runs --------------------------------------------------------------------------------


@dataclass
class Site:
    """``module`` has ``make() -> facts`` and ``look(question) -> answer``, for JSON values, which
    run in processes that have the site's settings."""

    directory: Path
    module: str
    address: str = ""
    port: int = field(default_factory=free_port)
    running: dict[str, int] = field(default_factory=dict)
    loaded: subprocess.Popen | None = None

    @property
    def files(self):
        return self.directory / "files"

    @property
    def program(self):
        """What loads the site; one that plants a fault in it first is another."""
        return [sys.executable, "-m", "tests.faults.sites"]

    @contextmanager
    def at_work(self):
        """Load the program; whatever runs at the end is killed."""
        (self.directory / "static").mkdir(exist_ok=True)
        with subprocess.Popen(
            [*self.program, self.module, str(self.port)],
            cwd=ROOT,
            env=environment(self.directory, self.address),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as self.loaded:
            try:
                yield self
            finally:
                for name in list(self.running):
                    self.kill(name)
                self.loaded.stdin.close()

    def make(self):
        return self.ask("make")

    def look(self, question):
        return self.ask("look", question)

    def start(self, name):
        """Start ``web`` or ``worker``; the first answers when this returns."""
        self.running[name] = self._tell({"start": name})
        if name == "web":
            wait_until(lambda: is_open(self.port), "The server did not start.")

    def kill(self, name):
        """kill -9, with all its children."""
        process = self.running.pop(name)
        os.killpg(process, signal.SIGKILL)
        self._tell({"reap": process})

    def ask(self, name, value=None):
        """What the module's function of that name returns."""
        answer = self.directory / "answer.json"
        answer.unlink(missing_ok=True)
        self._tell({"ask": name, "value": value, "answer": str(answer)})
        if not answer.exists():
            raise RuntimeError(f"“{name}” failed: see above.")
        return json.loads(answer.read_text())

    def _tell(self, order):
        self.loaded.stdin.write(json.dumps(order) + "\n")
        self.loaded.stdin.flush()
        said = self.loaded.stdout.readline()
        if not said:
            raise RuntimeError("The loaded program ended: see above.")
        return json.loads(said)


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(is_so, otherwise, seconds=SECONDS_TO_START):
    give_up = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up:
            raise RuntimeError(otherwise)
        time.sleep(0.02)


# -- In the loaded process --------------------------------------------------------------------


def serve(module, port):
    """Carry out each order that comes in, in a process of its own; answer with one line."""
    import django

    django.setup()
    collect_nothing()
    shorten_waits()
    # What each of them finds loaded.
    import gunicorn.app.wsgiapp
    import gunicorn.workers.gthread  # noqa: F401

    import portfolio.wsgi  # noqa: F401
    from portfolio import urls  # noqa: F401

    told = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        order = json.loads(line)
        os.write(told, f"{json.dumps(carry_out(order, module, port))}\n".encode())


def collect_nothing():
    """As in other tests: pages need no collected files."""
    from django.conf import settings

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}


def shorten_waits():
    """Whose worker was killed counts as such after seconds instead of a minute: that long all of it
    would wait here."""
    from portfolio import claiming
    from portfolio.models import claiming as claims

    claiming.SECONDS_BETWEEN_BEATS = 1
    claiming.LOST_AFTER = claims.SILENT_AFTER = timedelta(seconds=SECONDS_OF_SILENCE)


def carry_out(order, module, port):
    if "reap" in order:
        return os.waitpid(order["reap"], 0)[1]
    child = os.fork()
    if child == 0:
        run_child(order, module, port)
    return child if "start" in order else os.waitpid(child, 0)[1]


def run_child(order, module, port):
    """Never returns."""
    status = 1
    try:
        if "start" in order:
            # A group of its own, so that all of it can be killed at once.
            os.setsid()
            {"web": run_web, "worker": run_worker}[order["start"]](port)
        else:
            arguments = () if order["value"] is None else (order["value"],)
            answer = getattr(import_module(module), order["ask"])(*arguments)
            Path(order["answer"]).write_text(json.dumps(answer))
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(status)


def run_web(port):
    from gunicorn.app.wsgiapp import WSGIApplication

    options = ["--worker-class", "gthread", "--threads", "4", "--log-level", "error"]
    sys.argv = ["gunicorn", "portfolio.wsgi", "--bind", f"127.0.0.1:{port}", *options]
    WSGIApplication("%(prog)s [OPTIONS]").run()


def run_worker(port):
    from django.core.management import call_command

    call_command("qcluster")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))

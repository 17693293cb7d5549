"""Kill the server during uploads, at random moments, and look at what it leaves.

    python -m tests.faults.kill_upload [ROUNDS]

A real gunicorn on a site of its own (SQLite and files in a new directory) takes uploads over HTTP
from several senders and gets SIGKILL, with all its children. Then, each time:

- every file under a final name is whole: its bytes are those of a file that was sent (or a picture
  that decodes: a preview);
- every row has its file, with the size and the hash that it says;
- every upload that the server answered with "stored" is in a row.
"""

import hashlib
import http.client
import io
import json
import os
import random
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from PIL import Image

from tests import samples
from tests.faults.sites import ROOT, make_tables

SENDERS = 3
ITEMS = 40
BOUNDARY = "killed"
PIECE = 64 * 1024
LONGEST_LIFE = 0.8
LONGEST_STORING = 0.08
SECONDS_TO_START = 60


@dataclass
class Site:
    """Where the site keeps things, and who may send it something."""

    directory: Path
    port: int
    session: str
    items: list[str]
    sent: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    body_sent: threading.Event = field(default_factory=threading.Event)

    @property
    def files(self) -> Path:
        return self.directory / "files"


# -- The site ---------------------------------------------------------------------------------


def environment(directory):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "SITE_MODE": "development",
        "DATA_DIR": str(directory),
        "DJANGO_SETTINGS_MODULE": "portfolio.settings",
        "LOG_LEVEL": "ERROR",
    }


def make_site(directory, *, migrating=False):
    """Let one learner with some items log in. ``migrating`` is how sites of others are made, and
    takes thirty times as long."""
    (directory / "static").mkdir()
    order = "migrate" if migrating else "make"
    command = [sys.executable, "-m", "tests.faults.kill_upload", order]
    made = subprocess.run(
        command, cwd=ROOT, env=environment(directory), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise RuntimeError(f"The site could not be made:\n{made.stderr}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Site(directory, port, **json.loads(made.stdout.splitlines()[-1]))


def make_rows(make_tables):
    """Runs in a process of its own, which has the new site's settings."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from portfolio.models import Centre, Evidence, Learner, Membership, Method, Role, User

    make_tables()
    centre = Centre.objects.create(name="Northgate Training")
    anna = User.objects.create(username="anna", name="Anna Kowalczyk")
    Membership.objects.create(centre=centre, user=anna, role=Role.LEARNER)
    learner = Learner.objects.create(centre=centre, user=anna)
    items = [
        Evidence.objects.create(
            learner=learner,
            number=number,
            title="Item",
            method=Method.WORK_PRODUCT,
            happened_on=timezone.localdate(),
        )
        for number in range(1, ITEMS + 1)
    ]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(anna.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = anna.get_session_auth_hash()
    session.create()
    print(json.dumps({"session": session.session_key, "items": [str(e.code) for e in items]}))


def migrate():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def loaded_site(site):
    """A process that has loaded the site and waits; it is forked for each life of the server, as
    loading takes longer than the rest of a life."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.kill_upload", "serve", str(site.port)],
        cwd=ROOT,
        env=environment(site.directory),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        yield parent
        # Reads that there is nothing more to start, and ends.
        parent.stdin.close()


def serve(port):
    """For each line that comes in: fork a gunicorn, print its process; when it was killed, a line
    more. Runs in a process of its own, which has the site's settings."""
    from gunicorn.app.wsgiapp import WSGIApplication

    # What each server finds loaded.
    import portfolio.wsgi  # noqa: F401
    from portfolio import urls  # noqa: F401

    options = ["--worker-class", "gthread", "--threads", "4", "--log-level", "error"]
    sys.argv = ["gunicorn", "portfolio.wsgi", "--bind", f"127.0.0.1:{port}", *options]
    for _ in sys.stdin:
        server = os.fork()
        if server == 0:
            # A group of its own, so that all of it can be killed at once.
            os.setsid()
            WSGIApplication("%(prog)s [OPTIONS]").run()
        print(server, flush=True)
        os.waitpid(server, 0)
        print("killed", flush=True)


def start_server(site, parent):
    """A running server: the number of its process and of its group."""
    parent.stdin.write("start\n")
    parent.stdin.flush()
    server = int(parent.stdout.readline())
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", site.port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return server
    kill(server, parent)
    raise RuntimeError("The server did not start.")


def kill(server, parent):
    os.killpg(server, signal.SIGKILL)
    parent.stdout.readline()


# -- Sending ----------------------------------------------------------------------------------


def new_content():
    """A name and bytes that were never sent before: text of some megabytes, or a picture."""
    if random.random() < 0.25:
        picture = Image.frombytes("RGB", (700, 500), os.urandom(700 * 500 * 3))
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG", quality=95)
        return "photo.jpg", encoded.getvalue()
    return "notes.txt", (secrets.token_hex(32) + "\n").encode() * random.randint(200, 250_000)


def send(site, name, content):
    """Send one file in pieces; note what was sent, and whether the server said it is stored."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode()
    body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    digest = hashlib.sha256(content).hexdigest()
    site.sent.add(digest)
    token = secrets.token_hex(16)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        connection.putrequest("POST", f"/evidence/{random.choice(site.items)}/files/")
        for header, value in (
            ("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"),
            ("Content-Length", str(len(body))),
            ("Cookie", f"sessionid={site.session}; csrftoken={token}"),
            ("X-CSRFToken", token),
            ("X-Requested-With", "XMLHttpRequest"),
        ):
            connection.putheader(header, value)
        connection.endheaders()
        for start in range(0, len(body), PIECE):
            connection.send(body[start : start + PIECE])
        site.body_sent.set()
        with connection.getresponse() as response:
            if response.status == 200 and "rows_html" in json.load(response):
                site.stored.add(digest)
            return response.status
    finally:
        connection.close()


def keep_sending(site, stop):
    while not stop.is_set():
        try:
            send(site, *new_content())
        except (OSError, http.client.HTTPException, ValueError):
            # The server was killed, which is the point.
            time.sleep(0.01)


# -- Looking ----------------------------------------------------------------------------------


def faults_of(site):
    """What is wrong on the disk and in the table, as sentences; none if all is well."""
    hashes = {
        str(path.relative_to(site.files)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.files.rglob("*")
        if path.is_file() and path.parent != site.files / "incoming"
    }
    with sqlite3.connect(site.directory / "site.sqlite3") as database:
        rows = database.execute(
            "SELECT stored_as, preview_as, size, sha256 FROM portfolio_evidencefile"
        ).fetchall()
    database.close()
    faults = []
    for name, digest in hashes.items():
        if digest not in site.sent and not is_whole_picture(site.files / name):
            faults.append(f"{name} is not a whole file that was sent.")
    for stored_as, preview_as, size, digest in rows:
        if hashes.get(stored_as) != digest or (site.files / stored_as).stat().st_size != size:
            faults.append(f"{stored_as} is listed, but its bytes are not there.")
        if preview_as and not is_whole_picture(site.files / preview_as):
            faults.append(f"The preview {preview_as} is listed, but not whole.")
    lost = site.stored - {row[3] for row in rows}
    return faults + [f"The stored file {digest} is not listed." for digest in lost]


def is_whole_picture(path):
    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, SyntaxError):
        return False
    return True


def wait_for_a_moment(site):
    """Any moment; every other time, one while a file that has just come is being stored."""
    time.sleep(random.uniform(0, LONGEST_LIFE))
    if random.random() < 0.5:
        site.body_sent.clear()
        site.body_sent.wait(LONGEST_LIFE)
        time.sleep(random.uniform(0, LONGEST_STORING))


def kill_once(site, parent):
    """One life of the server; return what it left that it should not have."""
    server = start_server(site, parent)
    stop = threading.Event()
    senders = [threading.Thread(target=keep_sending, args=(site, stop)) for _ in range(SENDERS)]
    try:
        # The first answer says that the application is loaded; from here it is about uploads.
        status = send(site, "first.txt", samples.text() + secrets.token_bytes(8).hex().encode())
        if status != 200:
            raise RuntimeError(f"An ordinary upload was answered with {status}.")
        for sender in senders:
            sender.start()
        wait_for_a_moment(site)
    finally:
        kill(server, parent)
        stop.set()
        for sender in senders:
            if sender.is_alive():
                sender.join()
    return faults_of(site)


def main(rounds):
    # So that a server does not outlive this program when that is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as directory:
        site = make_site(Path(directory), migrating=True)
        with loaded_site(site) as parent:
            for number in range(1, rounds + 1):
                if faults := kill_once(site, parent):
                    print(*faults, sep="\n")
                    return 1
                print(
                    f"Round {number}: {len(site.sent)} sent, {len(site.stored)} stored, all whole."
                )
    return 0


if __name__ == "__main__":
    argument = sys.argv[1] if len(sys.argv) > 1 else "20"
    if argument == "make":
        make_rows(make_tables)
    elif argument == "migrate":
        make_rows(migrate)
    elif argument == "serve":
        serve(int(sys.argv[2]))
    else:
        sys.exit(main(int(argument)))

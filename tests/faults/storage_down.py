"""Take the storage of files away, and look at what a real server does.

    python -m tests.faults.storage_down [ROUNDS]

A real gunicorn keeps evidence in a bucket of moto's service, behind a socket of our own that can be
shut, silent or slow, or that breaks connections off. While it is so, browsers ask for pictures and
files all the time. Then, in each round:

- pages that need no file come as quickly as people are used to;
- a file is sent whole or not at all, an outage said in a sentence (503), never "not found";
- an upload is stored whole, or answered with a sentence, and then nothing of it is there;
- an export fails with a sentence, and no half document is there;
- when the storage is back, all of it works again by itself;
- every row has its bytes, and every object in the bucket is whole.
"""

import hashlib
import http.client
import json
import logging
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
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from portfolio.files.storage.addresses import Bucket
from portfolio.files.storage.s3 import S3Storage, _new_client
from tests import samples
from tests.faults.kill_upload import BOUNDARY, ROOT, environment, make_site

STATES = ("shut", "silent", "slow", "broken")
# Seconds: what "slow" adds, what a page may take longer than usual, until all works again.
DELAY, LONGER, RECOVERY = 1.5, 1.0, 60
BROWSERS = 10
SENTENCE = "does not answer now"


@dataclass
class Gate:
    """The socket between site and service. ``state`` is "open", or one of ``STATES``."""

    service: int
    state: str = "open"
    port: int = 0
    listener: socket.socket | None = None

    def open(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=50)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def set(self, state):
        """Connections that are open feel it, too."""
        self.state = state

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client:
            if self.state == "shut":
                # Reset, as by a machine that has no such service.
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            if self.state == "slow":
                time.sleep(DELAY)
            with socket.create_connection(("127.0.0.1", self.service)) as server:
                back = threading.Thread(target=self._relay, args=(server, client), daemon=True)
                back.start()
                self._relay(client, server)
                back.join()

    def _relay(self, source, target):
        passed = 0
        try:
            while content := source.recv(16 * 1024):
                while self.state == "silent":
                    time.sleep(0.05)
                if self.state == "shut" or (self.state == "broken" and passed > 20_000):
                    break
                target.sendall(content)
                passed += len(content)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


@dataclass
class Site:
    """A running server, and what was sent to it."""

    directory: Path
    port: int
    session: str
    items: list[str]
    address: str
    gate: Gate
    storage: S3Storage
    sent: set[str] = field(default_factory=set)
    stored: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    usual: float = 0.0

    def ask(self, path, seconds=60):
        """Status, body and how long it took."""
        began = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)) as to:
            to.request("GET", path, headers={"Cookie": f"sessionid={self.session}"})
            with to.getresponse() as response:
                return response.status, response.read(), time.monotonic() - began

    def expect(self, is_so, words):
        if not is_so:
            self.faults.append(f"While the storage was {self.gate.state}: {words}")


# -- The site ---------------------------------------------------------------------------------


@contextmanager
def running(directory):
    """A site with its storage behind a gate."""
    from moto.server import ThreadedMotoServer

    # A line for each request says nothing here.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    service = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    service.start()
    gate = Gate(service.get_host_and_port()[1])
    gate.open()
    made = make_site(directory)
    straight = Bucket("evidence", "", "k", "s", "us-east-1", f"http://127.0.0.1:{gate.service}")
    storage = S3Storage(straight, str(directory / "straight"))
    _new_client(straight).create_bucket(Bucket="evidence")
    address = f"s3://k:s@evidence?region=us-east-1&endpoint=http://127.0.0.1:{gate.port}"
    site = Site(directory, made.port, made.session, made.items, address, gate=gate, storage=storage)
    _collect_static(site)
    with _server(site):
        yield site
    gate.listener.close()
    service.stop()


def _collect_static(site):
    """What pages are drawn with."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, cwd=ROOT, env=_environment(site), check=True)


@contextmanager
def _server(site):
    options = ["--worker-class", "gthread", "--threads", "8", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", "portfolio.wsgi", *options]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{site.port}"],
        cwd=ROOT,
        env=_environment(site),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(lambda: site.ask("/")[0] == 200, 60, "The server did not start.")
        yield
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _environment(site):
    return environment(site.directory) | {"STORAGE_URL": site.address, "LOG_LEVEL": "CRITICAL"}


def _wait(is_so, seconds, words):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if is_so():
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise RuntimeError(words)


# -- What people do ---------------------------------------------------------------------------


def send(site, name, content):
    """Upload one file; note what the server said of it."""
    token, digest = secrets.token_hex(16), hashlib.sha256(content).hexdigest()
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    body = f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    site.sent.add(digest)
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=90)) as to:
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Cookie": f"sessionid={site.session}; csrftoken={token}",
            "X-CSRFToken": token,
            "X-Requested-With": "XMLHttpRequest",
        }
        to.request("POST", f"/evidence/{random.choice(site.items)}/files/", body, headers)
        with to.getresponse() as response:
            said = json.loads(response.read() or b"{}")
            return response.status, said.get("error", "")


def upload(site):
    """A file of some hundred kilobytes: stored, or refused with a sentence."""
    content = (secrets.token_hex(32) + "\n").encode() * random.randint(200, 8_000)
    status, error = send(site, "notes.txt", content)
    is_told = status == 503 and SENTENCE in error
    site.expect(status == 200 or is_told, f"an upload was answered with {status}: {error}")


def download(site):
    """A file that is stored, or its small picture: whole, or not at all."""
    digest, code = random.choice(list(site.stored.items()))
    try:
        status, body, _ = site.ask(f"/files/{code}/")
    except http.client.IncompleteRead:
        # Broken off, as its length says.
        return
    is_whole = status == 200 and hashlib.sha256(body).hexdigest() == digest
    is_told = status == 503 and SENTENCE.encode() in body
    site.expect(is_whole or is_told, f"a file was answered with {status}, {len(body)} bytes.")


def browse(site, stop):
    """What the browsers of others do meanwhile."""
    while not stop.is_set():
        with suppress(OSError, http.client.HTTPException):
            site.ask(f"/files/{random.choice(list(site.stored.values()))}/")
        time.sleep(0.2)


@contextmanager
def browsing(site):
    """Others use the site."""
    stop = threading.Event()
    others = [threading.Thread(target=browse, args=(site, stop)) for _ in range(BROWSERS)]
    for other in others:
        other.start()
    try:
        yield
    finally:
        stop.set()
        for other in others:
            other.join()


def read_pages(site):
    """Pages that need no file; return how many seconds the slowest took."""
    slowest = 0.0
    for path in ("/", f"/evidence/{random.choice(site.items)}/", "/notices/"):
        status, _, seconds = site.ask(path)
        site.expect(status == 200, f"the page {path} was answered with {status}.")
        usual, longest = site.usual, 2 * site.usual + LONGER
        words = f"the page {path} took {seconds:.1f} s, usually at most {usual:.1f}."
        site.expect(not usual or seconds < longest, words)
        slowest = max(slowest, seconds)
    return slowest


def export(site, *, should_work):
    """Make a portfolio PDF as the worker does; runs in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.storage_down", "export"],
        cwd=ROOT,
        env=_environment(site),
        capture_output=True,
        text=True,
        check=False,
    )
    words = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-300:]
    is_right = words == "made" if should_work else SENTENCE in words
    site.expect(is_right, f"an export ended so: {words}")


def make_export():
    import django

    django.setup()
    from django.core.management import call_command

    from assessment.exports.making import make_export
    from assessment.models import Enrolment, Export, Qualification, Variant
    from portfolio.models import Learner

    if not Qualification.objects.exists():
        call_command("loaddata", "standard", verbosity=0)
    learner = Learner.objects.get()
    enrolment, _ = Enrolment.objects.get_or_create(
        learner=learner, qualification=Qualification.objects.first()
    )
    export = Export.objects.create(
        enrolment=enrolment, asked_by=learner.user, variant=Variant.LEARNER
    )
    make_export(export.pk)
    export.refresh_from_db()
    print(export.failure or "made")


# -- Looking ----------------------------------------------------------------------------------


def rows_of(site):
    with closing(sqlite3.connect(site.directory / "site.sqlite3")) as database:
        return database.execute(
            "SELECT code, stored_as, size, sha256 FROM portfolio_evidencefile"
        ).fetchall()


def faults_of(site):
    """What is wrong in the bucket and in the table, as sentences; none if all is well."""
    hashes = {
        kept.name: hashlib.sha256(b"".join(site.storage.read(kept.name))).hexdigest()
        for kept in site.storage.names()
    }
    with closing(sqlite3.connect(site.directory / "site.sqlite3")) as database:
        exports = dict(
            database.execute(
                "SELECT stored_as, sha256 FROM assessment_export WHERE stored_as <> ''"
            ).fetchall()
        )
    faults = [
        f"{name} is not whole."
        for name, digest in hashes.items()
        if digest not in site.sent and exports.get(name) != digest
    ]
    for _, stored_as, _, digest in rows_of(site):
        if hashes.get(stored_as) != digest:
            faults.append(f"{stored_as} is listed, but its bytes are not there.")
    faults += [f"The document {name} is not there." for name in exports if name not in hashes]
    return faults


def note_stored(site):
    for code, _, _, digest in rows_of(site):
        site.stored[digest] = str(UUID(code))


def one_round(site, state, *, with_export):
    """One outage, and the recovery from it; return what was wrong."""
    site.gate.set(state)
    with browsing(site):
        try:
            for _ in range(3):
                read_pages(site)
                download(site)
                upload(site)
            if with_export:
                export(site, should_work=False)
        finally:
            site.gate.set("open")
    recover(site)
    if with_export:
        export(site, should_work=True)
    note_stored(site)
    faults, site.faults = site.faults + faults_of(site), []
    return faults


def recover(site):
    """Nobody does anything; after a moment all is as before."""
    code = next(iter(site.stored.values()))
    _wait(lambda: site.ask(f"/files/{code}/")[0] == 200, RECOVERY, "It did not recover.")
    content = samples.text() + secrets.token_bytes(8).hex().encode()
    status, error = send(site, "after.txt", content)
    site.expect(status == 200, f"an upload was answered with {status}: {error}")


def begin(site):
    """Some files that are stored before the first outage."""
    for number in range(5):
        content = f"{number} ".encode() * 40_000
        status, error = send(site, f"first-{number}.txt", content)
        if status != 200:
            raise RuntimeError(f"An ordinary upload was answered with {status}: {error}")
    note_stored(site)
    with browsing(site):
        site.usual = max([read_pages(site) for _ in range(4)][1:])


def main(rounds):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as directory, running(Path(directory)) as site:
        begin(site)
        for number in range(rounds):
            state = STATES[number % len(STATES)]
            # One that is slow makes its document in the end.
            is_down = state in ("shut", "silent")
            if faults := one_round(site, state, with_export=is_down and number < 2):
                print(*faults, sep="\n")
                return 1
            print(f"Round {number + 1}, {state}: {len(site.stored)} stored, all whole.", flush=True)
    return 0


if __name__ == "__main__":
    argument = sys.argv[1] if len(sys.argv) > 1 else "20"
    if argument == "export":
        make_export()
    else:
        sys.exit(main(int(argument)))

"""Cut, stall and slow down the connections of uploads, kill the server: every file arrives whole.

    python -m tests.faults.cut_connections [UPLOADS] [LARGEST_MB]

Between a tus client of our own and a real gunicorn stands a proxy that brings misfortune to
connections at random offsets, and the server gets SIGKILL now and then. Each file is sent in parts
of random size until the server says that it is stored. Then, each time:

- the hash that the server read back is that of the file;
- the bytes on the disk are those of the file;
- nothing is left of the parts but what a killed server could not delete, which no row names.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import math
import os
import random
import secrets
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import sites

MODULE = "tests.faults.cut_connections"
SENDERS = 3
ITEMS = 40
# The loaded program takes one order after the other.
ORDERS = threading.Lock()
MEGABYTE = 1024 * 1024
PIECE = 64 * 1024
SECONDS_TO_ANSWER = 20
# Of one file, however large and unlucky.
SECONDS_TO_ARRIVE = 900
# Bytes that a connection carries before something befalls it.
LUCK = (50_000, 40 * MEGABYTE)
MISFORTUNES = ("cut", "stall", "slow", "mute")
SECONDS_STALLED = 2
SECONDS_SLOW = 1.5


@dataclass
class Run:
    """What happened so far. ``session`` is the learner's; ``items``: codes of their items."""

    site: sites.Site
    session: str
    items: list[str]
    proxy: int = 0
    faults: list[str] = field(default_factory=list)
    arrived: int = 0
    resumed: int = 0
    happened: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MISFORTUNES, 0))
    restarts: int = 0

    def __str__(self):
        return (
            f"{self.arrived} arrived, resumed {self.resumed} times, {self.restarts} kills, "
            f"{self.happened}, {len(self.faults)} faults"
        )


# -- The proxy --------------------------------------------------------------------------------


class Proxy:
    """Passes connections on, and brings misfortune to them."""

    def __init__(self, run):
        self.run = run
        self.listener = socket.create_server(("127.0.0.1", 0))
        run.proxy = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self.run.site.port), timeout=5)
        except OSError:
            break_off(client)
            return
        server.settimeout(None)
        fate = random.choice(MISFORTUNES)
        luck = int(math.exp(random.uniform(*map(math.log, LUCK))))
        back = threading.Thread(target=relay, args=(server, client), daemon=True)
        back.start()
        if relay(client, server, luck):
            self.run.happened[fate] += 1
            self.befall(fate, client, server)
        break_off(client)
        break_off(server)

    def befall(self, fate, client, server):
        if fate == "stall":
            time.sleep(SECONDS_STALLED)
        elif fate == "slow":
            crawl(client, server)
        elif fate == "mute":
            # All of it arrives, and nobody hears the answer.
            client.shutdown(socket.SHUT_WR)
            relay(client, server)


def relay(source, target, luck=math.inf):
    """Pass on what comes; whether ``luck`` bytes have passed, so that more could have."""
    with contextlib.suppress(OSError):
        while luck > 0:
            piece = source.recv(min(PIECE, luck) if luck != math.inf else PIECE)
            if not piece:
                break
            target.sendall(piece)
            luck -= len(piece)
    return luck == 0


def crawl(client, server):
    until = time.monotonic() + SECONDS_SLOW
    with contextlib.suppress(OSError):
        while time.monotonic() < until and (piece := client.recv(8192)):
            server.sendall(piece)
            time.sleep(0.02)


def break_off(connection):
    """Without good-bye: the other side gets a reset."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Wakes whoever still reads from it in another thread.
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


# -- The client -------------------------------------------------------------------------------


class Unanswered(Exception):
    """The connection broke, or the server is away: ask again."""


class Refused(Exception):
    """The server said no, which it should not."""


class Client:
    """Sends one file as tus 1.0 says, for as long as it takes."""

    def __init__(self, run, path, size, digest):
        self.run, self.path, self.size, self.digest = run, path, size, digest
        self.token = secrets.token_hex(16)
        self.give_up_at = time.monotonic() + SECONDS_TO_ARRIVE

    def request(self, method, path, headers=None, body=None, length=0):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.run.proxy, timeout=SECONDS_TO_ANSWER
        )
        cookies = f"sessionid={self.run.session}; csrftoken={self.token}"
        sent = {"Tus-Resumable": "1.0.0", "Cookie": cookies, "X-CSRFToken": self.token}
        try:
            connection.putrequest(method, path)
            for name, value in (sent | (headers or {})).items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(length))
            connection.endheaders()
            for piece in body or ():
                connection.send(piece)
            with connection.getresponse() as answer:
                content = answer.read()
        except (OSError, http.client.HTTPException) as broken:
            raise Unanswered from broken
        finally:
            connection.close()
        if answer.status >= 500:
            raise Unanswered
        return answer, content

    def insist(self, *request, **values):
        """The answer, however often it takes."""
        while True:
            try:
                return self.request(*request, **values)
            except Unanswered:
                self.wait()

    def wait(self):
        if time.monotonic() > self.give_up_at:
            raise Refused("It did not arrive in time.")
        time.sleep(0.1)

    def send(self):
        """Send the file; the state that the server tells in the end."""
        address = self.begin()
        offset = 0
        while offset < self.size:
            try:
                offset = self.send_part(address, offset)
            except Unanswered:
                self.run.resumed += 1
                self.wait()
                offset = self.offset_of(*self.insist("HEAD", address))
        return self.conclude(address)

    def begin(self):
        values = {"filename": "notes.txt", "sha256": self.digest}
        pairs = (f"{key} {base64.b64encode(v.encode()).decode()}" for key, v in values.items())
        headers = {"Upload-Length": str(self.size), "Upload-Metadata": ",".join(pairs)}
        item = random.choice(self.run.items)
        answer, said = self.insist("POST", f"/evidence/{item}/uploads/", headers)
        if answer.status != 201:
            raise Refused(f"{answer.status}: {said[:200]!r}")
        return "/" + answer.headers["Location"].split("/", 3)[3]

    def send_part(self, address, offset):
        length = min(int(math.exp(random.uniform(12, 17.5))), self.size - offset)
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
        }
        body = self.pieces(offset, length)
        return self.offset_of(*self.request("PATCH", address, headers, body, length))

    def offset_of(self, answer, said):
        if answer.status == 409:
            # Bytes of a connection that was thought to be dead came after all.
            raise Unanswered
        if answer.status not in (200, 204):
            raise Refused(f"{answer.status}: {said[:200]!r}")
        return int(answer.headers["Upload-Offset"])

    def pieces(self, offset, length):
        with self.path.open("rb") as file:
            file.seek(offset)
            while length > 0:
                piece = file.read(min(PIECE, length))
                length -= len(piece)
                yield piece

    def conclude(self, address):
        while True:
            answer, said = self.insist("GET", f"{address}state/")
            if answer.status != 200:
                raise Refused(f"{answer.status}: {said[:200]!r}")
            state = json.loads(said)
            if state["state"] == "receiving":
                # Killed after the last part and before it was checked.
                self.insist("POST", f"{address}finish/", {"X-Requested-With": "XMLHttpRequest"})
            elif state["state"] != "checking":
                return state
            self.wait()


# -- One upload after the other ---------------------------------------------------------------


def new_file(directory, largest):
    """A text that was never sent before: its path, size and hash. Small ones are more frequent."""
    size = int(math.exp(random.uniform(math.log(MEGABYTE), math.log(largest))))
    path = directory / secrets.token_hex(8)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        while size > 0:
            block = (os.urandom(min(size, MEGABYTE) // 2 + 1).hex() + "\n").encode()
            digest.update(block)
            size -= file.write(block)
    return path, path.stat().st_size, digest.hexdigest()


def upload_one(run, directory, largest):
    path, size, digest = new_file(directory, largest)
    try:
        said = Client(run, path, size, digest).send()
        if said.get("sha256") != digest:
            run.faults.append(f"A file of {size} bytes ended so: {said}")
        elif fault := _on_disk(run, digest):
            run.faults.append(fault)
        else:
            run.arrived += 1
    except Refused as refused:
        run.faults.append(f"A file of {size} bytes did not arrive: {refused}")
    finally:
        path.unlink()


def _on_disk(run, digest):
    with ORDERS:
        return fault_on_disk(run.site, digest)


def fault_on_disk(site, digest):
    """What is wrong with the stored file, or nothing; then its bytes go, to leave room."""
    names = site.look(digest)["names"]
    if len(names) != 1:
        return f"{len(names)} rows have the hash {digest}."
    stored = site.files / names[0]
    with stored.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            return f"{stored} is not what was sent."
    stored.unlink()
    return None


# -- The site ---------------------------------------------------------------------------------


class PlantedSite(sites.Site):
    """A site that has a fault from its beginning."""

    @property
    def program(self):
        return [sys.executable, "-m", MODULE, "serve"]


def make():
    """A learner with items and no limit; runs in a process of the site."""
    from django.utils import timezone

    from portfolio.models import Centre, Evidence, Learner, Membership, Method, Role, User

    sites.make_tables()
    centre = Centre.objects.create(name="Northgate Training", learner_quota_mb=0)
    anna = User.objects.create(username="anna", name="Anna Kowalczyk")
    Membership.objects.create(centre=centre, user=anna, role=Role.LEARNER)
    learner = Learner.objects.create(centre=centre, user=anna)
    today = timezone.localdate()
    values = {"learner": learner, "method": Method.WORK_PRODUCT, "happened_on": today}
    items = [
        Evidence.objects.create(number=number, title="Item", **values)
        for number in range(1, ITEMS + 1)
    ]
    return {"session": sites.log_in(anna), "items": [str(item.code) for item in items]}


def look(digest):
    """The names of the files with that hash, and how many parts there are of anything."""
    from portfolio.models import EvidenceFile, UploadPart

    files = EvidenceFile.objects.filter(sha256=digest)
    return {
        "names": list(files.values_list("stored_as", flat=True)),
        "parts": UploadPart.objects.count(),
    }


def plant_fault():
    """The offset moves by what was announced, not by what came."""
    from dataclasses import replace

    from portfolio.files.resuming import receiving

    stored = receiving._stored_piece

    def lying(read, part):
        piece = stored(read, part)
        return piece and replace(piece, size=part.size)

    receiving._stored_piece = lying


def keep_restarting(run, stop):
    """Kill the server now and then; another is there at once."""
    while not stop.wait(random.uniform(3, 8)):
        with ORDERS:
            run.site.kill("web")
            run.site.start("web")
        run.restarts += 1


def send_all(directory, uploads, largest, plant=False):
    """Send ``uploads`` files of up to ``largest`` bytes to a new site; what happened."""
    site = (PlantedSite if plant else sites.Site)(directory, MODULE)
    left, lock, stop = iter(range(uploads)), threading.Lock(), threading.Event()

    def keep_sending(run, directory):
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            upload_one(run, directory, largest)
            print(run, flush=True)

    with tempfile.TemporaryDirectory() as sent, site.at_work():
        run = Run(site, **site.make())
        Proxy(run)
        site.start("web")
        site.start("worker")
        restarting = threading.Thread(target=keep_restarting, args=(run, stop))
        senders = [
            threading.Thread(target=keep_sending, args=(run, Path(sent))) for _ in range(SENDERS)
        ]
        for thread in (restarting, *senders):
            thread.start()
        for sender in senders:
            sender.join()
        stop.set()
        restarting.join()
        parts = site.look("")["parts"]
    if parts and not run.faults:
        run.faults.append(f"{parts} parts are still listed.")
    return run


def main(uploads, largest):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        run = send_all(Path(directory), uploads, largest * MEGABYTE)
    print(*run.faults, sep="\n")
    print(f"{run.arrived} of {uploads} arrived whole in {time.monotonic() - began:.0f} s.")
    return 1 if run.faults else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        import django

        django.setup()
        plant_fault()
        sites.serve(sys.argv[2], int(sys.argv[3]))
    else:
        numbers = [int(argument) for argument in sys.argv[1:]]
        sys.exit(main(*numbers, *(20, 20)[len(numbers) :]))

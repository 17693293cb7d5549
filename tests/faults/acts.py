"""What people do at a site that is being broken, over HTTP: each act returns what was acknowledged.

An act takes the facts of ``kill_anything.make`` and the port. It raises ``Refused`` for an answer
that is neither a success nor an error of the server.
"""

import hashlib
import http.client
import json
import random
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests import samples

BOUNDARY = "killed"
KEY = re.compile(r'name="key" value="([^"]+)"')
MESSAGES = re.compile(r"messages=([^;]*)")
UNLOCK = re.compile(r"/sign-offs/([0-9a-f-]{36})/unlock/")


@dataclass
class Person:
    """Somebody at a browser, logged in."""

    port: int
    session: str
    messages: str = ""  # the cookie in which a page is told what the answer before it said

    def send(self, path, fields=None, file=None, *, script=False):
        """(status, where to, text) of the answer; with ``fields`` or a ``file`` it is a POST."""
        token = secrets.token_hex(16)
        cookies = f"sessionid={self.session}; csrftoken={token}"
        headers = {"Cookie": f"{cookies}; messages={self.messages}" if self.messages else cookies}
        body = None
        if file is not None:
            body = multipart(fields or {}, *file)
            headers |= {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        elif fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        if body is not None:
            headers |= {"X-CSRFToken": token}
        if script:
            headers |= {"X-Requested-With": "XMLHttpRequest"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            with suppress(BrokenPipeError):
                # What is refused early is answered before all of it was read.
                connection.request("GET" if body is None else "POST", path, body, headers)
            with connection.getresponse() as response:
                text = response.read().decode(errors="replace")
                for cookie in response.headers.get_all("Set-Cookie", ()):
                    if said := MESSAGES.match(cookie):
                        self.messages = said[1]
                return response.status, response.headers.get("Location", ""), text
        finally:
            connection.close()


def multipart(fields, name, content):
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return "".join(parts).encode() + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(facts, port):
    """A file of the item; what was acknowledged is its SHA-256."""
    content = samples.text() + secrets.token_hex(32).encode() * random.randint(1, 40_000)
    learner = Person(port, facts["learner"])
    path = f"/evidence/{random.choice(facts['items'])}/files/"
    status, to, text = learner.send(path, {}, ("notes.txt", content), script=True)
    is_stored = status == 200 and not json.loads(text)["error"]
    return [hashlib.sha256(content).hexdigest()] if is_stored else refused(status, to, text)


def mark(facts, port):
    token = secrets.token_hex(16)
    fields = {
        "decision": "not_yet",
        "feedback": token,
        "action": "Look again.",
        "reason": "Looked at anew.",
        "submission": facts["submission"],
        "seen": 0,
        "key": f"{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}",
    }
    assessor = Person(port, facts["assessor"])
    status, to, text = assessor.send(f"/mappings/{facts['mapping']}/judge/", fields)
    return [token] if status == 302 else refused(status, to, text)


def sign(facts, port):
    """Sign the unit off, or open it again where that was done."""
    token = secrets.token_hex(16)
    unit = f"/enrolments/{facts['enrolment']}/units/LT/"
    administrator = Person(port, facts["administrator"])
    signed = UNLOCK.search(administrator.send(unit)[2])
    if signed:
        path, fields = f"/sign-offs/{signed[1]}/unlock/", {"reason": token}
        status, to, text = administrator.send(path, fields)
    else:
        fields = {"comment": token, "declared": "on"}
        status, to, text = Person(port, facts["assessor"]).send(f"{unit}sign-off/", fields)
    return [token] if status == 302 else refused(status, to, text)


def export(facts, port):
    """Ask for the portfolio; what was acknowledged is the document's code."""
    path = f"/enrolments/{facts['enrolment']}/export/"
    form = random.choice(("html", "html", "pdf", "archive"))
    asker = Person(port, facts["administrator"])
    status, to, text = asker.send(path, {"format": form, "variant": "full"})
    return [to.strip("/").split("/")[-1]] if status == 302 else refused(status, to, text)


def import_people(facts, port):
    """Two people from a table, looked at and confirmed; acknowledged are their user names."""
    names = [f"p{secrets.token_hex(8)}" for _ in range(2)]
    rows = "".join(f"{name},Somebody New,Learner\n" for name in names)
    table = f"User name,Name,Roles\n{rows}".encode()
    administrator = Person(port, facts["administrator"])
    status, to, text = administrator.send("/people/import/", {"centre": 1}, ("people.csv", table))
    key = KEY.search(text)
    if key is None:
        return refused(status, to, text)
    status, to, text = administrator.send("/people/import/confirm/", {"key": key[1]})
    return names if status == 302 and to == "/people/" else refused(status, to, text)


def bring(facts, port):
    """A portfolio's archive, told from earlier ones by a comment; acknowledged is its code."""
    content = bytearray(Path(facts["archive"]).read_bytes())
    comment = secrets.token_hex(8).encode()
    content[-2:] = len(comment).to_bytes(2, "little")
    administrator = Person(port, facts["administrator"])
    file = ("anna.zip", bytes(content) + comment)
    status, to, text = administrator.send("/imports/", {"centre": 1}, file, script=True)
    if status != 200:
        return refused(status, to, text)
    return [json.loads(text)["address"].strip("/").split("/")[-1]]


ACTIVITIES = {
    "uploading": [upload],
    "marking": [mark],
    "signing": [sign],
    "exporting": [export],
    "importing": [import_people, bring],
}


class Refused(Exception):
    """An answer that is neither success nor what a killed database makes of it."""


def refused(status, to, text):
    # A session that cannot be stored, since the database is being killed, is a 400 to Django.
    if status < 500 and "This request could not be read" not in text:
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        said = title[1].strip() if title else text[:500]
        raise Refused(f"Answered with {status}: {to}{said}")
    return []

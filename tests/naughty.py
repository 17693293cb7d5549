"""Strings that have broken sites, each for its own reason; and forms as a browser fills them in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

STRINGS = (
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea></title></style><script>alert(1)</script>",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "<a href=' java\tscript:alert(1)'>go</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "{{ 7*7 }}{% include 'base.html' %}{# x #}",
    "{{ request.user.password }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s %d %(name)s {0} {name!r} {}",
    "' OR 1=1; DROP TABLE portfolio_evidence; --",
    '"; SELECT pg_sleep(9); --',
    "\\' \\\\ \\n \\u0000 \\x00",
    "nul\x00byte",
    "bell\x07 escape\x1b[2J backspace\x08 delete\x7f",
    "line\r\nBcc: everybody@example.org\r\n\r\n<b>body</b>",
    "line\nSubject: other",
    "line\u2028separator\u2029paragraph\x85next",
    "\u202egnp.exe\u202c \u2066hidden\u2069 \u200f",
    "zero\u200bwidth\u200dspace\ufeff",
    "\u200b",
    " ",
    "\u00a0\u3000\u2003",
    "e" + "\u0301" * 200,
    "Z\u0351\u036b\u0343a\u0321l\u0321g\u0321o\u0489",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e007f \U0001f4a9",
    "\ufdfa \u06dd \u0bf5 \ufffd \uffff",
    "\u0440\u0430\u0443\u0440\u0430l",
    "\u0130\u0131\ufb01\u00df\u1e9e",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://example.org","go")',
    "+1+1",
    "-1+1|x",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "|calc",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/dev/null",
    "C:\\con\\aux",
    "file:///etc/passwd",
    "http://example.org/",
    "//example.org",
    "data:text/html,<script>alert(1)</script>",
    "x" * 5000,
    "\u00e9" * 3000,
    "a" + " a" * 3000,
    "0",
    "-1",
    "1e309",
    "99999999999999999999999999",
    "NaN",
    "0x7fffffff",
    "null",
    "undefined",
    "None",
    "true",
    "[object Object]",
    "__proto__",
    "$(id) `id` ; id",
    "*.* ? [a-z] !(x)",
    "cn=*)(uid=*))(|(uid=*",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "O'Neill & Söhne <GmbH>",
    "\u4ed6\u4eec\u8bf4 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
)

TEXT = ("text", "search", "email", "url", "tel", "password", "")
DATE = "2026-05-04"


@dataclass
class Form:
    """A form of a page: where it leads, and its fields by name."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)  # name: how long it may be, 0 for any

    def filled(self, string):
        """What a browser would send with ``string`` in every text field, cut as it would be."""
        sent = dict(self.values)
        for name, most in self.texts.items():
            sent[name] = [string[:most] if most else string]
        return sent


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._open, self._select, self._by_id = [], None, None, {}

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = Form(values.get("action", ""), values.get("method", "get").lower())
            self._by_id[values.get("id")] = self._open
            self.forms.append(self._open)
            return
        if tag == "option" and self._select is not None:
            self._option(values)
            return
        form = self._by_id.get(values.get("form")) or self._open
        name = values.get("name", "")
        if form is None or not name or "disabled" in values:
            return
        if tag == "input":
            self._input(form, name, values)
        elif tag == "textarea":
            form.texts[name] = int(values.get("maxlength") or 0)
        elif tag == "select":
            self._select = form, name
        elif tag == "button" and values.get("type", "submit") == "submit":
            form.values.setdefault(name, [values.get("value", "")])

    def _input(self, form, name, values):
        kind, value = values.get("type", "text"), values.get("value", "")
        if kind in TEXT:
            form.texts[name] = int(values.get("maxlength") or 0)
        elif kind in ("checkbox", "radio"):
            # Of boxes that must be ticked, all; of choices, what is chosen or else the first.
            if "checked" in values or "required" in values or name not in form.values:
                kept = form.values.get(name, []) if kind == "checkbox" else []
                form.values[name] = [*kept, value or "on"]
        elif kind == "date":
            form.values[name] = [value or DATE]
        elif kind == "datetime-local":
            form.values[name] = [value or f"{DATE}T10:00"]
        elif kind in ("time", "month", "number", "range", "color"):
            usual = {"time": "10:00", "month": "2026-05", "color": "#7a2b5e"}
            form.values[name] = [value or usual.get(kind, values.get("min") or "1")]
        elif kind not in ("file", "submit", "button", "image", "reset"):
            form.values[name] = [value]

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None

    def _option(self, values):
        form, name = self._select
        value = values.get("value", "")
        if "selected" in values or (value and not any(form.values.get(name, []))):
            form.values[name] = [value]


def forms_of(html):
    """The forms of a page that have a field for text."""
    reader = _Forms()
    reader.feed(html)
    return [form for form in reader.forms if form.texts]

"""Sound files whose names are the attack. Of some nothing is left, as if no file were sent."""

from collections.abc import Iterator

from tests import samples
from tests.hostile.cases import EITHER, Case

NAMES = (
    *samples.HOSTILE_NAMES,
    "=cmd|'/c calc'!A1.txt",
    "@SUM(1+1)*cmd.txt",
    "+1+1.txt",
    "-1+1.txt",
    "\t=1.txt",
    "{{ 7*7 }}.txt",
    "{% load evil %}.txt",
    "${7*7}.txt",
    "%0d%0aSet-Cookie: a=b.txt",
    "%2e%2e%2fetc%2fpasswd",
    "a.txt\0.exe",
    ".htaccess",
    ".hidden",
    "-rf",
    "--help.txt",
    "`id`.txt",
    "$(id).txt",
    "a;rm -rf ~;.txt",
    "a'b\"c.txt",
    "' OR 1=1 --.txt",
    '"><img src=x onerror=alert(1)>.txt',
    "javascript:alert(1).txt",
    "data:text/html,<script>alert(1)</script>",
    "<svg onload=alert(1)>.txt",
    "AUX",
    "com1.txt",
    "nul.tar.txt",
    "trailing.txt   ",
    "trailing.txt...",
    "a\u200bb\u200dc\ufeff.txt",
    "\u0440\u0430\u0443\u0440\u0430l.txt",
    "\U0001f4a9\U0001f469\u200d\U0001f469\u200d\U0001f467.txt",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f.txt",
    "Z\u0351\u036b\u0343a\u0321lgo\u0489.txt",
    "\ufdfa.txt",
    "\u0645\u0644\u0641.txt",
    "\u6587\u4ef6.txt",
    "file://C:/x.txt",
    "a" * 250 + ".jpg.exe.txt",
    "a." + "b" * 300,
    "*",
    "CLOCK$.txt",
    "a\x7fb.txt",
    "a\x85b\u2028c\u2029d.txt",
)


def cases() -> Iterator[Case]:
    for number, name in enumerate(NAMES):
        content = f"Notes of day {number}: nothing hostile in it.\n".encode()
        yield Case(f"name/{number}", name, _made(content), EITHER, "")


def _made(content):
    return lambda _: content

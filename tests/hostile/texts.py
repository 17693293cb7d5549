"""Web pages, scripts and programs under every name; and text that a program might act on."""

from collections.abc import Iterator

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, REFUSED, Case, State

# Put together here, so that no scanner takes this source for the test file itself.
EICAR = (
    "X5O!P%@AP[4" + "\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*"
).encode()

WEB = {
    "page.html": "<!DOCTYPE html><script>alert(1)</script>",
    "page.htm": "<html><body onload=alert(1)>",
    "page.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "page.txt": "<script src='CANARY/js'></script>",
    "page.csv": "<img src=x onerror=alert(1)>",
    "page.md": "<iframe src='CANARY/frame'></iframe>",
    "page.jpg": "   \n\t<html><script>alert(1)</script>",
    "page.pdf": "<!-- %PDF-1.7 --><script>alert(1)</script>",
    "page.docx": "<html><script>alert(1)</script>",
    "mark.txt": "\ufeff<script>alert(1)</script>",
    "saved.mht": "MIME-Version: 1.0\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "feed.xml": '<?xml version="1.0"?><?xml-stylesheet href="CANARY/xsl"?><a/>',
    "style.xsl": '<xsl:stylesheet xmlns:xsl="x"/>',
    "plain.html": "no tag in it",
    "PAGE.HTML": "<b>upper case</b>",
}
SCRIPTS = {
    "run.js": "alert(1)",
    "run.sh": "echo hello",
    "run.bat": "@echo off",
    "run.cmd": "del *",
    "run.ps1": "Write-Host hello",
    "run.vbs": 'MsgBox "hello"',
    "run.hta": "<script>x</script>",
    "run.py": "print('hello')",
    "run.php": "<?php system($_GET['c']);",
    "run.pl": "print 1",
    "run.txt": "#!/usr/bin/env python3\nprint(1)",
    "run.url": "[InternetShortcut]\nURL=CANARY/url",
    "run.reg": "Windows Registry Editor Version 5.00",
    "run.wsf": "<job/>",
    "run.scpt": "tell application",
}
PROGRAMS = {
    "setup.exe": samples.program,
    "report.pdf": samples.program,
    "photo.jpg": samples.program,
    "photo\u202egpj.exe": samples.program,
    "tool.elf": samples.linux_program,
    "film.mp4": samples.linux_program,
    "mac.bin": lambda: b"\xcf\xfa\xed\xfe" + bytes(99),
    "a.wasm": lambda: b"\x00asm\x01\0\0\0" + bytes(99),
    "A.class": lambda: b"\xca\xfe\xba\xbe" + bytes(99),
    "a.lnk": lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(99),
    "a.dex": lambda: b"dex\n035\0" + bytes(99),
    "a.rar": samples.rar,
    "a.7z": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99),
    "a.gz": lambda: b"\x1f\x8b\x08" + bytes(99),
    "a.bz2": lambda: b"BZh9" + samples.noise(),
    "a.xz": lambda: b"\xfd7zXZ\x00" + bytes(99),
    "a.cab": lambda: b"MSCF" + bytes(99),
    "a.tar": lambda: bytes(257) + b"ustar" + bytes(300),
    "a.zip": samples.archive,
    "noise.bin": samples.noise,
    "noise.pdf": samples.noise,
    "zeros.jpg": lambda: bytes(10_000),
    "nothing.pdf": bytes,
    "nothing.docx": bytes,
    "escape.txt": lambda: b"\x1b]0;title\x07\x1b[2J",
}
PLAIN = {
    "formula.csv": "name,=1+1,@SUM(1),+1\n=cmd|'/c calc'!A1,=HYPERLINK(\"CANARY\"),\t=1,\r=1\n",
    "card.vcf": "BEGIN:VCARD\nPHOTO;VALUE=uri:CANARY/vcf\nEND:VCARD",
    "invite.ics": "BEGIN:VCALENDAR\nATTACH:CANARY/ics\nEND:VCALENDAR",
    "mail.eml": "Subject: hello\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "notes.md": "[a](javascript:alert(1)) ![b](CANARY/md) {{ 7*7 }} {% load x %} ${7*7}",
    "template.txt": "{{ request.user.password }}{% include '/etc/passwd' %}",
    "captions.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n<script>alert(1)</script>",
    "right-to-left.txt": "\u202egnp.exe \u2066hidden\u2069 \u200b\u200d\ufeff",
    "combining.txt": "e" + "\u0301" * 50_000,
    "one-line.txt": "x" * 5_000_000,
    "lines.txt": "\n" * 500_000,
}


def cases() -> Iterator[Case]:
    for name, words in WEB.items():
        yield Case(f"web/{name}", name, _text(words), REFUSED)
    for name, words in SCRIPTS.items():
        yield Case(f"script/{name}", name, _text(words), REFUSED)
    for name, make in PROGRAMS.items():
        yield Case(
            f"program/{name.encode('ascii', 'replace').decode()}", name, _made(make), REFUSED
        )
    for name, words in PLAIN.items():
        yield Case(f"text/{name}", name, _text(words), ACCEPTED, "")
    yield Case("text/eicar.txt", "eicar.txt", lambda _: EICAR, ACCEPTED, "")
    late = b"Notes of May\n" * 10_000
    yield Case("text/late.txt", "late.txt", lambda _: late + b"\0\1\2", ACCEPTED, State.DAMAGED)
    wrong = late + b"\xff\xfe\xfd"
    yield Case("text/wrong.txt", "wrong.txt", lambda _: wrong, ACCEPTED, State.DAMAGED)
    wide = "Notes".encode("utf-16")
    yield Case("text/wide.txt", "wide.txt", lambda _: wide, ACCEPTED, "")
    yield Case("text/half.txt", "half.txt", lambda _: wide[:-1], EITHER)
    script = "<script>alert(1)</script>".encode("utf-16")
    yield Case("web/wide.txt", "wide.txt", lambda _: script, REFUSED)


def _text(words):
    return lambda canary: words.replace("CANARY", canary).encode()


def _made(make):
    return lambda _: make()

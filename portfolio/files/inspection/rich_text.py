"""Rich Text Format: whether it is whole, and what it carries or loads.

Runs in the child process of ``parse`` and imports no Django.
"""

import mmap
import re

from portfolio.files.inspection import problems

# What follows is the bytes of another file or of a program's object.
CARRIES = re.compile(rb"\\(objdata|objocx|objupdate|objautlink|objlink)\b", re.IGNORECASE)
# A template, or a picture by its address: a path or address follows.
ELSEWHERE = re.compile(rb"\\\*\s*\\template\s|INCLUDEPICTURE|\bDDEAUTO\b", re.IGNORECASE)
TOKEN = re.compile(rb"\\bin(\d{1,10}) ?|\\.|[{}]", re.DOTALL)
DEEPEST = 1000


def read_rich_text(path: str) -> dict[str, object]:
    """Walk the groups of the document: each that begins has to end."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if CARRIES.search(content):
            return problems.OFFICE_CARRIES.found()
        if ELSEWHERE.search(content):
            return problems.OFFICE_ELSEWHERE.found()
        return {} if _is_whole(content) else problems.OFFICE_DAMAGED.found()


def _is_whole(content: mmap.mmap) -> bool:
    depth = place = 0
    while token := TOKEN.search(content, place):
        place = token.end()
        if token[1]:
            place += int(token[1])
        elif token[0] == b"{":
            depth += 1
        elif token[0] == b"}":
            depth -= 1
            if depth == 0:
                return True
        if depth > DEEPEST:
            return False
    return False

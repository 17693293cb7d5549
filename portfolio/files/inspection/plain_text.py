"""Plain text: whether all of it is, not only its beginning.

Runs in the child process of ``parse`` and imports no Django.
"""

import codecs

from portfolio.files.inspection import problems
from portfolio.files.inspection.signatures import CONTROL

CHUNK = 1024 * 1024


def read_text(path: str, content_type: str) -> dict[str, object]:
    """Decode all of it in the encoding that its beginning has."""
    encoding = content_type.rpartition("charset=")[2]
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    with open(path, "rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if CONTROL.search(decoder.decode(chunk)):
                    return problems.TEXT_DAMAGED.found()
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return problems.TEXT_DAMAGED.found()
    return {}

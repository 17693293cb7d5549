"""The child process that opens what strangers send: ``python -m portfolio.files.inspection.parse``.

Arguments: the content type found so far, the path, the person's name for the file, and where a
preview may be written. Prints one JSON object. Imports no Django and knows no settings: whatever a
file does to a decoder, no secret and no database connection is in this process.
"""

import json
import os
import resource
import sys

from portfolio.files.inspection.confinement import confine
from portfolio.files.inspection.signatures import OLE, ZIP, Refused

CPU_SECONDS = 40
ADDRESS_SPACE = 2 * 1024**3
LARGEST_OUTPUT = 64 * 1024**2
OPEN_FILES = 64


def limit_resources(path: str) -> None:
    """Bound time, memory, output and open files: a hostile file ends only this process."""
    # Files are mapped into the address space, so a large one needs room of its own.
    space = ADDRESS_SPACE + 2 * os.path.getsize(path)
    for limit, amount in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        lowest = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(limit, (lowest, lowest))


def parse(content_type: str, path: str, name: str, preview: str) -> dict[str, object]:
    """Open the file with the reader for its type. Each is loaded only when it is needed."""
    if content_type in (ZIP, OLE):
        from portfolio.files.inspection.containers import read_container

        return read_container(content_type, path, name)
    if content_type == "application/rtf":
        from portfolio.files.inspection.rich_text import read_rich_text

        return read_rich_text(path)
    if content_type == "application/pdf":
        from portfolio.files.inspection.documents import read_pdf

        return read_pdf(path)
    if content_type.startswith("text/"):
        from portfolio.files.inspection.plain_text import read_text

        return read_text(path, content_type)
    if content_type.startswith(("audio/", "video/")):
        from portfolio.files.inspection.recordings import read_recording

        return read_recording(content_type, path)
    from portfolio.files.inspection.pictures import read_picture

    return read_picture(path, preview)


def main(content_type: str, path: str, name: str, preview: str) -> None:
    limit_resources(path)
    confine()
    try:
        result = parse(content_type, path, name, preview)
    except Refused as refusal:
        result = {"refused": refusal.sentence}
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])

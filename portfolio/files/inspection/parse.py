"""The child process that opens what strangers send: ``python -m portfolio.files.inspection.parse``.

Arguments: the content type found so far, the path, the person's name for the file, and where a
preview may be written. Prints one JSON object. Imports no Django and knows no settings: whatever a
file does to a decoder, no secret and no database connection is in this process.
"""

import json
import sys

from portfolio.files.confining.calls import reach_nothing
from portfolio.files.confining.limits import limit_for_file
from portfolio.files.inspection.signatures import OLE, ZIP, Refused


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
    limit_for_file(path)
    reach_nothing()
    try:
        result = parse(content_type, path, name, preview)
    except Refused as refusal:
        result = {"refused": refusal.sentence}
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])

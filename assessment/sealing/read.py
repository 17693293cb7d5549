"""The child process that opens PDFs of strangers: ``python -m assessment.sealing.read PATH``.

Prints a line of JSON with the signatures, then one with what only a parser can tell, so that the
first is there whatever the file does to the parser. Imports no Django and knows no settings: no
secret and no database connection is in this process.
"""

import json
import logging
import mmap
import os
import sys
from dataclasses import asdict
from typing import Any

from portfolio.files.confining.calls import reach_nothing
from portfolio.files.confining.limits import limit_for_file

HEAD = 1024
NOT_PDF = "not_pdf"
LOCKED = "locked"
DAMAGED = "damaged"


def main(path: str) -> None:
    limit_for_file(path)
    reach_nothing()
    logging.disable()
    seals, problem = _sealed(path)
    _say({"problem": problem, "seals": seals})
    if not problem:
        _say(_parsed(path, seals))


def _say(found: dict[str, object]) -> None:
    print(json.dumps(found), flush=True)


def _sealed(path: str) -> tuple[list[dict], str]:
    if not os.path.getsize(path):
        return [], NOT_PDF
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(b"%PDF-", 0, HEAD) < 0:
            return [], NOT_PDF
        # Only now: it takes half a second to load.
        from assessment.sealing.signatures import signatures_in

        return [asdict(signature) for signature in signatures_in(content)], ""


def _parsed(path: str, seals: list[dict]) -> dict[str, object]:
    import pikepdf

    try:
        with pikepdf.open(path) as document:
            return _told(document, path, seals)
    except pikepdf.PasswordError:
        return {"problem": LOCKED}
    except Exception:  # noqa: BLE001 - damaged documents raise several kinds of error
        return {"problem": DAMAGED}


def _told(document: Any, path: str, seals: list[dict]) -> dict[str, object]:
    from assessment.sealing.changes import changes_after, signature_contents
    from assessment.sealing.facts import facts_in
    from assessment.sealing.signature_states import FOLLOWED
    from assessment.sealing.signatures import signature_of

    found: dict[str, object] = {
        "pages": len(document.pages),
        "was_repaired": bool(document.get_warnings()),
    }
    if not seals:
        # Programs that write a file anew hide them in compressed objects.
        others = signature_contents(document)[:4]
        found["seals"] = [asdict(signature_of(contents)) for contents in others]
    metadata = document.Root.get("/Metadata")
    facts = facts_in(metadata.read_bytes()) if metadata is not None else None
    found["facts"] = asdict(facts) if facts else None
    followed = next((seal for seal in seals if seal["state"] == FOLLOWED), None)
    if followed:
        found["changes"] = changes_after(path, followed["ends_at"])
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])

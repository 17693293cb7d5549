"""Inspect every case in turn, in the site's own closed-off process, and say what it took."""

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

CANARY = "http://127.0.0.1:9"
USAGE = "python -m tests.hostile list | all | FAMILY"


def main(wanted: str) -> int:
    os.environ.setdefault("SITE_MODE", "development")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "portfolio.settings"
    import django

    django.setup()
    from tests.hostile.cases import all_cases

    cases = all_cases()
    if wanted == "list":
        for case in cases:
            print(f"{case.outcome:9} {case.state or '':22} {case.name}")
        print(len(cases))
        return 0
    chosen = [case for case in cases if wanted in ("all", case.family)]
    return _inspect_all(chosen)


def _inspect_all(cases) -> int:
    from portfolio.files.inspection.door import Refused, inspect
    from tests.hostile.cases import ACCEPTED, REFUSED

    wrong, outcomes, longest = 0, Counter(), (0.0, "")
    with tempfile.TemporaryDirectory() as directory:
        for case in cases:
            path = Path(directory) / "part"
            path.write_bytes(case.make(CANARY))
            began = time.monotonic()
            try:
                found = inspect(str(path), case.filename)
                outcome, state, said = ACCEPTED, found.state, found.problem
            except Refused as refusal:
                outcome, state, said = REFUSED, "", refusal.sentence
            took = time.monotonic() - began
            longest = max(longest, (took, case.name))
            outcomes[f"{outcome} {state}".strip()] += 1
            if not case.fits(outcome, state):
                wrong += 1
                print(
                    f"{case.name}: {outcome} {state!r}, not {case.outcome} {case.state!r}. {said}"
                )
    print(dict(outcomes))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"{len(cases)} cases, {wrong} wrong; longest {longest[0]:.1f} s ({longest[1]}); {most} MB"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else USAGE)

"""What the pages cost that people open most: CPU time, queries and size, on PostgreSQL.

    ./run bench pages

A request is all of it: session, middleware, view and rendering, with production's templates
(cached) and static files (hashed). CPU time is this process's own and the median of many runs;
"elapsed" includes the database. Machines differ: compare the column that counts in login pages.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

import django

ROUNDS = 25
WARM_UP = 3
LEARNERS, CRITERIA, ITEMS = 50, 150, 60


@dataclass(frozen=True)
class Page:
    """One request, and the most it should cost: CPU milliseconds, queries, kilobytes."""

    name: str
    ask: Callable
    cpu: float | None = None
    queries: int | None = None
    size: float | None = None
    writes: bool = False


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU and of the clock, queries, and kilobytes (of 1,000 bytes)."""

    cpu: float
    elapsed: float
    queries: int
    size: float


# -- The pages --------------------------------------------------------------------------------


def pages_of(seeded) -> list[Page]:
    """The login page, by which the others are judged, and then everybody's daily pages."""
    # Django's and our own modules want settings; this file is imported without any.
    from django.urls import reverse

    from assessment.status import Status

    learner, assessor, admin = map(
        client_of, (seeded.learner, seeded.assessor, seeded.administrator)
    )
    enrolment, items = seeded.enrolment, seeded.items
    waiting, draft = items[Status.AWAITING], items[Status.DRAFT]

    def get(client, name, *args):
        address = reverse(name, args=args)
        return lambda: client.get(address)

    return [
        Page("Login", get(client_of(None), "login")),
        Page("Portfolio, its learner's", get(learner, "home"), 20, 15),
        Page("Portfolio, its assessor's", get(assessor, "learner", enrolment.learner.code), 60, 20),
        Page("Queue", get(assessor, "queue"), 60, 20),
        Page("Caseload, its assessor's", get(assessor, "caseload"), 60, 20),
        Page("Caseload, the centre's", get(admin, "caseload"), 60, 20),
        Page("Mapping grid", get(learner, "grid", enrolment.code), 100, 12, 400),
        Page("Unit", get(learner, "unit", enrolment.code, "U01"), 20, 15),
        Page("Evidence, its learner's", get(learner, "evidence", draft.code), 60, 20),
        Page("Evidence, its assessor's", get(assessor, "evidence", waiting.code), 60, 20),
        Page("Saving one tick", ticking(learner, draft), 15, 30, writes=True),
        Page("Marking screen", get(assessor, "mark", waiting.code), 60, 20),
        Page("Saving one decision", deciding(assessor, waiting), 15, 30, writes=True),
        Page("Learners, the administrator's", get(admin, "learners"), 60, 20),
        Page("People", get(admin, "people"), 60, 20),
    ]


def client_of(user):
    """A browser of ``user``, or of a visitor for None, with the checks that a real one meets."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    if user is not None:
        client.force_login(user)
    return client


def sending(client, address):
    """Post like htmx: form-encoded, with the token that the login page, as every page, has set."""
    client.get("/password/")
    headers = {"HX-Request": "true", "X-CSRFToken": client.cookies["csrftoken"].value}
    kind = "application/x-www-form-urlencoded"
    return lambda values: client.post(address, urlencode(values), kind, headers=headers)


def ticking(client, evidence):
    """Map ``evidence`` to a criterion that it is not mapped to."""
    from django.urls import reverse

    from assessment.models import Criterion

    free = Criterion.objects.exclude(mappings__evidence=evidence).first()
    send = sending(client, reverse("evidence-map", args=[evidence.code]))
    return lambda: send({"target": f"criterion-{free.pk}", "mapped": "on"})


def deciding(client, evidence):
    """Decide one of the criteria that ``evidence`` was handed over for."""
    from django.urls import reverse

    mapping = evidence.mappings.filter(criterion__isnull=False).first()
    sent = {"submission": evidence.submissions.get().code, "decision": "met", "seen": 0}
    send = sending(client, reverse("judge", args=[mapping.pk]))
    return lambda: send(sent | {"key": uuid4()})


# -- Measuring --------------------------------------------------------------------------------


def cost_of(page: Page, rounds: int = ROUNDS, warm_up: int = WARM_UP) -> Cost:
    """Open the page ``rounds`` times, once it is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(warm_up):
        with left_as_it_was(page):
            page.ask()
    with left_as_it_was(page), CaptureQueriesContext(connection) as captured:
        answer = page.ask()
    # Now: the next request empties the log that ``captured`` reads.
    queries = len(captured)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.name} was answered with {answer.status_code}.")
    times = [_time(page) for _ in range(rounds)]
    return Cost(
        cpu=1000 * median(cpu for cpu, _ in times),
        elapsed=1000 * median(elapsed for _, elapsed in times),
        queries=queries,
        size=len(answer.content) / 1000,
    )


def _time(page: Page) -> tuple[float, float]:
    with left_as_it_was(page):
        cpu, start = time.process_time(), time.perf_counter()
        page.ask()
        return time.process_time() - cpu, time.perf_counter() - start


@contextmanager
def left_as_it_was(page: Page) -> Iterator[None]:
    """Undo what a page writes, so that each round does the same."""
    from django.db import transaction

    with transaction.atomic() if page.writes else nullcontext():
        yield
        if page.writes:
            transaction.set_rollback(True)


# -- Reporting --------------------------------------------------------------------------------

COLUMNS = "{:32}{:>8}{:>9}{:>9}{:>9}{:>9}   {:28}{}"


def report(costs: dict[Page, Cost]) -> str:
    """A table, one line for each page."""
    heading = COLUMNS.format("Page", "CPU ms", "× login", "elapsed", "queries", "kB", "at most", "")
    login = next(iter(costs.values()))
    return "\n".join([heading.rstrip(), *(_line(*each, login.cpu) for each in costs.items())])


def _line(page: Page, cost: Cost, login: float) -> str:
    limits = [
        (cost.cpu, page.cpu, "ms"),
        (cost.queries, page.queries, "queries"),
        (cost.size, page.size, "kB"),
    ]
    asked = [(value, most, unit) for value, most, unit in limits if most is not None]
    verdict = "over" if any(value > most for value, most, _ in asked) else "ok"
    return COLUMNS.format(
        page.name,
        f"{cost.cpu:.1f}",
        f"{cost.cpu / login:.1f}",
        f"{cost.elapsed:.1f}",
        cost.queries,
        f"{cost.size:.0f}",
        ", ".join(f"{most} {unit}" for _, most, unit in asked),
        verdict if asked else "",
    ).rstrip()


def main() -> None:
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.seeding import fill_centre

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seeded = fill_centre(learners=LEARNERS, criteria=CRITERIA, items=ITEMS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{LEARNERS} learners, one of them with {ITEMS} items on {CRITERIA} criteria")
    print(report({page: cost_of(page) for page in pages_of(seeded)}))


if __name__ == "__main__":
    main()

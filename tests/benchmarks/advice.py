"""How well the advice does and what it costs, on PostgreSQL.

    ./run bench advice

Three parts: the checks on 500 made-up portfolios, the suggestions on items that were held out, and
the time it takes to advise a learner with 1,000 items and 400 records. Machines differ: compare the
column that counts in pages.
"""

import os
import time
from collections.abc import Callable
from statistics import median

import django

from tests.benchmarks.pages import Cost, Page, client_of, cost_of

ITEMS, RECORDS, FROZEN = 1000, 400, 60
FEW = 10
ROUNDS = 7

CHECKS = (
    "The checks, on {portfolios} portfolios: made from a seed, each with some four planted faults "
    "and six near misses; a portfolio counts once for each code."
)
HOW = (
    "{items} items were written for this, by hand and from the units' text alone, with all targets "
    "that an assessor would plainly accept; the rules and their examples were not looked at, and "
    "nothing was changed in them afterwards but labels that were wrong. Every criterion of LT, MT, "
    "CO and DO is right for two items at least, and no item, nor any sentence of one, is among the "
    "examples that the suggestions learn from."
)


# -- How well ---------------------------------------------------------------------------------


def quality_of_checks(portfolios: int = 500) -> str:
    """The table of all misconceptions."""
    # Our own modules want settings; this file is imported without any.
    from tests.advising import measuring
    from tests.advising.portfolios import portfolios as made

    return measuring.table_of(measuring.tallies(made(portfolios)))


def quality_of_suggestions(learner) -> str:
    from assessment.advice.reading import current_coverages
    from assessment.advice.suggesting import targets_of
    from tests.advising import measuring

    targets = targets_of(current_coverages(learner))
    return measuring.sentence_of(
        measuring.measured(measuring.suggestions(targets, measuring.held_out()))
    )


# -- How fast ---------------------------------------------------------------------------------


def make_learner(username: str):
    """Somebody who takes all five units, with nothing done yet."""
    from django.utils import timezone

    from assessment.models import Enrolment, Qualification
    from portfolio.models import Centre, Learner, Membership, Role, User

    centre, _ = Centre.objects.get_or_create(number="C-1001", defaults={"name": "Millrace"})
    user = User.objects.create(username=username, name=username.title())
    Membership.objects.create(centre=centre, user=user, role=Role.LEARNER)
    learner = Learner.objects.create(centre=centre, user=user)
    for code in ("CSL", "CCL"):
        qualification = Qualification.objects.get(code=code)
        Enrolment.objects.create(
            learner=learner, qualification=qualification, started_on=timezone.localdate()
        )
    return learner


def fill(learner, items: int, records: int, frozen: int = 0) -> None:
    from teams.leading import start_team
    from teams.models import Team
    from tests.advising.portfolios import drafts
    from tests.advising.seeding import add_items, add_records

    made = list(drafts(-(-records // 12)))
    team = start_team(team=Team(name="The desk"), learner=learner, user=learner.user)
    add_records(team, made, records)
    add_items(learner, made, items, frozen)


def asked_of(learner) -> dict[str, Callable[[], object]]:
    """What is measured: all advice, and its parts."""
    from django.urls import reverse

    from assessment.advice.advising import advise
    from assessment.advice.checking import findings_in
    from assessment.advice.reading import current_coverages, facts_of
    from assessment.advice.suggesting import fitting_items, targets_of

    facts = facts_of(learner)
    targets = targets_of(current_coverages(learner))

    def whole():
        advise(learner, is_own=True, coverages=current_coverages(learner))

    readiness = reverse("readiness", args=[learner.enrolments.first().code, "LT"])
    client = client_of(learner.user)
    return {
        "All advice": whole,
        "Page of a unit's readiness": lambda: client.get(readiness),
        "  reading": lambda: facts_of(learner),
        "  the checks": lambda: list(findings_in(facts)),
        "  items that fit, of 96 targets": lambda: fitting_items(facts.items, targets),
    }


def cost_of_asking(ask: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """Milliseconds of CPU and of the clock, and queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)
    times = []
    for _ in range(rounds):
        cpu, start = time.process_time(), time.perf_counter()
        ask()
        times.append((time.process_time() - cpu, time.perf_counter() - start))
    return Cost(
        cpu=1000 * median(cpu for cpu, _ in times),
        elapsed=1000 * median(elapsed for _, elapsed in times),
        queries=queries,
        size=0,
    )


COLUMNS = "{:34}{:>9}{:>9}{:>9}{:>10}{:>10}{:>16}"


def speed_of(learner, few, rounds: int = ROUNDS) -> str:
    """A line for each part: of ``learner``, with the queries it takes for ``few`` beside it."""
    from django.urls import reverse

    client, address = client_of(learner.user), reverse("learner", args=[learner.code])
    login = client_of(None)
    page = cost_of(Page("Evidence", lambda: client.get(address)), rounds, 2)
    plain = cost_of(Page("Login", lambda: login.get(reverse("login"))), rounds, 2)
    few_queries = {name: cost_of_asking(ask, 1).queries for name, ask in asked_of(few).items()}
    lines = [
        COLUMNS.format("", "CPU ms", "× page", "× login", "elapsed", "queries", "queries of few"),
        COLUMNS.format("Their page of evidence", *_said(page, page, plain), ""),
    ]
    for name, ask in asked_of(learner).items():
        cost = cost_of_asking(ask, rounds)
        lines.append(COLUMNS.format(name, *_said(cost, page, plain), few_queries[name]))
    return "\n".join(lines)


def _said(cost: Cost, page: Cost, login: Cost) -> tuple[str, ...]:
    return (
        f"{cost.cpu:.0f}",
        f"{cost.cpu / page.cpu:.1f}",
        f"{cost.cpu / login.cpu:.1f}",
        f"{cost.elapsed:.0f}",
        f"{cost.queries}",
    )


def main() -> None:
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.advising.measuring import held_out

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("loaddata", "standard", verbosity=0)
    learner, few = make_learner("many"), make_learner("few")
    fill(learner, ITEMS, RECORDS, FROZEN)
    fill(few, FEW, RECORDS, FEW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(CHECKS.format(portfolios=500))
    print(quality_of_checks())
    print()
    print(HOW.format(items=len(held_out())))
    print(quality_of_suggestions(learner))
    print()
    print(f"{ITEMS} items and {RECORDS} records, against {FEW} items and as many records")
    print(speed_of(learner, few))


if __name__ == "__main__":
    main()

"""Kill the web server, the worker or the database at random moments, whatever people are doing.

    python -m tests.faults.kill_anything [ROUNDS] [sqlite|postgresql] [ACTIVITY …]

Two people at once upload, mark, sign, export or import over HTTP; one of the three gets SIGKILL,
with all its children, and is started again. Each time:

- whatever was answered with success is there;
- every row has its bytes, of the right size; and at the end, of the right hash;
- at the end the audit trail is whole, and every document and archive that was asked for is made or
  looked through (or says why not) within ``SECONDS_TO_SETTLE`` of the worker's last start.
"""

import http.client
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.acts import ACTIVITIES
from tests.faults.postgres import Postgres
from tests.faults.sites import Site
from tests.services import make_private_dir

CLIENTS = 2
# Each holds fifty files.
ITEMS = 60
LONGEST_LIFE = 0.8
LONGEST_WAIT = 10
# Until a worker counts as killed, until somebody looks, and the work itself.
SECONDS_TO_SETTLE = 120
MODULE = "tests.faults.kill_anything"


# -- The site ---------------------------------------------------------------------------------


def make():
    """Two learners with a unit to sign, items to mark and to add files to; returns what the people
    need to know. Runs in a process of the site."""
    from django.core.management import call_command
    from django_q.models import Schedule

    from portfolio.jobs import schedule_jobs
    from portfolio.models import Centre, Membership, Role, User
    from tests.faults.sites import log_in, make_tables

    make_tables()
    call_command("loaddata", "standard", verbosity=0)
    schedule_jobs()
    # The others would use the time of the two processors.
    Schedule.objects.exclude(name="dropped").delete()
    centre = Centre.objects.create(name="Millrace Training")
    ben, cleo = (
        User.objects.create(username=name, name=full)
        for name, full in (("ben", "Ben Okafor"), ("cleo", "Cleo Mbeki"))
    )
    assessor = Membership.objects.create(centre=centre, user=ben, role=Role.ASSESSOR)
    Membership.objects.create(centre=centre, user=cleo, role=Role.ADMIN)
    return [
        facts_of(make_learner(centre, username, assessor), ben, log_in, cleo)
        for username in ("anna", "noah")
    ]


def make_learner(centre, username, assessor):
    from portfolio.models import Allocation, Learner, Membership, Role, User

    user = User.objects.create(username=username, name=username.title())
    Membership.objects.create(centre=centre, user=user, role=Role.LEARNER)
    learner = Learner.objects.create(centre=centre, user=user)
    Allocation.objects.create(learner=learner, membership=assessor)
    return learner


def facts_of(learner, ben, log_in, cleo):
    from tests.assurance import all_met
    from tests.people import enrolled, make_evidence, submitted

    enrolment = enrolled(learner, "CSL")
    all_met(learner, "LT", by=ben)
    submission = submitted(make_evidence(learner, title="To be marked"), "MT 1.1")
    return {
        "learner": log_in(learner.user),
        "assessor": log_in(ben),
        "administrator": log_in(cleo),
        "items": [str(make_evidence(learner, title="To be added to").code) for _ in range(ITEMS)],
        "mapping": submission.evidence.mappings.get().pk,
        "submission": str(submission.code),
        "enrolment": str(enrolment.code),
        "archive": archive_of(learner),
    }


def archive_of(learner):
    """A path to the learner's portfolio as an archive."""
    from django.conf import settings

    from assessment.archive.decisions import Maker
    from assessment.archive.writing import write_portfolio
    from assessment.dossier.reporting import silent

    path = Path(settings.DATA_DIR) / f"{learner.user.username}.zip"
    with path.open("wb") as file:
        write_portfolio(learner, Maker.CENTRE, file, silent)
    return str(path)


# -- Looking ----------------------------------------------------------------------------------


def look(question):
    """What is wrong, as sentences. Runs in a process of the site."""
    from io import StringIO

    from django.core.management import CommandError, call_command

    from portfolio.files.checking.looking import Tally, look_at_all

    faults = list(lost(question["acknowledged"]))
    is_end = question["is_end"]
    faults += [str(each) for each in look_at_all(Tally(), lambda *_: None, reads=is_end)]
    if is_end:
        output = StringIO()
        try:
            call_command("verify_audit", stdout=output)
        except CommandError:
            faults.append(output.getvalue())
    return {"faults": faults, "open": open_jobs()}


def lost(acknowledged):
    """Which of what was acknowledged is not there."""
    from assessment.models import Export, Judgement, PortfolioImport, SignOff, Unlocking
    from portfolio.models import EvidenceFile, Membership

    kept = {
        "upload": lambda: EvidenceFile.objects.values_list("sha256", flat=True),
        "mark": lambda: Judgement.objects.values_list("feedback", flat=True),
        "sign": lambda: (
            *SignOff.objects.values_list("comment", flat=True),
            *Unlocking.objects.values_list("reason", flat=True),
        ),
        "export": lambda: map(str, Export.objects.values_list("code", flat=True)),
        "import_people": lambda: Membership.objects.values_list("user__username", flat=True),
        "bring": lambda: map(str, PortfolioImport.objects.values_list("code", flat=True)),
    }
    for name, tokens in acknowledged.items():
        for token in set(tokens) - set(kept[name]()):
            yield f"{name}: {token} was acknowledged and is lost."


def let_a_minute_pass():
    """As far as schedules go: what a worker does every minute is queued for it now."""
    from django.utils import timezone
    from django_q.models import Schedule
    from django_q.scheduler import scheduler

    Schedule.objects.update(next_run=timezone.now())
    scheduler()


def open_jobs():
    """How many documents and archives are neither ready nor failed."""
    from assessment.models import Export, PortfolioImport

    looking = PortfolioImport.objects.filter(finished_at=None, found=None)
    return Export.objects.filter(finished_at=None).count() + looking.count()


# -- Rounds -----------------------------------------------------------------------------------


@dataclass
class Trial:
    """One site, what it runs on, and what it has acknowledged."""

    site: Site
    postgres: Postgres | None
    facts: list = field(default_factory=list)
    acknowledged: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    killed: dict = field(default_factory=dict)
    answered: threading.Event = field(default_factory=threading.Event)
    open_jobs: int = 0

    def begin(self):
        if self.postgres:
            self.postgres.start()
        self.facts = self.site.make()
        self.site.start("web")
        self.site.start("worker")

    def round(self, activity, victim=None):
        """Let people work, kill ``victim`` at some moment, start it again, look."""
        victim = victim or random.choice(self.victims())
        over = threading.Event()
        people = [
            threading.Thread(target=self._work, args=(ACTIVITIES[activity], number, over))
            for number in range(CLIENTS)
        ]
        for person in people:
            person.start()
        self._wait_for_a_moment()
        self.kill(victim)
        over.set()
        for person in people:
            person.join()
        self.restart(victim)
        return self.look()

    def _wait_for_a_moment(self):
        """Any moment after somebody was answered: a slow machine has not begun before that."""
        self.answered.clear()
        self.answered.wait(LONGEST_WAIT)
        time.sleep(random.uniform(0, LONGEST_LIFE))

    def victims(self):
        # With SQLite the database is the processes that use it.
        return ("web", "worker", "database") if self.postgres else ("web", "worker")

    def kill(self, victim):
        self.killed[victim] = self.killed.get(victim, 0) + 1
        if victim == "database":
            self.postgres.kill()
        else:
            self.site.kill(victim)

    def restart(self, victim):
        if victim == "database":
            self.postgres.start()
        else:
            self.site.start(victim)

    def look(self, *, is_end=False):
        question = {"acknowledged": self.acknowledged, "is_end": is_end}
        answer = self.site.look(question)
        self.open_jobs = answer["open"]
        problems, self.problems = self.problems, []
        return problems + answer["faults"]

    def settle(self):
        """Let the worker finish; how many seconds that took, and what is wrong then."""
        began = time.monotonic()
        faults = self.look()
        while self.open_jobs and not faults and time.monotonic() - began < SECONDS_TO_SETTLE:
            time.sleep(2)
            self.site.ask("let_a_minute_pass")
            faults = self.look()
        took = time.monotonic() - began
        if self.open_jobs:
            faults.append(f"{self.open_jobs} jobs are not finished after {took:.0f} s.")
        return took, faults + self.look(is_end=True)

    def _work(self, acts, number, over):
        while not over.is_set():
            act = random.choice(acts)
            try:
                done = act(self.facts[number], self.site.port)
            except (OSError, http.client.HTTPException):
                # The server was killed, which is the point.
                time.sleep(0.01)
            except Exception as error:  # noqa: BLE001 - reported
                self.problems.append(f"{act.__name__}: {error!r}")
                return
            else:
                self.acknowledged.setdefault(act.__name__, []).extend(done)
                self.answered.set()


def new_trial(directory, vendor):
    """A trial in the empty ``directory``; if it has a PostgreSQL, that is made and not started."""
    postgres = None
    if vendor == "postgresql":
        # Its account cannot reach every directory, and the path of a socket is short.
        postgres = Postgres(make_private_dir() / "pg")
        postgres.make()
    return Trial(Site(directory, MODULE, postgres.address if postgres else ""), postgres)


def main(rounds, vendor, activities):
    # So that nothing outlives this program when that is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        trial = new_trial(Path(directory), vendor)
        try:
            with trial.site.at_work():
                trial.begin()
                return try_all(trial, rounds, activities)
        finally:
            if trial.postgres:
                trial.postgres.remove()


def try_all(trial, rounds, activities):
    for activity in activities:
        trial.acknowledged, trial.killed = {}, {}
        for number in range(1, rounds + 1):
            if faults := trial.round(activity):
                print(f"{activity}, round {number}:", *faults, sep="\n", flush=True)
                return 1
        took, faults = trial.settle()
        counts = {name: len(tokens) for name, tokens in trial.acknowledged.items()}
        print(
            f"{activity}: killed {trial.killed}, acknowledged {counts}, "
            f"all jobs over after {took:.0f} s, {len(faults)} faults.",
            *faults,
            sep="\n",
            flush=True,
        )
        if faults:
            return 1
    return 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(
        main(
            int(given[0]) if given else 20,
            given[1] if len(given) > 1 else "sqlite",
            given[2:] or list(ACTIVITIES),
        )
    )

"""What all parts of the machine share: trying a deed, and looking at what became of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Model
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition

from assessment.claims.claimed import UnitClaimed
from assessment.mapping import NotNow
from assessment.marking.judging import NothingToJudge
from assessment.quality.sampling import NothingToSample
from assessment.sign_off.locking import UnitLocked
from assessment.sign_off.signing_off import NotStanding
from portfolio.models import AuditChain, Learner, User
from portfolio.recording import ChangedMeanwhile
from portfolio.testifying import LinkClosed
from portfolio.verifying import verify_chain
from portfolio.witnessing import TooLate
from tests.life.deeds import Deed
from tests.life.reading import Writes, read_all
from tests.life.rows import Rows, read_again
from tests.life.rules import check
from tests.life.scene import EVERYBODY, PLACES, Scene

# How the site says no. Anything else that a verb raises is a mistake of it.
REFUSALS = (
    *(PermissionDenied, ValidationError, NotNow, UnitLocked, UnitClaimed, NothingToJudge),
    *(NothingToSample, NotStanding, ChangedMeanwhile, LinkClosed, TooLate),
)

# Which of several rows: 0 is the newest.
WHICH = st.integers(0, 7)
PLACE = st.sampled_from(PLACES)


def who(*usual: str) -> st.SearchStrategy[str]:
    """Mostly those whose part it is, and everybody else as well."""
    return st.sampled_from(usual) | st.sampled_from(usual) | st.sampled_from(EVERYBODY)


def once_there_is(*models: type[Model]) -> Callable:
    """Let a rule wait for rows of ``models``: trying it before leads nowhere."""
    return precondition(lambda life: all(life.rows.tables[model] for model in models))


class Life(RuleBasedStateMachine):
    """One run: everything happens in a transaction that is rolled back at its end."""

    scene: ClassVar[Scene]
    # How often each verb did something, in all runs.
    done: ClassVar[Counter] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.rows = Rows(self.scene)
        # The rows that pages were compared with last.
        self.compared = self.shown = None

    def attempt(self, verb: Callable, by: str | None = None, /, **arguments: Any) -> Any:
        """Let somebody try a deed; what it did, or None where it was refused.

        Whatever came of it: no rule is broken, and a refusal leaves nothing behind.
        """
        writes = Writes()
        refusal = None
        result = None
        try:
            with connection.execute_wrapper(writes):
                result = verb(**arguments)
        except REFUSALS as reason:
            refusal = reason
        said = "" if refusal is None else f": {type(refusal).__name__} {refusal}"
        if currently_in_test_context():
            note(f"{by or 'somebody'} · {verb.__name__}{said[:160]}")
        before, self.rows = self.rows, read_again(self.rows, writes.tables)
        if refusal is not None:
            assert before.tables == self.rows.tables, f"{verb.__name__} was refused half-way"
            return None
        check(Deed(by and self.scene.people[by], before, self.rows))
        if result is not False:
            Life.done[verb.__name__] += 1
        return result

    def teardown(self) -> None:
        try:
            assert read_all() == self.rows.tables, "a deed wrote more than was looked at"
            for chain in AuditChain.objects.all():
                assert verify_chain(chain).fault is None
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    # -- Rows, read anew as each request does ---------------------------------------------------

    @property
    def learner(self) -> Learner:
        return Learner.objects.select_related("user", "centre").get(pk=self.scene.learner)

    @staticmethod
    def user(name: str) -> User:
        return User.objects.get(username=name)

    def unit(self, place: tuple[str, str]) -> int:
        return self.scene.units[place]

    @staticmethod
    def pick(found: Sequence, which: int) -> Any:
        """One of ``found``, the newest for 0; None where there is none."""
        return found[-1 - which % len(found)] if found else None

    def newest(self, queryset, which: int) -> Any:
        """The same of a query."""
        return self.pick(list(queryset.order_by("pk")), which)

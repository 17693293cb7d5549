"""Will, who has no account, testified for Anna and is asked again; another is on her list."""

from uuid import uuid5

from django.db import transaction

from assessment.demo.people import learner_named
from assessment.demo.telling import STORY, backdate
from assessment.models import Criterion
from assessment.witnesses.testifying import give_testimony
from portfolio.models import Learner, TestimonyRequest, Witness, WitnessStatus
from portfolio.testifying import Account
from portfolio.witnessing import LINK_LASTS, add_witness, ask_for_testimony
from teams.demo.days import Days

ASKED, HAPPENED = 6, 11  # days before today
ASKED_AGAIN = 2
SUGGESTED = (("LT", 1, 2), ("LT", 2, 3))

STATEMENT = """\
I manage the shift next to Anna’s and was in the room when the billing system was down for most of \
the morning.

Anna called her team together, said in two minutes what was known and what was not, and gave each \
of them a part: who tells callers, who writes down account numbers, who rings back. She asked \
whether everybody could do what they had been given, and swapped two people when one said no.

During the morning she went from desk to desk. One of the newer members was close to tears after a \
long call. Anna took the headset for ten minutes, stayed beside them for the next call and told \
them what had gone well in it.

By noon all callers on the list had been rung back. I would have lost the overview earlier."""


@transaction.atomic
def ensure_witnesses(days: Days) -> None:
    """Make Anna’s witnesses, unless she has some already."""
    anna = learner_named("anna")
    if Witness.objects.filter(learner=anna).exists():
        return
    will = _added(anna, "Will Archer", "will@example.org", "Shift manager, Larkfield Water")
    _added(anna, "Dilys Maddox", "", "Customer")
    backdate(Witness.objects.filter(learner=anna), added_at=days.moment(ASKED))
    _testify(_asked(will, days, "The morning the billing system was down", ASKED, HAPPENED), days)
    _asked(will, days, "Handing over to the late shift", ASKED_AGAIN, ASKED_AGAIN + 1)


def _added(learner: Learner, name: str, email: str, job_title: str) -> Witness:
    return add_witness(
        learner=learner,
        by=learner.user,
        name=name,
        email=email,
        job_title=job_title,
        relationship="",
        status="",
    )


def _asked(
    witness: Witness, days: Days, about: str, days_ago: int, happened: int
) -> TestimonyRequest:
    """The link's secret is thrown away: a new link is made with one click."""
    asked = ask_for_testimony(
        witness=witness,
        by=witness.learner.user,
        code=uuid5(STORY, about),
        about=about,
        happened_on=days.ago(happened),
        message="It would help me if you said what I did, and how the team took it.",
        as_expert=False,
    ).request
    when = days.moment(days_ago)
    rows = TestimonyRequest.objects.filter(pk=asked.pk)
    backdate(rows, asked_at=when, mailed_at=when, expires_at=when + LINK_LASTS)
    return asked


def _testify(asked: TestimonyRequest, days: Days) -> None:
    """Today, since what is signed holds its moment, and would no longer be what was signed."""
    give_testimony(
        request=asked,
        signature="Will Archer",
        criteria=[_criterion(*key) for key in SUGGESTED],
        **Account(
            name="Will Archer",
            job_title="Shift manager, Larkfield Water",
            relationship="Colleague, from the shift next to hers",
            status=WitnessStatus.EXPERT.value,
            happened_on=days.ago(HAPPENED),
            statement=STATEMENT,
        ),
    )


def _criterion(unit: str, outcome: int, number: int) -> Criterion:
    return Criterion.objects.get(outcome__unit__code=unit, outcome__number=outcome, number=number)

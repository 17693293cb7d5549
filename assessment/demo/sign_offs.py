"""In the demo: units that are signed off, one that was unlocked, and a rule of sufficiency."""

from django.db import transaction

from assessment.demo.people import learner_named
from assessment.demo.story import HandIn, Item, Marking
from assessment.demo.telling import backdate, ensure_item
from assessment.models import (
    Confirmation,
    Criterion,
    Enrolment,
    SignOff,
    Sufficiency,
    Unlocking,
)
from assessment.sign_off.signing_off import confirm, sign_off, unlock
from assessment.sign_off.sufficiency_rules import add_rule
from portfolio.models import Learner, Method, User
from teams.demo.days import Days

NEXT_PRACTICE = Item(
    key="coaching_review",
    title="What I change in how I develop people",
    method=Method.REFLECTIVE,
    days_ago=7,
    narrative="""
<p>Half a year after the coaching of E8 and my own plan of E3 I looked at both again with my
manager, and wrote down what I keep and what I change.</p>
<h3>My plan, reviewed</h3>
<p>Two of the three points are met; the figures are in E20. The third, staying quiet at the end of
a hard call, is not: Ash still hears me fill the silence. It stays in the plan with a new measure,
ten calls listened to by Ash before the end of the quarter. I added a fourth point, preparing a
coaching series for two people at once, because the team grows.</p>
<h3>What I do otherwise next time</h3>
<ul>
<li>Robin chose the calls in the last sessions and learned more from these: next time from the
start.</li>
<li>I compare with people who had no coaching from the first week, not afterwards.</li>
<li>One card for the desk is better than three pages.</li>
</ul>
<h3>How to tell what development does for the service</h3>
<p>A figure before, the same figure after and later still, a group to compare with, and what
customers say in their own words. Without the group I would have claimed eleven points that
everybody gained.</p>
""",
    shows={
        "DO 1.5": "“My plan, reviewed”",
        "DO 3.4": "“What I do otherwise”",
        "DO 4.4": "the last section",
    },
    hand_ins=(
        HandIn(
            6,
            Marking(
                5,
                "You compare like with like and say what did not work. That is what reviewing is.",
                comments={"DO 4.4": "The group to compare with makes the difference."},
            ),
        ),
    ),
)
ANNAS = (
    "From a plan with measures to coaching whose effect you can show, and an honest review of both."
)
GRACES_FIRST = "A full year, well told. All twenty criteria are met."
UNLOCKED = (
    "3.2 rests on the reviews in E3, and one of them is of somebody who was not in Grace’s team "
    "then. Look at 3.2 again before the unit is signed off."
)
GRACES_SECOND = "I have looked at 3.2 again: without that review the other four still show it."


def ensure_sign_offs(days: Days) -> None:
    """Anna's DO is complete. Grace's LT was unlocked once and waits for her declaration again."""
    ensure_item(NEXT_PRACTICE, learner_named("anna"), days)
    with transaction.atomic():
        _ensure_annas(days)
        _ensure_graces(days)
        _ensure_rule()


def _ensure_annas(days: Days) -> None:
    anna = learner_named("anna")
    if not SignOff.objects.filter(learner=anna).exists():
        declaration = _signed_off(anna, "DO", ANNAS, days, days_ago=4)
        _confirmed(declaration, days, days_ago=2)


def _ensure_graces(days: Days) -> None:
    grace = learner_named("grace")
    if SignOff.objects.filter(learner=grace).exists():
        return
    first = _signed_off(grace, "LT", GRACES_FIRST, days, days_ago=34)
    _confirmed(first, days, days_ago=33)
    ines = User.objects.get(username="ines")
    opened = unlock(sign_off=first, user=ines, reason=UNLOCKED)
    backdate(Unlocking.objects.filter(pk=opened.pk), unlocked_at=days.moment(12))
    _signed_off(grace, "LT", GRACES_SECOND, days, days_ago=3)


def _signed_off(learner: Learner, code: str, comment: str, days: Days, *, days_ago: int) -> SignOff:
    declaration = sign_off(
        enrolment=Enrolment.objects.get(learner=learner, qualification__code="CSL"),
        code=code,
        assessor=User.objects.get(username="ben"),
        declared=True,
        comment=comment,
    )
    backdate(SignOff.objects.filter(pk=declaration.pk), declared_at=days.moment(days_ago))
    return declaration


def _confirmed(declaration: SignOff, days: Days, *, days_ago: int) -> None:
    confirmation = confirm(sign_off=declaration, user=declaration.learner.user, declared=True)
    backdate(Confirmation.objects.filter(pk=confirmation.pk), declared_at=days.moment(days_ago))


def _ensure_rule() -> None:
    """Two items for one criterion: Anna has them, and Samuel has one."""
    samuel = learner_named("samuel")
    if Sufficiency.objects.filter(centre=samuel.centre).exists():
        return
    add_rule(
        centre=samuel.centre,
        qualification=samuel.enrolments.get().qualification,
        what_for=Criterion.objects.get(outcome__unit__code="CO", outcome__number=1, number=6),
        items=2,
        methods=1,
        by=User.objects.get(username="cleo"),
    )

"""A centre as large as asked for, with everything in it at every stage.

For the benchmarks. ``fill_centre`` writes rows in bulk, as the verbs would have left them: what is
measured on them is the reading, and the tests of the verbs have their own, smaller cast.
"""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from assessment.models import (
    Appraisal,
    Criterion,
    CriterionKind,
    Decision,
    Enrolment,
    Judgement,
    LearningOutcome,
    Mapping,
    MarkingPoint,
    Qualification,
    QualificationUnit,
    Submission,
    Unit,
    UnitGroup,
    UnitSpecification,
)
from assessment.status import Status
from assessment.submitting import DECLARATION, content_of
from portfolio.auditing import enter
from portfolio.hashing import hash_of
from portfolio.models import (
    Act,
    Allocation,
    Centre,
    Evidence,
    Learner,
    Membership,
    Method,
    Role,
    User,
)

CRITERIA_PER_UNIT = 15
CRITERIA_PER_OUTCOME = 5
POINTS_PER_UNIT = 5
STAGES = (Status.AWAITING, Status.MET, Status.NOT_YET, Status.DRAFT)
# How many criteria an item is mapped to, in turn, and how many marking points.
SPREAD = (4, 5, 6)
POINTS_PER_ITEM = 2
# One criterion in ten has no evidence.
MAPPED_SHARE = 0.9
ITEMS_OF_OTHERS = len(STAGES)
PARAGRAPH = (
    "<p>I briefed the team of eight on the week’s readings, agreed with each person what they "
    "would change, and wrote down who does what until when. On Friday we looked again.</p>"
)


@dataclass(frozen=True)
class Seeded:
    """The people and rows that pages are opened with."""

    learner: User
    assessor: User
    administrator: User
    enrolment: Enrolment
    items: dict[Status, Evidence]


def fill_centre(*, learners: int, criteria: int, items: int) -> Seeded:
    """One centre whose first learner has ``items`` on ``criteria``; the others have one per stage.

    One assessor looks after all of them.
    """
    centre = Centre.objects.create(name="Millrace Training", number="C-1001")
    # As in any centre that is at work: its trail has begun.
    enter(Act.PERMISSION, "Made the centre.", by=None, centre=centre)
    assessor = _member(centre, "ben", "Ben Okafor", Role.ASSESSOR)
    administrator = _member(centre, "cleo", "Cleo Mbeki", Role.ADMIN)
    qualification = make_qualification(criteria)
    enrolments = [
        _enrolled(centre, number, qualification, assessor) for number in range(1, learners + 1)
    ]
    for enrolment in enrolments:
        first = enrolment is enrolments[0]
        _fill(enrolment.learner, assessor.user, items if first else ITEMS_OF_OTHERS)
    enrolment = enrolments[0]
    evidence = Evidence.objects.filter(learner=enrolment.learner).order_by("number")
    return Seeded(
        learner=enrolment.learner.user,
        assessor=assessor.user,
        administrator=administrator.user,
        enrolment=enrolment,
        items=dict(zip(STAGES, evidence, strict=False)),
    )


# -- The standard -----------------------------------------------------------------------------


def make_qualification(criteria: int) -> Qualification:
    """A made-up qualification of ``criteria`` in as many units as that takes."""
    qualification = Qualification.objects.create(
        code="MADE-UP",
        title="Made-up Diploma in Leading Teams",
        level=4,
        credits_required=60,
        is_sample=True,
    )
    group = UnitGroup.objects.create(
        qualification=qualification, code="ALL", title="All units", is_mandatory=True
    )
    for number in range(1, -(-criteria // CRITERIA_PER_UNIT) + 1):
        _make_unit(group, number, min(CRITERIA_PER_UNIT, criteria))
        criteria -= CRITERIA_PER_UNIT
    return qualification


def _make_unit(group: UnitGroup, number: int, criteria: int) -> None:
    code, title = f"U{number:02}", f"Lead the work of a team in setting {number}"
    unit = Unit.objects.create(code=code, title=title, level=4, credits=6)
    made = [_make_criterion(unit, place) for place in range(criteria)]
    specification = UnitSpecification.objects.create(code=code, unit=unit, title=title)
    QualificationUnit.objects.create(group=group, specification=specification, position=number)
    for place in range(1, POINTS_PER_UNIT + 1):
        point = MarkingPoint.objects.create(
            specification=specification,
            code=f"{code}-MP{place}",
            number=place,
            text="Shows how the plan was agreed, what was measured, and what changed after that.",
        )
        point.criteria.set(islice(cycle(made), place, place + 2))


def _make_criterion(unit: Unit, place: int) -> Criterion:
    outcome, number = divmod(place, CRITERIA_PER_OUTCOME)
    return Criterion.objects.create(
        outcome=LearningOutcome.objects.get_or_create(
            unit=unit, number=outcome + 1, defaults={"title": "Be able to plan the team’s work"}
        )[0],
        number=number + 1,
        kind=CriterionKind.KNOWLEDGE if number % 2 else CriterionKind.PERFORMANCE,
        text="Agree objectives and a work plan with the team",
    )


# -- People -----------------------------------------------------------------------------------


def _member(centre: Centre, username: str, name: str, role: Role) -> Membership:
    user = User.objects.create(username=username, name=name)
    return Membership.objects.create(centre=centre, user=user, role=role)


def _enrolled(
    centre: Centre, number: int, qualification: Qualification, assessor: Membership
) -> Enrolment:
    user = _member(centre, f"learner-{number}", f"Learner {number:03}", Role.LEARNER).user
    learner = Learner.objects.create(centre=centre, user=user, workplace="Northgate Contact Centre")
    Allocation.objects.create(learner=learner, membership=assessor)
    started_on = timezone.localdate() - timedelta(days=200)
    return Enrolment.objects.create(
        learner=learner, qualification=qualification, started_on=started_on
    )


# -- What they did ----------------------------------------------------------------------------


def _fill(learner: Learner, assessor: User, items: int) -> None:
    """Items at the stages in turn, mapped evenly over the qualification."""
    criteria = list(Criterion.objects.order_by("outcome__unit", "outcome__number", "number"))
    criteria = deque(criteria[: round(len(criteria) * MAPPED_SHARE)])
    points = deque(MarkingPoint.objects.order_by("code"))
    stages, spread = cycle(STAGES), cycle(SPREAD)
    for number in range(1, items + 1):
        count = next(spread)
        evidence = _make_item(learner, number)
        mappings = _map(evidence, "criterion", islice(criteria, count))
        mappings += _map(evidence, "marking_point", islice(points, POINTS_PER_ITEM))
        criteria.rotate(-count)
        points.rotate(-POINTS_PER_ITEM)
        _bring_to(next(stages), evidence, mappings, assessor)


def _make_item(learner: Learner, number: int) -> Evidence:
    return Evidence.objects.create(
        learner=learner,
        number=number,
        title=f"Team briefing on first contact resolution, week {number}",
        method=Method.WORK_PRODUCT,
        happened_on=timezone.localdate() - timedelta(days=number),
        narrative=PARAGRAPH * 3,
    )


def _map(evidence: Evidence, kind: str, targets) -> list[Mapping]:
    places = cycle(("p. 2", ""))
    return Mapping.objects.bulk_create(
        Mapping(
            evidence=evidence,
            added_by=evidence.learner.user,
            place=next(places),
            **{kind: target},
        )
        for target in targets
    )


def _bring_to(stage: Status, evidence: Evidence, mappings: list[Mapping], assessor: User) -> None:
    if stage == Status.DRAFT:
        return
    submission = _hand_in(evidence, mappings)
    if stage == Status.AWAITING:
        return
    decision = Decision.MET if stage == Status.MET else Decision.NOT_YET
    feedback = "" if decision == Decision.MET else "Say who agreed to what, and by when."
    Judgement.objects.bulk_create(
        Judgement(
            mapping=mapping,
            submission=submission,
            assessor=assessor,
            decision=decision,
            feedback=feedback,
        )
        for mapping in mappings
    )
    varcs = dict.fromkeys(Appraisal.VARCS, True)
    Appraisal.objects.create(submission=submission, assessor=assessor, feedback=feedback, **varcs)


def _hand_in(evidence: Evidence, mappings: list[Mapping]) -> Submission:
    content = content_of(evidence)
    submission = Submission.objects.create(
        evidence=evidence,
        version=1,
        submitted_by=evidence.learner.user,
        submitted_at=timezone.now() - timedelta(days=evidence.number),
        declaration=DECLARATION,
        content=content,
        content_hash=hash_of(content),
    )
    submission.mappings.set(mappings)
    Evidence.objects.filter(pk=evidence.pk).update(frozen_at=timezone.now())
    return submission

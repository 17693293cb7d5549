"""Who hears an appeal, and what they decide."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.appeals.steps import held_appeal, people_to_tell
from assessment.claims.claimed import is_under_claim
from assessment.marking.releasing import hold_again
from assessment.models import Appeal, Hearing, Judgement, Sample, SignOff, Unlocking
from assessment.quality.independence import part_in
from portfolio.auditing import enter
from portfolio.models import Act, Allocation, Learner, Membership, Role, User
from portfolio.notifying import notify
from portfolio.rules import administers, owns

Stage = Hearing.Stage
Outcome = Hearing.Outcome

# By roles of the centre. The awarding body's answer is recorded by an administrator.
HEARERS = {
    Stage.REVIEW: (Role.ASSESSOR, Role.IQA),
    Stage.PANEL: (Role.IQA, Role.ADMIN),
}
CLAIMED = (
    "This unit is claimed from the awarding body. Have the claim withdrawn first: then its "
    "decisions can be made again."
)


@transaction.atomic
def appoint_hearer(*, hearing: Hearing, person: User, by: User) -> Hearing:
    """Say who hears a stage: somebody who had no part in the decisions."""
    appeal = hearing.appeal
    if not administers(by, appeal.learner.centre) or owns(by, appeal.learner):
        raise PermissionDenied
    appeal = held_appeal(appeal)
    hearing = appeal.hearings.get(pk=hearing.pk)
    if appeal.withdrawn_at or hearing.decided_at:
        raise ValidationError("This stage is over, so nobody is appointed to it any more.")
    if problem := why_not_hear(hearing, person):
        raise ValidationError({"person": problem})
    if hearing.heard_by_id == person.pk:
        return hearing
    hearing.heard_by, hearing.appointed_at = person, timezone.now()
    hearing.save(update_fields=["heard_by", "appointed_at"])
    notify(
        [person],
        f"You are asked to hear the appeal of {appeal.learner} on unit {appeal.unit.code}.",
        address=reverse("appeal", args=[appeal.code]),
    )
    enter(
        Act.APPEAL,
        f"Appointed {person} to hear stage {hearing.stage} of the appeal on {appeal.unit.code}.",
        by=by,
        learner=appeal.learner,
        appeal=appeal.pk,
        hearing=hearing.pk,
    )
    return hearing


def why_not_hear(hearing: Hearing, person: User) -> str:
    """Why ``person`` cannot hear this stage; empty where they can."""
    appeal = hearing.appeal
    learner = appeal.learner
    if hearing.stage == Stage.AWARDING_BODY:
        return "The awarding body hears this stage. Record its answer when it comes."
    if person.pk in (learner.user_id, appeal.lodged_by_id):
        return "Nobody hears their own appeal."
    held = {one.role for one in person.current_memberships if one.centre_id == learner.centre_id}
    if not held & set(HEARERS[Stage(hearing.stage)]):
        return "This stage is heard by somebody in another role of your centre."
    if not Learner.objects.visible_to(person).filter(pk=learner.pk).exists():
        return f"{person} cannot see the portfolio. Allocate them to {learner} first."
    if part := part_in(person, learner, appeal.unit_id):
        return f"{person} was involved: they {part}."
    if Sample.objects.filter(learner=learner, unit=appeal.unit_id, iqa=person).exists():
        return f"{person} was involved: they sampled this unit."
    if appeal.hearings.filter(stage__lt=hearing.stage, heard_by=person).exists():
        return f"{person} heard an earlier stage."
    return ""


def possible_hearers(hearing: Hearing) -> list[User]:
    """Who can hear this stage, by name. A few queries for each of the people who look after the
    learner, and for each administrator."""
    learner = hearing.appeal.learner
    roles = HEARERS.get(Stage(hearing.stage), ())
    allocated = Allocation.objects.current().filter(learner=learner)
    held = Membership.objects.current().filter(centre=learner.centre_id, role__in=roles)
    reached = Q(role=Role.ADMIN) | Q(user__in=allocated.values("membership__user"))
    people = User.objects.filter(is_active=True, pk__in=held.filter(reached).values("user"))
    return [person for person in people if not why_not_hear(hearing, person)]


def can_decide(user: User, hearing: Hearing) -> bool:
    """Whoever was appointed and still may; an administrator records the awarding body's answer."""
    if hearing.decided_at or hearing.appeal.withdrawn_at:
        return False
    if hearing.stage == Stage.AWARDING_BODY:
        learner = hearing.appeal.learner
        return administers(user, learner.centre) and not owns(user, learner)
    return hearing.heard_by_id == user.pk and not why_not_hear(hearing, user)


@transaction.atomic
def decide_hearing(
    *,
    hearing: Hearing,
    user: User,
    outcome: str,
    reasons: str,
    again: Collection[Judgement] = (),
) -> Hearing:
    """Record the outcome. Decisions in ``again`` (all of them where it is upheld) are open.

    A unit that is signed off is unlocked by it. Raises ``ValidationError``.
    """
    appeal = held_appeal(hearing.appeal)
    hearing = Hearing.objects.select_related("appeal__learner__centre").get(pk=hearing.pk)
    if not can_decide(user, hearing):
        raise PermissionDenied
    appealed = set(appeal.judgements.all())
    chosen: set[Judgement] = set()
    if outcome == Outcome.UPHELD:
        chosen = appealed
    elif outcome == Outcome.PARTLY:
        chosen = set(again) & appealed
    if outcome == Outcome.PARTLY and not chosen:
        raise ValidationError({"again": "Choose the decisions that are to be made again."})
    if chosen and is_under_claim(appeal.learner, appeal.unit_id):
        raise ValidationError(CLAIMED)
    hearing.outcome, hearing.reasons = outcome, reasons.strip()
    hearing.decided_at, hearing.decided_by = timezone.now(), user
    hearing.full_clean()
    hearing.save(update_fields=["outcome", "reasons", "decided_at", "decided_by"])
    hearing.again.set(chosen)
    if chosen:
        hold_again([judgement.pk for judgement in chosen])
        _unlock(appeal, user)
    _tell(appeal, hearing, user)
    enter(
        Act.APPEAL,
        f"Decided stage {hearing.stage} of the appeal on unit {appeal.unit.code}: "
        f"{hearing.get_outcome_display().lower()}.",
        by=user,
        learner=appeal.learner,
        appeal=appeal.pk,
        hearing=hearing.pk,
        outcome=outcome,
        again=sorted(judgement.pk for judgement in chosen),
    )
    return hearing


def _unlock(appeal: Appeal, user: User) -> None:
    """A unit that is signed off is open again, or its decisions could not be made again."""
    standing = SignOff.objects.standing().filter(learner=appeal.learner, unit=appeal.unit)
    for sign_off in standing:
        unlocking = Unlocking(sign_off=sign_off, user=user, reason="An appeal was upheld.")
        unlocking.full_clean()
        unlocking.save()
        enter(
            Act.UNLOCK,
            f"Unlocked unit {appeal.unit.code}: {unlocking.reason}",
            by=user,
            learner=appeal.learner,
            sign_off=sign_off.pk,
        )


def _tell(appeal: Appeal, hearing: Hearing, user: User) -> None:
    notify(
        people_to_tell(appeal, but=user),
        f"The appeal of {appeal.learner} on unit {appeal.unit.code} was decided: "
        f"{hearing.get_outcome_display().lower()}.",
        address=reverse("appeal", args=[appeal.code]),
    )

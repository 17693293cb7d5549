"""Signing a unit off: the assessor declares it complete, the learner declares the same; it locks.

All of it happens while the whole portfolio is held: nobody maps, decides or adds meanwhile.
"""

from collections import defaultdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from assessment.allocations import scope_of
from assessment.claims.claimed import CLAIMED, claimed_units
from assessment.coverage import UnitCoverage, coverage_of
from assessment.models import (
    Confirmation,
    Enrolment,
    Judgement,
    SignOff,
    UnitSpecification,
    Unlocking,
)
from assessment.sign_off.readiness import why_not_ready
from assessment.status import Status
from portfolio.auditing import enter
from portfolio.hashing import hash_of
from portfolio.holding import hold_portfolio
from portfolio.models import Act, Learner, Role, User
from portfolio.notifying import notify, people_of
from portfolio.rules import administers, keeps, owns

ASSESSORS_DECLARATION = (
    "I declare that I have assessed the evidence for this unit, that it is valid, authentic, "
    "reliable, current and sufficient, and that the learner has met every criterion of the unit."
)
LEARNERS_DECLARATION = (
    "I declare that the evidence for this unit is my own work or shows my own work, and that I "
    "agree that the unit is complete."
)


class NotStanding(Exception):
    """The sign-off was answered, opened again or returned meanwhile; the message says so."""


def can_sign_off(user: User, learner: Learner, unit: int) -> bool:
    """A qualified assessor of that unit; never a trainee, never the learner."""
    return not owns(user, learner) and scope_of(user, learner).is_qualified(unit)


def can_unlock(user: User, learner: Learner, unit: int, *, signed_by: int) -> bool:
    """An IQA of that unit or an administrator: neither who signed it off, nor the learner."""
    if user.pk == signed_by or owns(user, learner):
        return False
    assures = scope_of(user, learner, (Role.IQA,)).covers(unit)
    return assures or administers(user, learner.centre)


@transaction.atomic
def sign_off(
    *, enrolment: Enrolment, code: str, assessor: User, declared: bool, comment: str = ""
) -> SignOff:
    """Declare the unit ``code`` of ``enrolment`` complete. Sent twice, it is one declaration.

    Raises ``ValidationError`` with all that is missing.
    """
    learner = hold_portfolio(enrolment.learner)
    enrolment = Enrolment.objects.select_related("qualification").get(pk=enrolment.pk)
    coverage = coverage_of(enrolment, with_points=False)
    unit = next(each for each in coverage.units if each.code == code)
    if not can_sign_off(assessor, learner, unit.unit):
        raise PermissionDenied
    if unit.declared is not None:
        return SignOff.objects.get(pk=unit.declared.id)
    missing = why_not_ready(enrolment, unit)
    if not declared:
        missing = ("Tick the declaration to sign the unit off.", *missing)
    if missing:
        raise ValidationError(list(missing))
    declaration = SignOff(
        learner=learner,
        unit_id=unit.unit,
        enrolment=enrolment,
        assessor=assessor,
        declaration=ASSESSORS_DECLARATION,
        comment=comment.strip(),
        decisions=_decisions(unit),
    )
    declaration.content_hash = hash_of(content_of(declaration))
    declaration.full_clean()
    declaration.save()
    notify(
        [learner.user],
        f"{assessor} has signed off unit {code}. Read it and declare the same.",
        address=address_of(declaration),
        key=f"sign-off-{declaration.pk}",
    )
    enter(
        Act.SIGNATURE,
        f"Signed off unit {code}.",
        by=assessor,
        learner=learner,
        sign_off=declaration.pk,
        content_hash=declaration.content_hash,
    )
    return declaration


@transaction.atomic
def confirm(*, sign_off: SignOff, user: User, declared: bool) -> Confirmation:
    """The learner declares the same. Sent twice, it is one declaration."""
    sign_off = _held(sign_off)
    if not keeps(user, sign_off.learner):
        raise PermissionDenied
    answered = Confirmation.objects.filter(sign_off=sign_off).first()
    if answered and answered.agrees:
        return answered
    require_standing(sign_off)
    if not declared:
        raise ValidationError("Tick the declaration to declare the same.")
    confirmation = Confirmation(
        sign_off=sign_off, user=user, agrees=True, declaration=LEARNERS_DECLARATION
    )
    confirmation.full_clean()
    confirmation.save()
    code = code_of(sign_off)
    notify(
        people_of(sign_off.learner, (Role.IQA,)),
        f"Unit {code} of {sign_off.learner} is signed off by both.",
        # Where they sample it.
        address=reverse("sampling-cell", args=[sign_off.enrolment.code, code]),
        key=f"signed-off-{sign_off.pk}",
    )
    _enter(Act.SIGNATURE, f"Declared unit {code} complete.", user, sign_off)
    return confirmation


@transaction.atomic
def decline(*, sign_off: SignOff, user: User, reason: str) -> Confirmation:
    """The learner says what is not right; the unit is open again, and the assessor is told."""
    sign_off = _held(sign_off)
    if not keeps(user, sign_off.learner):
        raise PermissionDenied
    answered = Confirmation.objects.filter(sign_off=sign_off).first()
    if answered and not answered.agrees:
        return answered
    if answered:
        raise NotStanding(
            "You have declared this unit complete already. An internal quality assurer or your "
            "centre’s administrator can open it again."
        )
    require_standing(sign_off)
    refusal = Confirmation(sign_off=sign_off, user=user, agrees=False, reason=reason.strip())
    refusal.full_clean()
    refusal.save()
    code = code_of(sign_off)
    notify(
        [sign_off.assessor],
        f"{user} does not agree that unit {code} is complete, so it is open again: {reason}",
        address=address_of(sign_off),
        key=f"declined-{sign_off.pk}",
    )
    _enter(Act.SIGNATURE, f"Did not declare unit {code} complete: {reason}", user, sign_off)
    return refusal


@transaction.atomic
def unlock(*, sign_off: SignOff, user: User, reason: str) -> Unlocking:
    """Open a signed-off unit again, with a reason; assessor and learner are told.

    Raises ``ValidationError`` while a claim rests on it.
    """
    sign_off = _held(sign_off)
    learner, unit = sign_off.learner, sign_off.unit_id
    if not can_unlock(user, learner, unit, signed_by=sign_off.assessor_id):
        raise PermissionDenied
    opened = Unlocking.objects.filter(sign_off=sign_off).first()
    if opened:
        return opened
    require_standing(sign_off)
    if unit in claimed_units(learner):
        raise ValidationError(CLAIMED)
    if not reason.strip():
        raise ValidationError("Say why the unit is opened again.")
    unlocking = Unlocking(sign_off=sign_off, user=user, reason=reason.strip())
    unlocking.full_clean()
    unlocking.save()
    code = code_of(sign_off)
    notify(
        [sign_off.assessor, learner.user],
        f"{user} has unlocked unit {code} of {learner}: {reason}",
        address=address_of(sign_off),
        key=f"unlocked-{sign_off.pk}",
    )
    _enter(Act.UNLOCK, f"Unlocked unit {code}: {reason}", user, sign_off)
    return unlocking


def require_standing(sign_off: SignOff) -> None:
    """Raise ``NotStanding`` where the unit is open again already."""
    if not SignOff.objects.standing().filter(pk=sign_off.pk).exists():
        raise NotStanding("This unit has been opened again meanwhile. Reload the page to see it.")


def content_of(sign_off: SignOff) -> dict[str, Any]:
    """What the assessor signed, as JSON values: the words, and each decision with the hash of the
    version it was made on."""
    keys = [key for found in sign_off.decisions.values() for key in found]
    rows = Judgement.objects.filter(pk__in=keys).order_by("pk")
    versions = dict(rows.values_list("pk", "submission__content_hash"))
    return {
        "learner": sign_off.learner_id,
        "unit": sign_off.unit.code,
        "enrolment": str(sign_off.enrolment.code),
        "assessor": sign_off.assessor_id,
        "declaration": sign_off.declaration,
        "comment": sign_off.comment,
        "decisions": {
            label: [[key, versions[key]] for key in found]
            for label, found in sign_off.decisions.items()
        },
    }


def code_of(sign_off: SignOff) -> str:
    """The unit's code in the qualification where it was signed off."""
    return UnitSpecification.objects.values_list("code", flat=True).get(
        unit=sign_off.unit_id,
        uses__group__qualification=sign_off.enrolment.qualification_id,
    )


def address_of(sign_off: SignOff) -> str:
    """The page of the unit, where all declarations are made."""
    return reverse("unit", args=[sign_off.enrolment.code, code_of(sign_off)])


def _decisions(unit: UnitCoverage) -> dict[str, list[int]]:
    """By criterion ("2.3"), the judgements (primary keys) by which its items are met; one query."""
    labels = {
        item.mapping: criterion.label
        for criterion in unit.criteria
        for item in criterion.items
        if item.status == Status.MET
    }
    rows = Judgement.objects.counting().filter(mapping__in=labels).order_by("pk")
    newest = dict(rows.values_list("mapping", "pk"))
    decisions = defaultdict(list)
    for mapping, label in labels.items():
        decisions[label].append(newest[mapping])
    return dict(decisions)


def _held(sign_off: SignOff) -> SignOff:
    """The sign-off, read anew while the portfolio is held."""
    hold_portfolio(sign_off.learner)
    return SignOff.objects.select_related(
        "assessor", "learner__user", "learner__centre", "enrolment", "unit"
    ).get(pk=sign_off.pk)


def _enter(act: Act, words: str, user: User, sign_off: SignOff) -> None:
    enter(act, words, by=user, learner=sign_off.learner, sign_off=sign_off.pk)

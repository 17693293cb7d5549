"""Claiming units and qualifications from the awarding body, and recording what it answered.

Claims and answers are only added. A claim that was refused or withdrawn leaves the unit free: it
can be unlocked, and claimed anew. A certificate stands for good.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from assessment.claims.standing import Claimable, claims_of
from assessment.models import (
    Claim,
    ClaimAnswer,
    DirectClaimStatus,
    Enrolment,
    Qualification,
    Sample,
    SignOff,
    VisitReport,
)
from portfolio.auditing import enter
from portfolio.holding import hold_portfolio
from portfolio.models import Act, Centre, Role, User
from portfolio.notifying import notify, people_of
from portfolio.people import require_administrator, tidy
from portfolio.rules import owns
from portfolio.saving import save_checked

CHANGED = "This claim has been answered meanwhile. Look at what is recorded now."


def claimable_of(enrolment: Enrolment, code: str = "") -> Claimable | None:
    """Where the claim of the unit ``code`` stands, or of the qualification where it is empty;
    None where the qualification has no such unit."""
    (found,) = claims_of([enrolment])
    return found.find(code)


def why_not_claimable(enrolment: Enrolment, code: str = "") -> tuple[str, ...]:
    """Whole sentences, one for each missing thing; empty when it can be claimed."""
    found = claimable_of(enrolment, code)
    return found.reasons if found else ("The qualification has no such unit.",)


@transaction.atomic
def claim(*, enrolment: Enrolment, code: str = "", by: User, request_key: UUID) -> Claim:
    """Claim the unit ``code`` of an enrolment, or the qualification where it is empty.

    The same ``request_key`` sent twice is one claim. Raises ``ValidationError`` with everything
    that is missing.
    """
    require_administrator(by, enrolment.learner.centre)
    if owns(by, enrolment.learner):
        raise ValidationError("Nobody claims for themselves. Ask another administrator.")
    learner = hold_portfolio(enrolment.learner)
    # Read after the portfolio is held: what others did until then counts.
    enrolment = Enrolment.objects.select_related(
        "learner__user", "learner__centre", "qualification"
    ).get(pk=enrolment.pk)
    found = claimable_of(enrolment, code)
    if found is None:
        raise ValidationError("The qualification has no such unit.")
    sent = Claim.objects.filter(request_key=request_key, claimed_by=by).first()
    if sent and (sent.enrolment_id, sent.unit_id) == (enrolment.pk, found.unit):
        return sent
    if found.reasons:
        raise ValidationError(list(found.reasons))
    made = Claim(
        enrolment=enrolment,
        unit_id=found.unit,
        claimed_by=by,
        rests_on=found.rests_on,
        request_key=request_key,
    )
    made.full_clean()
    made.save()
    words = f"Claimed {what_of(found)}."
    _tell(made, by, f"{capfirst(what_of(found))} of {learner} is claimed.")
    enter(Act.CLAIM, words, by=by, learner=learner, claim=made.pk, rests_on=made.rests_on)
    return made


@transaction.atomic
def record_answer(
    *,
    claim: Claim,
    by: User,
    answer: str,
    answered_on: date,
    certificate: str = "",
    reason: str = "",
) -> ClaimAnswer:
    """Record what the awarding body said, or that the centre took the claim back.

    An answer is given once and stays. The same sent twice is one answer; raises
    ``ValidationError`` where another was recorded meanwhile.
    """
    enrolment = claim.enrolment
    require_administrator(by, enrolment.learner.centre)
    learner = hold_portfolio(enrolment.learner)
    words = {
        "answer": answer,
        "certificate": tidy(certificate) if answer == ClaimAnswer.Answer.CERTIFICATED else "",
        "answered_on": answered_on,
        "reason": reason.strip(),
    }
    there = ClaimAnswer.objects.filter(claim=claim).first()
    if there and all(getattr(there, name) == value for name, value in words.items()):
        return there
    if there:
        raise ValidationError(CHANGED)
    _require_day(claim, answered_on)
    recorded = ClaimAnswer(claim=claim, recorded_by=by, **words)
    recorded.full_clean()
    recorded.save()
    what = name_of(claim)
    said = {
        ClaimAnswer.Answer.CERTIFICATED: f"{what} is certificated",
        ClaimAnswer.Answer.REFUSED: f"The claim of {what} was refused",
        ClaimAnswer.Answer.WITHDRAWN: f"The claim of {what} was withdrawn",
    }[ClaimAnswer.Answer(answer)]
    _tell(claim, by, f"{capfirst(said)} ({learner}).")
    enter(
        Act.CLAIM,
        f"Recorded: {said}.",
        by=by,
        learner=learner,
        claim=claim.pk,
        answer=str(answer),
        certificate=recorded.certificate,
    )
    return recorded


def _require_day(claim: Claim, answered_on: date) -> None:
    if answered_on > timezone.localdate():
        raise ValidationError({"answered_on": "This day has not come yet."})
    if answered_on < timezone.localdate(claim.claimed_at):
        raise ValidationError({"answered_on": "This is before the day of the claim."})


# -- Direct claim status ----------------------------------------------------------------------


@transaction.atomic
def record_direct_claim(
    *,
    centre: Centre,
    qualification: Qualification,
    by: User,
    reference: str,
    starts_on: date,
    ends_on: date | None,
    request_key: UUID,
) -> DirectClaimStatus:
    """Record the awarding body's letter that lets the centre claim without waiting for an EQA."""
    require_administrator(by, centre)
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    made = DirectClaimStatus.objects.filter(request_key=request_key, recorded_by=by).first()
    if made:
        return made
    status = DirectClaimStatus(
        centre=centre,
        qualification=qualification,
        reference=tidy(reference),
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=by,
        request_key=request_key,
    )
    _require_alone(status)
    save_checked(status)
    words = f"Recorded direct claim status for {qualification.code}, letter {status.reference}."
    enter(Act.CLAIM, words, by=by, centre=centre, direct_claim_status=status.pk)
    return status


@transaction.atomic
def end_direct_claim(*, status: DirectClaimStatus, by: User) -> DirectClaimStatus:
    """From now on the centre needs an EQA for new claims; those made stay. Ending twice is once."""
    require_administrator(by, status.centre)
    held = DirectClaimStatus.objects.select_for_update(of=("self",), no_key=True)
    status = held.select_related("centre", "qualification").get(pk=status.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    if status.ends_on is not None and status.ends_on <= yesterday:
        return status
    # Whole days count. What must stop at once is written as yesterday's.
    status.starts_on, status.ends_on = min(status.starts_on, yesterday), yesterday
    save_checked(status, ["starts_on", "ends_on"])
    words = f"Ended direct claim status for {status.qualification.code}, {status.reference}."
    enter(Act.CLAIM, words, by=by, centre=status.centre, direct_claim_status=status.pk)
    return status


def _require_alone(status: DirectClaimStatus) -> None:
    """One at a time for each qualification, so that it is clear which letter a claim rests on."""
    others = DirectClaimStatus.objects.filter(
        centre=status.centre, qualification=status.qualification
    )
    for other in others:
        begins_after = other.ends_on is not None and status.starts_on > other.ends_on
        ends_before = status.ends_on is not None and status.ends_on < other.starts_on
        if not (begins_after or ends_before):
            raise ValidationError(
                f"The letter {other.reference} is in force on some of these days. End that one "
                "first, or give other days."
            )


# -- What a claim rests on ---------------------------------------------------------------------


def grounds_in_words(found: Claimable) -> tuple[str, ...]:
    """What the claim of a unit would rest on, a sentence each; nothing for a qualification."""
    if found.unit is None:
        return ()
    keys = found.rests_on
    sign_off = SignOff.objects.filter(pk=keys["sign_off"]).select_related("assessor").first()
    sample = Sample.objects.filter(pk=keys["sample"]).select_related("iqa").first()
    direct = DirectClaimStatus.objects.filter(pk=keys["direct_claim_status"]).first()
    report = VisitReport.objects.filter(pk=keys["visit_report"]).first()
    return tuple(
        words
        for words in (
            sign_off
            and f"Signed off by {sign_off.assessor} on {_day(sign_off.declared_at)}, and "
            f"by {found.enrolment.learner}.",
            sample
            and f"{sample.get_outcome_display()} by the IQA {sample.iqa} on "
            f"{_day(sample.sampled_at)}.",
            report
            and f"The EQA’s report of {_day(report.recorded_at)}: "
            f"{report.get_outcome_display().lower()}.",
            direct and f"Direct claim status by the letter {direct.reference}.",
        )
        if words
    )


def _day(moment: datetime) -> str:
    return date_format(timezone.localdate(moment), "j F Y")


# -- Saying it --------------------------------------------------------------------------------


def what_of(found: Claimable) -> str:
    """Such as "unit LT" or "the qualification CSL"."""
    return f"unit {found.code}" if found.unit else f"the qualification {found.code}"


def name_of(claim: Claim) -> str:
    """Such as "unit LT" or "the qualification CSL", with the unit's code in the qualification."""
    qualification = claim.enrolment.qualification
    if claim.unit is None:
        return f"the qualification {qualification.code}"
    there = claim.unit.specifications.filter(uses__group__qualification=qualification).first()
    return f"unit {there.code if there else claim.unit.code}"


def _tell(claim: Claim, by: User, words: str) -> None:
    """The learner, who sees it on their portfolio, and their assessors."""
    learner = claim.enrolment.learner
    notify([learner.user], words, address=reverse("home"))
    assessors = people_of(learner, (Role.ASSESSOR, Role.TRAINEE))
    address = reverse("learner-claims", args=[learner.code])
    notify(_others(assessors, by), words, address=address)


def _others(people: Iterable[User], by: User) -> list[User]:
    return [person for person in people if person.pk != by.pk]

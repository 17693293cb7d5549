"""Why a unit or a qualification cannot be claimed, in words: what is missing, and who acts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format

from assessment.claims.grounds import UnitGrounds
from assessment.credit_rules import credit_rules_of, explain_credits
from assessment.groups import Group
from assessment.models import Claim, Enrolment
from assessment.reasons import in_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from assessment.claims.standing import Claimable


def missing_inside(enrolment: Enrolment, code: str, grounds: UnitGrounds) -> tuple[str, ...]:
    """What the centre itself still has to do before unit ``code`` can be claimed: a whole sentence
    for each."""
    return (
        *_not_signed_off(enrolment, code, grounds),
        *_ended_before(enrolment, code, grounds),
        *_not_decided(code, grounds),
        *_not_sampled(code, grounds),
    )


def missing_outside(enrolment: Enrolment, code: str, grounds: UnitGrounds) -> tuple[str, ...]:
    """What is missing of the awarding body's side: the EQA's support, or direct claim status."""
    return tuple(_not_supported(enrolment, code, grounds))


def claimed_already(what: str, standing: Claim | None) -> tuple[str, ...]:
    """That ``what`` is claimed and waits for its answer, or is certificated."""
    if standing is None:
        return ()
    if hasattr(standing, "answer"):
        return (f"{what} is certificated already.",)
    since = _day(standing.claimed_at)
    return (f"{what} was claimed on {since}: an administrator has to record the answer.",)


def why_not_qualification(
    enrolment: Enrolment,
    groups: Sequence[Group],
    counting: "Sequence[Claimable]",
    standing: Claim | None,
) -> tuple[str, ...]:
    """The same for the whole; ``counting`` are the units that are claimed or can be."""
    rules = credit_rules_of(enrolment.qualification, groups)
    codes = {unit.code for unit in counting}
    missing = explain_credits(rules, codes, done="claimed or ready to be claimed").reasons
    return (*claimed_already("The qualification", standing), *missing)


def _not_signed_off(enrolment: Enrolment, code: str, grounds: UnitGrounds) -> Iterator[str]:
    missing = grounds.counts.total - grounds.counts.met
    if missing or not grounds.counts.total:
        criteria = "1 criterion is" if missing == 1 else f"{missing} criteria are"
        yield (
            f"{criteria} not met in unit {code}: {enrolment.learner} hands over evidence and the "
            "assessor decides on it."
            if missing
            else f"Unit {code} has no criteria yet."
        )
    if grounds.waits_for_learner:
        yield (
            f"Unit {code} is signed off by the assessor alone: {enrolment.learner} still has to "
            "declare the same."
        )
    elif grounds.sign_off is None:
        yield f"Unit {code} is not signed off: the assessor and then the learner declare it."


def _ended_before(enrolment: Enrolment, code: str, grounds: UnitGrounds) -> Iterator[str]:
    declared = grounds.declared_at
    if enrolment.ended_on and declared and timezone.localdate(declared) > enrolment.ended_on:
        yield (
            f"The enrolment ended on {_date(enrolment.ended_on)}, before unit {code} was signed "
            "off: a centre administrator reopens the enrolment or corrects its end."
        )


def _not_decided(code: str, grounds: UnitGrounds) -> Iterator[str]:
    if grounds.undecided:
        yield (
            f"In unit {code}, {in_words(grounds.undecided)} "
            f"{'is' if len(grounds.undecided) == 1 else 'are'} to be decided again: by the "
            "assessor."
        )
    if grounds.has_appeal:
        yield (
            f"An appeal on unit {code} is open: whoever hears it decides it first, or the learner "
            "withdraws it."
        )


def _not_sampled(code: str, grounds: UnitGrounds) -> Iterator[str]:
    if grounds.returned is not None:
        yield (
            f"An IQA returned unit {code} on {_day(grounds.returned.sampled_at)}: the assessor "
            "acts on it, and an IQA looks again."
        )
    elif not grounds.is_passed_by_iqa:
        yield (
            f"No IQA has accepted unit {code} since it was signed off: an IQA samples it, or "
            "releases it with a reason."
        )


def _not_supported(enrolment: Enrolment, code: str, grounds: UnitGrounds) -> Iterator[str]:
    report = grounds.report
    if report is not None and report.blocks:
        # A direct claim status does not help here: an EQA has looked, and said no.
        yield (
            f"The EQA blocked certification on {_day(report.recorded_at)}: a centre administrator "
            "has what they asked for done, and records their new report."
        )
    elif grounds.direct is None and not grounds.is_supported:
        yield (
            f"No EQA has supported certification since unit {code} was signed off, and there is "
            f"no direct claim status for {enrolment.qualification.code}: a centre administrator "
            "makes an EQA visit, or records the status."
        )


def _day(moment: "datetime") -> str:
    return date_format(timezone.localdate(moment), "j F Y")


def _date(day: "date") -> str:
    return date_format(day, "j F Y")

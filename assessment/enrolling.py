"""Enrolling learners on qualifications, and narrowing who looks after them to units."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessment.models import Enrolment, Qualification, Unit, UnitAllocation
from portfolio.auditing import enter
from portfolio.models import Act, Allocation, Learner, Membership, User
from portfolio.people import allocate, require_administrator, tidy
from portfolio.saving import save_checked


class EnrolmentFacts(TypedDict):
    """What a centre notes about an enrolment."""

    started_on: date
    target_on: date | None
    registration_number: str


@transaction.atomic
def enrol(
    *,
    learner: Learner,
    qualification: Qualification,
    by: User,
    **facts: Unpack[EnrolmentFacts],
) -> Enrolment:
    """Enrol ``learner`` on ``qualification``; once at a time."""
    require_administrator(by, learner.centre)
    enrolment = Enrolment(learner=learner, qualification=qualification)
    _note(enrolment, facts)
    save_checked(enrolment)
    _enter(enrolment, by, "Enrolled the learner on")
    return enrolment


@transaction.atomic
def change_enrolment(
    *, enrolment: Enrolment, by: User, **facts: Unpack[EnrolmentFacts]
) -> Enrolment:
    """Change the dates and the registration number of an enrolment."""
    require_administrator(by, enrolment.learner.centre)
    _note(enrolment, facts)
    save_checked(enrolment, list(facts))
    _enter(enrolment, by, "Changed the dates or the registration number on")
    return enrolment


def _note(enrolment: Enrolment, facts: EnrolmentFacts) -> None:
    enrolment.started_on = facts["started_on"]
    enrolment.target_on = facts["target_on"]
    enrolment.registration_number = tidy(facts["registration_number"])


@transaction.atomic
def end_enrolment(*, enrolment: Enrolment, by: User, ended_on: date | None = None) -> Enrolment:
    """End an enrolment on a day that has come, or today; its evidence and decisions stay."""
    require_administrator(by, enrolment.learner.centre)
    today = timezone.localdate()
    if ended_on and ended_on > today:
        raise ValidationError(
            {"ended_on": "This day has not come yet. Give today or an earlier day."}
        )
    enrolment.ended_on = ended_on or max(today, enrolment.started_on)
    save_checked(enrolment, ["ended_on"])
    _enter(enrolment, by, "Ended the enrolment on")
    return enrolment


@transaction.atomic
def reopen_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Take back the end of an enrolment."""
    require_administrator(by, enrolment.learner.centre)
    enrolment.ended_on = None
    save_checked(enrolment, ["ended_on"])
    _enter(enrolment, by, "Reopened the enrolment on")
    return enrolment


def _enter(enrolment: Enrolment, by: User, done: str) -> None:
    enter(
        Act.PERMISSION,
        f"{done} {enrolment.qualification}.",
        by=by,
        learner=enrolment.learner,
        enrolment=enrolment.pk,
        started_on=enrolment.started_on,
        target_on=enrolment.target_on,
        ended_on=enrolment.ended_on,
    )


@transaction.atomic
def allocate_to_units(
    *, learner: Learner, membership: Membership, units: Collection[Unit], by: User
) -> Allocation:
    """Let somebody look after ``learner``: for ``units``, or for all of them where it is empty."""
    allocation = allocate(learner=learner, membership=membership, by=by)
    return narrow_allocation(allocation=allocation, units=units, by=by)


@transaction.atomic
def narrow_allocation(*, allocation: Allocation, units: Collection[Unit], by: User) -> Allocation:
    """Name the units that an allocation is for; none means all that nobody else is named for."""
    require_administrator(by, allocation.learner.centre)
    # Two windows that choose at once would otherwise leave the units of both.
    Allocation.objects.select_for_update(no_key=True).get(pk=allocation.pk)
    allocation.units.exclude(unit__in=units).delete()
    named = set(allocation.units.values_list("unit", flat=True))
    UnitAllocation.objects.bulk_create(
        UnitAllocation(allocation=allocation, unit=unit) for unit in units if unit.pk not in named
    )
    codes = ", ".join(sorted(unit.code for unit in units))
    enter(
        Act.PERMISSION,
        f"Let {allocation.membership.user} look after {codes or 'all units'}.",
        by=by,
        learner=allocation.learner,
        allocation=allocation.pk,
    )
    return allocation

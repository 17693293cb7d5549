"""EQA visits: made by the centre for chosen learners and days. They end by themselves.

A visit's learners are opened by allocations of its own, which begin and end with it. Every verb
holds the EQA's membership, so that two visits of one EQA are changed one after another.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessment.models import Visit
from assessment.visits.opening import close, open_to, stretch_role
from portfolio import people
from portfolio.auditing import Deed, enter_all
from portfolio.models import Act, Centre, Learner, Membership, Role, User
from portfolio.notifying import notify
from portfolio.saving import save_checked

NO_LEARNERS = "Choose at least one learner."
IS_OVER = "This visit is over. Make another one."
IS_REPORTED = (
    "The EQA’s report on this visit is recorded, and it speaks of the learners who were chosen. "
    "Make another visit for others."
)
INSIDER = (
    "{} has another role in this centre. An EQA comes from outside: choose or invite somebody else."
)


class VisitFacts(TypedDict):
    """When a visit is, and what for. The first and last day count whole."""

    starts_on: date
    ends_on: date
    visits_on: date | None
    purpose: str


@transaction.atomic
def make_visit(
    *,
    membership: Membership,
    by: User,
    learners: Collection[Learner],
    request_key: UUID,
    **facts: Unpack[VisitFacts],
) -> Visit:
    """Let the EQA see ``learners`` between the two days, and nothing else of the centre.

    The same ``request_key`` sent twice is one visit.
    """
    people.require_administrator(by, membership.centre)
    membership = _hold(membership)
    if made := Visit.objects.filter(request_key=request_key, made_by=by).first():
        return made
    _require_outsider(membership)
    if not learners:
        raise ValidationError({"learners": NO_LEARNERS})
    visit = Visit(centre=membership.centre, membership=membership, made_by=by)
    visit.request_key = request_key
    _note(visit, facts)
    _require_end_to_come(visit.ends_on)
    save_checked(visit)
    stretch_role(membership, visit)
    open_to(visit, learners)
    _tell_eqa(visit, f"You are asked to visit {visit.centre}, {days_of(visit)}.")
    words = f"Made a visit of the EQA {visit.membership.user}, {days_of(visit)}"
    _enter(visit, by, words, learners, f"Opened to the EQA {visit.membership.user}")
    return visit


@transaction.atomic
def make_visit_of_newcomer(
    *,
    centre: Centre,
    by: User,
    name: str,
    email: str,
    learners: Collection[Learner],
    request_key: UUID,
    **facts: Unpack[VisitFacts],
) -> Visit:
    """The same for an EQA who has no login here yet; the invitation is the caller's to send."""
    if made := Visit.objects.filter(request_key=request_key, made_by=by).first():
        return made
    if not email:
        raise ValidationError({"email": "Give the address that the invitation is sent to."})
    _require_end_to_come(facts["ends_on"])
    person = people.add_person(
        centre=centre,
        by=by,
        username=people.free_username(name),
        name=name,
        email=email,
        roles=[Role.EQA],
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
    )
    membership = person.memberships.get(centre=centre, role=Role.EQA)
    return make_visit(
        membership=membership, by=by, learners=learners, request_key=request_key, **facts
    )


@transaction.atomic
def change_visit(*, visit: Visit, by: User, **facts: Unpack[VisitFacts]) -> Visit:
    """Shorten or extend a visit; what it opened is seen on the new days instead."""
    visit = _held_visit(visit, by)
    former = visit.starts_on, visit.ends_on
    _note(visit, facts)
    _require_end_to_come(visit.ends_on)
    save_checked(visit, list(facts))
    stretch_role(visit.membership, visit)
    # One that was ended by itself stays ended.
    running = visit.allocations.filter(until=former[1])
    for allocation in running.select_related("learner"):
        allocation.since, allocation.until = visit.starts_on, visit.ends_on
        save_checked(allocation, ["since", "until"])
    if former != (visit.starts_on, visit.ends_on):
        _tell_eqa(visit, f"Your visit to {visit.centre} is now {days_of(visit)}.")
    learners = learners_of(visit)
    words = f"Changed the visit of the EQA {visit.membership.user}: {days_of(visit)}"
    _enter(visit, by, words, learners, f"Days of the EQA {visit.membership.user} changed")
    return visit


@transaction.atomic
def choose_learners(
    *, visit: Visit, by: User, learners: Collection[Learner], among: Collection[Learner]
) -> tuple[list[Learner], list[Learner]]:
    """Make ``learners`` the visit's, of those ``among`` whom was chosen; returns who was added
    and who was removed. Others of the visit stay."""
    visit = _held_visit(visit, by)
    if visit.reports.exists():
        raise ValidationError(IS_REPORTED)
    there = {learner.pk: learner for learner in learners_of(visit)}
    chosen = {learner.pk for learner in learners}
    added = [learner for learner in learners if learner.pk not in there]
    removed = [one for one in among if one.pk in there and one.pk not in chosen]
    if len(there) + len(added) == len(removed):
        raise ValidationError({"learners": f"{NO_LEARNERS} To end the visit, cancel it."})
    open_to(visit, added)
    close(visit.allocations.filter(learner__in=removed))
    visit.allocations.remove(*visit.allocations.filter(learner__in=removed))
    if added or removed:
        _tell_eqa(visit, f"The learners of your visit to {visit.centre} have changed.")
        eqa = visit.membership.user
        words = f"Chose other learners for the visit of the EQA {eqa}, {days_of(visit)}"
        deeds = [Deed(Act.PERMISSION, f"{words}.", by, detail={"visit": visit.pk})]
        deeds += [_deed(visit, by, f"Opened to the EQA {eqa}", one) for one in added]
        deeds += [_deed(visit, by, f"No longer open to the EQA {eqa}", one) for one in removed]
        enter_all(deeds, centre=visit.centre_id)
    return added, removed


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User) -> Visit:
    """From now on the EQA sees nothing by this visit. What was marked and reported stays.

    Cancelling twice is once.
    """
    people.require_administrator(by, visit.centre)
    _hold(visit.membership)
    visit = hold_visit(visit)
    if visit.cancelled_at is not None:
        return visit
    if visit.is_over:
        raise ValidationError("This visit is over already. There is nothing to cancel.")
    visit.cancelled_at = timezone.now()
    visit.save(update_fields=["cancelled_at"])
    learners = learners_of(visit)
    close(visit.allocations.all())
    _tell_eqa(visit, f"Your visit to {visit.centre}, {days_of(visit)}, was cancelled.")
    words = f"Cancelled the visit of the EQA {visit.membership.user}, {days_of(visit)}"
    _enter(visit, by, words, learners, f"No longer open to the EQA {visit.membership.user}")
    return visit


def hold_visit(visit: Visit) -> Visit:
    """The visit as it is now: its days, marks and reports are written one after another."""
    held = Visit.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("membership__user", "centre").get(pk=visit.pk)


def learners_of(visit: Visit) -> list[Learner]:
    """The learners chosen for a visit, by name."""
    chosen = Learner.objects.filter(allocations__visits=visit)
    return list(chosen.select_related("user", "centre").order_by("user__name", "pk"))


def days_of(visit: Visit) -> str:
    """Such as "from 3 May to 5 May 2026"."""
    return f"from {date_format(visit.starts_on, 'j F')} to {date_format(visit.ends_on, 'j F Y')}"


# -- Rules ------------------------------------------------------------------------------------


def _hold(membership: Membership) -> Membership:
    held = Membership.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("user", "centre").get(pk=membership.pk)


def _held_visit(visit: Visit, by: User) -> Visit:
    people.require_administrator(by, visit.centre)
    membership = _hold(visit.membership)
    # Held too: the EQA may be writing the report.
    visit = hold_visit(visit)
    visit.membership = membership
    if visit.cancelled_at is not None:
        raise ValidationError("This visit was cancelled. Make another one.")
    if visit.is_over:
        raise ValidationError(IS_OVER)
    return visit


def _require_outsider(membership: Membership) -> None:
    if membership.role != Role.EQA:
        raise PermissionDenied
    others = Membership.objects.current().filter(centre=membership.centre, user=membership.user)
    if others.exclude(role=Role.EQA).exists():
        raise ValidationError({"membership": INSIDER.format(membership.user)})


def _require_end_to_come(ends_on: date) -> None:
    if ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "This day is over. Give today or a later day."})


def _note(visit: Visit, facts: VisitFacts) -> None:
    visit.starts_on, visit.ends_on = facts["starts_on"], facts["ends_on"]
    visit.visits_on = facts["visits_on"]
    visit.purpose = people.tidy(facts["purpose"])


# -- Saying it --------------------------------------------------------------------------------


def _tell_eqa(visit: Visit, words: str) -> None:
    notify([visit.membership.user], words, address=reverse("visits"))


def _enter(visit: Visit, by: User, words: str, learners: Iterable[Learner], each: str) -> None:
    """One entry for the visit, and one for each learner whom it concerns."""
    deeds = [Deed(Act.PERMISSION, f"{words}.", by, detail={"visit": visit.pk})]
    deeds += [_deed(visit, by, each, learner) for learner in learners]
    enter_all(deeds, centre=visit.centre_id)


def _deed(visit: Visit, by: User, words: str, learner: Learner) -> Deed:
    sentence = f"{words}, {days_of(visit)}."
    return Deed(Act.PERMISSION, sentence, by, learner, detail={"visit": visit.pk})

"""The people of a centre: adding and changing them, their roles, and who looks after whom."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta
from itertools import chain, count
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from portfolio import rules
from portfolio.auditing import enter, enter_of_person
from portfolio.models import Act, Allocation, Centre, Learner, Membership, Role, User
from portfolio.saving import save_checked

# Control characters, lone surrogates, and the marks that turn the direction of what follows them.
# Joiners stay: Persian and Indic names are written with them.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+"
)


class LearnerFacts(TypedDict, total=False):
    """What a centre notes about a learner."""

    reference: str
    workplace: str
    job_title: str


def tidy(text: str) -> str:
    """One line without hidden characters: what people type or paste as a name."""
    return " ".join(HIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())


def free_username(name: str) -> str:
    """A user name for somebody called ``name`` that nobody has: "eve.hargreaves", or with a
    number."""
    stem = slugify(name).replace("-", ".").strip("._")[:50] or "person"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    numbered = (f"{stem}{number}" for number in count(2))
    return next(each for each in chain([stem], numbered) if each not in taken)


def require_administrator(user: User, centre: Centre) -> None:
    """Raise ``PermissionDenied`` unless ``user`` manages the people of ``centre``."""
    if not rules.administers(user, centre):
        raise PermissionDenied


# -- Logins -----------------------------------------------------------------------------------


@transaction.atomic
def add_person(
    *,
    centre: Centre,
    by: User,
    username: str,
    name: str,
    email: str,
    roles: Collection[str],
    starts_on: date,
    ends_on: date | None = None,
    **facts: Unpack[LearnerFacts],
) -> User:
    """Add a login without a password, its roles, and the portfolio of a learner."""
    require_administrator(by, centre)
    if not roles:
        raise ValidationError({"roles": "Choose at least one role."})
    person = User(username=username.strip().lower(), name=tidy(name), email=email.strip())
    person.set_unusable_password()
    save_checked(person)
    for role in roles:
        _add_membership(person, centre, role, starts_on, ends_on)
    if Role.LEARNER in roles:
        change_learner(learner=person.learners.get(centre=centre), by=by, **facts)
    given = ", ".join(str(role.label) for role in Role if role in roles)
    words = f"Added {person} ({person.username}): {given}."
    enter(Act.PERMISSION, words, by=by, centre=centre, person=person.pk)
    return person


@transaction.atomic
def change_person(*, person: User, by: User, username: str, name: str, email: str) -> User:
    """Change what a person is called and how they are reached."""
    if not rules.manages_account(by, person):
        raise PermissionDenied
    former = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    person.username = username.strip().lower()
    person.name = tidy(name)
    person.email = email.strip()
    save_checked(person, ["username", "name", "email"])
    changed = [
        str(User._meta.get_field(column).verbose_name)
        for column in ("username", "name", "email")
        if getattr(person, column) != getattr(former, column)
    ]
    if changed:
        # Not the values: what is entered stays for ever, and nobody keeps an address for ever.
        words = f"Changed the {' and the '.join(changed)} of {former} ({former.username})."
        enter_of_person(Act.PERMISSION, words, person=person, by=by)
    return person


def change_learner(*, learner: Learner, by: User, **facts: Unpack[LearnerFacts]) -> Learner:
    """Change what the centre notes about a learner; what is not given stays."""
    require_administrator(by, learner.centre)
    for fact, value in facts.items():
        setattr(learner, fact, tidy(str(value)))
    save_checked(learner, list(facts))
    return learner


def block_person(*, person: User, by: User) -> User:
    """Refuse a person's log-in from this moment; nothing of theirs is lost."""
    if person == by:
        raise ValidationError("You cannot block yourself: you would be locked out.")
    return _set_active(person, by, "Blocked the log-in of", is_active=False)


def unblock_person(*, person: User, by: User) -> User:
    """Let a blocked person log in again."""
    return _set_active(person, by, "Unblocked the log-in of", is_active=True)


@transaction.atomic
def _set_active(person: User, by: User, done: str, *, is_active: bool) -> User:
    if not rules.manages_account(by, person):
        raise PermissionDenied
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    words = f"{done} {person} ({person.username})."
    enter_of_person(Act.PERMISSION, words, person=person, by=by)
    return person


# -- Roles ------------------------------------------------------------------------------------


@transaction.atomic
def give_role(
    *,
    person: User,
    centre: Centre,
    role: str,
    by: User,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Give a person whom ``by`` manages a further role; a learner also gets a portfolio."""
    require_administrator(by, centre)
    # Otherwise an administrator could draw anybody's name out of another centre.
    if not rules.manages_person(by, person):
        raise PermissionDenied
    membership = _add_membership(person, centre, role, starts_on, ends_on)
    _enter_role(membership, by, "Gave the role")
    return membership


def _add_membership(
    person: User, centre: Centre, role: str, starts_on: date, ends_on: date | None
) -> Membership:
    membership = Membership(
        centre=centre, user=person, role=role, starts_on=starts_on, ends_on=ends_on
    )
    save_checked(membership)
    if role == Role.LEARNER and not person.learners.filter(centre=centre).exists():
        save_checked(Learner(centre=centre, user=person))
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User, last_day: date | None = None) -> Membership:
    """End a role after ``last_day``, or now. Allocations that rest on it pause with it."""
    require_administrator(by, membership.centre)
    if membership.role == Role.ADMIN and membership.user_id == by.pk:
        raise ValidationError(
            "You cannot end your own role as administrator, so that the centre is never left "
            "without one. Ask another administrator to do it."
        )
    membership.starts_on, membership.ends_on = _ended(membership.starts_on, last_day)
    save_checked(membership, ["starts_on", "ends_on"])
    _enter_role(membership, by, "Ended the role")
    return membership


@transaction.atomic
def reopen_membership(
    *, membership: Membership, by: User, ends_on: date | None = None
) -> Membership:
    """Let a role run on, to ``ends_on`` or open-ended; its allocations go on with it."""
    require_administrator(by, membership.centre)
    if ends_on is not None and ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "This day is over. Give today or a later day."})
    membership.ends_on = ends_on
    save_checked(membership, ["ends_on"])
    _enter_role(membership, by, "Reopened the role")
    return membership


def _enter_role(membership: Membership, by: User, done: str) -> None:
    ends_on = membership.ends_on
    until = f", until {date_format(ends_on, 'j F Y')}" if ends_on else ""
    enter(
        Act.PERMISSION,
        f"{done} “{membership.get_role_display()}” of {membership.user}{until}.",
        by=by,
        centre=membership.centre_id,
        membership=membership.pk,
        person=membership.user_id,
    )


def _ended(first_day: date, last_day: date | None) -> tuple[date, date]:
    """First and last day of what ends after ``last_day``, or now where there is none."""
    if last_day is not None:
        return first_day, last_day
    # Whole days count. What began today and must stop at once is therefore written as yesterday's.
    yesterday = timezone.localdate() - timedelta(days=1)
    return min(first_day, yesterday), yesterday


# -- Allocations ------------------------------------------------------------------------------


@transaction.atomic
def allocate(*, learner: Learner, membership: Membership, by: User) -> Allocation:
    """Let the holder of ``membership`` look after ``learner`` from today."""
    require_administrator(by, learner.centre)
    if not membership.is_current:
        raise ValidationError("This role is not in force today. Reopen it first.")
    allocation = Allocation(learner=learner, membership=membership)
    save_checked(allocation)
    _enter_allocation(allocation, by, "Allocated")
    return allocation


@transaction.atomic
def end_allocation(*, allocation: Allocation, by: User) -> Allocation:
    """From now on this person no longer looks after the learner."""
    require_administrator(by, allocation.learner.centre)
    allocation.since, allocation.until = _ended(allocation.since, None)
    save_checked(allocation, ["since", "until"])
    _enter_allocation(allocation, by, "Ended the allocation of")
    return allocation


@transaction.atomic
def reopen_allocation(*, allocation: Allocation, by: User) -> Allocation:
    """Take back the end of an allocation."""
    require_administrator(by, allocation.learner.centre)
    allocation.until = None
    save_checked(allocation, ["until"])
    _enter_allocation(allocation, by, "Reopened the allocation of")
    return allocation


def _enter_allocation(allocation: Allocation, by: User, done: str) -> None:
    membership = allocation.membership
    enter(
        Act.PERMISSION,
        f"{done} {membership.user} ({membership.get_role_display()}).",
        by=by,
        learner=allocation.learner,
        allocation=allocation.pk,
    )

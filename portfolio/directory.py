"""Who belongs to a centre, for the list and the page of a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from portfolio.accounts.inviting import is_new
from portfolio.models import Allocation, Centre, Learner, Membership, Role, User
from portfolio.models.learners import ALLOCATED_ROLES
from portfolio.people import tidy

ENDED = "ended"
FILTERS = {"": "Everyone", **dict(Role.choices), ENDED: "Ended"}
FILTERS |= {Role.IQA: "IQA", Role.EQA: "EQA", Role.ADMIN: "Administrator"}
MOST_WORDS = 6  # to look for at once; each is a condition of the query


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in the centre, in a word, with the icon that goes with it."""

    word: str
    icon: str


ACTIVE = Standing("Active", "check-circle")
INVITED = Standing("Invited", "envelope")
LATER = Standing("Not begun", "calendar-event")
BLOCKED = Standing("Blocked", "slash-circle")
GONE = Standing("Ended", "archive")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of the list. ``learners`` counts those looked after; None where that cannot be."""

    person: User
    memberships: tuple[Membership, ...]
    standing: Standing
    learners: int | None
    portfolios: tuple[Learner, ...]


def find_people(centres: QuerySet[Centre], *, chosen: str = "", words: str = "") -> QuerySet[User]:
    """The people of ``centres`` with a role (or ``ENDED``) and all ``words`` in their names."""
    memberships = Membership.objects.filter(user=OuterRef("pk"), centre__in=centres)
    people = User.objects.filter(Exists(memberships))
    if chosen == ENDED:
        open_ended = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
        people = people.filter(~Exists(memberships.filter(open_ended)))
    elif chosen:
        people = people.filter(Exists(memberships.current().filter(role=chosen)))
    for word in tidy(words).split()[:MOST_WORDS]:
        referred = Learner.objects.filter(
            user=OuterRef("pk"), centre__in=centres, reference__icontains=word
        )
        people = people.filter(
            Q(name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
            | Exists(referred)
        )
    return people


def lines_of(people: Iterable[User], centres: QuerySet[Centre]) -> list[PersonLine]:
    """Those people as the administrator of ``centres`` sees them; three queries."""
    found = list(people)
    memberships = _by_user(Membership.objects.filter(centre__in=centres, user__in=found))
    portfolios = _by_user(Learner.objects.filter(centre__in=centres, user__in=found))
    looked_after = dict(
        Allocation.objects.current()
        .filter(membership__user__in=found, membership__centre__in=centres)
        .order_by()
        .values_list("membership__user")
        .annotate(Count("learner", distinct=True))
    )
    return [
        PersonLine(
            person,
            memberships=tuple(memberships.get(person.pk, ())),
            standing=standing_of(person, memberships.get(person.pk, ())),
            learners=_number_of_learners(person, memberships, looked_after),
            portfolios=tuple(portfolios.get(person.pk, ())),
        )
        for person in found
    ]


def _by_user(rows: QuerySet) -> dict[int, list]:
    grouped: dict[int, list] = {}
    for row in rows.select_related("centre"):
        grouped.setdefault(row.user_id, []).append(row)
    return grouped


def _number_of_learners(
    person: User, memberships: dict[int, list[Membership]], looked_after: dict[int, int]
) -> int | None:
    roles = {membership.role for membership in memberships.get(person.pk, ())}
    return looked_after.get(person.pk, 0) if roles.intersection(ALLOCATED_ROLES) else None


def standing_of(person: User, memberships: Iterable[Membership]) -> Standing:
    """Blocked or ended first: what a person has done before does not matter then."""
    if not person.is_active:
        return BLOCKED
    if not any(membership.is_current for membership in memberships):
        today = timezone.localdate()
        begins = any(membership.starts_on > today for membership in memberships)
        return LATER if begins else GONE
    return INVITED if is_new(person) else ACTIVE


def allocations_of(person: User, centres: QuerySet[Centre]) -> QuerySet[Allocation]:
    """The learners whom ``person`` looks after today in ``centres``."""
    return (
        Allocation.objects.current()
        .filter(membership__user=person, membership__centre__in=centres)
        .select_related("learner__user", "membership")
        .order_by("learner__user__name")
    )


def portfolios_of(person: User, centres: QuerySet[Centre]) -> QuerySet[Learner]:
    """The portfolios of ``person`` in ``centres``, each with those who look after it today."""
    current = Allocation.objects.current().select_related("membership__user")
    return (
        Learner.objects.filter(user=person, centre__in=centres)
        .select_related("centre", "user")
        .prefetch_related(Prefetch("allocations", current, to_attr="looked_after_by"))
    )

"""Telling people: a notice in the site, which the daily digest also sends by e-mail."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from portfolio.models import Allocation, Centre, Learner, Membership, Notice, User


def notify(people: Iterable[User], words: str, *, address: str = "", key: str = "") -> None:
    """Tell each of ``people`` once. While one is unread, no second with the same ``key`` is made.

    ``address``: the path of the page where they can act on it. Who did it need not be told: leave
    them out.
    """
    Notice.objects.bulk_create(
        [
            Notice(user=person, words=words[:300], address=address, key=key)
            for person in {person.pk: person for person in people}.values()
            if person.is_active
        ],
        ignore_conflicts=True,
    )


def people_of(learner: Learner, roles: Iterable[str]) -> list[User]:
    """Who looks after ``learner`` today in one of ``roles``; one query."""
    return list(
        User.objects.filter(
            pk__in=Allocation.objects.current()
            .filter(learner=learner, membership__role__in=list(roles))
            .values("membership__user")
        )
    )


def people_in(centre: Centre | int, roles: Iterable[str]) -> QuerySet[User]:
    """Who holds one of ``roles`` in the centre (or its primary key) today."""
    held = Membership.objects.current().filter(centre=centre, role__in=list(roles))
    return User.objects.filter(pk__in=held.values("user"))


# -- Reading ----------------------------------------------------------------------------------

MOST_SHOWN = 200  # unread at once; the others follow once these are read


def mark_read(user: User, notice: Notice) -> None:
    """Put one notice of ``user`` away; once read it keeps the moment it was read at."""
    Notice.objects.unread().filter(user=user, pk=notice.pk).update(read_at=timezone.now())


def mark_all_read(user: User, *, up_to: int) -> None:
    """Put away all notices of ``user`` up to the one with primary key ``up_to``."""
    Notice.objects.unread().filter(user=user, pk__lte=up_to).update(read_at=timezone.now())


def safe_address(address: str) -> str:
    """``address`` if it is a path of this site, else nothing: no notice leads elsewhere."""
    is_path = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_path else ""

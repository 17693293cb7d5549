"""What an EQA visit opens: allocations of its own, and the EQA's role for its days."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.models import Visit
from portfolio.models import Allocation, Learner, Membership
from portfolio.saving import save_checked


def open_to(visit: Visit, learners: Iterable[Learner]) -> None:
    """Let the EQA see ``learners`` on the days of the visit."""
    for learner in learners:
        allocation = Allocation(
            learner=learner,
            membership=visit.membership,
            since=visit.starts_on,
            until=visit.ends_on,
        )
        save_checked(allocation)
        visit.allocations.add(allocation)


def close(allocations: QuerySet[Allocation]) -> None:
    """End them now: whole days count, so what must stop today is written as yesterday's."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for allocation in allocations.filter(Q(until=None) | Q(until__gt=yesterday)):
        allocation.since = min(allocation.since, yesterday)
        allocation.until = yesterday
        allocation.save(update_fields=["since", "until"])


def stretch_role(membership: Membership, visit: Visit) -> None:
    """Let the EQA's role last from the first to the last of their days.

    It opens nothing by itself. But an allocation that ended with the role would open again when
    the role runs on: so it is given the end that it had.
    """
    former_end = membership.ends_on
    if former_end is not None and former_end < visit.ends_on:
        outlasting = membership.allocations.exclude(visits=visit).filter(
            Q(until=None) | Q(until__gt=former_end)
        )
        for allocation in outlasting:
            allocation.since = min(allocation.since, former_end)
            allocation.until = former_end
            allocation.save(update_fields=["since", "until"])
        membership.ends_on = visit.ends_on
    membership.starts_on = min(membership.starts_on, visit.starts_on)
    save_checked(membership, ["starts_on", "ends_on"])

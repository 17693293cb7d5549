"""Reading the audit trail: who sees which entries, by what they are looked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from portfolio.models import Act, Allocation, AuditEntry, Role, User

PER_PAGE = 50
BLOCK = 1000
# Of people's logins and permissions an EQA is told nothing.
NOT_FOR_EQAS = (Act.LOGIN, Act.PERMISSION)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is empty does not narrow."""

    act: str = ""
    person: str = ""
    learner: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def narrow(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.act:
            entries = entries.filter(act=self.act)
        for word in self.person.split():
            entries = entries.filter(actor_name__icontains=word)
        for word in self.learner.split():
            entries = entries.filter(learner__user__name__icontains=word)
        if self.first_day:
            entries = entries.filter(at__gte=_midnight(self.first_day))
        if self.last_day:
            entries = entries.filter(at__lt=_midnight(self.last_day + timedelta(days=1)))
        return entries


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first. ``before`` leads to the older ones; None: there are none."""

    entries: tuple[AuditEntry, ...]
    before: int | None


def reads_trail(user: User) -> bool:
    """Whether there is a trail for ``user`` to read."""
    return user.is_superuser or bool(user.roles & {Role.ADMIN, Role.EQA})


def entries_for(user: User) -> QuerySet[AuditEntry]:
    """All for superusers; the centre's for its administrators; for EQAs what was done about the
    learners they are allocated to."""
    entries = AuditEntry.objects.select_related("learner__user", "chain__centre")
    if user.is_superuser:
        return entries
    administered = [m.centre_id for m in user.current_memberships if m.role == Role.ADMIN]
    examined = Allocation.objects.current().held_by(user, [Role.EQA])
    return entries.filter(
        Q(chain__centre__in=administered)
        | Q(learner__in=examined.values("learner")) & ~Q(act__in=NOT_FOR_EQAS)
    )


def page_of(entries: QuerySet[AuditEntry], *, before: int | None, size: int = PER_PAGE) -> Page:
    """The newest of ``entries`` older than ``before``. Never counts them: there may be millions."""
    newest = entries.order_by("-pk")
    if before is not None:
        newest = newest.filter(pk__lt=before)
    found = tuple(newest[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def all_of(entries: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    """Each of ``entries``, newest first, read in blocks."""
    before: int | None = None
    while True:
        page = page_of(entries, before=before, size=BLOCK)
        yield from page.entries
        if page.before is None:
            return
        before = page.before


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

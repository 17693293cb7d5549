"""Reading the audit trail: who sees which entries, by what they are looked for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from portfolio.models import Act, Allocation, AuditEntry, Role, User
from portfolio.newest import between

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
        return entries.filter(**between(self.first_day, self.last_day))


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

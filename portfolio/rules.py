"""May they? Yes-or-no questions about people, learners and evidence."""

from portfolio.models import Allocation, Centre, Evidence, Learner, Origin, Role, User


def owns(user: User, learner: Learner) -> bool:
    """A portfolio is its learner's own."""
    return learner.user_id == user.pk


def keeps(user: User, learner: Learner) -> bool:
    """Whether ``user`` may add to and change this portfolio: its owner, while a learner there.

    Whoever has left the centre still reads what is theirs.
    """
    return owns(user, learner) and any(
        membership.role == Role.LEARNER and membership.centre_id == learner.centre_id
        for membership in user.current_memberships
    )


def can_change_evidence(user: User, evidence: Evidence) -> bool:
    """Only who wrote an item changes it, and neither after handing it over nor once withdrawn.

    An assessor's is signed once it is shared, and nobody changes what is signed.
    """
    is_open = evidence.frozen_at is None and evidence.withdrawn_at is None
    is_signed = evidence.origin != Origin.LEARNER and not evidence.is_private
    return is_open and not is_signed and writes(user, evidence)


def writes(user: User, evidence: Evidence) -> bool:
    """Whether the item is in ``user``'s words: the learner's, or the assessor's who wrote it.

    A witness's words are nobody's to change.
    """
    if evidence.origin == Origin.LEARNER:
        return keeps(user, evidence.learner)
    return evidence.author_id == user.pk and is_allocated(
        user, evidence.learner, (Role.ASSESSOR, Role.TRAINEE)
    )


def can_ask_witnesses(user: User, learner: Learner) -> bool:
    """The learner, and who assesses them, ask witnesses and take back what they asked."""
    return keeps(user, learner) or (
        not owns(user, learner) and is_allocated(user, learner, (Role.ASSESSOR, Role.TRAINEE))
    )


def administers(user: User, centre: Centre) -> bool:
    """Centre administrators manage the people of their own centre; superusers those of any."""
    return user.is_superuser or any(
        membership.role == Role.ADMIN and membership.centre_id == centre.pk
        for membership in user.current_memberships
    )


def is_allocated(user: User, learner: Learner, roles: tuple[str, ...]) -> bool:
    """Whether ``user`` looks after ``learner`` today in one of ``roles``."""
    return Allocation.objects.current().held_by(user, roles).filter(learner=learner).exists()


def relation(user: User, learner: Learner) -> frozenset[str]:
    """The roles in which ``user`` stands to ``learner`` today: ``Role.LEARNER`` for the owner,
    ``Role.ADMIN`` for who administers the centre, and those of allocations; at most one query."""
    if owns(user, learner):
        # Nobody is allocated to their own portfolio.
        roles = {str(Role.LEARNER)}
    else:
        allocated = Allocation.objects.current().filter(learner=learner, membership__user=user)
        roles = set(allocated.values_list("membership__role", flat=True))
    if administers(user, learner.centre):
        roles.add(Role.ADMIN)
    return frozenset(roles)


def manages_person(user: User, person: User) -> bool:
    """Whether ``person`` has, or had, a role in a centre that ``user`` administers."""
    return user.is_superuser or bool(_centres_of(person) & _administered(user))


def manages_account(user: User, person: User) -> bool:
    """Whether the login itself is in ``user``'s hands: name, address, first password.

    Only where it opens nothing that is not theirs already: with a login that also belongs to
    another centre, or to the site's staff, its first administrator could enter there.
    """
    if user.is_superuser:
        return True
    if person.is_superuser or person.is_staff:
        return False
    centres = _centres_of(person)
    return bool(centres) and centres <= _administered(user)


def _centres_of(person: User) -> set[int]:
    # ``all()``, so that a list of people can prefetch them.
    return {membership.centre_id for membership in person.memberships.all()}


def _administered(user: User) -> set[int]:
    return {
        membership.centre_id
        for membership in user.current_memberships
        if membership.role == Role.ADMIN
    }

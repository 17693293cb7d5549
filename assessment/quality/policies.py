"""How much a centre samples of a qualification."""

from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from assessment.models import Qualification, SamplingPolicy
from portfolio.auditing import enter
from portfolio.models import Act, Centre, Role, User
from portfolio.rules import administers
from portfolio.saving import save_checked


class PolicyFacts(TypedDict):
    """The shares are per cent."""

    learners: int
    units: int
    new_assessor: int
    new_assessor_months: int
    prior_learning: int
    interim: int
    every_assessor_months: int
    methods: list[str]


FACTS = tuple(PolicyFacts.__annotations__)
MEANWHILE = (
    "{by} has changed this policy while you were writing. What stands now is shown beside each of "
    "your values; save again to put yours in its place."
)


def assures(user: User, centre: Centre) -> bool:
    """IQAs and administrators of a centre look after its quality assurance."""
    return administers(user, centre) or any(
        membership.role == Role.IQA and membership.centre_id == centre.pk
        for membership in user.current_memberships
    )


def policy_of(centre: Centre, qualification: Qualification) -> SamplingPolicy:
    """What the centre decided, or what holds until it does (an unsaved row)."""
    policy = (
        SamplingPolicy.objects.filter(centre=centre, qualification=qualification)
        .select_related("changed_by")
        .first()
    )
    return policy or SamplingPolicy(centre=centre, qualification=qualification)


class ChangedMeanwhile(Exception):
    """Somebody else changed the policy; the message says who."""


@transaction.atomic
def change_policy(
    *,
    centre: Centre,
    qualification: Qualification,
    by: User,
    seen: str,
    **facts: Unpack[PolicyFacts],
) -> SamplingPolicy:
    """Decide how much is sampled. ``seen``: ``version_of`` the policy on the page.

    Raises ``ChangedMeanwhile`` where that is no longer what stands.
    """
    if not assures(by, centre):
        raise PermissionDenied
    # The centre's row is the lock: there may be no policy yet.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    policy = policy_of(centre, qualification)
    before = {name: getattr(policy, name) for name in FACTS}
    if policy.pk and before == facts:
        return policy
    if version_of(policy) != seen:
        raise ChangedMeanwhile(MEANWHILE.format(by=policy.changed_by))
    if not facts["every_assessor_months"]:
        raise ValidationError(
            {"every_assessor_months": "Say within how many months every assessor is sampled."}
        )
    for name, value in facts.items():
        setattr(policy, name, value)
    policy.changed_by, policy.changed_at = by, timezone.now()
    save_checked(policy, [*FACTS, "changed_by", "changed_at"] if policy.pk else None)
    enter(
        Act.QUALITY,
        f"Changed the sampling policy of {qualification}.",
        by=by,
        centre=centre,
        qualification=qualification.code,
        before=before,
        after=dict(facts),
    )
    return policy


def version_of(policy: SamplingPolicy) -> str:
    """Which policy somebody has read: the moment of its last change, or nothing."""
    return policy.changed_at.isoformat() if policy.pk else ""

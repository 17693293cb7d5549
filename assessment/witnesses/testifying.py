"""Taking a testimony, with the criteria that its witness suggests."""

from collections.abc import Collection
from typing import Unpack

from django.db import transaction
from django.db.models import QuerySet

from assessment.models import Criterion, Enrolment, SuggestedCriterion
from portfolio import testifying
from portfolio.auditing import enter
from portfolio.models import Act, Learner, Testimony, TestimonyRequest
from portfolio.notifying import notify
from portfolio.testifying import Account


@transaction.atomic
def give_testimony(
    *,
    request: TestimonyRequest,
    signature: str,
    criteria: Collection[Criterion] = (),
    **account: Unpack[Account],
) -> Testimony:
    """Record what a witness signed: their testimony, the item made of it, what they suggest.

    Sent twice, it is recorded once. Raises as ``record_testimony``.
    """
    testimony, is_new = testifying.record_testimony(request=request, signature=signature, **account)
    if not is_new:
        return testimony
    SuggestedCriterion.objects.bulk_create(
        SuggestedCriterion(testimony=testimony, criterion=criterion) for criterion in criteria
    )
    evidence, learner = testimony.evidence, testimony.evidence.learner
    notify(
        {learner.user, testimony.request.asked_by},
        f"{testimony.name} has given a testimony: {evidence.label}.",
        address=evidence.get_absolute_url(),
        key=f"testimony-{testimony.pk}",
    )
    where = "on the learner’s device" if testimony.request.on_device else "by a personal link"
    enter(
        Act.SIGNATURE,
        f"Signed {evidence.label}, a testimony given {where}.",
        by=None,
        learner=learner,
        name=testimony.name,
        evidence=evidence.pk,
        testimony=testimony.pk,
        content_hash=testimony.content_hash,
    )
    return testimony


def criteria_to_suggest(learner: Learner) -> QuerySet[Criterion]:
    """The criteria of all units of the learner's current qualifications, in their order."""
    current = Enrolment.objects.current().filter(learner=learner).values("qualification")
    offered = Criterion.objects.filter(
        outcome__unit__specifications__uses__group__qualification__in=current
    )
    # Nested, since a unit may belong to several qualifications.
    return (
        Criterion.objects.filter(pk__in=offered.values("pk"))
        .select_related("outcome__unit")
        .order_by("outcome__unit__code", "outcome__number", "number")
    )

"""Reviews of a plan: what was found and agreed, and when to meet again."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment.models import AssessmentPlan, PlanReview, ReviewReading
from assessment.plans.planning import FARTHEST, hold_plan, others_of
from assessment.plans.rules import assesses
from portfolio.auditing import enter
from portfolio.models import Act, User
from portfolio.notifying import notify
from portfolio.rules import keeps


@transaction.atomic
def hold_review(
    *,
    plan: AssessmentPlan,
    user: User,
    held_on: date,
    progress: str,
    agreed: str = "",
    next_on: date | None = None,
    request_key: UUID,
) -> PlanReview:
    """Note a review that an assessor held with the learner; the day of the next is the plan's from
    then on. The same ``request_key`` sent twice is one review.
    """
    held = hold_plan(plan, user)
    learner = held.enrolment.learner
    if not assesses(user, learner):
        raise PermissionDenied
    sent = held.reviews.filter(request_key=request_key, recorded_by=user).first()
    if sent:
        return sent
    _require_days(held_on, next_on)
    review = PlanReview(
        plan=held,
        held_on=held_on,
        progress=progress.strip(),
        agreed=agreed.strip(),
        next_on=next_on,
        recorded_by=user,
        request_key=request_key,
    )
    review.full_clean()
    review.save()
    AssessmentPlan.objects.filter(pk=held.pk).update(review_on=next_on, revision=F("revision") + 1)
    notify(
        others_of(held, user),
        f"{user} noted a review of “{held.title}” of {learner}.",
        address=f"{held.get_absolute_url()}#review-{review.pk}",
        key=f"review-{review.pk}",
    )
    words = f"Noted a review of the assessment plan “{held.title}”."
    enter(Act.SIGNATURE, words, by=user, learner=learner, plan_review=review.pk)
    return review


def _require_days(held_on: date, next_on: date | None) -> None:
    today = timezone.localdate()
    if held_on > today:
        raise ValidationError({"held_on": "This day is still to come. Note it once it was held."})
    if today - held_on > FARTHEST:
        raise ValidationError({"held_on": "Check the year."})
    if next_on and next_on <= held_on:
        raise ValidationError({"next_on": "The next review comes after this one."})
    if next_on and next_on - today > FARTHEST:
        raise ValidationError({"next_on": "Check the year."})


@transaction.atomic
def read_review(*, review: PlanReview, user: User, comment: str = "") -> ReviewReading:
    """The learner has read it, and may say more. Once: read again, the first words stay."""
    learner = review.plan.enrolment.learner
    if not keeps(user, learner):
        raise PermissionDenied
    # Held, so that the same form sent twice at once is one reading.
    AssessmentPlan.objects.select_for_update(no_key=True).get(pk=review.plan_id)
    read = ReviewReading.objects.filter(review=review).first()
    if read:
        return read
    reading = ReviewReading(review=review, user=user, comment=comment.strip())
    reading.full_clean()
    reading.save()
    if reading.comment:
        notify(
            others_of(review.plan, user),
            f"{learner} wrote to the review of {review.held_on:%-d %B %Y}.",
            address=f"{review.plan.get_absolute_url()}#review-{review.pk}",
            key=f"review-read-{review.pk}",
        )
    words = f"Confirmed having read the review of {review.held_on:%-d %B %Y}."
    enter(Act.SIGNATURE, words, by=user, learner=learner, plan_review=review.pk)
    return reading

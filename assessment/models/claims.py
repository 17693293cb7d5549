"""Claims from the awarding body: what a centre may claim, what it claimed, and the answers."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.enrolments import Enrolment
from assessment.models.qualifications import Qualification
from assessment.models.units import Unit
from portfolio.models import AppendOnly, AppendOnlyQuerySet, Centre, Learner, User


class DirectClaimStatusQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Begun and not ended; whole days count."""
        today = timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)


class DirectClaimStatus(models.Model):
    """A centre may claim a qualification without waiting for an EQA, between two days."""

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="direct_claim_statuses"
    )
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(
        max_length=80, help_text="Of the awarding body's letter that grants it."
    )
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = DirectClaimStatusQuerySet.as_manager()

    class Meta:
        ordering = ["centre", "qualification", "-starts_on"]
        verbose_name_plural = "direct claim statuses"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="direct_claim_ends_after_start",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.centre}"


class ClaimQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> Self:
        """The claims of learners the user may see."""
        return self.filter(enrolment__learner__in=Learner.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Neither refused nor withdrawn: waiting for an answer, or certificated."""
        return self.filter(
            Q(answer=None) | Q(answer__answer=ClaimAnswer.Answer.CERTIFICATED),
        )


class Claim(AppendOnly):
    """The centre claims a unit, or the whole qualification where there is none."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="claims")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    rests_on = models.JSONField(
        default=dict, help_text="Sign-offs, samples, visit or direct claim status, by key."
    )
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.unit.code if self.unit else 'qualification'} claimed"


class ClaimAnswer(AppendOnly):
    """What the awarding body said: a certificate, or a refusal; or the centre took it back."""

    class Answer(models.TextChoices):
        CERTIFICATED = "certificated", "Certificated"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn by the centre"

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="answer")
    answer = models.CharField(max_length=12, choices=Answer)
    certificate = models.CharField("certificate number", max_length=80, blank=True)
    answered_on = models.DateField("on", default=timezone.localdate)
    reason = models.CharField(max_length=600, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["claim"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="certificated") | ~Q(reason=""),
                name="claim_answer_reasoned",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="certificated") | ~Q(certificate=""),
                name="claim_answer_with_certificate",
                violation_error_message="Give the number of the certificate.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.get_answer_display()}"

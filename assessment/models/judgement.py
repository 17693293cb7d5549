"""What assessors decide. Rows are added, never changed."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessment.models.mapping import Mapping
from assessment.models.submission import Submission
from portfolio.models import AppendOnly, AppendOnlyQuerySet


class Decision(models.TextChoices):
    MET = "met", "Met"
    NOT_YET = "not_yet", "Not yet met"


class JudgementQuerySet(AppendOnlyQuerySet):
    def counting(self) -> Self:
        """Those that decide: by a qualified assessor, or countersigned by one."""
        return self.filter(Q(is_provisional=False) | Q(countersignature__isnull=False))

    def current(self) -> Self:
        """Only the newest judgement of each mapping, counting or not."""
        newer = Judgement.objects.filter(mapping=OuterRef("mapping"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer))


class Judgement(AppendOnly):
    """An assessor's decision on one mapping of one submitted version."""

    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="judgements")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="judgements")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=8, choices=Decision)
    feedback = models.TextField(blank=True, max_length=4000)
    action = models.TextField(
        "action required",
        blank=True,
        max_length=2000,
        help_text="With “not yet”: what the learner does next.",
    )
    reason = models.CharField(
        "reason for the change",
        max_length=300,
        blank=True,
        help_text="Why it replaces an earlier decision on the same version.",
    )
    is_provisional = models.BooleanField(
        default=False, help_text="A trainee's: it counts once countersigned."
    )
    decided_at = models.DateTimeField(default=timezone.now, editable=False)
    request_key = models.UUIDField(
        default=uuid.uuid4, help_text="Of the form that sent it: sent twice, it counts once."
    )

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["mapping", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=Decision.MET) | ~Q(feedback=""),
                name="judgement_feedback_unless_met",
                violation_error_message="Say what is still missing.",
            ),
            models.UniqueConstraint(
                fields=["mapping", "assessor", "request_key"], name="judgement_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mapping}: {self.get_decision_display()}"


class Countersignature(AppendOnly):
    """A qualified assessor agrees with a trainee's judgement, which counts from then on."""

    judgement = models.OneToOneField(
        Judgement, on_delete=models.PROTECT, related_name="countersignature"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["judgement"]

    def __str__(self) -> str:
        return f"{self.judgement} · countersigned by {self.assessor}"


class Appraisal(AppendOnly):
    """VARCS and overall feedback on one submitted version; the newest counts."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="appraisals")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_valid = models.BooleanField("valid", help_text="It shows what the criterion asks for.")
    is_authentic = models.BooleanField("authentic", help_text="It is the learner's own work.")
    is_reliable = models.BooleanField(
        "reliable", help_text="Another assessor would decide the same."
    )
    is_current = models.BooleanField("current", help_text="It shows what the learner can do now.")
    is_sufficient = models.BooleanField(
        "sufficient", help_text="There is enough of it for what it is mapped to."
    )
    feedback = models.TextField("overall feedback", blank=True, max_length=8000)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    VARCS = ("is_valid", "is_authentic", "is_reliable", "is_current", "is_sufficient")

    class Meta:
        ordering = ["submission", "pk"]

    def __str__(self) -> str:
        return f"{self.submission} · appraised by {self.assessor}"

    @property
    def doubts(self) -> tuple[str, ...]:
        """The words of VARCS that the assessor did not confirm."""
        return tuple(
            self._meta.get_field(name).verbose_name
            for name in self.VARCS
            if not getattr(self, name)
        )

"""Witnesses: people without a login who saw the learner at work, and what they testify."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portfolio.models.appending import AppendOnly
from portfolio.models.evidence import Evidence
from portfolio.models.learners import Learner
from portfolio.models.users import User


class WitnessStatus(models.TextChoices):
    """The status categories of a witness status list (NVQ practice)."""

    EXPERT_TRAINED = "1", "1 · Occupational expert who knows the standards"
    EXPERT = "2", "2 · Occupational expert who does not know the standards"
    TRAINED = "3", "3 · Not an expert, knows the standards"
    OTHER = "4", "4 · Neither an expert nor familiar with the standards"


class WitnessQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The witnesses of learners the user may see."""
        return self.filter(learner__in=Learner.objects.visible_to(user).values("pk"))


class Witness(models.Model):
    """A row of a learner's witness status list."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="witnesses")
    name = models.CharField("full name", max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    job_title = models.CharField("job title and employer", max_length=160, blank=True)
    relationship = models.CharField(
        "relationship to the learner", max_length=160, blank=True, help_text="Such as line manager."
    )
    status = models.CharField("status category", max_length=1, choices=WitnessStatus, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    asked: list["TestimonyRequest"]  # Only of listed witnesses: all that was asked, newest first.

    objects = WitnessQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "name", "pk"]
        verbose_name_plural = "witnesses"
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "email"],
                condition=~Q(email=""),
                name="witness_address_once",
                violation_error_message="A witness with this address is already on the list.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RequestState(models.TextChoices):
    """How far a witness has come with what they were asked."""

    SENT = "sent", "Not opened yet"
    OPENED = "opened", "Opened"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"


class TestimonyRequest(models.Model):
    """A question to a witness, and the link by which they answer it, once.

    Only the SHA-256 of the link's secret is kept: who reads the table cannot answer.
    """

    __test__ = False  # pytest takes every class that begins with "Test" for its own.

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(
        "what they saw you do",
        max_length=300,
        help_text="In a few words, so that they know which occasion is meant.",
    )
    happened_on = models.DateField("when", null=True, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    as_expert = models.BooleanField("as an expert witness", default=False)
    on_device = models.BooleanField(
        default=False, help_text="Answered on the learner's own device, in their presence."
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    declined_because = models.CharField(max_length=300, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="testimony_request_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(revoked_at=None),
                name="testimony_request_answered_or_revoked",
                violation_error_message="This testimony was given already: it stays.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.witness}: {self.about}"

    @property
    def state(self) -> RequestState:
        """Where it stands at this moment."""
        if self.answered_at:
            return RequestState.DECLINED if self.declined_because else RequestState.ANSWERED
        if self.revoked_at:
            return RequestState.REVOKED
        if self.expires_at <= timezone.now():
            return RequestState.EXPIRED
        return RequestState.OPENED if self.opened_at else RequestState.SENT

    @property
    def is_open(self) -> bool:
        """Whether the witness can still answer: the link is not answered, revoked or expired."""
        return self.state in (RequestState.SENT, RequestState.OPENED)


class Testimony(AppendOnly):
    """What a witness wrote and signed. Nobody changes it, its learner least of all."""

    __test__ = False

    request = models.OneToOneField(
        TestimonyRequest, on_delete=models.PROTECT, related_name="testimony"
    )
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="testimony")
    name = models.CharField("full name", max_length=120)
    job_title = models.CharField("job title and employer", max_length=160)
    relationship = models.CharField("relationship to the learner", max_length=160)
    status = models.CharField("status category", max_length=1, choices=WitnessStatus)
    statement = models.TextField("what you saw", max_length=10_000)
    signature = models.CharField(
        "signed", max_length=120, help_text="The full name, typed as a signature."
    )
    declaration = models.TextField(help_text="The words the witness agreed to.")
    signed_at = models.DateTimeField(default=timezone.now, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["evidence"]
        verbose_name_plural = "testimonies"
        constraints = [
            models.CheckConstraint(
                condition=~Q(statement=""),
                name="testimony_says_something",
                violation_error_message="Write what you saw.",
            ),
            models.CheckConstraint(
                condition=~Q(signature=""),
                name="testimony_signed",
                violation_error_message="Type your full name to sign.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.evidence}"

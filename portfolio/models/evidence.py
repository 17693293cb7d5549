"""Evidence: numbered items of a learner's portfolio, and their files."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portfolio.models.learners import Learner, Sight
from portfolio.models.stored_names import StoredName
from portfolio.models.users import User


class Method(models.TextChoices):
    """NVQ assessment methods."""

    OBSERVATION = "observation", "Observation"
    WORK_PRODUCT = "product", "Work product"
    WITNESS = "witness", "Witness testimony"
    EXPERT_WITNESS = "expert", "Expert witness testimony"
    DISCUSSION = "discussion", "Professional discussion"
    QUESTIONING = "questioning", "Questioning"
    REFLECTIVE = "reflective", "Reflective account"
    PRIOR_LEARNING = "prior", "Recognition of prior learning"
    SIMULATION = "simulation", "Simulation"
    SIGNPOSTED = "signposted", "Signposted evidence (original kept elsewhere)"


class Origin(models.TextChoices):
    """Who wrote an item. What is not the learner's own they cannot change."""

    LEARNER = "learner", "The learner"
    ASSESSOR = "assessor", "An assessor"
    WITNESS = "witness", "A witness"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: User | Sight) -> Self:
        """Own evidence, and that of learners allocated to the user or in a centre they oversee;
        of what is private, only what the user is the author of."""
        learners = Learner.objects.visible_to(user).values("pk")
        return self.filter(Q(is_private=False) | Q(author=user.pk), learner__in=learners)

    def shared(self) -> Self:
        """Not private to its author: what a portfolio holds, for whoever sees the portfolio."""
        return self.filter(is_private=False)

    def kept(self) -> Self:
        """Shared, and not withdrawn by the learner."""
        return self.shared().filter(withdrawn_at=None)


class Evidence(models.Model):
    """One numbered item: E1, E2 … per learner. A number is never given twice."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=200)
    method = models.CharField("assessment method", max_length=12, choices=Method)
    happened_on = models.DateField("date of the evidence")
    narrative = models.TextField(blank=True, help_text="HTML, cleaned by ``narrative.clean``.")
    location = models.CharField(
        "where the original is",
        max_length=300,
        blank=True,
        help_text="For signposted evidence: where an assessor can see it.",
    )
    seen_by = models.CharField(
        "who has seen it", max_length=200, blank=True, help_text="Name and role."
    )
    origin = models.CharField(
        "written by", max_length=8, choices=Origin, default=Origin.LEARNER, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The assessor who wrote it, where it was one.",
    )
    is_private = models.BooleanField(
        default=False,
        editable=False,
        help_text="An assessor’s, until they sign it: nobody else sees anything of it.",
    )
    revision = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counts changes, so that no window overwrites another."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Handed over: it may not change until released.",
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "number"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["learner", "number"], name="evidence_number_once"),
            models.CheckConstraint(
                condition=~Q(method=Method.SIGNPOSTED) | ~Q(location=""),
                name="evidence_signposted_location",
                violation_error_message="Say where the original is kept, so that it can be seen.",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None) | Q(withdrawn_at=None),
                name="evidence_frozen_is_kept",
                violation_error_message="An item that was handed over cannot be withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.ASSESSOR, author__isnull=False)
                | (~Q(origin=Origin.ASSESSOR) & Q(author=None)),
                name="evidence_author_is_assessor",
            ),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(origin=Origin.ASSESSOR, frozen_at=None),
                name="evidence_private_is_assessors",
                violation_error_message="What its author has not signed cannot be handed over.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("evidence", args=[self.code])

    @property
    def label(self) -> str:
        return f"E{self.number}"


class FileKind(models.TextChoices):
    IMAGE = "image", "Picture"
    PDF = "pdf", "PDF document"
    AUDIO = "audio", "Sound recording"
    VIDEO = "video", "Video recording"
    OFFICE = "office", "Office document"
    TEXT = "text", "Plain text"


class Scan(models.TextChoices):
    """What the virus scanner says of a file."""

    NONE = "", "Not scanned"  # the site has no scanner
    CLEAN = "clean", "Nothing found"
    PASSED = "passed", "Not scanned in full: larger than the scanner takes"
    WAITING = "waiting", "Waiting to be scanned"
    FOUND = "found", "Kept back"


FOUND_WORDS = (
    "The virus scanner found {threat} in this file, so it is kept back: nobody can open it, and no "
    "document shows it. Add a clean copy, or a PDF or picture of it."
)
WAITING_WORDS = (
    "This file is stored and waits for the virus scanner. Until then nobody can open it; there is "
    "nothing that you need to do."
)

# Nobody is given the bytes of a file in one of these states, in any form.
KEPT_BACK = (Scan.WAITING, Scan.FOUND)


class EvidenceFileQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The files of evidence the user may see."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user).values("pk"))

    def kept_back(self) -> Self:
        """Those that nobody is given: a virus was found, or the scanner has not answered yet."""
        return self.filter(scan__in=KEPT_BACK)

    def kept(self) -> Self:
        """Not taken out of the item by the learner."""
        return self.filter(removed_at=None)


class EvidenceFile(models.Model):
    """One stored file of an item. Its bytes are never changed and never deleted."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200, help_text="As the learner called it, made safe.")
    description = models.CharField(
        max_length=300, blank=True, help_text="What a picture shows, for people who cannot see it."
    )
    kind = models.CharField(max_length=6, choices=FileKind)
    content_type = models.CharField(max_length=120, help_text="From the content, not the name.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    stored_as = StoredName(
        unique=True,
        kept="the original",
        size_field="size",
        sha256_field="sha256",
        of=("evidence__learner", "evidence"),
        centre="evidence__learner__centre",
    )
    preview_as = StoredName(
        blank=True,
        help_text="An upright, page-sized copy of a picture.",
        kept="the page-sized copy",
        of=("evidence__learner", "evidence"),
        centre="evidence__learner__centre",
    )
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of a PDF.")
    problem = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why it cannot be shown, for the learner.",
    )
    state = models.CharField(
        max_length=24,
        blank=True,
        help_text="The problem in a word or two: a value of ``inspection.problems.State``.",
    )
    scan = models.CharField(max_length=8, choices=Scan, blank=True, default=Scan.NONE)
    threat = models.CharField(
        max_length=200, blank=True, help_text="What the virus scanner calls what it found."
    )
    scanned_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "sha256"],
                condition=Q(removed_at=None),
                name="evidence_file_once",
                violation_error_message="This very file is already in this item.",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="evidence_file_not_empty",
                violation_error_message="The file is empty.",
            ),
            models.CheckConstraint(
                condition=Q(scan=Scan.FOUND) | Q(threat=""),
                name="evidence_file_threat_if_found",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_kept_back(self) -> bool:
        """Whether nobody is given its bytes or anything made from them, for the time being."""
        return self.scan in KEPT_BACK

    @property
    def may_be_opened(self) -> bool:
        """Whether programs of this site may open it to show it: neither kept back nor with a
        problem, such as macros."""
        return not self.is_kept_back and not self.problem

    @property
    def caution(self) -> str:
        """What whoever sees the file in a list is told of it, in a sentence; empty if nothing."""
        if self.scan == Scan.FOUND:
            return FOUND_WORDS.format(threat=self.threat or "a virus")
        return WAITING_WORDS if self.scan == Scan.WAITING else self.problem

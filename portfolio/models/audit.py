"""The audit trail: what was done, by whom and when, in one chain of hashes for each centre."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portfolio.models.appending import AppendOnly
from portfolio.models.centres import Centre
from portfolio.models.learners import Learner


class Act(models.TextChoices):
    """What sort of thing was done: by this the trail is filtered."""

    EVIDENCE = "evidence", "Evidence handed over or taken back"
    DECISION = "decision", "Assessment decision"
    SIGNATURE = "signature", "Signature or declaration"
    UNLOCK = "unlock", "Unlocking"
    QUALITY = "quality", "Quality assurance"
    CLAIM = "claim", "Claim"
    APPEAL = "appeal", "Appeal"
    ADJUSTMENT = "adjustment", "Reasonable adjustment"
    EXPORT = "export", "Export"
    KEY = "key", "Sealing key"
    LOGIN = "login", "Login"
    PERMISSION = "permission", "People and permissions"
    FILE = "file", "File kept back or let go"
    VIEW = "view", "Viewed by an EQA"


class AuditChain(models.Model):
    """The head of a chain: how long it is and its last hash, sealed with a key of the site.

    One for each centre, and one without a centre for what concerns the whole site. Its row is the
    lock under which entries are added.
    """

    centre = models.OneToOneField(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_chain"
    )
    length = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    seal = models.CharField(
        max_length=64, blank=True, help_text="HMAC-SHA-256 of the above, hex; empty while empty."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(centre=None), name="audit_chain_of_site_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.centre) if self.centre else "The site"


class AuditEntry(AppendOnly):
    """One act. ``hash`` covers all other columns and the hash of the entry before it."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField(help_text="1, 2 … in its chain, without a gap.")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(
        max_length=200, help_text="As it was then; also of a witness, who has no login."
    )
    act = models.CharField(max_length=12, choices=Act)
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, null=True, related_name="audit_entries"
    )
    words = models.CharField(max_length=300, help_text="What was done, as people read it.")
    detail = models.JSONField(
        default=dict,
        encoder=DjangoJSONEncoder,
        help_text="Keys of the rows it is about, and values.",
    )
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        verbose_name_plural = "audit entries"
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_number_once")
        ]
        indexes = [
            models.Index(fields=["chain", "act", "number"], name="audit_entry_by_act"),
            models.Index(fields=["learner", "number"], name="audit_entry_by_learner"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.words}"

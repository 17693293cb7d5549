"""Snapshots: a record as it was when it became evidence."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portfolio.models import Evidence, User
from teams.models.records import Kind, Record


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of evidence the user may see."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user).values("pk"))

    def kept(self) -> Self:
        """Neither taken out of the item nor followed by a newer one of the same record."""
        return self.filter(removed_at=None)


class Snapshot(models.Model):
    """A record frozen for one item of evidence. Its content is never changed and never deleted."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="snapshots")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="snapshots")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    content = models.JSONField(help_text="The sheet people read, and the record's columns.")
    sha256 = models.CharField(max_length=64, help_text="Of the content's canonical JSON.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "record"],
                condition=Q(removed_at=None),
                name="snapshot_once_in_item",
                violation_error_message="This record is already in this item.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_outdated(self) -> bool:
        """Whether the record was changed since. Reads the record: select it along."""
        return self.content["data"]["changed_at"] != str(self.record.changed_at)

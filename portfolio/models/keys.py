"""The keys with which a centre's documents are sealed."""

from typing import Self

from django.db import models
from django.utils import timezone

from portfolio.models.centres import Centre


class SealingKeyQuerySet(models.QuerySet):
    def own(self) -> Self:
        """Keys that this site made and keeps, as against bought ones."""
        return self.exclude(private_key="")


class SealingKey(models.Model):
    """A key of a centre, with its certificate. None is ever deleted, so that whatever was sealed
    with an earlier one can still be verified; a newer row takes its place."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="sealing_keys")
    fingerprint = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the certificate, in hexadecimal."
    )
    certificates = models.TextField(
        editable=False, help_text="PEM: the key’s own, then those that vouch for it."
    )
    private_key = models.TextField(
        blank=True, editable=False, help_text="PEM, encrypted; empty where it is kept elsewhere."
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    leaked_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when others may have it, too."
    )

    objects = SealingKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "fingerprint"], name="sealing_key_once_in_centre"
            )
        ]

    def __str__(self) -> str:
        return f"Key of {self.centre}, {self.fingerprint[:12]}"

"""What people are told: in the site, and by e-mail in a daily digest."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class NoticeQuerySet(models.QuerySet):
    def unread(self) -> Self:
        """Not yet opened or put away."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One sentence for one person, with the page where they can act on it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    words = models.CharField(max_length=300)
    address = models.CharField(max_length=300, blank=True, help_text="A path of this site.")
    key = models.CharField(
        max_length=120, blank=True, help_text="What it is about: told once while unread."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=models.Q(read_at=None) & ~models.Q(key=""),
                name="notice_told_once_while_unread",
            )
        ]
        indexes = [models.Index(fields=["user", "read_at"], name="notice_by_reader")]

    def __str__(self) -> str:
        return self.words

"""The private address under which a person's calendar program reads their days."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarAddress(models.Model):
    """One for each person who wants one. The address is ``key``, signed by the site (see
    ``calendars``): a copy of this table opens no calendar. A new key ends the old address.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["user"]
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"Calendar of {self.user}"

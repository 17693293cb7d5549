"""Portfolios that came from other installations, and the audit trails that came with them."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portfolio.models import AppendOnly, Centre, Learner, User
from portfolio.models.claiming import Claimable
from portfolio.models.stored_names import StoredName


class CarriedTrail(AppendOnly):
    """A learner's entries of another installation's audit trail, as they were there.

    They are kept beside this installation's own chain, never in it. ``content`` holds the entries
    with their hashes and those of their neighbours, and what the numbers in them meant there.
    """

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="carried_trails")
    content = models.JSONField(help_text="As in the archive: see docs/archive.md.")
    people = models.JSONField(
        default=dict, help_text="Primary keys of people there, and theirs here."
    )
    carried_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["learner", "pk"]

    def __str__(self) -> str:
        return f"Trail of {self.learner} from {self.content['centre']}"


class PortfolioImportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the centres that the user administers."""
        if user.is_superuser:
            return self
        administered = {one.centre_id for one in user.current_memberships if one.role == "admin"}
        return self.filter(centre__in=administered)


class PortfolioImport(Claimable):
    """An archive that an administrator brought: looked through, then confirmed, then carried out.

    The archive itself is kept only until that is over.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="portfolio_imports")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    name = models.CharField(max_length=200, help_text="Of the archive, as it was brought.")
    stored_as = StoredName(
        blank=True,
        kept="the archive that was brought",
        size_field="size",
        sha256_field="sha256",
        centre="centre",
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    stage = models.CharField(max_length=120, blank=True, help_text="What is done now, in words.")
    percent = models.PositiveSmallIntegerField(default=0)
    found = models.JSONField(null=True, editable=False, help_text="What is in it; see ``looking``.")
    choices = models.JSONField(
        default=dict, editable=False, help_text="User names there, and of the same people here."
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    finished_at = models.DateTimeField(null=True, editable=False)
    failure = models.CharField(max_length=600, blank=True, help_text="Why not, in words.")
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = PortfolioImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="portfolio_import_percent"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(learner__isnull=False) | ~Q(failure=""),
                name="portfolio_import_finished_with_result",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portfolio-import", args=[self.code])

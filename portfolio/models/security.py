"""Who is logged in where, what was tried at the site's doors, and counters for all."""

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from portfolio.models.appending import AppendOnly

if TYPE_CHECKING:
    from portfolio.accounts.sessions import SessionStore


class LoginSession(AbstractBaseSession):
    """A session, with whose it is: so that people can see where they are logged in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    began_at = models.DateTimeField(null=True, help_text="When they logged in.")
    seen_at = models.DateTimeField(null=True, help_text="Within some minutes.")
    agent = models.CharField(max_length=200, blank=True, help_text="What the browser calls itself.")
    address = models.CharField(max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "login session"

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        # The store imports this model.
        from portfolio.accounts.sessions import SessionStore

        return SessionStore

    @property
    def code(self) -> str:
        """What a page calls this session by: whoever reads it cannot use the session."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:32]


class SharedValue(models.Model):
    """What ``portfolio.accounts.counting`` keeps for all processes, where there is no Redis."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.JSONField()
    ends_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.key


class Happening(models.TextChoices):
    """What the security log keeps. Logging in, and whatever was changed, is in the audit trail."""

    LOGIN_FAILED = "login_failed", "Log-in failed"
    LOGIN_LIMITED = "login_limited", "Log-in held back after many attempts"
    CODE_FAILED = "code_failed", "Second step failed"
    CODE_LIMITED = "code_limited", "Second step held back after many attempts"
    RESET_ASKED = "reset_asked", "Link for a new password asked for"
    RESET_LIMITED = "reset_limited", "Links for new passwords held back after many requests"
    CONFIRMED = "confirmed", "Confirmed who they are"
    CONFIRM_FAILED = "confirm_failed", "Failed to confirm who they are"
    SESSION_ENDED = "session_ended", "Ended a session elsewhere"
    SESSION_OVER = "session_over", "Session ran out"
    DENIED = "denied", "Refused: not allowed"
    FORGED = "forged", "Refused: not from a page of this site"


class SecurityEvent(AppendOnly):
    """One thing that happened at the site's doors. Kept for a time, then deleted by age."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=20, choices=Happening)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    typed = models.CharField(
        max_length=64,
        blank=True,
        help_text="HMAC-SHA-256 of a user name that nobody has: people type passwords there.",
    )
    address = models.CharField(max_length=60, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="Which page, or which file.")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "-id"], name="security_event_by_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

"""The people who log in."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from portfolio.compiling import Given, compiled_once


class PeopleManager(UserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """User names are lower case; people type them as they like."""
        return self.get(username=(username or "").lower())


class User(AbstractUser):
    """One login. What a person may do comes from their memberships, not from here."""

    username = models.CharField(
        "user name",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]*\Z",
                "Use lower-case letters, digits, full stops, hyphens and underscores.",
            )
        ],
        error_messages={"unique": "This user name is taken. Choose another."},
    )
    name = models.CharField("full name", max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    wants_digest = models.BooleanField(
        "daily e-mail",
        default=True,
        help_text="One e-mail a day with what is new for you, on days when there is something.",
    )
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    unread_notices: int  # Only of who makes a request: see ``authentication``.

    REQUIRED_FIELDS = ["name", "email"]

    objects = PeopleManager()

    class Meta:
        ordering = ["name", "username"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")),
                name="user_username_lower_case",
                violation_error_message="A user name is written in lower case.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.username

    @cached_property
    def current_memberships(self) -> list:
        """This person's memberships in force today, each with its centre; one query a request."""
        held = _memberships(user=self.pk)
        for membership in held:
            membership.user = self
        return [membership for membership in held if membership.is_current]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person holds today, in any centre."""
        return frozenset(membership.role for membership in self.current_memberships)


@compiled_once
def _memberships(user: Given) -> models.QuerySet:
    # Their model is in centres.py, which imports this one.
    memberships: models.QuerySet = models.QuerySet(User.memberships.rel.related_model)
    held = memberships.filter(user=user).select_related("centre")
    return held.order_by("centre__name", "role")

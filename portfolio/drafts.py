"""A person of a centre as a row of a table: plain values, how it is read and checked."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field
from import_export.widgets import Widget

from portfolio.models import Centre, Learner, Role, User
from portfolio.people import tidy

COLUMNS = {  # column: its heading in the template
    "name": "Name",
    "username": "User name",
    "email": "E-mail",
    "roles": "Roles",
    "reference": "Learner reference",
    "workplace": "Workplace",
    "job_title": "Job title",
}
LEARNER_COLUMNS = ("reference", "workplace", "job_title")

# Spreadsheet programs compute a cell that begins with one of these, also from a CSV file; in East
# Asian locales the wide forms too.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n]")
# The XML of a workbook cannot hold these.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_key(text: str) -> str:
    """What two ways of writing a heading or a role have in common: "E-Mail " is "email"."""
    return re.sub(r"[\W_]", "", text.lower())


SHORT_ROLES = {Role.IQA: "IQA", Role.EQA: "EQA"}
ROLE_WORDS = {
    "trainee": Role.TRAINEE,
    "iqa": Role.IQA,
    "eqa": Role.EQA,
    "internalqualityassurer": Role.IQA,
    "externalqualityassurer": Role.EQA,
    "admin": Role.ADMIN,
    "administrator": Role.ADMIN,
} | {word_key(role.label): role for role in Role}


def role_in_words(role: str) -> str:
    return SHORT_ROLES.get(Role(role), Role(role).label)


def roles_in_words(roles: Collection[str]) -> str:
    return ", ".join(role_in_words(role) for role in Role if role in roles)


# -- The draft --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """What the database holds of a person in one centre."""

    user: User
    learner: Learner | None
    roles: frozenset[str]  # in force or to come
    ended_roles: frozenset[str]


@dataclass
class Draft:
    """One person in plain values. ``stored`` is None for somebody new."""

    username: str = ""
    name: str = ""
    email: str = ""
    roles: frozenset[str] = frozenset()
    reference: str = ""
    workplace: str = ""
    job_title: str = ""
    stored: Stored | None = None

    def __str__(self) -> str:
        # import-export asks for it at every row: it must not read the learner's name.
        return self.username

    @classmethod
    def of(cls, stored: Stored) -> Self:
        """The person as stored."""
        user, learner = stored.user, stored.learner
        facts = {column: getattr(learner, column, "") for column in LEARNER_COLUMNS}
        return cls(user.username, user.name, user.email, stored.roles, **facts, stored=stored)

    def __deepcopy__(self, memo: dict) -> Self:
        """For comparing before and after: the values are immutable, and the rows are not copied."""
        return replace(self)

    @property
    def before(self) -> Self | None:
        """The same person as stored now."""
        return self.of(self.stored) if self.stored else None

    @property
    def new_roles(self) -> frozenset[str]:
        return self.roles - self.stored.roles if self.stored else self.roles

    def full_clean(self, exclude: Collection[str] = (), **_: Any) -> None:
        """Check each value by the rules of its model; raise ``ValidationError`` by column."""
        errors = self._errors_of_values(exclude)
        if Role.EQA in self.new_roles:
            errors["roles"] = ["An EQA’s access has an end date. Add them on their own page."]
        elif self.stored and (ended := self.new_roles & self.stored.ended_roles):
            errors["roles"] = [
                f"This person was {roles_in_words(ended)} until it ended. Reopen it on their page."
            ]
        if Role.LEARNER not in self.roles:
            for column in LEARNER_COLUMNS:
                if getattr(self, column):
                    errors[column] = ["Only learners have this. Empty the cell."]
        if errors:
            raise ValidationError(errors)

    def _errors_of_values(self, exclude: Collection[str]) -> dict[str, list]:
        errors: dict[str, list] = {}
        for row in (
            User(username=self.username, name=self.name, email=self.email),
            Learner(**{column: getattr(self, column) for column in LEARNER_COLUMNS}),
        ):
            others = {field.name for field in row._meta.fields} - COLUMNS.keys()
            try:
                row.clean_fields(exclude={*others, *exclude})
            except ValidationError as error:
                errors |= error.error_dict
        for found in errors.values():
            for error in found:
                if error.code == "blank":
                    error.message = "This cell is empty. Fill it in."
        return errors


def stored_drafts(centre: Centre, usernames: Collection[str] | None = None) -> dict[str, Draft]:
    """The people of ``centre`` (or those of them called so) by user name; three queries."""
    users = User.objects.filter(memberships__centre=centre).distinct()
    learners = Learner.objects.filter(centre=centre)
    if usernames is not None:
        users = users.filter(username__in=usernames)
        learners = learners.filter(user__username__in=usernames)
    portfolios = {learner.user_id: learner for learner in learners}
    return {
        user.username: _draft_of(user, portfolios.get(user.pk), centre)
        for user in users.prefetch_related("memberships")
    }


def _draft_of(user: User, learner: Learner | None, centre: Centre) -> Draft:
    today = timezone.localdate()
    open_roles: set[str] = set()
    ended: set[str] = set()
    for membership in user.memberships.all():
        if membership.centre_id == centre.pk:
            is_over = membership.ends_on is not None and membership.ends_on < today
            (ended if is_over else open_roles).add(membership.role)
    stored = Stored(user, learner, frozenset(open_roles), frozenset(ended))
    return Draft.of(stored)


# -- Cells ------------------------------------------------------------------------------------


def escaped(value: str) -> str:
    """``value`` so that no spreadsheet program takes it for a formula."""
    value = NOT_IN_XML.sub("", value)
    return f"'{value}" if FORMULA.match(value) else value


def unescaped(value: str) -> str:
    """What ``escaped`` was given, so that an exported list can be imported again."""
    return value[1:] if value.startswith("'") and FORMULA.match(value[1:]) else value


class TextCell(Widget):
    def clean(self, value: Any, row: Any = None, **_: Any) -> str:
        return unescaped(tidy(str(value or "")))

    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return escaped(str(value or ""))


class UserNameCell(TextCell):
    def clean(self, value: Any, row: Any = None, **_: Any) -> str:
        return super().clean(value).lower()


class RolesCell(Widget):
    """Roles by name, separated by commas, semicolons or slashes."""

    def clean(self, value: Any, row: Any = None, **_: Any) -> frozenset[str]:
        words = [word for word in re.split(r"[,;/\n]", str(value or "")) if word.strip()]
        unknown = [tidy(word) for word in words if word_key(word) not in ROLE_WORDS]
        if unknown:
            raise ValueError(
                f"“{unknown[0][:40]}” is no role. Write one of: {roles_in_words(list(Role))}."
            )
        return frozenset(ROLE_WORDS[word_key(word)] for word in words)

    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return roles_in_words(value)


class DraftField(Field):
    """An empty cell leaves what is stored as it is, and roles are only ever added."""

    def save(self, instance: Draft, row: dict, is_m2m: bool = False, **kwargs: Any) -> None:
        value = self.clean(row, **kwargs)
        if value:
            if self.attribute == "roles":
                value |= instance.roles
            setattr(instance, self.attribute, value)

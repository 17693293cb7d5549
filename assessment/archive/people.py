"""The people whom an archive names: whom they may be here, and those who are made anew."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from assessment.archive.refusing import ArchiveRefused
from portfolio.models import Centre, Role, User

Row = Mapping[str, Any]
LONGEST_USERNAME = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in an archive. ``candidates``: user name and name of those here who may be the
    same; ``new_username``: what they are called here if nobody is."""

    username: str
    name: str
    part: str
    new_username: str
    candidates: tuple[tuple[str, str], ...] = ()


def named_in(manifest: Mapping[str, Any], centre: Centre) -> tuple[Named, ...]:
    """The people of an archive, the learner first."""
    rows = manifest["rows"]
    parts: dict[str, list[str]] = {}
    for membership in rows["portfolio.Membership"]:
        parts.setdefault(membership["user"], []).append(str(Role(membership["role"]).label))
    owner = rows["portfolio.Learner"][0]["user"]
    people = sorted(manifest["people"], key=lambda row: (row["username"] != owner, row["name"]))
    usernames = free_usernames(row["username"] for row in people)
    return tuple(
        Named(
            username=row["username"],
            name=row["name"],
            part=", ".join(parts.get(row["username"], ["Acted on the portfolio"])),
            new_username=usernames[row["username"]],
            candidates=_candidates(row, centre),
        )
        for row in people
    )


def _candidates(row: Row, centre: Centre) -> tuple[tuple[str, str], ...]:
    """People of the centre with the same user name, e-mail address or full name."""
    alike = Q(username=row["username"]) | Q(name__iexact=row["name"])
    if row["email"]:
        alike |= Q(email__iexact=row["email"])
    found = User.objects.filter(alike, memberships__centre=centre).distinct().order_by("username")
    return tuple(found.values_list("username", "name"))


def free_usernames(usernames: Iterable[str]) -> dict[str, str]:
    """For each user name one that nobody has here: the same, or with a number."""
    chosen: dict[str, str] = {}
    for username in usernames:
        stem = username[: LONGEST_USERNAME - 3]
        tries = (username, *(f"{stem}{number}" for number in range(2, 100)))
        taken = set(User.objects.filter(username__in=tries).values_list("username", flat=True))
        taken.update(chosen.values())
        chosen[username] = next(each for each in tries if each not in taken)
    return chosen


def people_here(
    manifest: Mapping[str, Any],
    choices: Mapping[str, str],
    *,
    allowed: Collection[str] | None = None,
) -> dict[str, User]:
    """A login for each person of the archive, by user name there: the one chosen, else a new one
    that nobody can log in with. ``choices``: user names there, and here. ``allowed``: the only ones
    that may be chosen; None: any.

    Raises ``ArchiveRefused`` for a choice that is not there to be made, and for bad names.
    """
    rows = {row["username"]: row for row in manifest["people"]}
    found = {user.username: user for user in User.objects.filter(username__in=choices.values())}
    wrong = [
        name
        for there, name in choices.items()
        if there not in rows or name not in found or (allowed is not None and name not in allowed)
    ]
    if wrong:
        raise ArchiveRefused(*(f"“{name}” cannot be chosen for somebody in it." for name in wrong))
    if len(set(choices.values())) != len(choices):
        raise ArchiveRefused("Two people in it cannot be the same person here.")
    here = {there: found[name] for there, name in choices.items()}
    new = free_usernames(username for username in rows if username not in here)
    return here | {there: _new(rows[there], username) for there, username in new.items()}


def _new(row: Row, username: str) -> User:
    """An unsaved login without a password; whether it ever gets one is the centre's affair."""
    person = User(username=username, name=row["name"], email=row["email"], wants_digest=False)
    person.set_unusable_password()
    try:
        person.clean_fields()
    except ValidationError as error:
        raise ArchiveRefused(f"The person “{row['name']}”: {' '.join(error.messages)}") from error
    return person

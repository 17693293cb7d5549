"""The groups of a qualification, each with its rule and its units; read in one query."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import QuerySet

from assessment.models import UnitGroup
from portfolio.compiling import Given, compiled_once


class UnitUse(NamedTuple):
    """A unit as a qualification uses it: its code and title there."""

    specification: int
    code: str
    title: str
    purpose: str
    unit: int
    reference: str
    level: int
    credits: int
    level_confirmed: bool
    credits_confirmed: bool


class Group(NamedTuple):
    """Units under one rule. A minimum of 0 asks for nothing."""

    code: str
    title: str
    is_mandatory: bool
    minimum_units: int
    minimum_credits: int
    units: tuple[UnitUse, ...]


# In the order of the fields of ``Group`` and ``UnitUse``.
_GROUP = ("code", "title", "is_mandatory", "minimum_units", "minimum_credits")
_USE = tuple(
    f"members__specification{path}"
    for path in (
        "",
        "__code",
        "__title",
        "__purpose",
        "__unit",
        "__unit__reference",
        "__unit__level",
        "__unit__credits",
        "__unit__level_confirmed",
        "__unit__credits_confirmed",
    )
)


def groups_of(qualifications: Collection[int]) -> dict[int, list[Group]]:
    """The groups of each of ``qualifications`` (primary keys), in order; one query."""
    units: dict[tuple, list[UnitUse]] = {}
    for row in _rows(qualifications=qualifications):
        group, use = row[: 1 + len(_GROUP)], UnitUse(*row[1 + len(_GROUP) :])
        found = units.setdefault(group, [])
        # A group without units is one row without one.
        if use.specification is not None:
            found.append(use)
    groups = defaultdict(list)
    for (qualification, *group), found in units.items():
        groups[qualification].append(Group(*group, units=tuple(found)))
    return groups


@compiled_once
def _rows(qualifications: Given) -> QuerySet[UnitGroup, Any]:
    return (
        UnitGroup.objects.filter(qualification__in=qualifications)
        .order_by("position", "pk", "members__position", "members")
        .values_list("qualification", *_GROUP, *_USE)
    )

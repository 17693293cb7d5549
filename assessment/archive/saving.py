"""Saving the rows of an archive, model by model, in the order in which they refer to each other."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from assessment.archive.building import Building, Coming
from assessment.archive.inner_keys import INNER
from portfolio.models import Centre, Membership, TestimonyRequest

AT_ONCE = 500


def save_all(building: Building, centre: Centre) -> None:
    """Save everybody and everything; call it inside a transaction."""
    for person in building.people:
        if not person.pk:
            person.save()
    for model, rows in building.rows.items():
        for coming in rows:
            _complete(coming, building, centre)
        is_new = _is_new if model is Membership else bool
        _save(model, [coming for coming in rows if is_new(coming)])
    for model, rows in building.rows.items():
        _save_lists(model, rows)


def _complete(coming: Coming, building: Building, centre: Centre) -> None:
    row = coming.row
    for attname, to in coming.links.items():
        setattr(row, attname, to.pk)
    for name, said in coming.inner.items():
        setattr(row, name, INNER[type(row), name](said, building.key))
    if "centre" in coming.taken.left:
        row.centre = centre
    if isinstance(row, TestimonyRequest):
        # Of a secret that nobody has: the links that were sent out work nowhere else.
        row.secret_hash = hashlib.sha256(secrets.token_bytes()).hexdigest()


def _is_new(coming: Coming) -> bool:
    """False for a role that the person has here already; the membership is then that one."""
    row = coming.row
    held = Membership.objects.filter(
        centre=row.centre_id,
        user=row.user_id,
        role=row.role,
    ).first()
    if held is not None:
        row.pk = held.pk
    return held is None


def _save(model: type[Model], rows: Iterable[Coming]) -> None:
    if model._meta.parents:
        for coming in rows:
            # The row of the parent is saved already, and this one's columns alone are added.
            coming.row.save_base(raw=True, force_insert=True)
        return
    new: QuerySet = QuerySet(model)
    new.bulk_create([coming.row for coming in rows], batch_size=AT_ONCE)


def _save_lists(model: type[Model], rows: list[Coming]) -> None:
    for name in {name for coming in rows for name in coming.lists}:
        field: Any = model._meta.get_field(name)
        through = field.remote_field.through
        this, that = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        pairs = [
            through(**{this: coming.row.pk, that: to.pk})
            for coming in rows
            for to in coming.lists.get(name, ())
        ]
        QuerySet(through).bulk_create(pairs, batch_size=AT_ONCE)


def taken_codes(codes: Mapping[type[Model], Mapping[str, list[Any]]]) -> list[str]:
    """Of the codes that are unique in an installation, those that are taken here, in sentences."""
    taken = []
    for model, columns in codes.items():
        for column, values in columns.items():
            for first in range(0, len(values), AT_ONCE):
                some = values[first : first + AT_ONCE]
                if QuerySet(model).filter(**{f"{column}__in": some}).exists():
                    kind = model._meta.verbose_name_plural
                    taken.append(f"Some {kind} of it are in this installation already.")
                    break
    return taken

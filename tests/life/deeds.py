"""One deed, as the rules look at it: the rows before and after, and what they ask of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace as Row

from django.db import models

from assessment.models import Hearing, Mapping
from tests.life.rows import Rows
from tests.life.scene import Scene


@dataclass(frozen=True)
class Deed:
    """One deed: who tried it, and the rows before and after."""

    by: int | None
    before: Rows
    after: Rows

    @property
    def scene(self) -> Scene:
        return self.after.scene

    def new(self, model: type[models.Model]) -> Iterator[Row]:
        """The rows that the deed has added."""
        there = self.before.tables[model]
        return (row for row in self.after.all(model) if row.id not in there)

    def name(self, user: int) -> str:
        return self.scene.name_of(user)


def unit_of(deed: Deed, mapping: int) -> int:
    return deed.scene.unit_of(deed.after.tables[Mapping][mapping])


def is_untouched(deed: Deed, *models: type[models.Model]) -> bool:
    return all(deed.before.tables[each] is deed.after.tables[each] for each in models)


def waits_for_a_signature(rows: Rows, mapping: int) -> bool:
    newest = rows.newest.get(mapping)
    return bool(newest and newest.is_provisional and newest.id not in rows.countersigned)


def appeals_on(rows: Rows, unit: int) -> list[Row]:
    return [appeal for appeal in rows.open_appeals if appeal.unit_id == unit]


def decided_now(deed: Deed) -> list[Row]:
    return [
        row
        for row in deed.after.all(Hearing)
        if row.decided_at is not None
        and (former := deed.before.tables[Hearing].get(row.id)) is not None
        and former.decided_at is None
    ]


def standing_of(rows: Rows, unit: int) -> tuple:
    signed = rows.locked.get(unit)
    mapped = {
        pk: rows.statuses[pk]
        for pk, mapping in rows.live.items()
        if rows.scene.unit_of(mapping) == unit
    }
    return signed and signed.id, bool(signed and signed.id in rows.confirmed), mapped

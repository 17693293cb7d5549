"""All rows at one moment, by table."""

from collections.abc import Iterable
from types import SimpleNamespace as Row

from django.db import models
from django.utils import timezone

from tests.life.reading import Table, read_all
from tests.life.scene import Scene


class Tables:
    """What the questions are asked of."""

    def __init__(self, scene: Scene, tables: dict[type[models.Model], Table] | None = None) -> None:
        self.scene = scene
        self.tables = read_all() if tables is None else tables

    def all(self, model: type[models.Model]) -> Iterable[Row]:
        """In the order in which they were made."""
        return self.tables[model].values()


def is_in_force(first, last) -> bool:
    """Whole days count."""
    today = timezone.localdate()
    return first <= today and (last is None or last >= today)

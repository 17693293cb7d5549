"""Which rows name stored bytes: all ``StoredName`` fields of all apps, and where they stand.

Whoever adds a field that names stored bytes makes it a ``StoredName``; nothing else is to be done.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet

from portfolio.models import Centre
from portfolio.models.stored_names import StoredName


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """One field of one model whose values are names of stored objects."""

    model: type[Model]
    field: StoredName

    @property
    def label(self) -> str:
        """Such as ``portfolio.EvidenceFile.stored_as``."""
        return f"{self.model._meta.label}.{self.field.name}"

    def rows(self) -> QuerySet:
        """The rows that name something, whatever their managers leave out."""
        # In no order: that of evidence would join three tables.
        return QuerySet(self.model).exclude(**{self.field.name: ""}).order_by()

    def naming(self, name: str) -> QuerySet:
        """The rows that name the object ``name``, with all that ``place`` and ``centre`` read."""
        lookups = [lookup for lookup in (*self.field.of, self.field.centre) if lookup]
        return self.rows().filter(**{self.field.name: name}).select_related(*lookups)

    def place(self, row: Model) -> str:
        """Which bytes, for people: "Anna Kowalczyk, E3 Rota, photo.jpg (the original)"."""
        owners = [str(_value(row, lookup)) for lookup in self.field.of]
        words = ", ".join([*owners, str(row)])
        return f"{words} ({self.field.kept or self.field.verbose_name})"

    def centre(self, row: Model) -> Centre | None:
        """The centre whose administrators are told of a fault."""
        if self.field.centre is None:
            return None
        found = _value(row, self.field.centre) if self.field.centre else row
        return found if isinstance(found, Centre) else None


def kept_bytes() -> Iterator[KeptBytes]:
    """All fields that name stored bytes, of all apps."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, StoredName):
                yield KeptBytes(model, field)


def is_named(name: str) -> bool:
    """Whether any row names the object ``name`` now."""
    return any(kept.naming(name).exists() for kept in kept_bytes())


def _value(row: Model, lookup: str) -> Model:
    for name in lookup.split("__"):
        row = getattr(row, name)
    return row

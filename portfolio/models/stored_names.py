"""The field that names stored bytes: what ties each row to its file, and each file to its row."""

from typing import Any

from django.db import models


class StoredName(models.CharField):
    """The name of an object of the storage, or nothing.

    By these fields ``files.kept_bytes`` knows all rows of all apps that name stored bytes: such a
    name in any other field would be swept away as nobody's. ``kept`` says in words what the bytes
    are ("the original"). ``size_field`` and ``sha256_field`` name the fields beside it that say how
    many bytes and which, where there are any. ``of`` are the lookups of the rows that it belongs
    to, outermost first, for people who read which file is meant; ``centre`` is the lookup of the
    centre whose administrators are told ("" is the row itself, ``None`` nobody's).

    It migrates as the ``CharField`` that it is in the database.
    """

    def __init__(
        self,
        *args: Any,
        kept: str = "",
        size_field: str = "",
        sha256_field: str = "",
        of: tuple[str, ...] = (),
        centre: str | None = None,
        **options: Any,
    ) -> None:
        self.kept, self.of, self.centre = kept, of, centre
        self.size_field, self.sha256_field = size_field, sha256_field
        options.setdefault("max_length", 120)
        super().__init__(*args, **options)

    def clone(self) -> "StoredName":
        copied = super().clone()
        copied.kept, copied.of, copied.centre = self.kept, self.of, self.centre
        copied.size_field, copied.sha256_field = self.size_field, self.sha256_field
        return copied

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

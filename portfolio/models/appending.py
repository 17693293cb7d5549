"""Rows that are written once: decisions, signatures, entries of the audit trail."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and adds. A row that must not count any more is answered by another row."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError(f"A {self.model._meta.verbose_name} is never changed; add another.")

    def delete(self) -> NoReturn:
        raise TypeError(f"A {self.model._meta.verbose_name} is never deleted.")


class AppendOnly(models.Model):
    """A row that is written once. Correcting it means adding another."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A {self._meta.verbose_name} is never changed; add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"A {self._meta.verbose_name} is never deleted.")

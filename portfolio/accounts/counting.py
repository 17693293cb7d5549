"""A cache in a table of the site's own: what is counted there counts in every process.

Django's database cache adds up in two steps, so that two at once count as one; its table is not
made by ``migrate``; it drops rows at random when there are many; and it unpickles what it reads.
For Redis instead, set ``REDIS_URL``.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portfolio.models import SharedValue


class TableCache(BaseCache):
    """Keeps JSON values. Of Django's cache API: add, get, set, incr, delete, clear."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        """Keep ``value`` unless there is one; whether it was kept."""
        key = self.make_and_validate_key(key, version=version)
        SharedValue.objects.filter(key=key, ends_at__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                SharedValue.objects.create(key=key, value=value, ends_at=self._end(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key, default=None, version=None) -> Any:
        found = self._living(key, version).values_list("value", flat=True).first()
        return default if found is None else found

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> None:
        SharedValue.objects.update_or_create(
            key=self.make_and_validate_key(key, version=version),
            defaults={"value": value, "ends_at": self._end(timeout)},
        )

    def incr(self, key, delta=1, version=None) -> int:
        """Add ``delta``; the end stays. ``ValueError`` where there is nothing."""
        with transaction.atomic():
            # Locked while it is added up, so that two at once count as two.
            row = self._living(key, version).select_for_update(no_key=True).first()
            if row is None:
                raise ValueError(f"Nothing is kept as {key}.")
            row.value += delta
            row.save(update_fields=["value"])
        return row.value

    def delete(self, key, version=None) -> bool:
        return bool(self._living(key, version).delete()[0])

    def clear(self) -> None:
        SharedValue.objects.all().delete()

    def _living(self, key: str, version: int | None) -> QuerySet[SharedValue]:
        key = self.make_and_validate_key(key, version=version)
        has_not_ended = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        return SharedValue.objects.filter(has_not_ended, key=key)

    def _end(self, timeout: Any) -> datetime | None:
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return None if timeout is None else timezone.now() + timedelta(seconds=timeout)


def clear_ended() -> int:
    """Delete what nobody counts any more; how many rows."""
    return SharedValue.objects.filter(ends_at__lte=timezone.now()).delete()[0]

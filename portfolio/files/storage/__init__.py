"""Where bytes are kept: evidence under opaque names, static files under hashed ones."""

from django.core.files.storage import storages

from portfolio.files.storage.opaque import (
    Kept,
    OpaqueStorage,
    Reading,
    StorageUnavailable,
    opaque_name,
)

__all__ = [
    "Kept",
    "OpaqueStorage",
    "Reading",
    "StorageUnavailable",
    "opaque_name",
    "own_storage",
]


def own_storage() -> OpaqueStorage:
    """The storage of evidence, which can do more than any Django storage."""
    storage = storages["default"]
    assert isinstance(storage, OpaqueStorage)  # noqa: S101 - as settings say
    return storage

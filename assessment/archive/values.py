"""Columns as JSON values and back: written the same by every database, and checked coming in."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field


class BadValue(Exception):
    """A value that its column does not take. The message says why."""


def to_json(value: Any) -> Any:
    """A column's value as JSON holds it; times in UTC, to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def from_json(field: Field, said: Any) -> Any:
    """What ``said`` is in ``field``; raise ``BadValue`` where it is nothing of the kind."""
    if said is None:
        if not field.null:
            raise BadValue("something must stand here.")
        return None
    require_storable(said)
    try:
        value = field.to_python(said)
        field.run_validators(value)
    except ValidationError as error:
        raise BadValue(" ".join(error.messages)) from error
    except (ValueError, OverflowError) as error:
        raise BadValue("this cannot be read.") from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BadValue("a time says its zone.")
    # The same moment, number or word must be written back: nothing is rounded on the way in.
    if not isinstance(field, models.JSONField) and to_json(value) != said:
        raise BadValue("this is not written as archives write it.")
    return value


def require_storable(said: Any) -> None:
    """Raise ``BadValue`` for text that no database can hold: NUL, or half a character."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    if "\x00" in text or "\\u0000" in text:
        raise BadValue("it holds a character that cannot be kept.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadValue("it holds half a character.") from error


# -- The same as JSON Schema --------------------------------------------------------------------

CODE = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MOMENT = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$",
}
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
TIME = {"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?$"}
DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
WHOLE = {"type": "integer", "minimum": 0}

BY_FIELD: tuple[tuple[type[Field], dict[str, Any]], ...] = (
    (models.UUIDField, CODE),
    (models.DateTimeField, MOMENT),
    (models.DateField, DAY),
    (models.TimeField, TIME),
    (models.DecimalField, DECIMAL),
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, WHOLE),
    (models.JSONField, {}),
)


def schema_of(field: Field) -> dict[str, Any]:
    """What a plain column holds, as JSON Schema."""
    found = next((said for kind, said in BY_FIELD if isinstance(field, kind)), None)
    said = dict(_text(field) if found is None else found)
    if found is not None and field.choices:
        said["enum"] = [value for value, _ in field.flatchoices]
    return or_null(said) if field.null else said


def or_null(said: dict[str, Any]) -> dict[str, Any]:
    """The same, or null."""
    return {"anyOf": [said, {"type": "null"}]}


def _text(field: Field) -> dict[str, Any]:
    if field.name in ("sha256", "content_hash"):
        return HASH
    if field.choices:
        allowed = [value for value, _ in field.flatchoices]
        return {"type": "string", "enum": [*allowed, ""] if field.blank else allowed}
    return {"type": "string"} | ({"maxLength": field.max_length} if field.max_length else {})

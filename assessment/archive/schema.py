"""The form of a manifest as JSON Schema, made from the models and what is taken of each.

``docs/archive.schema.json`` is this, for others; a test holds them together.
"""

from functools import cache
from typing import Any

from django.db.models import Field, ForeignKey

from assessment.archive.contents import BY_LABEL, PERSON, TAKEN
from assessment.archive.decisions import ANYBODY, Maker, Taken
from assessment.archive.inner_keys import SCHEMAS
from assessment.archive.references import kind_of_reference
from assessment.archive.values import CODE, DAY, HASH, MOMENT, WHOLE, or_null, schema_of
from assessment.models import Adjustment, PlanSignature, Submission
from portfolio.models import Method
from teams.models import Snapshot

FORMAT = "portfolio-archive"
VERSION = 1
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Said = dict[str, Any]
TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}


def _object(properties: Said, *optional: str) -> Said:
    """An object of these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties.keys() - set(optional)),
        "additionalProperties": False,
    }


def _list(items: Said) -> Said:
    return {"type": "array", "items": items}


def _by_name(value: Said) -> Said:
    return {"type": "object", "additionalProperties": value}


PRIOR_LEARNING = _object(
    {
        "achievement": TEXT,
        "awarded_by": TEXT,
        "achieved_on": DAY,
        "comparison": TEXT,
        "kept_current": TEXT,
    }
)
SUBMITTED = _object(
    {
        "title": TEXT,
        "method": {"enum": list(Method.values)},
        "happened_on": DAY,
        "narrative": TEXT,
        "location": TEXT,
        "seen_by": TEXT,
        "files": _list(
            _object(
                {"code": CODE, "name": TEXT, "description": TEXT, "size": WHOLE, "sha256": HASH}
            )
        ),
        "mappings": _list(_object({"to": TEXT, "place": TEXT})),
        "records": _list(_object({"code": CODE, "kind": TEXT, "title": TEXT, "sha256": HASH})),
        "prior_learning": PRIOR_LEARNING,
    },
    "records",
    "prior_learning",
)
AGREED = _object(
    {
        "title": TEXT,
        "notes": TEXT,
        "rows": _by_name(
            _object(
                {
                    "what": TEXT,
                    "method": {"enum": list(Method.values)},
                    "due_on": DAY,
                    "criteria": _list(TEXT),
                    "closed_because": TEXT,
                }
            )
        ),
    }
)
FROZEN = _object(
    {
        "sheet": _object(
            {
                "kind": TEXT,
                "kind_words": TEXT,
                "title": TEXT,
                "date": TEXT,
                "blocks": _list(
                    {"type": "object", "properties": {"block": TEXT}, "required": ["block"]}
                ),
            }
        ),
        "data": {"type": "object"},
    }
)
BY_COLUMN = SCHEMAS | {
    (Submission, "content"): SUBMITTED,
    (PlanSignature, "content"): AGREED,
    (Snapshot, "content"): FROZEN,
    (Adjustment, "methods"): _list({"enum": list(Method.values)}),
}

TRAIL = _object(
    {
        "centre": TEXT,
        "chain": COUNT,
        "length": COUNT,
        "head": HASH,
        "numbers": _by_name(_by_name(COUNT)),
        "entries": _list(
            _object(
                {
                    "number": {"type": "integer", "minimum": 1},
                    "at": MOMENT,
                    "actor": or_null(COUNT),
                    "actor_name": {"type": "string", "maxLength": 200},
                    "act": {"type": "string", "maxLength": 12},
                    "learner": or_null(COUNT),
                    "words": {"type": "string", "maxLength": 300},
                    "detail": {"type": "object"},
                    "previous": {"type": "string", "maxLength": 64},
                    "hash": HASH,
                }
            )
        ),
    }
)
STANDARD = _object(
    {
        "qualifications": _by_name(_object({"title": TEXT, "number": TEXT, "awarding_body": TEXT})),
        "units": _by_name(TEXT),
        "criteria": _by_name(TEXT),
        "marking_points": _by_name(TEXT),
    }
)


@cache
def schema() -> Said:
    """The whole schema (JSON Schema 2020-12). Do not change what is returned."""
    rows = {taken.label: _list({"$ref": f"#/$defs/{taken.label}"}) for taken in TAKEN}
    sometimes = [taken.label for taken in TAKEN if taken.makers != ANYBODY]
    return {
        "$schema": DIALECT,
        "title": "Archive of a portfolio: manifest.json",
        **_object(
            {
                "format": {"const": FORMAT},
                "version": {"const": VERSION},
                "made_by": {"enum": [str(maker) for maker in Maker]},
                "people": _list(_row(PERSON)),
                "standard": STANDARD,
                "files": _list(_object({"path": TEXT, "size": WHOLE, "sha256": HASH})),
                "rows": _object(rows, *sometimes),
                "audit": _list(TRAIL),
            }
        ),
        "$defs": {taken.label: _row(taken) for taken in TAKEN},
    }


def _row(taken: Taken) -> Said:
    columns = {field.name: _column(taken, field) for field in taken.columns}
    lists = {each.name: _list(_reference(each)) for each in taken.lists}
    return _object(columns | lists)


def _column(taken: Taken, field: Field) -> Said:
    if isinstance(field, ForeignKey):
        return or_null(_reference(field)) if field.null else _reference(field)
    return BY_COLUMN.get((taken.model, field.name)) or schema_of(field)


def _reference(field: Any) -> Said:
    return kind_of_reference(BY_LABEL, field.related_model)

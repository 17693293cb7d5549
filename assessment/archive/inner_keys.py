"""Primary keys inside JSON columns, as references and back: what a sign-off and a claim rest on."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from assessment.models import (
    Claim,
    DirectClaimStatus,
    Judgement,
    Sample,
    SignOff,
    Unit,
    VisitReport,
)

Said = dict[str, Any]
To = Callable[[type[Model], Any], Any]

CLAIMED = {"sign_off": SignOff, "sample": Sample}
# What is no row of an archive is described in words, and stays words.
DESCRIBED: dict[str, type[Model]] = {
    "direct_claim_status": DirectClaimStatus,
    "visit_report": VisitReport,
}


def decisions(said: Said, to: To) -> Said:
    """Of a sign-off: by criterion, its judgements."""
    return {label: [to(Judgement, each) for each in found] for label, found in said.items()}


def rests_on(said: Said, to: To) -> Said:
    """Of a claim: the units, or the sign-off and the sample and what else supports it."""
    return {name: _claimed(name, value, to) for name, value in said.items()}


def _claimed(name: str, value: Any, to: To) -> Any:
    if name == "units":
        return [to(Unit, each) for each in value]
    if name in CLAIMED and value is not None:
        return to(CLAIMED[name], value)
    if name in DESCRIBED and isinstance(value, int):
        return _description(name, value)
    return value


def _description(name: str, key: int) -> str:
    row: Model | None = QuerySet(DESCRIBED[name]).filter(pk=key).first()
    if isinstance(row, DirectClaimStatus):
        return f"Direct claim status by the letter {row.reference}, from {row.starts_on}"
    if isinstance(row, VisitReport):
        return f"The EQA’s report of {row.recorded_at:%Y-%m-%d}: {row.get_outcome_display()}"
    return ""


INNER: dict[tuple[type[Model], str], Callable[[Said, To], Said]] = {
    (SignOff, "decisions"): decisions,
    (Claim, "rests_on"): rests_on,
}

REFERENCE = {"type": "integer", "minimum": 1}
CODE = {"type": ["string", "null"], "maxLength": 120}
SCHEMAS: dict[tuple[type[Model], str], dict[str, Any]] = {
    (SignOff, "decisions"): {
        "type": "object",
        "additionalProperties": {"type": "array", "items": REFERENCE},
    },
    (Claim, "rests_on"): {
        "type": "object",
        "properties": {
            "units": {"type": "array", "items": {"type": "string", "maxLength": 120}},
            "sign_off": CODE,
            "sample": CODE,
            "direct_claim_status": {"type": ["string", "null"], "maxLength": 300},
            "visit_report": {"type": ["string", "null"], "maxLength": 300},
        },
        "additionalProperties": False,
    },
}

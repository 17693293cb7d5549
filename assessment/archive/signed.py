"""Whether what people signed elsewhere is still what they signed, once it is here."""

from collections.abc import Iterator
from typing import Any

from assessment.archive.building import Building
from assessment.archive.reading import Manifest
from assessment.models import AssessorRecord, Judgement, SignOff
from assessment.sessions.signing import is_unaltered as is_record_unaltered
from assessment.sign_off.signing_off import content_of
from portfolio.hashing import hash_of
from portfolio.models import Learner, Testimony, User
from portfolio.testifying import is_unaltered as is_testimony_unaltered

Numbers = dict[str, dict[str, int]]


def altered_in(building: Building, manifest: Manifest) -> list[str]:
    """What was altered after it was signed, in sentences; the rows must be saved."""
    return [*_testimonies(building), *_records(building), *_sign_offs(building, manifest)]


def _testimonies(building: Building) -> Iterator[str]:
    learner = building.learner
    rows = Testimony.objects.filter(evidence__learner=learner)
    for testimony in rows.select_related("evidence", "request"):
        if not is_testimony_unaltered(testimony):
            yield f"The testimony {testimony.evidence.label} was altered after it was signed."


def _records(building: Building) -> Iterator[str]:
    records = AssessorRecord.objects.filter(
        evidence__learner=building.learner, signed_at__isnull=False
    )
    for record in records.select_related("evidence"):
        if not is_record_unaltered(record.evidence, record):
            yield f"The record {record.evidence.label} was altered after it was signed."


def _sign_offs(building: Building, manifest: Manifest) -> Iterator[str]:
    there = [trail["numbers"] for trail in manifest["audit"]]
    for row, coming in zip(
        manifest["rows"]["assessment.SignOff"], building.rows[SignOff], strict=True
    ):
        sign_off = coming.row
        content = content_of(sign_off)
        versions = {key: found for pairs in content["decisions"].values() for key, found in pairs}
        hashes = {_hash(content, row, numbers, building, versions) for numbers in there}
        if sign_off.content_hash not in hashes:
            yield f"The sign-off of unit {sign_off.unit.code} was altered after it was signed."


def _hash(
    content: dict[str, Any],
    row: dict[str, Any],
    numbers: Numbers,
    building: Building,
    versions: dict[int, str],
) -> str | None:
    """As it was signed where the primary keys were ``numbers``; None where some are not known."""
    judgements = numbers.get(Judgement._meta.label, {})
    try:
        return hash_of(
            content
            | {
                "learner": numbers[Learner._meta.label][row["learner"]],
                "assessor": numbers[User._meta.label][row["assessor"]],
                "decisions": {
                    label: [
                        [judgements[str(each)], versions[building.key(Judgement, each)]]
                        for each in found
                    ]
                    for label, found in row["decisions"].items()
                },
            }
        )
    except KeyError:
        return None

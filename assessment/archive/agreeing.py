"""Whether the rows of a manifest agree with each other where the database would not notice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from portfolio.models import Role
from portfolio.models.learners import ALLOCATED_ROLES
from teams.catalogue import CATALOGUE
from teams.models import Kind

Rows = Mapping[str, list[dict[str, Any]]]


def faults_between_rows(rows: Rows) -> Iterator[str]:
    """What no page could show, or no verb of this site would have written, in sentences."""
    yield from _of_submissions(rows)
    yield from _of_judgements(rows)
    yield from _of_records(rows)
    yield from _of_people(rows)


def _of_submissions(rows: Rows) -> Iterator[str]:
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows["portfolio.EvidenceFile"]:
        held["files", row["evidence"]].add(row["code"])
    for row in rows["teams.Snapshot"]:
        held["records", row["evidence"]].add(row["code"])
    evidence_of = _by_place(rows["assessment.Mapping"], "evidence")
    for place, row in enumerate(rows["assessment.Submission"], start=1):
        for name in ("files", "records"):
            said = {each["code"] for each in row["content"].get(name, ())}
            if said - held[name, row["evidence"]]:
                yield f"Of what was handed over as submission {place}, some {name} are missing."
        if any(evidence_of.get(mapping) != row["evidence"] for mapping in row["mappings"]):
            yield f"Submission {place} speaks of another item's mappings."


def _of_judgements(rows: Rows) -> Iterator[str]:
    evidence_of = _by_place(rows["assessment.Mapping"], "evidence")
    submitted = {row["code"]: row["evidence"] for row in rows["assessment.Submission"]}
    for place, row in enumerate(rows["assessment.Judgement"], start=1):
        if evidence_of.get(row["mapping"]) != submitted.get(row["submission"]):
            yield f"Decision {place} is about one item and was made on another."


def _of_records(rows: Rows) -> Iterator[str]:
    models = {kind: CATALOGUE[kind].model._meta.label for kind in Kind}
    codes = {label: {row["record_ptr"] for row in rows.get(label, ())} for label in models.values()}
    for row in rows.get("teams.Record", ()):
        if row["code"] not in codes[models[Kind(row["kind"])]]:
            yield f"The record “{row['title']}” is not of the kind that it says it is."


def _of_people(rows: Rows) -> Iterator[str]:
    owner = next((row["user"] for row in rows["portfolio.Learner"]), "")
    for row in rows["portfolio.Allocation"]:
        username, _, role = row["membership"].rpartition(" ")
        if username == owner or role not in ALLOCATED_ROLES:
            yield f"{username} cannot be allocated to this learner."
    for row in rows["portfolio.Membership"]:
        # An archive opens nothing but this portfolio: no centre, and no other learner.
        allowed = {Role.LEARNER} if row["user"] == owner else ALLOCATED_ROLES
        if row["role"] not in allowed:
            yield f"{row['user']} cannot become {Role(row['role']).label} by an archive."


def _by_place(rows: list[dict[str, Any]], column: str) -> dict[int, str]:
    return {place: row[column] for place, row in enumerate(rows, start=1)}

"""A learner's entries of the audit trail, in an archive: as they were, with their hashes.

Each entry has its own hash and that of the entry before it, so the slice shows its neighbours, and
whoever has the whole chain can tell that each is in it. ``numbers`` says what the primary keys in
the entries meant, since these mean nothing elsewhere.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from assessment.archive.references import References
from assessment.archive.values import to_json
from assessment.models import CarriedTrail
from portfolio.auditing import hash_of_entry
from portfolio.models import AuditChain, AuditEntry, Learner

Trail = dict[str, Any]


def trails_of(learner: Learner, references: References) -> Iterator[Trail]:
    """Those that were carried here, as they came, and this installation's own at the end."""
    yield from CarriedTrail.objects.filter(learner=learner).values_list("content", flat=True)
    chain = AuditChain.objects.filter(entries__learner=learner).select_related("centre").first()
    if chain is None:
        return
    entries = AuditEntry.objects.filter(chain=chain, learner=learner).order_by("number")
    yield {
        "centre": chain.centre.name if chain.centre else "",
        "chain": chain.pk,
        "length": chain.length,
        "head": chain.last_hash,
        "numbers": references.numbers(),
        "entries": [_said(entry) for entry in entries.iterator()],
    }


def _said(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": to_json(entry.at),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "act": entry.act,
        "learner": entry.learner_id,
        "words": entry.words,
        "detail": entry.detail,
        "previous": entry.previous_hash,
        "hash": entry.hash,
    }


def fault_of(trail: Trail) -> str:
    """What is wrong with a carried trail, in a sentence; empty where each entry has its hash, and
    those that follow on each other name each other."""
    before: dict[str, Any] = {"number": 0, "hash": ""}
    for said in trail["entries"]:
        if said["number"] <= before["number"] or said["number"] > trail["length"]:
            return f"Entry {said['number']:,} of its audit trail is out of order."
        follows = said["number"] == before["number"] + 1
        if hash_of_entry(_entry(trail, said)) != said["hash"] or (
            follows and said["previous"] != before["hash"]
        ):
            return f"Entry {said['number']:,} of its audit trail was altered."
        before = said
    if before["number"] == trail["length"] and before["hash"] != trail["head"]:
        return "The last entry of its audit trail is not the one that its head names."
    return ""


def _entry(trail: Trail, said: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        chain_id=trail["chain"],
        number=said["number"],
        at=datetime.fromisoformat(said["at"]),
        actor_id=said["actor"],
        actor_name=said["actor_name"],
        act=said["act"],
        learner_id=said["learner"],
        words=said["words"],
        detail=said["detail"],
        previous_hash=said["previous"],
    )

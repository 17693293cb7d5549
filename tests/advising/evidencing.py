"""Items of evidence: accounts in the leader's own words, and frozen records."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

from teams.models import Kind
from tests.advising.drafting import Columns, Draft

FIXTURE = Path(__file__).parents[2] / "fixtures" / "standard.json"
UNSAID = frozenset({"code", "kind", "created_at", "changed_at", "happened_on"})
TITLES = ("Account", "What I did", "Example", "Statement", "An example from work", "My part")


@cache
def proposed() -> dict[str, tuple[str, ...]]:
    """Kind of record → what such a record shows by its nature, as the standard says."""
    found = defaultdict(set)
    for row in json.loads(FIXTURE.read_text(encoding="utf-8")):
        use = row["fields"]
        if row["model"] == "assessment.recorduse" and use["is_proposed"]:
            found[use["kind"]].add(use["marking_point"][0])
            found[use["kind"]] |= {f"{unit} {lo}.{number}" for unit, lo, number in use["criteria"]}
    return {kind: tuple(sorted(targets)) for kind, targets in found.items()}


def add_account(draft: Draft, name: str, *targets: str, method: str = "reflective", kinds=()):
    """An item of a phrase that is an account. Its own targets, if any, stand in front of it."""
    *named, text = draft.parts("items", name)
    draft.add_item(
        draft.rng.choice(TITLES), method, text, *(targets or filter(None, named)), kinds=kinds
    )


def add_items(draft: Draft) -> None:
    """Accounts, plain things, and half of the records."""
    for _ in range(draft.rng.randint(3, 8)):
        add_account(draft, "sound")
    if "DO-M2" in draft.codes:
        # Accounts of one's own development would show what is to be missing.
        draft.items = [
            item for item in draft.items if not str(item["targets"][:1]).startswith("('DO 1")
        ]
    for _ in range(draft.rng.randint(0, 3)):
        add_account(draft, "plain", "LT-MP3", method="product")
    if draft.is_co_sound:
        for _ in range(draft.rng.randint(2, 5)):
            add_account(draft, "oversee")
    for record in draft.rng.sample(draft.records, k=len(draft.records) // 3):
        if record["kind"] in proposed():
            _freeze(draft, record)


def _freeze(draft: Draft, record: Columns) -> None:
    """An item that holds the record. Nothing more is mapped to CO where a fault is about that."""
    targets = [
        each
        for each in proposed()[record["kind"]]
        if draft.is_co_sound or not each.startswith("CO")
    ]
    text = "\n".join(_written(record))
    draft.add_item(record["title"], "product", text, *targets, kinds={Kind(record["kind"])})
    record["items"] = (*record.get("items", ()), len(draft.items))


def _written(columns: Columns):
    """What people wrote in a record and in its rows."""
    for name, value in columns.items():
        if isinstance(value, list):
            for row in value:
                yield from _written(row)
        elif name not in UNSAID and isinstance(value, str) and value:
            yield value

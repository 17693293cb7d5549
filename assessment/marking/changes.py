"""What a learner changed between two versions of an item, in plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from assessment.marking.differences import Passage, differences
from assessment.models import Submission
from portfolio.models import Method
from portfolio.narrative import as_text


@dataclass(frozen=True, slots=True)
class FactChange:
    """A short field; ``before`` or ``after`` is empty where it said nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """A file, a record or a mapping, and what was done to it: "added", "removed" …"""

    done: str
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions, to be named and linked to."""

    number: int
    code: UUID


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs. ``is_laid_out_anew``: the words of the narrative are the same."""

    before: Version
    after: Version
    facts: tuple[FactChange, ...]
    narrative: tuple[Passage, ...]
    is_laid_out_anew: bool
    files: tuple[PartChange, ...]
    records: tuple[PartChange, ...]
    mappings: tuple[PartChange, ...]

    def __bool__(self) -> bool:
        return bool(
            self.facts
            or self.narrative
            or self.is_laid_out_anew
            or self.files
            or self.records
            or self.mappings
        )


def changes_since_judged(submission: Submission) -> Changes | None:
    """What is new since the version that was judged before this one; None where none was.

    At most one query.
    """
    if submission.version == 1:
        return None
    before = (
        Submission.objects.standing()
        .filter(evidence=submission.evidence_id, version__lt=submission.version)
        .filter(Q(judgements__isnull=False) | Q(appraisals__isnull=False))
        .order_by("-version")
        .first()
    )
    return changes_between(before, submission) if before else None


def changes_between(before: Submission, after: Submission) -> Changes:
    """Compare what was handed over; no query."""
    old, new = before.content, after.content
    words = as_text(old["narrative"]), as_text(new["narrative"])
    return Changes(
        before=Version(before.version, before.code),
        after=Version(after.version, after.code),
        facts=tuple(_facts(old, new)),
        narrative=differences(*words),
        is_laid_out_anew=old["narrative"] != new["narrative"] and words[0] == words[1],
        files=tuple(_files(old["files"], new["files"])),
        records=tuple(_records(old.get("records", []), new.get("records", []))),
        mappings=tuple(_mappings(old["mappings"], new["mappings"])),
    )


def _facts(old: dict[str, Any], new: dict[str, Any]) -> Iterator[FactChange]:
    for name, key, in_words in (
        ("Title", "title", str),
        ("Method", "method", _method),
        ("Date", "happened_on", _day),
        ("Where the original is", "location", str),
        ("Seen by", "seen_by", str),
    ):
        if old[key] != new[key]:
            yield FactChange(name, in_words(old[key]), in_words(new[key]))
    yield from _prior_facts(old.get("prior_learning") or {}, new.get("prior_learning") or {})


def _prior_facts(old: dict[str, str], new: dict[str, str]) -> Iterator[FactChange]:
    """Of recognition of prior learning; an item may begin or cease to be that."""
    for name, key in (
        ("What was achieved", "achievement"),
        ("By whom, or where", "awarded_by"),
        ("When it was achieved", "achieved_on"),
        ("How it compares with the criteria", "comparison"),
        ("How the skill was kept current", "kept_current"),
    ):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            in_words = _day if key == "achieved_on" else str
            yield FactChange(name, before and in_words(before), after and in_words(after))


def _method(value: str) -> str:
    return str(Method(value).label)


def _day(value: str) -> str:
    return date_format(date.fromisoformat(value), "j F Y")


Parts = list[dict[str, Any]]


def _files(old: Parts, new: Parts) -> Iterator[PartChange]:
    yield from _parts(old, new, key=lambda file: file["name"])
    descriptions = {file["code"]: file["description"] for file in old}
    for file in new:
        if descriptions.get(file["code"], file["description"]) != file["description"]:
            yield PartChange("described anew", file["name"])


def _records(old: Parts, new: Parts) -> Iterator[PartChange]:
    return _parts(old, new, key=lambda record: (record["kind"], record["title"]))


def _parts(old: Parts, new: Parts, *, key: Any) -> Iterator[PartChange]:
    """Files or records. One that came in the place of another of the same ``key`` replaces it."""
    kept = {part["code"] for part in old} & {part["code"] for part in new}
    gone = [part for part in old if part["code"] not in kept]
    come = [part for part in new if part["code"] not in kept]
    replaced = {key(part) for part in gone} & {key(part) for part in come}
    for part in come:
        yield PartChange("replaced" if key(part) in replaced else "added", _name(part))
    for part in gone:
        if key(part) not in replaced:
            yield PartChange("removed", _name(part))


def _name(part: dict[str, Any]) -> str:
    return part.get("name") or part["title"]


def _mappings(old: Parts, new: Parts) -> Iterator[PartChange]:
    before = {mapping["to"]: mapping["place"] for mapping in old}
    after = {mapping["to"]: mapping["place"] for mapping in new}
    for to, place in after.items():
        if to not in before:
            yield PartChange("added", _placed(to, place))
        elif before[to] != place:
            yield PartChange("placed anew", _placed(to, place))
    for to in sorted(before.keys() - after.keys()):
        yield PartChange("removed", to)


def _placed(to: str, place: str) -> str:
    return f"{to} ({place})" if place else to

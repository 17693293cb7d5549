"""What to say beside an item, or before a record becomes one: a few suggestions, with why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessment.advice.suggesting.learning import learned_of
from assessment.advice.suggesting.ranking import Suggestion, suggest
from assessment.advice.suggesting.targets import Target, targets_of
from assessment.advice.texts import narrative_words, words_of_files_in, written_in
from assessment.allocations import Scope
from assessment.coverage import Coverage
from assessment.models import Submission
from assessment.target_search import mapped_targets
from portfolio.models import Evidence
from teams.models import Kind, Snapshot

# At a time. Marking points say in detail what a criterion asks for: they push none out.
MOST, MOST_POINTS = 5, 2
# What is less likely is not worth somebody's time.
WORTH_SAYING = 0.2
# So often such a score was right: nine times in ten, six in ten, else one in five
# (docs/advice.md).
STANDS_OUT, LIKELY = 0.95, 0.7


@dataclass(frozen=True, slots=True)
class Suggested:
    """A criterion or marking point to map to. ``target`` is what its button sends.

    ``words`` stand in the item as they are written here; none where it rests on the kinds of its
    records.
    """

    target: str
    label: str
    text: str
    sureness: str
    words: tuple[str, ...]


class Said(NamedTuple):
    """What an item or a record says: its words, its kinds of record, its method."""

    text: str
    kinds: frozenset[Kind]
    method: str = ""


def said_in(evidence: Evidence) -> Said:
    """All that an item says now, for its learner; three queries."""
    return _said(
        evidence.title,
        evidence.narrative,
        evidence.method,
        evidence.snapshots.kept(),
        words_of_files_in(evidence.files.kept()),
    )


def said_in_version(submission: Submission, snapshots: Iterable[Snapshot]) -> Said:
    """What was handed over, and nothing else, for those who assess it; two queries.

    ``snapshots``: the records in it, as ``submitted_snapshots`` gives them.
    """
    said = submission.content
    files = submission.evidence.files.filter(code__in=[file["code"] for file in said["files"]])
    return _said(
        said["title"], said["narrative"], said["method"], snapshots, words_of_files_in(files)
    )


def suggested_for(
    evidence: Evidence, said: Said, coverages: Sequence[Coverage], scope: Scope | None = None
) -> tuple[Suggested, ...]:
    """What ``evidence`` may show beyond what it is mapped to, a few at most; three queries.

    Of units that are not signed off, and for an assessor of those in their ``scope``.
    """
    targets = targets_of(coverages)
    known = {target.target: target for target in targets}
    mapped = mapped_targets(evidence)
    offered = _within(coverages, scope) - mapped
    found = _suggestions(evidence.learner.centre_id, said, targets)
    worth = (each for each in found if each.score >= WORTH_SAYING and each.target in offered)
    return tuple(_suggested(each, known[each.target]) for each in _first(worth, known))


def _first(ranked: Iterable[Suggestion], known: Mapping[str, Target]) -> Iterator[Suggestion]:
    room = {True: MOST, False: MOST_POINTS}
    for each in ranked:
        is_criterion = known[each.target].is_criterion
        room[is_criterion] -= 1
        if room[is_criterion] >= 0:
            yield each


def spoken_of(centre: int, said: Said, coverages: Sequence[Coverage]) -> dict[str, tuple[str, ...]]:
    """By target, the likeliest first: the words of a record that speak of it; two queries."""
    found = _suggestions(centre, said, targets_of(coverages))
    return {each.target: each.words for each in found if each.score >= WORTH_SAYING and each.words}


def _suggestions(centre: int, said: Said, targets: tuple[Target, ...]) -> Iterable[Suggestion]:
    """The ranking by what the process and the centre know; one query."""
    return suggest(said.text, said.kinds, targets, learned_of(centre), method=said.method)


def _said(
    title: str,
    narrative: str,
    method: str,
    snapshots: Iterable[Snapshot],
    files: Iterable[str],
) -> Said:
    snapshots = tuple(snapshots)
    records = (text for each in snapshots for text in written_in(each.content["data"]))
    return Said(
        "\n".join((title, narrative_words(narrative), *records, *files)),
        frozenset(Kind(each.kind) for each in snapshots),
        method,
    )


def _within(coverages: Iterable[Coverage], scope: Scope | None) -> set[str]:
    units = (unit for coverage in coverages for unit in coverage.units if not unit.is_locked)
    return {
        name
        for unit in units
        if scope is None or scope.covers(unit.unit)
        for name in (
            *(f"criterion-{row.id}" for row in unit.criteria),
            *(f"point-{point.id}" for point in unit.marking_points),
        )
    }


def _suggested(suggestion: Suggestion, target: Target) -> Suggested:
    return Suggested(
        target.target, target.label, target.text, _sureness(suggestion.score), suggestion.words
    )


def _sureness(score: float) -> str:
    if score >= STANDS_OUT:
        return "Stands out"
    return "Likely" if score >= LIKELY else "Perhaps"

"""How a text differs from an earlier one: by words where that is quick, else by paragraphs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest

# Steps that comparing one text may take at worst; about a second, for a text made to be slow.
EFFORT = 6_000_000
# Below this likeness two paragraphs are two paragraphs, not one that was changed.
ALIKE = 0.4


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, and what became of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in pieces; or, without any, so many paragraphs that are as they were."""

    pieces: tuple[Piece, ...] = ()
    left_out: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.change != Change.SAME for piece in self.pieces)


class _Effort:
    """What may still be spent on matching: difflib can take the cube of a text's length."""

    def __init__(self) -> None:
        self.left = EFFORT

    def affords(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether these two may be matched; then that much less is left."""
        counts = Counter(before)
        pairs = sum(counts[each] for each in after)
        cost = (len(before) + pairs) * max(1, min(len(before), len(after)))
        if cost > self.left:
            return False
        self.left -= cost
        return True


def differences(before: str, after: str) -> tuple[Passage, ...]:
    """The paragraphs (lines) of ``after`` with what was added and removed since ``before``.

    Of what is the same, one paragraph beside each change is kept. Empty where nothing differs.
    """
    if before == after:
        return ()
    effort = _Effort()
    return tuple(_shortened(list(_passages(before.split("\n"), after.split("\n"), effort))))


def _passages(before: list[str], after: list[str], effort: _Effort) -> Iterator[Passage]:
    for tag, old, new in _matched(before, after, effort):
        if tag == "equal":
            yield from (_whole(Change.SAME, line) for line in new)
        else:
            for one, other in zip_longest(old, new):
                yield from _paragraph(one, other, effort)


def _matched(
    before: list[str], after: list[str], effort: _Effort
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Runs that are equal, and runs that are not, in order.

    What is the same at the start and the end is found without difflib.
    """
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    tail = next(
        (n for n in range(shorter - head) if before[-1 - n] != after[-1 - n]), shorter - head
    )
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    yield "equal", before[:head], after[:head]
    if effort.affords(*middle):
        for tag, i, j, k, m in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
            yield tag, middle[0][i:j], middle[1][k:m]
    else:
        yield "replace", *middle
    yield "equal", before[len(before) - tail :], after[len(after) - tail :]


def _paragraph(before: str | None, after: str | None, effort: _Effort) -> Iterator[Passage]:
    """A paragraph that was changed, as one; or two where they have too little in common."""
    if before and after:
        pieces = _words(before.split(" "), after.split(" "), effort)
        if pieces:
            yield Passage(pieces)
            return
    if before:
        yield _whole(Change.REMOVED, before)
    if after:
        yield _whole(Change.ADDED, after)


def _words(before: list[str], after: list[str], effort: _Effort) -> tuple[Piece, ...]:
    """Empty where the two are too unlike, or too long to be compared."""
    if not effort.affords(before, after):
        return ()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return ()
    pieces = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, " ".join(after[k:m])))
            continue
        if j > i:
            pieces.append(Piece(Change.REMOVED, " ".join(before[i:j])))
        if m > k:
            pieces.append(Piece(Change.ADDED, " ".join(after[k:m])))
    return tuple(pieces)


def _whole(change: Change, line: str) -> Passage:
    return Passage((Piece(change, line),))


def _shortened(passages: list[Passage]) -> Iterator[Passage]:
    """Without the paragraphs that are the same and beside no change."""
    changed = {place for place, passage in enumerate(passages) if passage.is_changed}
    near = {place + step for place in changed for step in (-1, 0, 1)}
    for is_near, run in groupby(enumerate(passages), key=lambda each: each[0] in near):
        found = [passage for _, passage in run]
        yield from found if is_near else (Passage(left_out=len(found)),)

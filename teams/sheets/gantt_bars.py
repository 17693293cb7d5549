"""The bars of a plan's chart: where each is drawn, what stands beside it, and the arrows."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from teams.models import TaskStatus
from teams.sheets.gantt import Bar
from teams.sheets.gantt_axis import A_DAY, LEFT, PLOT, Scale, short

HEAD, ROW, THICK = 26, 32, 16
LETTERS = 33  # of a title on one line
LETTER = 6.1
OPEN = (TaskStatus.TO_DO, TaskStatus.DOING)


class Label(NamedTuple):
    """Words beside or on a bar; ``ground``: place and width of what keeps arrows from them."""

    x: float
    anchor: str
    text: str
    ground: tuple[float, float] | None = None


class Key(NamedTuple):
    """An entry of the legend; ``status`` is empty for the arrows'."""

    x: float
    status: str
    words: str

    @property
    def indent(self) -> int:
        return 28 if self.status else 0


@dataclass(frozen=True)
class DrawnBar:
    """A bar with everything the template draws of it. ``y`` is the middle of its row."""

    bar: Bar
    y: float
    x: float
    width: float
    title: list[tuple[float, str]]
    label: Label
    hatch: str
    words: str

    @property
    def top(self) -> float:
        return self.y - THICK / 2

    @property
    def has_tick(self) -> bool:
        return self.bar.status == TaskStatus.DONE and self.width >= THICK


@dataclass(frozen=True)
class Part:
    """One picture: up to ``ROWS_EACH`` tasks under an axis."""

    bars: list[DrawnBar]
    arrows: list[dict[str, str]]
    legend: list[Key]
    words: str

    @property
    def floor(self) -> float:
        """Where the last row ends."""
        return HEAD + ROW * len(self.bars) + 4

    @property
    def legend_y(self) -> float:
        return self.floor + 10

    @property
    def height(self) -> float:
        return self.floor + 30


def part(bars: list[Bar], scale: Scale, today: str) -> Part:
    drawn = [_drawn(bar, row, scale, today) for row, bar in enumerate(bars)]
    arrows = list(_arrows(drawn))
    numbers = f"task {bars[0].number}"
    if len(bars) > 1:
        numbers = f"tasks {bars[0].number} to {bars[-1].number}"
    return Part(
        bars=drawn,
        arrows=arrows,
        legend=_legend(bars, bool(arrows)),
        words=f"Chart of {numbers} over time; the table of tasks says the same",
    )


def _drawn(bar: Bar, row: int, scale: Scale, today: str) -> DrawnBar:
    starts, ends = date.fromisoformat(bar.starts_on), date.fromisoformat(bar.ends_on)
    x = scale.at(starts)
    width = round(max((ends - starts + A_DAY).days * scale.day, 4), 1)
    y = HEAD + ROW * row + ROW / 2
    is_late = bool(today) and bar.ends_on < today and bar.status in OPEN
    status = f"{bar.status_words}, late" if is_late else bar.status_words
    said = " · ".join(filter(None, (bar.who, status)))
    return DrawnBar(
        bar=bar,
        y=y,
        x=x,
        width=width,
        title=_lines(bar.title, y),
        label=_label(said, x, width),
        hatch=_hatch(x, y, width) if bar.status == TaskStatus.DOING else "",
        words=f"{bar.number} {bar.title}: {said}, {short(starts)} to {short(ends)}",
    )


def _legend(bars: list[Bar], has_arrows: bool) -> list[Key]:
    """What the patterns in this picture mean, in the order in which work goes on."""
    words = {bar.status: bar.status_words for bar in bars}
    entries = [(status.value, words[status]) for status in TaskStatus if status in words]
    if has_arrows:
        entries.append(("", "An arrow leads to the task that waits"))
    keys, x = [], float(LEFT)
    for status, said in entries:
        keys.append(Key(x, status, said))
        x += 28 + LETTER * len(said) + 20
    return keys


def _lines(title: str, y: float) -> list[tuple[float, str]]:
    lines = textwrap.wrap(title, LETTERS, max_lines=2, placeholder="…")
    first = y + 4 if len(lines) == 1 else y - 3
    return [(first + 13 * number, line) for number, line in enumerate(lines)]


def _label(text: str, x: float, width: float) -> Label:
    """Right of the bar where there is room, else left of it, else on it."""
    needed = len(text) * LETTER
    if x + width + 6 + needed <= LEFT + PLOT:
        return Label(round(x + width + 6, 1), "start", text)
    if x - 6 - needed >= LEFT:
        return Label(round(x - 6, 1), "end", text, (round(x - 6 - needed, 1), round(needed, 1)))
    place = max(x, LEFT) + 22
    return Label(place, "start", text, (place - 4, round(needed + 8, 1)))


def _hatch(x: float, y: float, width: float) -> str:
    """Slanting lines across a bar, cut off at its edges."""
    lines = []
    for start in range(-THICK, int(width), 6):
        low, high = max(start, 0), min(start + THICK, width)
        if high > low:
            bottom = y + THICK / 2
            lines.append(
                f"M{x + low:.1f} {bottom - (low - start):.1f}"
                f"L{x + high:.1f} {bottom - (high - start):.1f}"
            )
    return "".join(lines)


# -- Arrows -----------------------------------------------------------------------------------


def _arrows(drawn: list[DrawnBar]) -> Iterator[dict[str, str]]:
    """From the end of each task to the start of those that wait for it, within one picture."""
    by_key = {each.bar.key: each for each in drawn}
    for later in drawn:
        for key in later.bar.after:
            if first := by_key.get(key):
                yield _arrow(first, later)


def _arrow(first: DrawnBar, later: DrawnBar) -> dict[str, str]:
    is_below = later.y > first.y
    turn = 1 if is_below else -1
    x = first.x + first.width - min(4, first.width / 2)
    start = first.y + turn * THICK / 2
    if later.x >= x + 10:
        tip = ((later.x, later.y), (later.x - 6, later.y - 4), (later.x - 6, later.y + 4))
        line = f"M{x:.1f} {start}V{later.y}H{later.x - 5:.1f}"
    else:
        x = max(x, later.x + 4)
        edge = later.y - turn * THICK / 2
        tip = ((x, edge), (x - 4, edge - turn * 6), (x + 4, edge - turn * 6))
        line = f"M{x:.1f} {start}V{edge - turn * 5}"
    return {"line": line, "tip": " ".join(f"{px:.1f},{py:.1f}" for px, py in tip)}

"""The employer's paper: one house style for the documents that Anna's evidence holds."""

from collections.abc import Iterable, Sequence
from datetime import date

from weasyprint import HTML

COLUMN = 664  # CSS pixels: A4 without its margins
TEAL, SAND, RUST, INK, PALE = "#0f5c6b", "#d9c8a0", "#b4502b", "#1d2b30", "#e8f0f1"

STYLE = """
@page {
  size: A4; margin: 26mm 17mm 20mm; @top-left { content: element(head); width: 100% }
  @bottom-left { content: "Larkfield Water · Billing enquiries · Internal"; font-size: 7.5pt;
    color: #5c6b70; font-family: sans-serif }
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 7.5pt; color: #5c6b70;
    font-family: sans-serif }
}
@page wide { size: A4 landscape; margin: 26mm 14mm 16mm }
body { font: 10.5pt/1.5 sans-serif; color: #1d2b30; margin: 0 }
body.wide { page: wide }
.wide h2 { margin: 3mm 0 1mm } .wide td, .wide th { padding: .6mm 2mm; font-size: 8.6pt }
.wide p.under { margin-bottom: 2mm }
header { position: running(head); border-bottom: 1.6pt solid #0f5c6b; padding-bottom: 2mm;
  font-size: 8pt; color: #5c6b70 }
header b { color: #0f5c6b; font-size: 12pt; letter-spacing: .02em }
header span { float: right; padding-top: 2mm }
h1 { font-size: 22pt; line-height: 1.15; margin: 0 0 1mm; color: #0f5c6b }
p.under { margin: 0 0 7mm; font-size: 11.5pt; color: #5c6b70 }
h2 { font-size: 13.5pt; margin: 6mm 0 2mm; color: #0f5c6b; break-after: avoid }
p, ul, ol { margin: 0 0 2mm } ul, ol { padding-left: 5mm } li { margin-bottom: .6mm }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; margin: 1mm 0 4mm }
th { text-align: left; background: #0f5c6b; color: #fff; font-weight: 600; padding: 1.8mm 2mm }
td { padding: 1.8mm 2mm; border-bottom: .4pt solid #c3d0d3; vertical-align: top }
tr { break-inside: avoid }
td.n, th.n { text-align: center }
td.l1 { background: #f5e3da } td.l2 { background: #f4eedd } td.l3 { background: #dcebed }
td.l4 { background: #a9d0d6 }
.box { border: .6pt solid #c3d0d3; border-left: 2.4pt solid #d9c8a0; padding: 3mm 4mm;
  margin: 3mm 0; break-inside: avoid }
.quote { font-family: serif; font-style: italic; font-size: 11.5pt }
.sign td { border: 0; padding-top: 6mm; width: 50% } .sign svg { display: block }
.new { break-before: page } small { color: #5c6b70 } svg text { font-family: sans-serif }
"""


def printed(title: str, under: str, body: str, wide: bool = False) -> bytes:
    """The document as a PDF; ``wide`` lays it out in landscape."""
    kind = ' class="wide"' if wide else ""
    page = (
        f'<html lang="en-GB"><head><title>{title}</title><style>{STYLE}</style></head><body{kind}>'
        f"<header><span>{title}</span><b>Larkfield Water</b></header>"
        f'<h1>{title}</h1><p class="under">{under}</p>{body}</body></html>'
    )
    return HTML(string=page).write_pdf()


def dated(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], numbers: int = 0) -> str:
    """A table; the last ``numbers`` columns are centred."""
    first = len(heads) - numbers
    top = "".join(f"<th{_centred(at >= first)}>{head}</th>" for at, head in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(f"<td{_centred(at >= first)}>{cell}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _centred(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def signed(*people: tuple[str, date]) -> str:
    """Names with a scribble above and the day beneath."""
    cells = "".join(
        f"<td>{_scribble(name)}{name}<br><small>{dated(day)}</small></td>" for name, day in people
    )
    return f'<table class="sign"><tr>{cells}</tr></table>'


def _scribble(name: str) -> str:
    """A hand of its own for each name: a wave whose shape the letters decide."""
    letters = [ord(letter) for letter in name if letter.isalpha()][:11]
    points = [
        (5 + step * 9.5, 17 + (letter % 11 + 3) * (-1 if step % 2 else 0.45))
        for step, letter in enumerate(letters)
    ]
    start, *rest = points
    curve = " ".join(
        f"Q {x - 7:.0f} {y + 5:.0f} {x:.0f} {y:.0f}" for x, y in (*rest, (rest[-1][0] + 22, 18))
    )
    return (
        f'<svg width="150" height="32"><path d="M {start[0]:.0f} {start[1]:.0f} {curve}" '
        'fill="none" stroke="#23427a" stroke-width="1.4" stroke-linecap="round"/></svg>'
    )


def _drawing(width: float, height: float) -> str:
    """The start of a picture as wide as the column, whatever the unit it is drawn in."""
    scale = COLUMN / width
    return f'<svg width="{COLUMN}" height="{height * scale:.0f}" viewBox="0 0 {width} {height}">'


def bars(rows: Sequence[tuple[str, float, float]], target: float, unit: str = "%") -> str:
    """Horizontal bars: before (sand) and after (teal), with the target as a line; 0 to 100."""
    width, left, step = 500, 150, 30
    scale = (width - left - 58) / 100
    marks = [
        f'<text x="0" y="{at * step + 17}" font-size="9">{name}</text>'
        f'<rect x="{left}" y="{at * step + 5}" width="{before * scale:.1f}" height="8" '
        f'fill="{SAND}"/>'
        f'<rect x="{left}" y="{at * step + 14}" width="{after * scale:.1f}" height="9" '
        f'fill="{TEAL}"/>'
        f'<text x="{width}" y="{at * step + 18}" font-size="8.5" text-anchor="end">'
        f"{before:g} to {after:g}{unit}</text>"
        for at, (name, before, after) in enumerate(rows)
    ]
    x, height = left + target * scale, step * len(rows)
    return (
        f"{_drawing(width, height + 18)}{''.join(marks)}"
        f'<line x1="{x}" x2="{x}" y1="0" y2="{height}" stroke="{RUST}" stroke-dasharray="4 3"/>'
        f'<text x="{x - 16}" y="{height + 12}" font-size="8" fill="{RUST}">target {target:g}{unit}'
        "</text></svg>"
    )


def line(readings: Sequence[float], low: float, high: float, target: float, label: str) -> str:
    """A line of readings from ``low`` to ``high`` with the target as a dashed line."""
    width, height, left = 500, 104, 30
    step = (width - left - 40) / max(1, len(readings) - 1)

    def y(value: float) -> float:
        return 8 + (height - 30) * (high - value) / (high - low)

    places = [(left + at * step, y(value)) for at, value in enumerate(readings)]
    points = " ".join(f"{x:.1f},{up:.1f}" for x, up in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{up:.1f}" r="2.6" fill="{TEAL}"/>'
        f'<text x="{x:.1f}" y="{up - 6:.1f}" font-size="8" text-anchor="middle">{value:g}</text>'
        f'<text x="{x:.1f}" y="{height - 6}" font-size="7.5" text-anchor="middle">{at}</text>'
        for at, ((x, up), value) in enumerate(zip(places, readings, strict=True))
    )
    return (
        f"{_drawing(width, height + 12)}"
        f'<line x1="{left}" x2="{width - 40}" y1="{y(target)}" y2="{y(target)}" stroke="{RUST}" '
        f'stroke-dasharray="4 3"/><text x="{width - 36}" y="{y(target) + 3}" font-size="8" '
        f'fill="{RUST}">{target:g}</text><polyline points="{points}" fill="none" stroke="{TEAL}" '
        f'stroke-width="2"/>{dots}<text x="{left}" y="{height + 8}" font-size="7.5" '
        f'fill="#5c6b70">{label}</text></svg>'
    )


def gantt(tasks: Sequence[tuple[str, str, int, int]], weeks: int, first: str) -> str:
    """Bars over weeks: (task, who, first week, last week), weeks counted from 1."""
    width, left, step = 500, 178, 19
    unit = (width - left) / weeks
    height = step * len(tasks) + 22
    grid = "".join(
        f'<rect x="{left + week * unit:.1f}" y="16" width="{unit:.1f}" height="{height - 18}" '
        f'fill="{PALE if week % 2 else "#ffffff"}"/>'
        f'<text x="{left + (week + 0.5) * unit:.1f}" y="11" font-size="7.5" text-anchor="middle">'
        f"{week + 1}</text>"
        for week in range(weeks)
    )
    rows = "".join(
        f'<text x="0" y="{at * step + 31}" font-size="8.4">{task}</text>'
        f'<rect x="{left + (start - 1) * unit + 1:.1f}" y="{at * step + 21}" rx="2" '
        f'width="{(end - start + 1) * unit - 2:.1f}" height="13" '
        f'fill="{TEAL if at % 2 else "#3d8391"}"/>'
        f'<text x="{left + (start - 1) * unit + 5:.1f}" y="{at * step + 30.5}" font-size="7" '
        f'fill="#ffffff">{who}</text>'
        for at, (task, who, start, end) in enumerate(tasks)
    )
    return (
        f"{_drawing(width, height)}"
        f'<text x="0" y="11" font-size="7.5" fill="#5c6b70">Week 1 begins {first}</text>'
        f"{grid}{rows}</svg>"
    )

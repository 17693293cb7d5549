"""The sections of the document: each a template and the plain values it shows.

Each is laid out on its own: it begins on a page of its own, and nothing in it depends on where it
stands in the document or on when the document is made (but for the cover).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from uuid import UUID

from assessment.dossier.evidence import values_of_item
from assessment.dossier.originals import Shown
from assessment.dossier.section import Section
from assessment.dossier.units import sections_of_unit
from assessment.dossier.values import Dossier
from assessment.dossier.wording import DECLARATIONS
from portfolio.models import Method, Role, WitnessStatus

# As many rows as there is to write in on a blank sheet.
BLANK_ROWS = range(8)
# Of the evidence index in one section: about two pages.
ROWS = 50


def sections_of(dossier: Dossier, shown: Mapping[UUID, Shown]) -> tuple[Section, ...]:
    """All sections in their order; ``shown`` says how files appear that are not only listed."""
    after = tuple(_after_contents(dossier, shown))
    listed = [section for section in after if section.is_listed]
    values = {"dossier": dossier, "sections": listed}
    return (
        Section("cover", dossier.title, "dossier/cover.html", {"dossier": dossier}, False),
        Section("contents", "Contents", "dossier/contents.html", values, False),
        *after,
    )


def _after_contents(dossier: Dossier, shown: Mapping[UUID, Shown]) -> Iterator[Section]:
    yield _part(dossier, "learner", "Front sheet")
    yield _part(dossier, "profile", "Learner profile")
    yield _part(dossier, "witnesses", "Witness status list")
    yield _part(dossier, "plan", "Assessment plan and reviews")
    yield _part(dossier, "summary", "Summary of achievement")
    for unit in dossier.units:
        yield from sections_of_unit(dossier, unit)
    if dossier.is_blank or dossier.appeals or dossier.adjustments:
        yield _part(dossier, "appeals", "Appeals and adjustments")
    yield from _index(dossier)
    for item in dossier.items:
        title = f"{item.label} {item.title}"
        seen = tuple(shown.get(file.code, Shown()) for file in item.files)
        yield Section(
            item.label,
            title,
            "dossier/item.html",
            partial(values_of_item, item, shown),
            is_listed=False,
            identity=(item, seen),
        )
    if dossier.is_blank:
        yield _part(dossier, "record", "Evidence record")


def _index(dossier: Dossier) -> Iterator[Section]:
    """The list of all items, in parts: another title changes one of them."""
    parts = [dossier.items[start : start + ROWS] for start in range(0, len(dossier.items), ROWS)]
    for number, items in enumerate(parts or [()]):
        shown = [(item.label, item.title, item.method, item.happened_on) for item in items]
        values = {"items": items, "is_blank": dossier.is_blank, "blank_rows": BLANK_ROWS}
        identity = None if dossier.is_blank else (shown, [item.status for item in items])
        if not number:
            yield Section("index", "Evidence", "dossier/index.html", values, identity=identity)
            continue
        title = f"Evidence, {items[0].label} to {items[-1].label}"
        key, template = f"index-{number + 1}", "dossier/index_more.html"
        yield Section(key, title, template, values, is_listed=False, identity=identity)


def _part(dossier: Dossier, key: str, title: str) -> Section:
    values = {
        "dossier": dossier,
        "claimed": dossier.claimed.get(None),
        "statuses": WitnessStatus.labels,
        "is_blank": dossier.is_blank,
        "blank_rows": BLANK_ROWS,
        "methods": Method.labels,
        "roles": [Role(role).label for role in (Role.ASSESSOR, Role.IQA, Role.EQA)],
        "declarations": DECLARATIONS,
    }
    return Section(key, title, f"dossier/{key}.html", values)

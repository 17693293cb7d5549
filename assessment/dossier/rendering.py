"""Rendering: the sections of a dossier to one PDF.

Each section is laid out on its own and kept on a shelf, by the hash of all that decides how it
looks. An export lays out what is not there yet, and binds the rest.
"""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from assessment.dossier.binding.binder import Binder
from assessment.dossier.binding.fonts import FontShelf
from assessment.dossier.binding.laying_out import LaidOut, Press, is_known
from assessment.dossier.binding.metadata import About
from assessment.dossier.binding.places import with_places
from assessment.dossier.binding.quires import Quire
from assessment.dossier.binding.sewing import Sewer
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.binding.uploads import Copier, placed
from assessment.dossier.fetching import OwnFilesFetcher
from assessment.dossier.merging import frame_in
from assessment.dossier.originals import Originals, opened
from assessment.dossier.plain import render_plainly
from assessment.dossier.reporting import Report, silent
from assessment.dossier.sections import Section, sections_of
from assessment.dossier.values import Dossier
from portfolio.templatetags.look import PRODUCT_NAME

SHEETS = ("css/dossier.css", "css/dossier-bound.css")
# All that decides how values look: another of these, and everything is laid out anew.
CODE = (
    "assessment/dossier",
    "assessment/templatetags",
    "portfolio/narrative.py",
    "portfolio/templatetags",
    "teams/sheets",
    "teams/templatetags",
    "templates/dossier",
    "templates/teams",
)
SUFFIXES = {".py", ".html"}
# Laid out pages refer to one another; collecting them after each would take longer than that.
SECTIONS_AT_ONCE = 12


def render_pdf(
    dossier: Dossier, output: IO[bytes], report: Report = silent, *, is_archive: bool = False
) -> int:
    """Write the portfolio PDF to ``output``; return how many pages it has.

    ``report`` is told what is done now, in words, and how many per cent are done. Takes seconds to
    minutes: call it from a job or a command, never in a request.
    """
    report("Reading the uploaded files", 5)
    shelf = Shelf(settings.SHELF_DIR)
    with opened(dossier, shelf) as originals:
        if not is_known():
            return render_plainly(dossier, originals, output, report)
        sections = sections_of(dossier, originals.shown)
        return _bind(dossier, originals, sections, shelf, output, report, is_archive)


def warm(dossier: Dossier) -> int:
    """Lay out what is not on the shelf; return how many sections that were."""
    shelf = Shelf(settings.SHELF_DIR)
    with opened(dossier, shelf) as originals:
        sections = sections_of(dossier, originals.shown)
        missing = [each for each in sections if _key(dossier, each) not in shelf]
        for section in _laid_out(dossier, originals, missing, shelf):
            del section
    return len(missing)


def _bind(
    dossier: Dossier,
    originals: Originals,
    sections: tuple[Section, ...],
    shelf: Shelf,
    output: IO[bytes],
    report: Report,
    is_archive: bool,
) -> int:
    report("Looking what has changed", 15)
    keys = {section.key: _key(dossier, section) for section in sections}
    missing = [section for section in sections if keys[section.key] not in shelf]
    for done, section in enumerate(_laid_out(dossier, originals, missing, shelf)):
        report(f"Laying out {section.title[:80]}", 20 + 60 * done // len(missing))
    report("Putting the pages together", 82)
    with ExitStack() as stack:
        quires = [Quire(stack.enter_context(shelf.open(keys[section.key]))) for section in sections]
        bound = Binder(quires, FontShelf(shelf), output).bind(_about(dossier, is_archive))
    return bound.pages


def _about(dossier: Dossier, is_archive: bool) -> About:
    return About(
        title=dossier.title,
        author=dossier.person.name or dossier.person.centre,
        tool=PRODUCT_NAME,
        made_at=dossier.made_at,
        is_archive=is_archive,
    )


# -- Laying out -------------------------------------------------------------------------------


def _key(dossier: Dossier, section: Section) -> str:
    """A name for how ``section`` looks: the same values, the same look."""
    shown = section.html if section.identity is None else repr(section.identity)
    around = f"{_edition()}\n{section.key}\n{dossier.course_line}\n"
    return hashlib.sha256((around + shown).encode()).hexdigest() + ".quire"


def _laid_out(
    dossier: Dossier, originals: Originals, sections: list[Section], shelf: Shelf
) -> Iterator[Section]:
    """Lay out each section and put it on the shelf; yields them before each is begun."""
    if not sections:
        return
    press, fonts = _press(), FontShelf(shelf)
    fetcher = OwnFilesFetcher(dossier.pictures)
    with _fewer_collections() as collect:
        for number, section in enumerate(sections, start=1):
            yield section
            values = {"dossier": dossier, "section": section}
            html, names = with_places(render_to_string("dossier/section.html", values))
            laid_out = press.lay_out(html, fetcher)
            sewer = Sewer(laid_out, fonts, names)
            _draw_uploads(sewer, laid_out, originals)
            with shelf.new(_key(dossier, section)) as file:
                sewer.sew(file)
            if number % SECTIONS_AT_ONCE == 0:
                collect()


def _draw_uploads(sewer: Sewer, laid_out: LaidOut, originals: Originals) -> None:
    """The uploaded pages, in the frames that were kept for them."""
    copiers: dict[UUID, Copier] = {}
    for anchor, (page, box) in laid_out.anchors.items():
        if found := frame_in(anchor):
            code, number = found
            form, name = originals.form_of(code, number), f"Upload{number}"
            copier = copiers.setdefault(code, Copier(sewer))
            height = laid_out.sizes[page][1]
            sewer.draw(page, name, copier.copy(form), placed(form, name, box, height))


@cache
def _press() -> Press:
    return Press([_static(name).read_text() for name in SHEETS], OwnFilesFetcher())


@cache
def _edition() -> str:
    """A hash of the code, templates and styles by which sections are made."""
    files = [path for folder in CODE for path in _below(Path(settings.BASE_DIR, folder))]
    files += [_static(name) for name in SHEETS]
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(path.read_bytes())
    return found.hexdigest()


def _below(folder: Path) -> Iterator[Path]:
    found = folder.rglob("*") if folder.is_dir() else [folder]
    return (path for path in found if path.suffix in SUFFIXES)


def _static(name: str) -> Path:
    return Path(finders.find(name))


@contextmanager
def _fewer_collections() -> Iterator:
    """Laying out makes more objects than Python's collector expects, and few that are garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield gc.collect
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()

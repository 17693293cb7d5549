"""Rendering: the sections of a dossier to one PDF.

Each section is laid out on its own and kept on a shelf, by the hash of all that decides how it
looks. An export lays out what is not there yet, and binds the rest.
"""

import hashlib
from collections.abc import Iterator
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.staticfiles import finders

from assessment.dossier import binding
from assessment.dossier.attaching import attached_to
from assessment.dossier.binding.binder import Binder
from assessment.dossier.binding.fonts import FontShelf
from assessment.dossier.binding.metadata import About, Attached
from assessment.dossier.binding.quires import Quire
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.originals import Originals, opened
from assessment.dossier.reporting import Report, silent
from assessment.dossier.section import Section
from assessment.dossier.sections import sections_of
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


def is_known() -> bool:
    """Whether this is the version of WeasyPrint whose insides are known."""
    return version("weasyprint") == binding.KNOWN_VERSION


def render_pdf(
    dossier: Dossier,
    output: IO[bytes],
    report: Report = silent,
    *,
    is_archive: bool = False,
    attaches_files: bool = False,
) -> int:
    """Write the portfolio PDF to ``output``; return how many pages it has.

    ``is_archive``: PDF/A-3 instead of PDF/UA-1. ``attaches_files``: those that are not shown.

    ``report`` is told what is done now, in words, and how many per cent are done. Takes seconds to
    minutes: call it from a job or a command, never in a request.
    """
    report("Reading the uploaded files", 5)
    shelf = Shelf(settings.SHELF_DIR)
    with opened(dossier, shelf) as originals:
        if not is_known():
            from assessment.dossier.plain import render_plainly

            return render_plainly(dossier, originals, output, report)
        names, _ = _laid(dossier, originals, shelf, report)
        report("Putting the pages together", 82)
        quires = [Quire(partial(shelf.open, name)) for name in names]
        attached = tuple(attached_to(dossier, originals)) if attaches_files else ()
        about = _about(dossier, is_archive, attached)
        return Binder(quires, FontShelf(shelf), output).bind(about)


def warm(dossier: Dossier) -> int:
    """Lay out what is not on the shelf; return how many sections that were."""
    shelf = Shelf(settings.SHELF_DIR)
    with opened(dossier, shelf) as originals:
        _, laid_out = _laid(dossier, originals, shelf, silent)
    return laid_out


def _laid(
    dossier: Dossier, originals: Originals, shelf: Shelf, report: Report
) -> tuple[list[str], int]:
    """The names of all sections on the shelf, and how many were laid out as they were missing."""
    report("Looking what has changed", 15)
    sections = sections_of(dossier, originals.shown)
    names = [_name(dossier, section) for section in sections]
    missing = [each for each in zip(names, sections, strict=True) if each[0] not in shelf]
    if missing:
        # Imported here, as it takes longer than all the rest where nothing is missing.
        from assessment.dossier.laying import laid_out

        for done, section in enumerate(laid_out(dossier, originals, missing)):
            report(f"Laying out {section.title[:80]}", 20 + 60 * done // len(missing))
    return names, len(missing)


def _about(dossier: Dossier, is_archive: bool, attached: tuple[Attached, ...]) -> About:
    return About(
        title=dossier.title,
        author=dossier.person.name or dossier.person.centre,
        tool=PRODUCT_NAME,
        made_at=dossier.made_at,
        is_archive=is_archive,
        attached=attached,
    )


# -- The shelf ----------------------------------------------------------------------------------


def _name(dossier: Dossier, section: Section) -> str:
    """A name for how ``section`` looks: the same values, the same look."""
    shown = section.html if section.identity is None else repr(section.identity)
    around = f"{_edition()}\n{section.key}\n{dossier.course_line}\n"
    return hashlib.sha256((around + shown).encode()).hexdigest() + ".quire"


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

"""Laying out the sections of a dossier that are not on the shelf yet.

Apart from ``rendering``, which mostly finds that there are none: WeasyPrint takes longer to import
than a document takes to bind.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from assessment.dossier.binding.fonts import FontShelf
from assessment.dossier.binding.laying_out import LaidOut, Press
from assessment.dossier.binding.places import with_places
from assessment.dossier.binding.placing import placed
from assessment.dossier.binding.sewing import Sewer
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.binding.uploads import Copier
from assessment.dossier.fetching import OwnFilesFetcher
from assessment.dossier.merging import frame_in
from assessment.dossier.originals import Originals
from assessment.dossier.rendering import SHEETS
from assessment.dossier.section import Section
from assessment.dossier.values import Dossier

# Laid out pages refer to one another, and are garbage only to the collector.
PAGES_AT_ONCE = 8


def laid_out(
    dossier: Dossier, originals: Originals, sections: Iterable[tuple[str, Section]]
) -> Iterator[Section]:
    """Lay out each section and put it on the shelf by its name; yields each before it is begun."""
    shelf = Shelf(settings.SHELF_DIR)
    press, fonts = _press(), FontShelf(shelf)
    fetcher = OwnFilesFetcher(dossier.pictures)
    with _fewer_collections() as collect:
        waiting = 0
        for name, section in sections:
            yield section
            values = {"dossier": dossier, "section": section}
            html, names = with_places(render_to_string("dossier/section.html", values))
            pages = press.lay_out(html, fetcher)
            sewer = Sewer(pages, fonts, names)
            _draw_uploads(sewer, pages, originals)
            with shelf.new(name) as file:
                sewer.sew(file)
            waiting += len(pages.sizes)
            if waiting >= PAGES_AT_ONCE:
                del pages, sewer
                collect()
                waiting = 0


def _draw_uploads(sewer: Sewer, pages: LaidOut, originals: Originals) -> None:
    """The uploaded pages, in the frames that were kept for them."""
    copiers: dict[UUID, Copier] = {}
    for anchor, (page, box) in pages.anchors.items():
        if found := frame_in(anchor):
            code, number = found
            form, name = originals.form_of(code, number), f"Upload{number}"
            copier = copiers.setdefault(code, Copier(sewer))
            height = pages.sizes[page][1]
            sewer.draw(page, name, copier.copy(form), placed(form, name, box, height))


@cache
def _press() -> Press:
    sheets = [Path(finders.find(name)).read_text() for name in SHEETS]
    return Press("\n".join(sheets), OwnFilesFetcher())


@contextmanager
def _fewer_collections() -> Iterator[Callable[[], int]]:
    """Laying out makes more objects than Python's collector expects, and few that are garbage.

    What was there before is not looked through again each time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()

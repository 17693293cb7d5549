"""The portfolio as one web page that needs nothing else: styles and pictures inside, no script."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from uuid import UUID

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from PIL import Image, UnidentifiedImageError

from assessment.dossier.compiling import dossier_of
from assessment.dossier.originals import MISSING, NO_COPY, Shown
from assessment.dossier.reporting import Report
from assessment.dossier.section import Section
from assessment.dossier.sections import sections_of
from assessment.dossier.values import Dossier
from assessment.models import Export
from portfolio.models import FileKind

STYLES = "css/dossier-web.css"
# What a browser still opens, and an e-mail system may still carry.
MOST_OF_ONE = 4 * 1024 * 1024
MOST_IN_ALL = 60 * 1024 * 1024
TOO_MUCH = "It would make this page too large: open it in the portfolio."

# A page of the PDF, which there is none of here: the number, and the words that lead to it.
PAGE = re.compile(
    r"(?:,\s*(?:page|from p\.)\s*)?"
    r'<i (?:class="at-right" )?data-page="[^"]*"></i>\s*'
)
PAGE_WORDS = {
    "the page of the item in this document, and below them the": "and below it the",
    ", with the page on which it begins": "",
    "Evidence, page and place": "Evidence and place",
}
# The policy of the page allows no style but the sheet in it.
STYLE = re.compile(r'(<[a-z][a-z0-9]*\b[^<>]*?) style="[^"]*"')
PICTURE = re.compile(r'src="media:([^"]*)"')
# All but those of short facts, which stand below each other on a phone.
TABLE = re.compile(r'<table(?! class="facts)\b.*?</table>', re.DOTALL)
NAME = "Table, wider than a narrow screen"


def write_html(export: Export, output: IO[bytes], report: Report) -> int:
    """Write the page that ``export`` asks for; it has no pages to count."""
    write_page(dossier_of(export), output, report)
    return 0


def write_page(dossier: Dossier, output: IO[bytes], report: Report) -> None:
    """Write all of ``dossier`` as one HTML file, section by section."""
    report("Choosing the pictures", 5)
    shown = _shown(dossier)
    sections = [each for each in sections_of(dossier, shown) if each.key != "contents"]
    pictures = _pictures(dossier, shown)
    for text in _parts(dossier, sections, pictures, report):
        output.write(text.encode())


def _parts(
    dossier: Dossier, sections: list[Section], pictures: frozenset[str], report: Report
) -> Iterator[str]:
    styles = _styles(dossier)
    context = {
        "dossier": dossier,
        "sections": [section for section in sections if section.is_listed],
        "styles": styles,
        "style_hash": base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode(),
    }
    yield render_to_string("dossier/web_head.html", context)
    for number, section in enumerate(sections):
        if number == 1:
            # After the cover, as in a book.
            yield render_to_string("dossier/web_contents.html", context)
        report("Writing the page", 10 + 85 * number // len(sections))
        yield from _with_pictures(_for_the_web(section.html), pictures)
    yield render_to_string("dossier/web_foot.html", context)


def _for_the_web(html: str) -> str:
    """A section of the PDF without what only paper has, and with tables that can be scrolled."""
    html = PAGE.sub("", html)
    for words, instead in PAGE_WORDS.items():
        html = html.replace(words, instead)
    return TABLE.sub(_scrolling, STYLE.sub(r"\1", html))


def _scrolling(table: re.Match[str]) -> str:
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{NAME}">{table[0]}</div>'


def _styles(dossier: Dossier) -> str:
    """The style sheet, with the colours of the centre's cover."""
    path = finders.find(STYLES)
    assert isinstance(path, str)  # noqa: S101 - it is ours
    cover = dossier.cover
    colours = f".cover-field {{ background: {cover.colour}; color: {cover.ink}; }}"
    return f"\n{Path(path).read_text()}\n{colours}\n"


# -- Pictures ---------------------------------------------------------------------------------


def _shown(dossier: Dossier) -> Mapping[UUID, Shown]:
    """How each file appears: pictures as they are, until they are too many; others as a line."""
    shown, left = {}, MOST_IN_ALL
    for file in dossier.files:
        if file.kind != FileKind.IMAGE or not file.stored_as:
            shown[file.code] = Shown(problem=file.problem)
            continue
        size, problem = _size_of(file.preview_as)
        if not problem and (size > MOST_OF_ONE or size > left):
            problem = TOO_MUCH
        if not problem:
            left -= size
        shown[file.code] = Shown(is_picture=not problem, problem=problem or file.problem)
    return shown


def _size_of(name: str) -> tuple[int, str]:
    """The bytes of a page-size copy, and why it cannot be shown, if it cannot."""
    if not name:
        return 0, NO_COPY
    try:
        return default_storage.size(name), ""
    except OSError:
        return 0, MISSING


def _pictures(dossier: Dossier, shown: Mapping[UUID, Shown]) -> frozenset[str]:
    """The stored pictures that the page may show: no other name leads anywhere."""
    files = {file.preview_as for file in dossier.files if shown[file.code].is_picture}
    return frozenset(files | {dossier.cover.logo} - {""})


def _with_pictures(html: str, pictures: frozenset[str]) -> Iterator[str]:
    """The HTML with each picture in it as a ``data:`` address."""
    begins = 0
    for picture in PICTURE.finditer(html):
        yield html[begins : picture.start()]
        yield f'src="{_data_address(picture[1]) if picture[1] in pictures else "data:,"}"'
        begins = picture.end()
    yield html[begins:]


def _data_address(name: str) -> str:
    try:
        with default_storage.open(name) as stored:
            content = stored.read()
            stored.seek(0)
            with Image.open(stored) as picture:
                kind = Image.MIME.get(picture.format or "", "image/jpeg")
    except (OSError, UnidentifiedImageError):
        return "data:,"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"

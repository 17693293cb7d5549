"""What is remembered while sections are laid out changes nothing on their pages."""

import hashlib
import io
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image, ImageChops
from tinyhtml5 import parse
from weasyprint import HTML
from weasyprint.text.line_break import Layout

from assessment.dossier.binding.fonts import FontShelf
from assessment.dossier.binding.laying_out import Press
from assessment.dossier.binding.reading import tree_of
from assessment.dossier.binding.remembering import Memory
from assessment.dossier.binding.sewing import Sewer
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.fetching import OwnFilesFetcher
from assessment.dossier.sections import sections_of
from tests.people import judged, make_evidence, make_mapping, submitted

SHEETS = ("css/dossier.css", "css/dossier-bound.css")
NARRATIVE = "<p>Efficient <b>offices</b>, 50 % of them in Łódź<br>and 日本.</p><ul><li>1</li></ul>"
PAGE = "<!doctype html><html lang=en-GB data-course=Course><head><title>T</title></head>{}</html>"


@pytest.fixture
def pages(csl, learner, ben):
    """The HTML of a portfolio's sections: tables, grids, lists, a drawing, odd letters."""
    for number in range(1, 4):
        evidence = make_evidence(learner, title=f"Item {number}", narrative=NARRATIVE)
        make_mapping(evidence, "LT 1.1", place="02:15")
        submitted(evidence)
        judged(evidence.mappings.first(), ben, feedback="Clear, and well told.")
    return [PAGE.format(section.html) for section in sections_of(compile_dossier(csl), {})]


def press(more=""):
    sheets = "\n".join(Path(finders.find(name)).read_text() for name in SHEETS)
    return Press(sheets + more, OwnFilesFetcher())


def sewn(laid_out, folder):
    quire = io.BytesIO()
    Sewer(laid_out, FontShelf(Shelf(folder)), []).sew(quire)
    return hashlib.sha256(quire.getvalue()).hexdigest()


@pytest.mark.slow
def test_pages_are_the_same_byte_for_byte(pages, tmp_path):
    # Lines along one side are painted in another way: see the next test.
    ours = press("* { border-style: none !important }")
    expected = [sewn(ours.lay_out_anew(html), tmp_path) for html in pages]

    assert [sewn(ours.lay_out(html), tmp_path) for html in pages] == expected
    # Whatever was laid out before, and in whatever order.
    again = [sewn(ours.lay_out(html), tmp_path) for html in reversed(pages)]
    assert again == expected[::-1]


def test_nothing_of_weasyprint_stays_exchanged():
    before = Layout.setup
    press().lay_out(PAGE.format("<body><p>Text</p></body>"))

    assert Layout.setup is before


@pytest.mark.parametrize(
    "style",
    [
        "border-bottom: 3px solid #7a2b5e",
        "border-top: 3px solid #7a2b5e",
        "border-left: 3px solid #7a2b5e",
        "border-bottom: 3px solid #7a2b5e; border-left: 5px solid #000",
        "border-bottom: 3px dashed #7a2b5e",
        "border-bottom: 3px solid #7a2b5e; border-radius: 9px",
        "border-bottom: 3px solid #7a2b5e; visibility: hidden",
    ],
)
def test_a_line_on_one_side_looks_as_it_did(style, tmp_path):
    page = "@page { size: 200px 120px; margin: 0 } body { margin: 0 }"
    sizes = f"{page} p {{ margin: 20px; height: 40px }}"
    html = f'<style>{sizes}</style><p style="{style}"></p>'
    anew = picture_of(html, tmp_path)
    with Memory().used():
        remembered = picture_of(html, tmp_path)

    assert remembered.getextrema() == anew.getextrema()
    # Filled or clipped, an edge is a dot further.
    edges = zip(inked(remembered), inked(anew), strict=True)
    assert all(abs(ours - theirs) <= 1 for ours, theirs in edges)
    assert ("visibility" in style) == (anew.getextrema() == (255, 255))


def inked(picture):
    return ImageChops.invert(picture).getbbox() or ()


def picture_of(html, folder):
    """The page in grey, three dots for each pixel of its layout: no line falls between two."""
    document = folder / "page.pdf"
    HTML(string=html).write_pdf(document)
    command = ["pdftoppm", "-r", "288", "-gray", "-singlefile", "-png", document, folder / "page"]
    subprocess.run(command, check=True)
    with Image.open(folder / "page.png") as picture:
        return picture.convert("L")


@pytest.mark.parametrize(
    "body",
    [
        "<p>One <b>two</b>, <i>three</i>&emsp;four</p><p>50 % &amp; &lt;more&gt;</p>",
        "<table><thead><tr><th scope=col>A</th></tr></thead><tbody><tr><td>1</table>",
        '<svg viewBox="0 0 9 9" preserveAspectRatio="none"><title>T</title><g></g></svg><p>1</p>',
        '<ul><li><a href="#x" id="y">z</a></li></ul><pre>a\n  b</pre>',
        "<blockquote><p>Łódź 日本 \U0001f469\u200d\U0001f680</p></blockquote>",
    ],
)
def test_both_parsers_read_the_same(body):
    html = PAGE.format(f"<body>{body}</body>")

    assert list(told(tree_of(html).find("body"))) == list(
        told(parse(html, namespace_html_elements=False).find("body"))
    )


def test_line_breaks_become_letters():
    body = tree_of(PAGE.format("<body><p>one\n  two<br>three</p></body>")).find("body")

    assert body.find("p").text == "one two\nthree"


def told(element):
    yield element.tag, element.attrib, element.text, element.tail
    for kid in element:
        yield from told(kid)

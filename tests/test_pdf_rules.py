"""The rules on PDFs find what they are there to find: each fault is planted, and named."""

import io
import warnings

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from weasyprint import HTML

from assessment.sealing.seal import seal
from portfolio import keys
from tests import samples
from tests.pdf_rules import faults_in
from tests.test_sealing import ADDRESS, FACTS

HTML_TEXT = """<html lang="en-GB"><head><title>A portfolio</title></head><body>
<h1>Portfolio</h1><p>Words, and <a href="#there">a link</a>.</p>
<h2 id="there">A table</h2>
<table><thead><tr><th scope="col">Criterion</th><th scope="col">Met</th></tr></thead>
<tbody><tr><td>1.1</td><td>Yes</td></tr></tbody></table>
<ul><li>One</li><li>Two</li></ul>
<svg viewBox="0 0 9 9" width="9" height="9"><title>A square</title>
<rect width="9" height="9"/></svg>
</body></html>"""
VARIANTS = {"ua": "pdf/ua-1", "a": "pdf/a-3a"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A document without a fault, by what it says that it keeps."""
    directory = tmp_path_factory.mktemp("made")
    with warnings.catch_warnings():
        # WeasyPrint leaves its profile of colours open.
        warnings.simplefilter("ignore", ResourceWarning)
        for key, variant in VARIANTS.items():
            HTML(string=HTML_TEXT).write_pdf(directory / f"{key}.pdf", pdf_variant=variant)
    return directory


def with_fault(made, plant, key="ua"):
    """The faults of the document after ``plant`` has changed it."""
    path = made / "planted.pdf"
    with pikepdf.open(made / f"{key}.pdf") as pdf:
        plant(pdf)
        pdf.save(path)
    return " ".join(faults_in(path))


@pytest.mark.parametrize("key", VARIANTS)
def test_a_document_without_a_fault(key, made):
    assert faults_in(made / f"{key}.pdf") == []


@pytest.mark.parametrize("key", VARIANTS)
def test_a_seal_is_no_fault(key, made, centre, monkeypatch):
    monkeypatch.setattr(keys, "RSA_BITS", 2048)
    path = made / "sealed.pdf"
    path.write_bytes((made / f"{key}.pdf").read_bytes())
    with path.open("r+b") as file:
        seal(file, key=keys.open_key(centre), facts=FACTS, address=ADDRESS)

    assert faults_in(path) == []


def elements(pdf, kind):
    """All elements of a type, by the objects of the file."""
    found = (each for each in pdf.objects if isinstance(each, Dictionary))
    return [each for each in found if each.get("/S") == f"/{kind}" and "/P" in each]


def link(pdf):
    return next(each for each in pdf.pages[0].Annots if each.Subtype == "/Link")


def say_nothing_of_language(pdf):
    del pdf.Root.Lang


def not_tagged(pdf):
    pdf.Root.MarkInfo.Marked = False


def no_title_shown(pdf):
    del pdf.Root.ViewerPreferences


def no_metadata(pdf):
    del pdf.Root.Metadata


def no_standard(pdf):
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata = Stream(pdf, packet.replace(b"pdfuaid:part", b"pdfuaid:other"))


def no_tree(pdf):
    del pdf.Root.StructTreeRoot


def loose_words(pdf):
    pdf.pages[0].contents_add(b"\n0 0 9 9 re f\n")


def mark_twice(pdf):
    pdf.pages[0].contents_add(b"\n/P <</MCID 0>> BDC EMC\n")


def mark_of_nobody(pdf):
    pdf.pages[0].contents_add(b"\n/P <</MCID 999>> BDC EMC\n")


def mark_without_end(pdf):
    pdf.pages[0].contents_add(b"\n/Artifact BMC\n")


def no_parents(pdf):
    pdf.Root.StructTreeRoot.ParentTree = Dictionary(Nums=Array([]))


def element_of_nothing(pdf):
    elements(pdf, "P")[0].K.append(777)


def no_alternative(pdf):
    for figure in elements(pdf, "Figure"):
        for key in ("/Alt", "/ActualText"):
            if key in figure:
                del figure[key]


def no_scope(pdf):
    for cell in (*elements(pdf, "TH"), *elements(pdf, "TD")):
        if "/A" in cell:
            del cell.A


def skipped_heading(pdf):
    elements(pdf, "H2")[0].S = Name.H4


def own_type(pdf):
    elements(pdf, "P")[0].S = Name.Paragraph


def cell_without_row(pdf):
    elements(pdf, "TR")[0].S = Name.Div


def dangling(pdf):
    elements(pdf, "P")[0].P = pdf.make_indirect(Dictionary(S=Name.Div))


def link_without_words(pdf):
    del link(pdf).Contents


def link_outside(pdf):
    elements(pdf, "Link")[0].S = Name.Span


def link_unknown(pdf):
    link(pdf).StructParent = 999


def tabs(pdf):
    del pdf.pages[0].obj["/Tabs"]


def comment(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([9, 9, 20, 20]))
    pdf.pages[0].Annots.append(pdf.make_indirect(note))


def font_elsewhere(pdf):
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in each:
                    del each[key]


def no_letters(pdf):
    for each in pdf.objects:
        if isinstance(each, Dictionary) and "/ToUnicode" in each:
            del each.ToUnicode


def script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch(pdf):
    link(pdf).A = Dictionary(S=Name.Launch, F=String("a.exe"))


def form(pdf):
    field = Dictionary(FT=Name.Tx, T=String("grade"))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), NeedAppearances=True)


def attachment(pdf):
    pdf.attachments["a.txt"] = b"text"
    del pdf.attachments["a.txt"].obj.AFRelationship


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (say_nothing_of_language, "names no language"),
        (not_tagged, "does not say that the file is tagged"),
        (no_title_shown, "title is not shown"),
        (no_metadata, "There is no XMP metadata."),
        (no_standard, "neither PDF/UA-1 nor PDF/A-3"),
        (no_tree, "There is no structure tree."),
        (loose_words, "On page 1 something is neither tagged nor decoration (f)."),
        (mark_twice, "On page 1 MCID 0 occurs 2 times."),
        (mark_of_nobody, "On page 1 MCID 999 belongs to no element."),
        (mark_of_nobody, "On page 1 MCID 999 is in no element of the tree."),
        (mark_without_end, "a mark does not end"),
        (no_parents, "The parent tree has no row for page 1."),
        (element_of_nothing, "names MCID 777 of page 1, which is not there"),
        (no_alternative, "A Figure has no alternative text."),
        (no_scope, "A TH does not say what it heads"),
        (skipped_heading, "A heading H4 follows one of level 1."),
        (own_type, "The type Paragraph is no standard one"),
        (cell_without_row, "A TH stands in Div."),
        (dangling, "An element P does not name the element it stands in."),
        (link_without_words, "has no text that says where it leads"),
        (link_outside, "A Link on page 1 stands in no element Link."),
        (link_unknown, "A Link on page 1 is not in the parent tree."),
        (tabs, "the tab key does not follow"),
        (comment, "A Text on page 1 stands in no element Annot."),
        (font_elsewhere, "is not embedded."),
        (no_letters, "does not say which letters it shows"),
        (script, "The file has a script."),
        (script, "The file has an action on opening."),
        (launch, "an action Launch"),
        (form, "a field grade, which is no seal"),
        (form, "leaves its looks to the reader"),
        (attachment, "does not say what it is to the document"),
    ],
)
def test_a_planted_fault_is_named(plant, words, made):
    assert words in with_fault(made, plant)


def no_colours(pdf):
    del pdf.Root.OutputIntents


def not_printed(pdf):
    link(pdf).F = 2


def properties_of_nobody(pdf):
    packet = pdf.Root.Metadata.read_bytes()
    own = b'<rdf:Description rdf:about="" xmlns:own="urn:own#" own:a="b"/></rdf:RDF>'
    pdf.Root.Metadata = Stream(pdf, packet.replace(b"</rdf:RDF>", own))


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (no_colours, "no output intent"),
        (not_printed, "hidden or not printed"),
        (properties_of_nobody, "no schema describes the properties own"),
        (comment, "a Text on page 1 has no appearance"),
        (comment, "annotation dictionaries shall contain /F"),
    ],
)
def test_a_planted_fault_of_an_archive_is_named(plant, words, made):
    assert words in with_fault(made, plant, "a")


def test_any_pdf_can_be_asked(tmp_path):
    for number, content in enumerate((samples.pdf(2), samples.hostile_pdf())):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(content)
        assert faults_in(path)


def test_a_file_that_is_cut_short_is_named(made, tmp_path):
    path = tmp_path / "cut.pdf"
    path.write_bytes((made / "ua.pdf").read_bytes()[:-40])
    assert "qpdf --check" in faults_in(path)[0]


def test_a_form_drawn_loose_is_looked_into(made):
    """What is drawn inside a form counts as if it stood on the page."""

    def plant(pdf):
        drawn = Stream(pdf, b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form)
        drawn.BBox = Array([0, 0, 9, 9])
        page = pdf.pages[0]
        page.add_resource(pdf.make_indirect(drawn), Name.XObject, Name.Loose)
        page.contents_add(b"\n/Loose Do\n")

    assert "On page 1, form /Loose something is neither" in with_fault(made, plant)


def test_an_encrypted_file_is_named(made):
    saved = io.BytesIO()
    with pikepdf.open(made / "ua.pdf") as pdf:
        pdf.save(saved, encryption=pikepdf.Encryption(owner="o", user=""))
    path = made / "encrypted.pdf"
    path.write_bytes(saved.getvalue())
    assert "The file is encrypted." in faults_in(path)

"""The portfolio PDF, read back: where its links lead, what it says, and what it does not carry."""

import io
import re
import zlib
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel
from weasyprint import HTML

from assessment.dossier import originals
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.fetching import OwnFilesFetcher
from assessment.dossier.rendering import render_pdf
from assessment.dossier.uploaded_pages import read_uploaded
from portfolio.models import Evidence, EvidenceFile, FileKind
from tests import samples
from tests.people import appraised, judged, make_evidence, make_file, make_mapping, submitted
from tests.reading_pdf import (
    bookmarks,
    check,
    destinations,
    keys_of,
    links,
    outline_targets,
    placed_words,
    words_of,
)

HEADER = re.compile(r"^\s*(E[0-9]+)\s+\S", re.MULTILINE)
GRID_LINK = re.compile(r"E[0-9]+")

_made = {}


def add_pdf(evidence, content, pages, name="report.pdf", **values):
    kind = {"kind": FileKind.PDF, "content_type": "application/pdf", "pages": pages}
    return make_file(evidence, content, name=name, **kind | values)


def add_picture(evidence, content, name="board.jpg", **values):
    kind = {"kind": FileKind.IMAGE, "content_type": "image/jpeg"}
    preview = default_storage.save("preview", ContentFile(content))
    return make_file(evidence, content, name=name, **kind | {"preview_as": preview} | values)


def rendered(enrolment, directory):
    """The portfolio PDF as a path, its words by page, and how many pages it has."""
    path = directory / "portfolio.pdf"
    with path.open("w+b") as output:
        pages = render_pdf(compile_dossier(enrolment), output)
    return SimpleNamespace(path=path, pages=pages, words=words_of(path))


@pytest.fixture
def portfolio(csl, learner, ben, tmp_path_factory):
    """A portfolio with 14 items of all sorts; made once, since it takes seconds."""
    if "portfolio" not in _made:
        build(learner, ben)
        _made["portfolio"] = rendered(csl, tmp_path_factory.mktemp("portfolio"))
    return _made["portfolio"]


def build(learner, ben):
    for number in range(1, 15):
        evidence = make_evidence(learner, title=f"Item of evidence {number}")
        make_mapping(evidence, "LT 1.1", place="02:15")
        make_mapping(evidence, f"CO 1.{1 + number % 3}")
        if number == 2:
            add_pdf(evidence, samples.pdf(3, "Uploaded"), 3)
        if number == 3:
            add_picture(evidence, samples.jpeg(), description="The board after the briefing")
            make_file(evidence, name="calls.csv")
        if number % 2:
            submission = submitted(evidence)
            judged(evidence.mappings.first(), ben, feedback="Clear and well told.")
            appraised(submission, ben)


@pytest.fixture
def awkward(csl, learner, tmp_path_factory, monkeypatch):
    """A portfolio with all that cannot be shown, or tries to do harm; made once."""
    if "awkward" not in _made:
        monkeypatch.setattr(originals, "MOST_PAGES", 5)
        monkeypatch.setattr(originals, "MOST_PAGES_IN_ALL", 10)
        reasons = build_awkward(learner)
        _made["awkward"] = rendered(csl, tmp_path_factory.mktemp("awkward"))
        _made["awkward"].reasons = reasons
    return _made["awkward"]


def build_awkward(learner):
    """Returns each file that is not shown, with words of the reason."""
    first, second, third, fourth, fifth = (make_evidence(learner) for _ in range(5))
    reasons = {
        add_pdf(first, samples.pdf(6), 6, "long.pdf"): "It has 6 pages",
        add_pdf(first, samples.password_pdf(), 1, "locked.pdf"): "password-protected",
        add_pdf(first, b"%PDF-1.7 nothing", 1, "broken.pdf"): "damaged",
        add_pdf(first, samples.pdf(), None, "known.pdf", problem="Cut short."): "Cut short.",
        add_picture(first, samples.png()[:20], "half.png"): "damaged",
        add_picture(first, samples.png(), "huge.png", preview_as=""): "no copy",
        add_pdf(first, samples.pdf(2), 2, "missing.pdf"): "missing from the store",
    }
    default_storage.delete(EvidenceFile.objects.get(name="missing.pdf").stored_as)
    add_pdf(second, partly_damaged_pdf(), 3, "partly.pdf")
    add_pdf(third, acting_pdf(), 1, "acting.pdf")
    add_pdf(third, samples.hostile_pdf(), 1, "hostile.pdf")
    Evidence.objects.filter(pk=fourth.pk).update(
        title="Łódź, Ünïcode and 日本 " + "x" * 150,
        narrative='<p>Read<img src="file:///etc/hostname"><a href="media:x">me</a></p>',
    )
    make_file(fourth, name="a" * 190 + ".txt")
    add_pdf(fifth, samples.pdf(5, "Full"), 5, "full.pdf")
    over = add_pdf(fifth, samples.pdf(2, "Over"), 2, "over.pdf")
    return reasons | {over: "10 uploaded pages at most"}


def partly_damaged_pdf():
    with pikepdf.open(io.BytesIO(samples.pdf(3, "Partly"))) as pdf:
        pdf.pages[1].obj.Contents = Stream(pdf, b"never deflated", Filter=Name.FlateDecode)
        saved = io.BytesIO()
        pdf.save(saved, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    return saved.getvalue()


# -- Links, bookmarks, structure --------------------------------------------------------------


def test_every_mark_in_a_grid_leads_to_the_page_headed_by_its_item(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        to_items = [link for link in links(pdf) if GRID_LINK.fullmatch(link.name)]

    assert {link.name for link in to_items} == {f"E{number}" for number in range(1, 15)}
    for link in to_items:
        assert HEADER.search(portfolio.words[link.target])[1] == link.name


def test_an_items_mappings_lead_back_to_its_place_in_the_grid(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        to_grid = [link for link in links(pdf) if link.name.startswith("grid-LT-1.1-")]

    assert {link.name for link in to_grid} == {f"grid-LT-1.1-E{n}" for n in range(1, 15)}
    for link in to_grid:
        item = HEADER.search(portfolio.words[link.page])[1]
        assert re.search(rf"\b{item}\b", portfolio.words[link.target])


def test_bookmarks_name_units_and_items(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        found = bookmarks(pdf)

    unit = found.index((0, "LT Lead a team to improve customer service"))
    assert [each for each in found[unit + 1 : unit + 10] if each[0] == 1] == [
        (1, "Unit declaration"),
        (1, "Evidence location sheet"),
        (1, "Criteria and decisions"),
        (1, "Marking points"),
        (1, "Internal quality assurance"),
    ]
    assert (2, "2 Support team members") in found[unit + 1 : unit + 10]
    start = found.index((0, "Evidence"))
    assert [title for depth, title in found[start + 1 :] if depth == 1] == [
        f"E{number} Item of evidence {number}" for number in range(1, 15)
    ]
    second = found.index((1, "E2 Item of evidence 2"))
    assert found[second + 1] == (2, "report.pdf")


def test_every_bookmark_lands_on_the_page_that_has_its_words(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        found = outline_targets(pdf)

    assert len(found) > 30
    for title, page in found:
        shown = "".join(portfolio.words[page].split())
        # The code of a unit stands above its title.
        assert all("".join(word.split()) in shown for word in title.split()), title


def test_every_number_in_a_grid_is_the_page_that_its_mark_leads_to(portfolio):
    words = placed_words(portfolio.path)
    checked = 0
    with pikepdf.open(portfolio.path) as pdf:
        targets = destinations(pdf)
        for index, page in enumerate(pdf.pages):
            if "Evidence location sheet" not in portfolio.words[index]:
                continue
            for link in page.obj.Annots:
                name = str(link.Dest)
                if GRID_LINK.fullmatch(name) and (
                    number := number_beside(link, page, words[index])
                ):
                    assert number == targets[name] + 1, name
                    checked += 1
    assert checked >= 28


def number_beside(link, page, words):
    """The number to the right of a mark, if it is one: the names of the columns have none."""
    left, lower, right, upper = (float(side) for side in link.Rect)
    height = float(page.mediabox[3])
    middle = height - (lower + upper) / 2
    near = [
        word
        for word in words
        if word.top < middle < word.bottom and left - 3 < word.left < right + 12
    ]
    found = re.fullmatch(r"[^\dE](\d+)", "".join(word.text for word in near))
    return int(found[1]) if found else None


def test_every_page_says_which_of_how_many_it_is(portfolio):
    for number, words in enumerate(portfolio.words, start=1):
        assert f"Page {number} of {portfolio.pages}" in words
    assert len(portfolio.words) == portfolio.pages


def test_contents_and_index_give_the_right_pages(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        targets = {link.name: link.target for link in links(pdf)}
    (contents,) = (words for words in portfolio.words if re.match(r"\s*.*\n*\s*Contents", words))

    assert re.search(rf"Summary of achievement\s+{targets['summary'] + 1}\n", contents)
    assert re.search(rf"MT Manage team performance\s+{targets['unit-MT'] + 1}\n", contents)
    index = portfolio.words[targets["index"]]
    assert re.search(rf"E14\s+Item of evidence 14.*\s{targets['E14'] + 1}\n", index)


def test_it_is_tagged_and_has_title_author_and_language(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB"
        assert "/CreationDate" in pdf.docinfo
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].startswith("Anna Kowalczyk – Level 3 NVQ Diploma")
            assert metadata["dc:creator"] == ["Anna Kowalczyk"]
        alternatives = {
            str(found.Alt)
            for found in pdf.objects
            if isinstance(found, Dictionary) and found.get("/S") == Name.Figure
        }
    assert "The board after the briefing" in alternatives
    assert "Page 3 of report.pdf" in alternatives


def test_qpdf_finds_no_fault(portfolio):
    assert "No syntax or stream encoding errors found" in check(portfolio.path)


def test_decisions_feedback_and_declaration_are_told(portfolio):
    words = re.sub(r"\s+", " ", " ".join(portfolio.words))

    assert "I declare that this evidence is my own work" in words
    assert "Met by Ben Okafor on" in words
    assert "Clear and well told." in words
    assert "Clear and current." in words
    assert "calls.csv" in words


# -- Uploaded pages ---------------------------------------------------------------------------


def test_uploaded_pages_are_drawn_in_their_order(portfolio):
    headed = [words for words in portfolio.words if "report.pdf · page" in words]

    assert len(headed) == 3
    for number, words in enumerate(headed, start=1):
        assert f"page {number} of 3" in words
        assert f"Uploaded, page {number}" in words


def test_the_content_of_uploaded_pages_is_an_artifact_in_its_frame(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        drawn = [
            (page, name)
            for page in pdf.pages
            for name in page.obj.Resources.XObject
            if name.startswith("/Upload")
        ]
        assert len(drawn) == 3
        for page, name in drawn:
            commands = [
                (str(instruction.operator), [str(operand) for operand in instruction.operands])
                for instruction in pikepdf.parse_content_stream(page)
            ]
            upload = commands.index(("Do", [name]))
            opened = [operator for operator, _ in commands[:upload]]
            assert ("BMC", ["/Artifact"]) in commands[:upload]
            assert opened.count("BMC") + opened.count("BDC") == opened.count("EMC") + 1


HOSTILE_KEYS = {
    "/AA", "/AF", "/EF", "/EmbeddedFiles", "/F", "/JavaScript", "/JS", "/Launch", "/OPI",
    "/OpenAction", "/PieceInfo", "/Ref", "/URI", "/AcroForm", "/XFA", "/SubmitForm",
}  # fmt: skip


def acting_pdf():
    """A page that acts and carries in every way a page can, with one harmless word on it."""
    with pikepdf.open(io.BytesIO(samples.pdf(1, "Harmless"))) as pdf:
        script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        attached = pdf.make_indirect(
            Dictionary(Type=Name.Filespec, F="a.exe", EF=Dictionary(F=Stream(pdf, b"MZ")))
        )
        page = pdf.pages[0].obj
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array(["x", script])),
            EmbeddedFiles=Dictionary(Names=Array(["a", attached])),
        )
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Stream(pdf, b"<xfa/>"))
        page.AA = Dictionary(O=script)
        page.AF = Array([attached])
        page.Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Link,
                        Rect=[0, 0, 600, 800],
                        A=Dictionary(S=Name.Launch, F="a.exe", URI="http://example.com"),
                    )
                )
            ]
        )
        inner = Stream(pdf, b"q Q")
        for key, value in {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array([0, 0, 1, 1]),
            "/AF": Array([attached]),
            "/Ref": Dictionary(F="other.pdf", Page=0),
            "/OPI": Dictionary(),
            "/PieceInfo": Dictionary(X=Dictionary(Private=attached)),
            "/AA": Dictionary(O=script),
        }.items():
            inner[key] = value
        page.Resources.XObject = Dictionary(Inner=pdf.make_indirect(inner))
        page.Contents = Array([page.Contents, Stream(pdf, b"\n/Inner Do\n")])
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def test_nothing_active_comes_along_with_uploaded_pages(awkward):
    for name in ("acting.pdf", "hostile.pdf"):
        assert any(f"{name} · page 1 of 1" in words for words in awkward.words)

    with pikepdf.open(awkward.path) as pdf:
        for page in pdf.pages:
            for link in page.obj.get("/Annots", []):
                # Of a link it is a number: that it is printed. Of all else it would be a file.
                assert isinstance(link.F, int)
                del link["/F"]
        carried = keys_of(pdf) & HOSTILE_KEYS
        actions = [
            link for page in pdf.pages for link in page.obj.get("/Annots", []) if "/A" in link
        ]

    assert carried == set()
    assert actions == []


def test_the_hostile_page_is_hostile():
    with pikepdf.open(io.BytesIO(acting_pdf())) as pdf:
        assert len(keys_of(pdf) & HOSTILE_KEYS) > 10


def drawn_size(content):
    return read_uploaded(io.BytesIO(content), io.BytesIO())[0]


def shaped_pdf(**keys):
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        for key, value in keys.items():
            pdf.pages[0].obj[f"/{key}"] = value
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def test_rotation_and_cropping_are_respected():
    turned = drawn_size(shaped_pdf(Rotate=90))
    cropped = drawn_size(shaped_pdf(CropBox=Array([100, 100, 300, 200])))

    assert (turned.width, turned.height) == (842, 595)
    assert turned.is_landscape
    assert (cropped.width, cropped.height) == (200, 100)


@pytest.mark.parametrize("box", [[0, 0, 0, 0], [0, 0, 1_000_000, 10], [5, 5, 5, 700]])
def test_a_page_without_a_sensible_size_says_so(box):
    assert "no size" in drawn_size(shaped_pdf(MediaBox=Array(box))).problem


def content_pdf(*streams):
    """One page with these raw content streams: bytes and the names of their filters."""
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        made = [
            Stream(pdf, raw, Filter=Array([Name(f"/{name}") for name in filters]))
            for raw, filters in streams
        ]
        pdf.pages[0].obj.Contents = Array(made)
        saved = io.BytesIO()
        pdf.save(saved, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    return saved.getvalue()


def test_a_damaged_page_says_so():
    damaged = content_pdf((b"this was never deflated", ["FlateDecode"]))

    assert drawn_size(damaged).problem == "This page is damaged."


def test_a_page_that_expands_beyond_measure_is_refused():
    once = zlib.compress(bytes(70 * 1024 * 1024))
    twice = zlib.compress(once)

    assert "too large" in drawn_size(content_pdf((once, ["FlateDecode"]))).problem
    assert "not supported" in drawn_size(content_pdf((twice, ["FlateDecode"] * 2))).problem


def test_a_page_that_leads_to_endless_objects_is_refused():
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        last = pdf.make_indirect(Dictionary())
        for _ in range(30_000):
            last = pdf.make_indirect(Dictionary(Next=last))
        pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=last)
        saved = io.BytesIO()
        pdf.save(saved)

    assert "too complicated" in drawn_size(saved.getvalue()).problem


# -- What cannot be shown ---------------------------------------------------------------------


def placeholder(found, name):
    """The words of the card for ``name``, without line breaks."""
    words = re.sub(r"\s+", " ", " ".join(found.words))
    return words[words.index(f"{name} is not shown here.") :][:400]


def test_whatever_cannot_be_shown_is_a_placeholder_with_name_hash_and_reason(awkward):
    for file, reason in awkward.reasons.items():
        card = placeholder(awkward, file.name)
        assert reason in card
        assert file.sha256 in card


def test_one_damaged_page_does_not_hide_the_others(awkward):
    words = " ".join(awkward.words)

    assert "This page is damaged." in placeholder(awkward, "Page 2 of partly.pdf")
    assert "Partly, page 1" in words
    assert "Partly, page 3" in words


def test_as_many_uploaded_pages_as_a_document_can_hold_are_shown(awkward):
    words = " ".join(awkward.words)

    assert "Full, page 5" in words
    assert "Over, page 1" not in words


def test_odd_names_and_letters_are_printed(awkward):
    assert "Łódź, Ünïcode" in " ".join(awkward.words)


def test_a_narrative_is_printed_without_what_it_would_fetch(awkward):
    assert "Readme" in " ".join(awkward.words)


def test_qpdf_finds_no_fault_even_then(awkward):
    assert "No syntax or stream encoding errors found" in check(awkward.path)


# -- Fetching ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.png",
        "https://example.com/a.png",
        "file:///etc/hostname",
        "ftp://example.com/a",
        "data:image/png;base64,AAAA",
        "static:../portfolio/settings.py",
        "static:/etc/hostname",
        "static:nothing.css",
        "media:../site.sqlite3",
    ],
)
def test_every_other_address_is_refused(address):
    with pytest.raises(ValueError, match=r"no other addresses|no static file"):
        OwnFilesFetcher().fetch(address)


def test_only_the_documents_own_pictures_are_fetched(db):
    mine, other = (default_storage.save("x", ContentFile(samples.png())) for _ in range(2))
    fetcher = OwnFilesFetcher({mine})

    assert fetcher.fetch(f"media:{mine}").read() == samples.png()
    with pytest.raises(ValueError, match="no other addresses"):
        fetcher.fetch(f"media:{other}")


def test_hostile_html_reads_no_file_and_asks_no_server(monkeypatch):
    """Even in a document that nobody cleaned."""
    asked = []

    class Watched(OwnFilesFetcher):
        def open(self, *args, **kwargs):
            asked.append(args)
            return super().open(*args, **kwargs)

    html = (
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">'
        '<style>@import url("file:///etc/hostname"); p { background: url(http://127.0.0.1:9/b) }'
        '@font-face { font-family: x; src: url("file:///etc/hostname") }</style>'
        '<p style="font-family: x"><img src="file:///etc/hostname" alt="x">'
        '<object data="http://127.0.0.1:9/c"></object><embed src="file:///etc/hostname">'
        '<a rel="attachment" href="file:///etc/hostname">Attached</a>'
        '<svg><image href="file:///etc/hostname" width="9" height="9"/></svg>'
    )

    with pikepdf.open(io.BytesIO(HTML(string=html, url_fetcher=Watched()).write_pdf())) as pdf:
        keys = keys_of(pdf)

    assert asked == []  # where every address of the wider fetcher would be opened
    assert "/EmbeddedFiles" not in keys


# -- Progress ---------------------------------------------------------------------------------


def test_progress_only_goes_forward(csl, learner, tmp_path):
    make_mapping(make_evidence(learner), "LT 1.1")
    told = []
    with (tmp_path / "portfolio.pdf").open("w+b") as output:
        render_pdf(
            compile_dossier(csl), output, lambda stage, percent: told.append((stage, percent))
        )

    stages, percents = zip(*told, strict=True)
    assert list(percents) == sorted(percents)
    assert any(stage.startswith("Laying out E1 ") for stage in stages)
    assert "Putting the pages together" in stages

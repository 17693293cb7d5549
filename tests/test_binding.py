"""Sections laid out each on its own and bound: the same document as in one piece, and faster."""

import re
import resource
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessment.dossier import attaching, binding, rendering, sections
from assessment.dossier.binding.places import LETTERS, place_in, text_of, with_places
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.originals import opened
from assessment.dossier.plain import render_plainly
from assessment.dossier.rendering import render_pdf, warm
from assessment.dossier.reporting import silent
from portfolio.models import Evidence, FileKind
from tests import samples
from tests.people import judged, make_evidence, make_file, make_mapping, submitted
from tests.reading_pdf import bookmarks, check, links, words_of


@pytest.fixture
def shelf(settings, tmp_path):
    settings.SHELF_DIR = tmp_path / "shelf"
    return Shelf(settings.SHELF_DIR)


@pytest.fixture
def dossier(csl, learner, ben):
    """A portfolio with something of all kinds: decisions, pictures, uploaded pages, odd letters."""
    for number in range(1, 5):
        evidence = make_evidence(learner, title=f"Item of evidence {number}")
        make_mapping(evidence, "LT 1.1", place="02:15")
        make_mapping(evidence, f"CO 1.{number}")
        if number == 2:
            kind = {"kind": FileKind.PDF, "content_type": "application/pdf", "pages": 2}
            make_file(evidence, samples.pdf(2, "Uploaded"), name="report.pdf", **kind)
        if number == 3:
            preview = default_storage.save("preview", ContentFile(samples.jpeg()))
            kind = {"kind": FileKind.IMAGE, "content_type": "image/jpeg", "preview_as": preview}
            make_file(evidence, samples.jpeg(), name="board.jpg", **kind)
        if number % 2:
            submitted(evidence)
            judged(evidence.mappings.first(), ben, feedback="Clear, and well told.")
    Evidence.objects.filter(number=4).update(title="Łódź, 日本 and 50 % of it")
    return compile_dossier(csl)


def bound(dossier, path, **options):
    with path.open("w+b") as file:
        return render_pdf(dossier, file, **options)


def in_one_piece(dossier, shelf, path):
    with path.open("w+b") as file, opened(dossier, shelf) as originals:
        return render_plainly(dossier, originals, file, silent)


def test_it_is_the_same_document_as_in_one_piece(dossier, shelf, tmp_path):
    ours, plain = tmp_path / "bound.pdf", tmp_path / "plain.pdf"
    assert bound(dossier, ours) == in_one_piece(dossier, shelf, plain)

    for left, right in zip(words_of(ours), words_of(plain), strict=True):
        # Letters, not words: a number stands a hair's breadth further here than there.
        assert letters_of(left) == letters_of(right)
    with pikepdf.open(ours) as first, pikepdf.open(plain) as second:
        assert set(links(first)) == set(links(second))
        assert bookmarks(first) == bookmarks(second)
        for left, right in zip(first.pages, second.pages, strict=True):
            assert [round(side) for side in left.mediabox] == [
                round(side) for side in right.mediabox
            ]


def letters_of(words):
    return sorted("".join(words.split()))


def test_this_version_of_weasyprint_is_the_one_whose_insides_are_known():
    assert rendering.is_known(), (
        "WeasyPrint has changed: see whether assessment/dossier/binding/laying_out.py still holds, "
        "by the other tests of this module, and then raise KNOWN_VERSION there."
    )


def test_another_version_renders_in_one_piece(dossier, shelf, tmp_path, monkeypatch):
    monkeypatch.setattr(binding, "KNOWN_VERSION", "0.0")
    told = []
    with (tmp_path / "document.pdf").open("w+b") as file:
        pages = render_pdf(dossier, file, lambda stage, percent: told.append(stage))

    assert "Adding the uploaded pages" in told
    assert len(words_of(tmp_path / "document.pdf")) == pages


def test_two_runs_give_the_same_bytes(dossier, shelf, tmp_path):
    cold, warmed = tmp_path / "cold.pdf", tmp_path / "warm.pdf"
    bound(dossier, cold)
    bound(dossier, warmed)

    assert cold.read_bytes() == warmed.read_bytes()


def test_only_what_changed_is_laid_out_again(csl, dossier, shelf, tmp_path):
    assert warm(dossier) > 4
    assert warm(dossier) == 0

    Evidence.objects.filter(number=2).update(narrative="<p>Told anew.</p>")
    told = []
    with (tmp_path / "document.pdf").open("w+b") as file:
        render_pdf(compile_dossier(csl), file, lambda stage, percent: told.append(stage))

    laid_out = [stage for stage in told if stage.startswith("Laying out")]
    assert [stage for stage in laid_out if "Item of evidence" in stage] == [
        "Laying out E2 Item of evidence 2"
    ]
    assert not any("Lead a team" in stage for stage in laid_out)


def test_another_title_of_an_item_changes_no_page_of_a_unit(csl, dossier, shelf, tmp_path):
    """It stands on its own pages and in the lists of all items: in the grid stands its number."""
    warm(dossier)
    Evidence.objects.filter(number=2).update(title="Another title")
    told = []
    with (tmp_path / "document.pdf").open("w+b") as file:
        render_pdf(compile_dossier(csl), file, lambda stage, percent: told.append(stage))

    laid_out = {stage for stage in told if stage.startswith("Laying out")}
    assert "Laying out E2 Another title" in laid_out
    assert laid_out <= {"Laying out E2 Another title", "Laying out Evidence"} | {
        f"Laying out {title}" for title in (dossier.title, "Witness status list")
    }
    words = "".join(words_of(tmp_path / "document.pdf"))
    assert "Item of evidence 2" not in words


def test_a_long_index_is_laid_out_in_parts(dossier, shelf, monkeypatch):
    monkeypatch.setattr(sections, "ROWS", 2)
    found = {each.key: each for each in sections.sections_of(dossier, {})}

    assert [key for key in found if key.startswith("index")] == ["index", "index-2"]
    assert "#E2" in found["index"].html
    assert "#E3" not in found["index"].html
    assert "#E3" in found["index-2"].html
    assert found["index-2"].title == "Evidence, E3 to E4"


def test_whatever_changes_the_document_is_as_if_nothing_had_been_kept(
    csl, learner, dossier, ben, shelf, settings, tmp_path
):
    """The names on the shelf leave out nothing that pages show."""
    bound(dossier, tmp_path / "before.pdf")
    evidence = Evidence.objects.get(number=2)
    changes = [
        lambda: make_mapping(evidence, "LT 1.2", place="p. 9"),
        lambda: evidence.mappings.update(place="p. 10"),
        lambda: submitted(evidence),
        lambda: judged(evidence.mappings.last(), ben, decision="not_yet", feedback="Say more."),
        lambda: Evidence.objects.filter(number=1).update(title="Another title"),
        lambda: type(learner).objects.update(workplace="Elsewhere"),
    ]
    for number, change in enumerate(changes):
        change()
        changed = replace(compile_dossier(csl), made_at=dossier.made_at)
        kept, fresh = tmp_path / f"kept-{number}.pdf", tmp_path / f"fresh-{number}.pdf"
        bound(changed, kept)
        settings.SHELF_DIR = tmp_path / f"shelf-{number}"
        bound(changed, fresh)
        settings.SHELF_DIR = tmp_path / "shelf"
        assert kept.read_bytes() == fresh.read_bytes(), number


def test_each_place_says_the_page_it_leads_to(dossier, shelf, tmp_path):
    path = tmp_path / "document.pdf"
    bound(dossier, path)
    with pikepdf.open(path) as pdf:
        pages = {link.name: link.target + 1 for link in links(pdf)}
    words = words_of(path)

    index = words[pages["index"] - 1]
    for number in (1, 2, 3):
        assert re.search(
            rf"E{number}\s+Item of evidence {number}.*\s{pages[f'E{number}']}\n", index
        )
    for number, page in enumerate(words, start=1):
        assert f"Page {number} of {len(words)}" in page


def test_letters_that_no_font_has_do_no_harm(dossier, shelf, tmp_path):
    path = tmp_path / "document.pdf"
    bound(dossier, path)

    assert "Łódź" in "".join(words_of(path))
    assert "No syntax or stream encoding errors" in check(path)


def test_fonts_are_embedded_once(dossier, shelf, tmp_path):
    bound(dossier, tmp_path / "document.pdf")
    with pikepdf.open(tmp_path / "document.pdf") as pdf:
        files = [
            bytes(found.FontFile2.read_raw_bytes())
            for found in pdf.objects
            if isinstance(found, pikepdf.Dictionary) and "/FontFile2" in found
        ]
        resources = {page.obj.Resources.Font.objgen for page in pdf.pages}

    assert len(resources) == 1
    assert len(files) < 12


def test_for_the_archive_it_says_so_and_brings_its_colours(dossier, shelf, tmp_path):
    path = tmp_path / "archive.pdf"
    bound(dossier, path, is_archive=True)
    with pikepdf.open(path) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>3</pdfaid:part>" in metadata
        assert pdf.Root.OutputIntents[0].DestOutputProfile.N == 3


def test_files_that_are_not_shown_can_be_attached(csl, learner, shelf, tmp_path):
    evidence = make_evidence(learner)
    for number in range(2):
        make_file(evidence, b"one,two\n%d,4\n" % number, name="Łódź (calls).csv")
    make_file(evidence, b"x" * 100, name="long.txt", size=attaching.LARGEST + 1)
    path = tmp_path / "document.pdf"
    bound(compile_dossier(csl), path, is_archive=True, attaches_files=True)

    with pikepdf.open(path) as pdf:
        attached = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert [str(each.AFRelationship) for each in pdf.Root.AF] == ["/Supplement"] * 2
    assert sorted(attached.values()) == [b"one,two\n0,4\n", b"one,two\n1,4\n"]
    assert all(name.startswith("E1 ") and name.endswith("Łódź (calls).csv") for name in attached)
    assert "No syntax or stream encoding errors" in check(path)


# -- Tagging ----------------------------------------------------------------------------------


def elements_in(pdf):
    waiting = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Dictionary) and "/S" in found:
            yield found
            kids = found.get("/K", [])
            waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def test_all_content_is_an_elements_or_an_artifact(dossier, shelf, tmp_path):
    bound(dossier, tmp_path / "document.pdf")
    with pikepdf.open(tmp_path / "document.pdf") as pdf:
        held = {}
        for element in elements_in(pdf):
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, int):
                    assert (element.Pg.objgen, kid) not in held
                    held[element.Pg.objgen, kid] = element
        marked = {
            (page.obj.objgen, int(number))
            for page in pdf.pages
            for number in re.findall(rb"/MCID (\d+)", contents_of(page))
        }

        assert marked == set(held)
        assert not {str(each.S) for each in held.values()} & {"/NonStruct", "/Sect", "/Art"}


def contents_of(page):
    return b"\n".join(stream.read_bytes() for stream in page.obj.Contents)


def test_headers_say_what_they_head(dossier, shelf, tmp_path):
    bound(dossier, tmp_path / "document.pdf")
    with pikepdf.open(tmp_path / "document.pdf") as pdf:
        scopes = [str(each.A.Scope) for each in elements_in(pdf) if each.S == "/TH"]

    assert scopes
    assert set(scopes) == {"/Row", "/Column"}


# -- Places and the shelf ---------------------------------------------------------------------


def test_places_are_numbered_by_what_they_are_for():
    filled, names = with_places(
        '<i data-page="#E1"></i> <i class="at-right" data-page="#E2"></i> <i data-page="#E1"></i>'
    )

    assert names == ["E1", "E2"]
    assert filled.count(f">{text_of(0)}<") == 2
    assert filled.count(f">{text_of(3)}<") == 1


@pytest.mark.parametrize("place", [0, 1, len(LETTERS), 17_575, 17_576, 1_000_000])
def test_a_places_text_says_which_it_is(place):
    assert place_in(text_of(place)) == place
    assert len(text_of(place)) >= 3


def test_what_is_cut_short_never_gets_its_name(shelf):
    def cut_short():
        with shelf.new("half") as file:
            file.write(b"half of it")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        cut_short()

    assert "half" not in shelf
    assert not [path for path in (rendering.settings.SHELF_DIR).rglob("*") if path.is_file()]


def test_what_nobody_used_is_cleared_away(shelf):
    shelf.put("old", b"1")
    assert shelf.clear(timedelta(days=1)) == 0
    assert shelf.clear(timedelta(seconds=-1)) == 1
    assert "old" not in shelf


def test_another_centres_name_is_another_look(dossier, shelf):
    warm(dossier)
    elsewhere = replace(dossier, person=replace(dossier.person, centre="Elsewhere"))

    assert warm(elsewhere) > 4


def test_a_damaged_shelf_is_no_document(shelf):
    shelf.put("broken.quire", b"something else\n")
    with pytest.raises(ValueError, match="no quire"):
        rendering.Quire(lambda: shelf.open("broken.quire"))


def test_more_quires_than_a_process_may_have_open_files(dossier, shelf, tmp_path):
    assert warm(dossier) > 12
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    now = len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (now + 8, hard))
    try:
        assert bound(dossier, tmp_path / "document.pdf") > 12
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

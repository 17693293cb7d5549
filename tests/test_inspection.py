import io
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from portfolio.files.confining.calls import MACHINES
from portfolio.files.filenames import EXTENSIONS
from portfolio.files.inspection import containers, door, problems, refusals, signatures
from portfolio.files.inspection.door import Refused, inspect
from portfolio.files.inspection.problems import Problem, State
from portfolio.models import EvidenceFile, FileKind
from tests import samples

WORD = containers.BY_EXTENSION["docx"]
ACCEPTED = [
    (samples.jpeg, "a.jpg", "image", "image/jpeg"),
    (samples.cmyk_jpeg, "a.jpg", "image", "image/jpeg"),
    (samples.png, "a.png", "image", "image/png"),
    (samples.transparent_png, "a.png", "image", "image/png"),
    (samples.sixteen_bit_png, "a.png", "image", "image/png"),
    (samples.gif, "a.gif", "image", "image/gif"),
    (samples.webp, "a.webp", "image", "image/webp"),
    (samples.bmp, "a.bmp", "image", "image/bmp"),
    (samples.tiff, "a.tif", "image", "image/tiff"),
    (samples.heic, "IMG_0001.HEIC", "image", "image/heic"),
    (samples.pdf, "a.pdf", "pdf", "application/pdf"),
    (samples.protected_pdf, "a.pdf", "pdf", "application/pdf"),
    (samples.hostile_pdf, "a.pdf", "pdf", "application/pdf"),
    (samples.wav, "a.wav", "audio", "audio/wav"),
    (samples.mp3, "a.mp3", "audio", "audio/mpeg"),
    (samples.tagged_mp3, "a.mp3", "audio", "audio/mpeg"),
    (samples.aac, "a.aac", "audio", "audio/aac"),
    (samples.m4a, "a.m4a", "audio", "audio/mp4"),
    (samples.mp4, "recorder.m4a", "audio", "audio/mp4"),
    (samples.webm_sound, "a.webm", "audio", "audio/webm"),
    (samples.ogg, "a.opus", "audio", "audio/ogg"),
    (samples.flac, "a.flac", "audio", "audio/flac"),
    (samples.amr, "a.amr", "audio", "audio/amr"),
    (samples.mp4, "a.mp4", "video", "video/mp4"),
    (samples.fragmented_mp4, "a.mp4", "video", "video/mp4"),
    (samples.mov, "a.mov", "video", "video/quicktime"),
    (samples.three_gp, "a.3gp", "video", "video/3gpp"),
    (samples.webm, "a.webm", "video", "video/webm"),
    (samples.mkv, "a.mkv", "video", "video/x-matroska"),
    (samples.avi, "a.avi", "video", "video/x-msvideo"),
    (samples.open_xml, "a.docx", "office", WORD),
    (lambda: samples.open_xml("xlsx"), "a.xlsx", "office", containers.BY_EXTENSION["xlsx"]),
    (lambda: samples.open_xml("pptx"), "a.pptx", "office", containers.BY_EXTENSION["pptx"]),
    (samples.open_document, "a.odt", "office", containers.BY_EXTENSION["odt"]),
    (
        lambda: samples.open_document("spreadsheet"),
        "a.ods",
        "office",
        containers.BY_EXTENSION["ods"],
    ),
    (
        lambda: samples.open_document("presentation"),
        "a.odp",
        "office",
        containers.BY_EXTENSION["odp"],
    ),
    (lambda: samples.ole("WordDocument"), "a.doc", "office", "application/msword"),
    (lambda: samples.ole("Workbook"), "a.xls", "office", "application/vnd.ms-excel"),
    (
        lambda: samples.ole("PowerPoint Document"),
        "a.ppt",
        "office",
        "application/vnd.ms-powerpoint",
    ),
    (samples.rtf, "a.rtf", "office", "application/rtf"),
    (samples.text, "a.txt", "text", "text/plain; charset=utf-8"),
    (samples.windows_text, "a.txt", "text", "text/plain; charset=windows-1252"),
    (samples.csv, "a.csv", "text", "text/csv; charset=utf-8"),
    (samples.text, "a.md", "text", "text/markdown; charset=utf-8"),
    (lambda: "Notes of May".encode("utf-16"), "a.txt", "text", "text/plain; charset=utf-16"),
    (lambda: b"MZ is how my notes begin", "a.txt", "text", "text/plain; charset=utf-8"),
    # Content decides, not the name.
    (samples.jpeg, "report.pdf", "image", "image/jpeg"),
    (samples.pdf, "photo.jpg", "pdf", "application/pdf"),
    (samples.open_xml, "photo.jpg", "office", WORD),
    (samples.png, "setup.exe", "image", "image/png"),
]
REFUSED = [
    (lambda: b"", "a.pdf", refusals.EMPTY),
    (samples.program, "holiday.jpg", refusals.PROGRAM),
    (samples.program, "setup.exe", refusals.PROGRAM),
    (samples.linux_program, "report.pdf", refusals.PROGRAM),
    (samples.shell_script, "notes.txt", refusals.PROGRAM),
    (lambda: b"@echo off\r\ndel *.*\r\n", "start.bat", refusals.PROGRAM),
    (lambda: b"alert(1)", "a.js", refusals.PROGRAM),
    (samples.html, "page.html", refusals.WEB_PAGE),
    (samples.html, "notes.txt", refusals.WEB_PAGE),
    (lambda: b"\xef\xbb\xbf  <script>alert(1)</script>", "notes.txt", refusals.WEB_PAGE),
    (lambda: b"hello <script>alert(1)</script>", "notes.html", refusals.WEB_PAGE),
    (lambda: samples.html() + b"%PDF-1.7\n\0", "a.pdf", refusals.WEB_PAGE),
    (samples.svg, "drawing.svg", refusals.DRAWING),
    (samples.svg, "drawing.png", refusals.DRAWING),
    (samples.svg_with_prolog, "drawing.svg", refusals.DRAWING),
    (samples.archive, "files.zip", refusals.ARCHIVE),
    (samples.archive, "report.docx", refusals.ARCHIVE),
    (samples.rar, "files.rar", refusals.ARCHIVE),
    (lambda: b"PK\x03\x04" + bytes(100), "files.zip", refusals.ARCHIVE),
    (samples.zip_bomb_docx, "report.docx", refusals.BOMB),
    (lambda: samples.ole("__nameid_version1.0"), "mail.msg", refusals.E_MAIL),
    (samples.ole, "setup.msi", refusals.UNKNOWN),
    (samples.noise, "data.bin", refusals.UNKNOWN),
    (lambda: b"\xff\xfb\x90\x00" + b"\0" * 40, "a.mp3", refusals.UNKNOWN),
]
PROBLEMS = [
    (samples.password_pdf, "a.pdf", "pdf", problems.PDF_PASSWORD.sentence),
    (samples.truncated_pdf, "a.pdf", "pdf", problems.PDF_DAMAGED.sentence),
    (lambda: b"%PDF-1.7\n" + samples.noise(), "a.pdf", "pdf", problems.PDF_DAMAGED.sentence),
    (samples.empty_pdf, "a.pdf", "pdf", problems.PDF_EMPTY.sentence),
    (samples.truncated_jpeg, "a.jpg", "image", problems.PICTURE_DAMAGED.sentence),
    (lambda: samples.png()[:60], "a.png", "image", problems.PICTURE_DAMAGED.sentence),
    (
        lambda: b"\xff\xd8\xff" + samples.noise(),
        "a.jpg",
        "image",
        problems.PICTURE_DAMAGED.sentence,
    ),
    (samples.truncated_docx, "a.docx", "office", problems.OFFICE_DAMAGED.sentence),
    (lambda: samples.open_xml(macros=True), "a.docx", "office", problems.OFFICE_MACROS.sentence),
    (
        lambda: samples.ole("EncryptedPackage"),
        "a.docx",
        "office",
        problems.OFFICE_PASSWORD.sentence,
    ),
]


@pytest.fixture
def inspected(tmp_path):
    def inspected(content, name):
        path = tmp_path / "part"
        path.write_bytes(content)
        return inspect(str(path), name)

    return inspected


pytestmark = pytest.mark.usefixtures("own_storage")


def _ids(cases):
    return [f"{number}-{case[1]}" for number, case in enumerate(cases)]


@pytest.mark.parametrize(("make", "name", "kind", "content_type"), ACCEPTED, ids=_ids(ACCEPTED))
def test_the_content_says_what_a_file_is(inspected, make, name, kind, content_type):
    found = inspected(make(), name)
    assert (found.kind, found.content_type, found.problem) == (kind, content_type, "")


@pytest.mark.parametrize(("make", "name", "sentence"), REFUSED, ids=_ids(REFUSED))
def test_what_is_not_accepted_is_refused_with_its_own_sentence(inspected, make, name, sentence):
    with pytest.raises(Refused) as refusal:
        inspected(make(), name)
    assert refusal.value.sentence == sentence
    assert not list(default_storage.incoming.iterdir())


@pytest.mark.parametrize(("make", "name", "kind", "problem"), PROBLEMS, ids=_ids(PROBLEMS))
def test_what_cannot_be_shown_is_accepted_with_the_reason(inspected, make, name, kind, problem):
    found = inspected(make(), name)
    assert (found.kind, found.problem, found.preview_path) == (kind, problem, None)
    assert not list(default_storage.incoming.iterdir())


def test_a_picture_of_200_megapixels_is_not_even_decoded(inspected):
    found = inspected(samples.huge_png(), "plan.png")
    assert (found.width, found.height, found.preview_path) == (20_000, 10_000, None)
    assert "200 megapixels" in found.problem


def test_a_tiff_of_many_pages_says_that_only_the_first_is_shown(inspected):
    found = inspected(samples.tiff(pages=3), "scan.tif")
    assert "3 pages" in found.problem
    assert found.preview_path


def test_pages_are_counted(inspected):
    assert inspected(samples.pdf(pages=1000), "long.pdf").pages == 1000


def previewed(found):
    with Image.open(io.BytesIO(Path(found.preview_path).read_bytes())) as preview:
        preview.load()
        return preview


def test_a_preview_is_upright_and_says_nothing_of_the_place(inspected):
    content = samples.jpeg((3000, 2000), orientation=6, gps=True)
    with Image.open(io.BytesIO(content)) as original:
        assert original.getexif().get_ifd(samples.GPS)
    found = inspected(content, "a.jpg")
    preview = previewed(found)
    assert (found.width, found.height) == (3000, 2000)
    assert preview.size == (1333, 2000)
    assert not preview.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & preview.info.keys()
    assert b"Taken at home" not in Path(found.preview_path).read_bytes()


@pytest.mark.parametrize(
    ("content", "form", "mode"),
    [
        (samples.transparent_png(), "PNG", "RGBA"),
        (samples.png(mode="1"), "PNG", "L"),
        (samples.png(mode="P"), "PNG", "RGB"),
        (samples.sixteen_bit_png(), "PNG", "L"),
        (samples.cmyk_jpeg(), "JPEG", "RGB"),
        (samples.heic(), "JPEG", "RGB"),
        (samples.tiff(orientation=6), "JPEG", "RGB"),
    ],
)
def test_a_preview_is_of_a_form_that_browsers_and_the_pdf_show(inspected, content, form, mode):
    preview = previewed(inspected(content, "picture"))
    assert (preview.format, preview.mode) == (form, mode)


def test_a_turned_tiff_is_shown_upright(inspected):
    assert previewed(inspected(samples.tiff(orientation=6), "a.tif")).size == (48, 64)


def test_a_scan_of_16_bits_keeps_its_light_and_dark(inspected):
    preview = previewed(inspected(samples.sixteen_bit_png(), "a.png"))
    assert preview.getextrema() == (0, 255)


@pytest.mark.parametrize(
    "crash",
    [
        "import os; os.abort()",
        "import time; time.sleep(60)",
        "bytes(8 * 1024**3)",
        "while True: pass",
        "print('not JSON')",
    ],
    ids=["abort", "sleep", "memory", "loop", "rubbish"],
)
def test_a_file_that_breaks_its_reader_is_accepted_with_a_problem(
    inspected, monkeypatch, tmp_path, crash
):
    """A reader that dies: a copy of the child process in which reading a picture does ``crash``."""
    package = tmp_path / "portfolio" / "inspection"
    package.mkdir(parents=True)
    for module in Path(door.__file__).parent.glob("*.py"):
        (package / module.name).write_text(module.read_text())
    (package.parent / "__init__.py").touch()
    (package / "pictures.py").write_text(f"def read_picture(path, preview):\n    {crash}\n")
    source = (package / "parse.py").read_text()
    (package / "parse.py").write_text(source.replace("CPU_SECONDS = 40", "CPU_SECONDS = 1"))
    monkeypatch.setattr("django.conf.settings.BASE_DIR", tmp_path)
    monkeypatch.setattr(door, "WALL_SECONDS", 3)
    found = inspected(samples.jpeg(), "a.jpg")
    assert (found.kind, found.problem) == ("image", problems.NOT_CHECKED.sentence)
    assert not list(default_storage.incoming.iterdir())


def test_the_child_process_knows_nothing_of_the_site():
    """No settings, no models: an exploited decoder finds no key and no database."""
    modules = ("parse", "pictures", "documents", "containers")
    loads = [f"import portfolio.files.inspection.{module}" for module in modules]
    tells = "import sys; print([name for name in sys.modules if name.startswith('django')])"
    program = "\n".join([*loads, tells])
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert found.stdout.strip() == b"[]"


@pytest.mark.skipif(platform.machine() not in MACHINES, reason="no filter for this machine")
@pytest.mark.parametrize(
    "attempt",
    ["socket.socket()", "os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 0)"],
)
def test_the_child_process_reaches_no_network_no_program_and_no_other_process(attempt):
    program = (
        "import os, socket, threading\n"
        "from portfolio.files.confining.calls import reach_nothing\n"
        "assert reach_nothing()\n"
        "def attempt():\n"
        f"    try:\n        {attempt}\n"
        "    except PermissionError:\n        print('refused')\n"
        "attempt()\n"
        "thread = threading.Thread(target=attempt)\n"
        "thread.start()\n"
        "thread.join()\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert found.stdout.split() == [b"refused", b"refused"]


def test_kinds_types_and_sentences_fit_the_table():
    made = {signature[1] for signature in signatures.SIMPLE} | {case[2] for case in ACCEPTED}
    assert made == set(FileKind.values)
    for _, _, _, content_type in ACCEPTED:
        assert content_type.partition(";")[0] in EXTENSIONS
        assert len(content_type) <= EvidenceFile._meta.get_field("content_type").max_length
    longest = EvidenceFile._meta.get_field("problem").max_length
    made = [problem for problem in vars(problems).values() if isinstance(problem, Problem)]
    assert {problem.state for problem in made} == set(State)
    assert max(len(problem.sentence) for problem in made) < longest - 10
    assert max(map(len, State)) <= EvidenceFile._meta.get_field("state").max_length

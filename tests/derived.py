"""Files of which something can be made by the programs of this machine, and what the tests need
to ask of these."""

import io
import subprocess
import zipfile

import pytest

from portfolio.files.derivatives.making import make
from portfolio.files.derivatives.recipes import has_office, has_recordings
from portfolio.files.storing import store_file
from portfolio.files.uploads import IncomingFile

needs_office = pytest.mark.skipif(
    not has_office(),
    reason="LibreOffice is not installed: apt-get install libreoffice-writer-nogui",
)
needs_ffmpeg = pytest.mark.skipif(
    not has_recordings(), reason="ffmpeg is not installed: apt-get install ffmpeg"
)

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# A picture that is not in the document: whoever opens it is asked to fetch it.
PICTURE = (
    f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing">'
    '<wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/>'
    f'<a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture">'
    f'<pic:pic xmlns:pic="{DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="x"/>'
    f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{OFFICE}" r:link="rId9"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
    '<a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/>'
    "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def word_document(*paragraphs, picture_at=""):
    """A DOCX that LibreOffice opens; ``picture_at`` is an address that it refers to."""
    words = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    body = words + (PICTURE if picture_at else "")
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml", "Internal")),
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    if picture_at:
        entries["word/_rels/document.xml.rels"] = relations(
            ("rId9", "image", picture_at, "External")
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, f'<?xml version="1.0"?>\n{content}')
    return packed.getvalue()


def relations(*given):
    listed = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for key, kind, target, mode in given
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def video(seconds=2, extension="mp4", size="320x240"):
    """A test picture with a tone."""
    command = ["ffmpeg", "-v", "error", "-nostdin"]
    command += ["-f", "lavfi", "-i", f"testsrc=duration={seconds}:size={size}:rate=10"]
    command += ["-f", "lavfi", "-i", f"sine=duration={seconds}", "-pix_fmt", "yuv420p"]
    command += ["-f", {"mp4": "mp4", "webm": "webm"}[extension]]
    command += ["-movflags", "frag_keyframe+empty_moov"] if extension == "mp4" else []
    return subprocess.run([*command, "-"], capture_output=True, check=True).stdout


def stored(evidence, name, content):
    """The file as its learner uploads it."""
    upload = IncomingFile.of(name, [content])
    return store_file(evidence=evidence, user=evidence.learner.user, upload=upload).file


def made(evidence, name, content):
    """The file, and all that the job makes of it."""
    file = stored(evidence, name, content)
    make(file.pk)
    file.refresh_from_db()
    return file

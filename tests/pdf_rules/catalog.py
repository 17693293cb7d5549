"""What the catalogue and the metadata of a PDF have to say (ISO 14289-1, 5 and 7.1)."""

import re

UA = re.compile(rb"pdfuaid:part(?:=[\"']|>)\s*1\b")
A3 = re.compile(rb"pdfaid:part(?:=[\"']|>)\s*3\b")


def metadata_of(pdf) -> bytes:
    """The XMP packet; empty where there is none."""
    stream = pdf.Root.get("/Metadata")
    return stream.read_bytes() if stream is not None else b""


def conformance_of(pdf) -> list[str]:
    """Which standards the file says it keeps."""
    packet = metadata_of(pdf)
    named = (("PDF/UA-1", UA), ("PDF/A-3", A3))
    return [name for name, said in named if said.search(packet)]


def catalog_faults(pdf):
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "The catalogue names no language (Lang)."
    marks = root.get("/MarkInfo", {})
    if marks.get("/Marked") is not True:
        yield "The catalogue does not say that the file is tagged (MarkInfo)."
    if marks.get("/Suspects") is True:
        yield "The catalogue says that its tags are suspect (MarkInfo)."
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "The title is not shown in the window (DisplayDocTitle)."
    if "/StructTreeRoot" not in root:
        yield "There is no structure tree."
    yield from _metadata_faults(pdf)


def _metadata_faults(pdf):
    if not metadata_of(pdf):
        yield "There is no XMP metadata."
        return
    if not conformance_of(pdf):
        yield "The metadata name neither PDF/UA-1 nor PDF/A-3."
    with pdf.open_metadata(update_docinfo=False) as metadata:
        title = str(metadata.get("dc:title", ""))
    if not title.strip():
        yield "The metadata name no title."
    if "/Title" in pdf.docinfo and str(pdf.docinfo.Title) != title:
        yield "The title in the metadata is not the one in the document information."

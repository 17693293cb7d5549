"""What PDF/A-3 asks for besides (ISO 19005-3), with the help of pikepdf's own validator."""

import re

from pikepdf.pdfa import validate_written

from tests.pdf_rules.catalog import metadata_of

SHOWN, PRINTED = 0b100011, 0b100  # Invisible, Hidden, NoView; Print
DESCRIBED = re.compile(rb"<pdfaSchema:namespaceURI>([^<]+)</pdfaSchema:namespaceURI>")
USED = re.compile(rb"xmlns:(\w+)=[\"']([^\"']+)[\"']")
# Namespaces that PDF/A itself describes, and those of RDF and of the descriptions.
KNOWN = re.compile(
    rb"http://(purl\.org/dc/|ns\.adobe\.com/|www\.aiim\.org/pdfa/|www\.w3\.org/)|adobe:ns:meta/"
)
# It judges level B, and knows no schema but its own; those are looked at here.
NOT_ITS_OWN = ("pdfaid:conformance is 'A'", "is not permitted")


def archive_faults(pdf, path):
    if not any("/DestOutputProfile" in each for each in pdf.Root.get("/OutputIntents", [])):
        yield "PDF/A: no output intent says which colours are meant."
    if "/ID" not in pdf.trailer:
        yield "PDF/A: the file has no ID."
    yield from _metadata_faults(metadata_of(pdf))
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", []):
            yield from _annotation_faults(annotation, number)
    yield from _validator_faults(path)


def _metadata_faults(packet):
    described = set(DESCRIBED.findall(packet))
    for prefix, namespace in USED.findall(packet):
        if not KNOWN.match(namespace) and namespace not in described:
            yield f"PDF/A: no schema describes the properties {prefix.decode()} of the metadata."


def _validator_faults(path):
    for finding in validate_written(path, "3b").findings:
        is_ours = any(words in finding.message for words in NOT_ITS_OWN)
        if finding.kind == "violation" and not is_ours:
            yield f"PDF/A: {finding.message} ({finding.where}, {finding.rule})."


def _annotation_faults(annotation, number):
    kind = str(annotation.get("/Subtype", ""))[1:]
    if kind == "Popup":
        return
    flags = int(annotation.get("/F", 0))
    if flags & SHOWN or not flags & PRINTED:
        yield f"PDF/A: a {kind} on page {number} is hidden or not printed (F)."
    left, bottom, right, top = map(float, annotation.Rect)
    is_point = left == right and bottom == top
    if kind != "Link" and "/AP" not in annotation and not is_point:
        yield f"PDF/A: a {kind} on page {number} has no appearance (AP)."

"""What a sealed PDF says of itself, where programs look for it: in its metadata (XMP).

PDF/A wants every property described that is not one of its own (ISO 19005-3, 6.6.2.3.2). Imports
no Django: the child process of ``read`` uses it, too.
"""

import re
from dataclasses import asdict, dataclass
from html import escape, unescape
from string import Template

NAMESPACE = "urn:portfolio-seal:1#"
# By property: what it is, as archives read it.
DESCRIPTIONS = {
    "export": "Code of the document in the records of the site that made it",
    "state": "SHA-256 of all values of the portfolio that the document shows",
    "shape": "Which values there were when the state was computed",
    "auditLength": "Number of entries in the audit trail of the centre when it was made",
    "auditHead": "SHA-256 of the newest of these entries",
    "centre": "The centre that sealed it",
    "centreNumber": "The number that the awarding body gave the centre",
}
LONGEST_PACKET = 256 * 1024
PROPERTY = re.compile(rb"<seal:(\w{1,20})>([^<]{0,400})</seal:\1>")
SCHEMAS_END = re.compile(rb"</rdf:Bag>\s*</pdfaExtension:schemas>")
DESCRIPTION_END = b"</rdf:RDF>"

_PROPERTY = Template(
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>$name</pdfaProperty:name>'
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>$words</pdfaProperty:description></rdf:li>"
)
_SCHEMA = Template(
    '<rdf:li rdf:parseType="Resource"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    "<pdfaSchema:schema>Seal of a portfolio of evidence</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>$namespace</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>seal</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>$properties</rdf:Seq></pdfaSchema:property></rdf:li>"
)
_SCHEMAS = Template(
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/">'
    "<pdfaExtension:schemas><rdf:Bag>$schema</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_FACTS = Template('<rdf:Description rdf:about="" xmlns:seal="$namespace">$facts</rdf:Description>')


class NoMetadata(ValueError):
    """The PDF has no XMP metadata that something could be added to."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is written into a PDF when it is sealed. Hashes are SHA-256 in hexadecimal."""

    export: str = ""
    state: str = ""
    shape: str = ""
    auditLength: str = ""  # noqa: N815 - as in the file
    auditHead: str = ""  # noqa: N815
    centre: str = ""
    centreNumber: str = ""  # noqa: N815


def with_facts(packet: bytes, facts: Facts) -> bytes:
    """The XMP ``packet`` with ``facts`` and what describes them; raises ``NoMetadata``."""
    if packet.count(DESCRIPTION_END) != 1:
        raise NoMetadata("The PDF has no XMP metadata.")
    described = "".join(
        _PROPERTY.substitute(name=name, words=words) for name, words in DESCRIPTIONS.items()
    )
    schema = _SCHEMA.substitute(namespace=NAMESPACE, properties=described)
    said = "".join(
        f"<seal:{name}>{escape(value)}</seal:{name}>" for name, value in asdict(facts).items()
    )
    added = _FACTS.substitute(namespace=NAMESPACE, facts=said)
    if SCHEMAS_END.search(packet):
        # A packet has one list of schemas at most.
        packet = SCHEMAS_END.sub(lambda end: schema.encode() + end[0], packet, count=1)
    else:
        added = _SCHEMAS.substitute(schema=schema) + added
    return packet.replace(DESCRIPTION_END, added.encode() + DESCRIPTION_END)


def facts_in(packet: bytes) -> Facts | None:
    """The facts of an XMP packet; ``None`` where it has none. Whoever sent it may have made it."""
    found = {
        name.decode(): unescape(value.decode("utf-8", "replace"))
        for name, value in PROPERTY.findall(packet[:LONGEST_PACKET])
    }
    known = {name: found[name] for name in DESCRIPTIONS if name in found}
    return Facts(**known) if known else None

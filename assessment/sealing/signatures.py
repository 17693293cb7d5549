"""The signatures in a PDF, found in its bytes rather than by a parser: what a seal covers is the
bytes, and a file that was damaged on purpose must not hide it.

Imports no Django: runs in the child process of ``read``.
"""

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from mmap import mmap

from asn1crypto import algos, cms, parser, x509
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from assessment.sealing.signature_states import BROKEN, CUT, FOLLOWED, MOVED, WHOLE

BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,12})\s{1,9}(\d{1,12})\s{1,9}(\d{1,12})\s{1,9}(\d{1,12})\s{0,99}\]"
)
CONTENTS = re.compile(rb"<([0-9A-Fa-f]{512,})>")
SEALED_AT = re.compile(rb"/M \(D(?:\\072|:)(\d{14})Z")
# Of a file with more, the first and the last are looked at.
MOST_AT_EITHER_END = 4
# The name of the algorithm, as a signature lists it.
SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
LONGEST_CONTENTS = 1024 * 1024
CHUNK = 1024 * 1024
AROUND = 64 * 1024


@dataclass(slots=True)
class Signature:
    """One signature. ``certificates``: SHA-256 of each, the signer's first; empty: not readable.

    ``sealed_sha256``: of the part it covers, where something follows; ``ends_at``: its length.
    """

    state: str
    certificates: list[str] = field(default_factory=list)
    called: str = ""
    sealed_at: str = ""
    ends_at: int = 0
    sealed_sha256: str = ""


class NotAsMade(Exception):
    """A part of the signature that it does not cover itself is not as this site writes it."""


def signatures_in(content: mmap) -> list[Signature]:
    """The signatures of the PDF, in the order in which they stand in the file."""
    found = BYTE_RANGE.finditer(content)
    first = list(islice(found, MOST_AT_EITHER_END))
    last = deque(found, maxlen=MOST_AT_EITHER_END)
    return [_signature(content, match) for match in (*first, *last)]


def signature_of(contents: bytes) -> Signature:
    """A signature that was taken out of its place: whose it was, and that it does not fit."""
    try:
        return _named(Signature(MOVED), _Cms(contents))
    except Exception:  # noqa: BLE001 - a parser raises whatever it likes on made-up bytes
        return Signature(BROKEN)


class _Cms:
    """A detached signature (RFC 5652)."""

    def __init__(self, contents: bytes) -> None:
        length = _length_of(contents)
        self.der, self.padding = contents[:length], contents[length:]
        self.signed = cms.ContentInfo.load(self.der)["content"]
        certificates = extract_certificate_info(self.signed)
        self.certificate: x509.Certificate = certificates.signer_cert
        self.others = certificates.other_certs
        (self.signer,) = self.signed["signer_infos"]

    def covers(self, digest: bytes) -> bool:
        intact, valid = validate_sig_integrity(self.signer, self.certificate, "data", digest)
        return intact and valid

    def refuse_what_was_added(self) -> None:
        """What the signature does not cover is as this site makes it; raises ``NotAsMade``."""
        digests = [each.dump() for each in self.signed["digest_algorithms"]]
        content = self.signed["encap_content_info"]
        as_made = (
            not self.padding.strip(b"\0")
            and self._is_canonical()
            and self.signed["version"].native == "v1"
            and self.signer["version"].native == "v1"
            and digests == [SHA256]
            and self.signer["digest_algorithm"].dump() == SHA256
            and content["content_type"].native == "data"
            and content["content"].native is None
            and self.signed["crls"].native is None
            and not self.signer["unsigned_attrs"].native
        )
        if not as_made:
            raise NotAsMade

    def _is_canonical(self) -> bool:
        """Written in the one way there is (DER). Of bought certificates that cannot be said here:
        asn1crypto writes addresses in them otherwise."""
        if not self.certificate.self_issued:
            return True
        return cms.ContentInfo.load(self.der).dump(force=True) == self.der


def _length_of(contents: bytes) -> int:
    return parser.peek(contents)


def _signature(content: mmap, match: re.Match) -> Signature:
    start, first, second, last = map(int, match.groups())
    end, size = second + last, len(content)
    signature = Signature(BROKEN, sealed_at=_sealed_at(content, match.end()), ends_at=end)
    is_in_place = start == 0 and first < second <= end and second - first <= LONGEST_CONTENTS
    gap = content[first:second] if is_in_place and second <= size else b""
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return _out_of_place(content, match, signature)
    try:
        signed = _Cms(bytes.fromhex(gap[1:-1].decode("ascii")))
        _named(signature, signed)
        if end > size:
            signature.state = CUT
        elif signed.covers(_digest(content, ((0, first), (second, end)))):
            signature.state = WHOLE if end == size else FOLLOWED
            signed.refuse_what_was_added()
            if gap != gap.upper():
                raise NotAsMade
    except Exception:  # noqa: BLE001 - a parser raises whatever it likes on made-up bytes
        signature.state = BROKEN
    if signature.state == FOLLOWED:
        signature.sealed_sha256 = _digest(content, ((0, end),)).hex()
    return signature


def _out_of_place(content: mmap, match: re.Match, signature: Signature) -> Signature:
    """The file was written anew, or a number was changed: whose seal it was may still be told."""
    start = max(0, match.start() - AROUND)
    near = CONTENTS.search(content[start : match.end() + AROUND])
    if near and len(near[1]) % 2 == 0:
        other = signature_of(bytes.fromhex(near[1].decode()))
        signature.certificates, signature.called = other.certificates, other.called
        signature.state = MOVED
    return signature


def _named(signature: Signature, signed: _Cms) -> Signature:
    others = sorted(each.sha256.hex() for each in signed.others)
    signature.certificates = [signed.certificate.sha256.hex(), *others]
    names = signed.certificate.subject.native
    signature.called = str(names.get("common_name") or names.get("organization_name") or "")[:120]
    return signature


def _sealed_at(content: mmap, position: int) -> str:
    said = SEALED_AT.search(content[position : position + 300])
    return said[1].decode() if said else ""


def _digest(content: mmap, parts: tuple[tuple[int, int], ...]) -> bytes:
    digest = hashlib.sha256()
    for start, end in parts:
        for chunk in _chunks(content, start, end):
            digest.update(chunk)
    return digest.digest()


def _chunks(content: mmap, start: int, end: int) -> Iterator[bytes]:
    for position in range(start, end, CHUNK):
        yield content[position : min(position + CHUNK, end)]

"""Sealing: a PDF gets the centre's signature, by which any later change shows.

PAdES B-B (ETSI EN 319 142-1), as a certification signature that permits no changes (ISO 32000-1,
12.8.2.2). It is an incremental update: what was there stays, byte for byte.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import IO

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    InvisSigSettings,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.signers import PdfSignatureMetadata, Signer, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from assessment.sealing.facts import Facts, NoMetadata, with_facts
from portfolio.keys import OpenKey

FIELD = "Seal"


class _Writer(IncrementalPdfFileWriter):
    """Leaves the metadata to us: pyHanko would put its name and the time into them, where PDF/A
    wants the same in two places."""

    def _update_meta(self) -> None:
        pass


class _Signer(Signer):
    """Signs with a key that is open already: opening it takes longer than all the rest."""

    DIGEST = "sha256"

    def __init__(self, key: OpenKey) -> None:
        der = serialization.Encoding.DER
        own, *others = (x509.Certificate.load(each.public_bytes(der)) for each in key.certificates)
        super().__init__(signing_cert=own, cert_registry=SimpleCertificateStore.from_certs(others))
        self._private = key.private

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))


def seal(document: IO[bytes], *, key: OpenKey, facts: Facts, address: str) -> None:
    """Seal the PDF in ``document``, which can be read and written, at its end.

    ``address``: where it can be verified. Takes memory for the parts it changes, not for the
    whole. Raises ``NoMetadata`` for a PDF without XMP.
    """
    document.seek(0)
    writer = _Writer(document)
    _add_facts(writer, facts)
    append_signature_field(writer, _field(facts.centre))
    signature = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=_Signer.DIGEST,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        name=facts.centre,
        reason=f"Whoever changes this portfolio breaks the seal. It shows state {facts.state}.",
        contact_info=address,
    )
    # pyHanko runs an event loop, of which a thread can have one only: whoever calls may have one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(
            sign_pdf,
            writer,
            signature,
            signer=_Signer(key),
            existing_fields_only=True,
            in_place=True,
        ).result()
    document.seek(0, 2)


def _add_facts(writer: IncrementalPdfFileWriter, facts: Facts) -> None:
    try:
        packet = writer.root["/Metadata"].data
    except KeyError as missing:
        raise NoMetadata("The PDF has no XMP metadata.") from missing
    kind = DictionaryObject(
        {NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")}
    )
    stream = StreamObject(kind, stream_data=with_facts(packet, facts))
    writer.root[NameObject("/Metadata")] = writer.add_object(stream)
    writer.update_root()


def _field(centre: str) -> SigFieldSpec:
    """A field that shows nothing: outside the page, so that PDF/UA wants no tag (ISO 14289-1,
    7.18.1), of no size, so that PDF/A wants no appearance (ISO 19005-3, 6.3.3)."""
    return SigFieldSpec(
        FIELD,
        readable_field_name=f"Seal of {centre}",
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
    )

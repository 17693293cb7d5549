"""The centres' sealing keys: made, kept encrypted, opened, exchanged for new ones."""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portfolio.auditing import enter
from portfolio.models import Act, Centre, SealingKey, User

logger = logging.getLogger(__name__)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

RSA_BITS = 3072
# Whoever reads an archive in decades has no use for a certificate that ended.
VALID_FOR = timedelta(days=30 * 365)
# Bytes that a name in a certificate can have (RFC 5280, appendix A).
LONGEST_NAME = 64
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336


class NoSealingKey(Exception):
    """The bought key cannot be used. The words say why, to whoever looks after the site."""


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A key that can seal, with its certificate and those that vouch for it."""

    row: SealingKey
    private: PrivateKey
    certificates: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class _Material:
    private: PrivateKey
    certificates: tuple[x509.Certificate, ...]


def open_key(centre: Centre) -> OpenKey:
    """The key that seals ``centre``'s documents now; made where there is none yet.

    Also made anew where the kept one cannot be opened, since ``SEAL_KEY`` is another one now.
    """
    if settings.SEAL_FILE:
        return _known(centre, bought_key())
    kept = centre.sealing_keys.own().filter(leaked_at=None).first()
    return (_opened(kept) if kept else None) or make_key(centre=centre, replacing=kept)


def make_key(
    *,
    centre: Centre,
    replacing: SealingKey | None = None,
    by: User | None = None,
    has_leaked: bool = False,
) -> OpenKey:
    """Make ``centre``'s next key, unless somebody else has just replaced ``replacing``.

    ``has_leaked``: others may have the former ones. Seals made with them count from now on only
    on documents that are on record here.
    """
    material = _new_material(centre)
    with transaction.atomic():
        # Two first exports at once make one key.
        Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
        newest = centre.sealing_keys.own().filter(leaked_at=None).first()
        if newest is not None and newest != replacing and (opened := _opened(newest)):
            return opened
        if has_leaked:
            centre.sealing_keys.filter(leaked_at=None).update(leaked_at=timezone.now())
        key = _kept(centre, material, _encrypted(material.private, centre))
        _enter(key, by, _words_on(replacing, has_leaked=has_leaked))
    return OpenKey(key, material.private, material.certificates)


def bought_key() -> _Material:
    """The key of ``SEAL_FILE``; raises ``NoSealingKey`` with the reason where it cannot be used."""
    try:
        content = Path(settings.SEAL_FILE).read_bytes()
        password = settings.SEAL_PASSWORD.encode() or None
        private, certificate, others = pkcs12.load_key_and_certificates(content, password)
    except OSError as error:
        raise NoSealingKey(f"SEAL_FILE cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise NoSealingKey("SEAL_FILE is not PKCS#12, or SEAL_PASSWORD is wrong.") from error
    if certificate is None or not isinstance(private, PrivateKey):
        raise NoSealingKey("SEAL_FILE holds no key (RSA or elliptic curve) with its certificate.")
    if certificate.not_valid_after_utc < timezone.now():
        raise NoSealingKey("The certificate of SEAL_FILE has ended. Buy another, or remove it.")
    return _Material(private, (certificate, *others))


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def certificates_of(key: SealingKey) -> tuple[x509.Certificate, ...]:
    """Its own first, then those that vouch for it."""
    return tuple(x509.load_pem_x509_certificates(key.certificates.encode()))


# -- Made by the site -------------------------------------------------------------------------


def _new_material(centre: Centre) -> _Material:
    private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    called = centre.name.encode()[:LONGEST_NAME].decode(errors="ignore")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, called),
            x509.NameAttribute(NameOID.COMMON_NAME, called),
        ]
    )
    now = timezone.now()
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        # Readers whose clock is slow would call it not yet valid.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False
        )
        .sign(private, hashes.SHA256())
    )
    return _Material(private, (certificate,))


def _encrypted(private: PrivateKey, centre: Centre) -> str:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase(centre.pk)),
    ).decode()


def _opened(key: SealingKey) -> OpenKey | None:
    """``None`` where it was encrypted with another ``SEAL_KEY``."""
    certificates = certificates_of(key)
    try:
        private = serialization.load_pem_private_key(
            key.private_key.encode(),
            _passphrase(key.centre_id),
            # Takes ten times as long as to sign; that it fits the certificate is checked below.
            unsafe_skip_rsa_key_validation=True,
        )
    except ValueError:
        logger.warning("%s cannot be opened with this SEAL_KEY.", key)
        return None
    is_its_own = private.public_key() == certificates[0].public_key()
    if not (is_its_own and isinstance(private, PrivateKey)):
        logger.warning("%s does not belong to its certificate.", key)
        return None
    return OpenKey(key, private, certificates)


def _passphrase(centre: int) -> bytes:
    """Of this site and this centre alone: a row that is moved to another centre does not open."""
    said = f"sealing key of centre {centre}"
    return hmac.new(settings.SEAL_KEY.encode(), said.encode(), hashlib.sha256).hexdigest().encode()


# -- Rows and entries -------------------------------------------------------------------------


def _known(centre: Centre, material: _Material) -> OpenKey:
    """The bought key with its row in ``centre``, so that it stays known when another is bought."""
    fingerprint = fingerprint_of(material.certificates[0])
    row = centre.sealing_keys.filter(fingerprint=fingerprint).first()
    if row is None:
        with transaction.atomic():
            Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
            row = centre.sealing_keys.filter(fingerprint=fingerprint).first()
            if row is None:
                row = _kept(centre, material, private_key="")
                _enter(row, None, "Began to seal with a bought key.")
    if row.leaked_at:
        raise NoSealingKey("The key of SEAL_FILE was said to have leaked. Buy another.")
    return OpenKey(row, material.private, material.certificates)


def _kept(centre: Centre, material: _Material, private_key: str) -> SealingKey:
    pem = serialization.Encoding.PEM
    key = SealingKey(
        centre=centre,
        fingerprint=fingerprint_of(material.certificates[0]),
        certificates="".join(each.public_bytes(pem).decode() for each in material.certificates),
        private_key=private_key,
    )
    key.full_clean()
    key.save()
    return key


def _words_on(replacing: SealingKey | None, *, has_leaked: bool) -> str:
    if has_leaked:
        return "Made a new sealing key, as others may have the former one."
    return "Made a new sealing key." if replacing else "Made the sealing key."


def _enter(key: SealingKey, by: User | None, words: str) -> None:
    enter(Act.KEY, words, by=by, centre=key.centre, key=key.pk, fingerprint=key.fingerprint)

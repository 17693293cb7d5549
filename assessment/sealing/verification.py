"""What a document says of itself on its cover, and where anybody can have it verified."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe

from assessment.sealing.facts import Facts
from portfolio.models import AuditChain, Centre

QR_TITLE = "QR code that leads to the page where this document can be verified"


@dataclass(frozen=True, slots=True)
class Head:
    """How long a centre's audit trail is, and the hash of its newest entry."""

    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Made when, by whom and of what: shown by ``dossier/_verify.html``.

    ``state``: SHA-256 of all values the document shows; ``qr_svg``: a picture of ``address``, as
    markup with its text alternative.
    """

    code: UUID
    centre: str
    made_at: datetime
    made_by: str
    state: str
    trail: Head
    address: str
    qr_svg: str


def head_of(centre: Centre) -> Head:
    """The head of the centre's trail as it is now; one query."""
    chain = AuditChain.objects.filter(centre=centre).first()
    return Head(chain.length, chain.last_hash) if chain else Head(0, "")


def address_of(code: UUID) -> str:
    """Where the document with this code can be verified."""
    return urljoin(settings.SITE_ADDRESS, reverse("verify-document", args=[code]))


def qr_of(address: str) -> str:
    """The QR code of ``address`` as an SVG, black on white, with its text alternative."""
    code = segno.make(address, error="m", micro=False)
    # No title of its own: a PDF's text alternative comes from the one below.
    drawn = code.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr")
    start, _, rest = drawn.partition(">")
    label = escape(QR_TITLE)
    # segno's drawing, which holds no text, and our own words.
    return mark_safe(  # noqa: S308
        f'{start} role="img" aria-label="{label}"><title>{label}</title>{rest}'
    )


def facts_of(verification: Verification, *, shape: str, number: str) -> Facts:
    """The same for programs; ``shape``: see ``shape_of_states``; ``number``: the centre's."""
    return Facts(
        export=str(verification.code),
        state=verification.state,
        shape=shape,
        auditLength=str(verification.trail.length),
        auditHead=verification.trail.hash,
        centre=verification.centre,
        centreNumber=number,
    )

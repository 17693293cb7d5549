"""The documents that a portfolio is exported as."""

from dataclasses import replace
from typing import IO

from assessment.dossier.compiling import dossier_of
from assessment.dossier.rendering import render_pdf
from assessment.dossier.reporting import Report
from assessment.dossier.values import Dossier
from assessment.models import Conformance, Export
from assessment.sealing.seal import seal
from assessment.sealing.states import shape_of_states, state_of
from assessment.sealing.verification import (
    Head,
    Verification,
    address_of,
    facts_of,
    head_of,
    qr_of,
)
from portfolio.keys import open_key


def write_pdf(export: Export, output: IO[bytes], report: Report) -> int:
    """Write the PDF that ``export`` asks for, sealed; return how many pages it has.

    ``export`` knows then which state the document shows; saving that is the caller's.
    """
    centre = export.enrolment.learner.centre
    # Before the portfolio is read: whatever the trail tells by then is in the document.
    head = head_of(centre)
    dossier = dossier_of(export)
    verification = _verification(export, dossier, head)
    is_archive = export.conformance == Conformance.ARCHIVABLE
    told = replace(dossier, verification=verification)
    attaches = export.attaches_files
    pages = render_pdf(told, output, report, is_archive=is_archive, attaches_files=attaches)
    report("Sealing the document", 96)
    facts = facts_of(verification, shape=shape_of_states(), number=centre.number)
    seal(output, key=open_key(centre), facts=facts, address=verification.address)
    export.state_hash, export.state_shape = verification.state, facts.shape
    export.audit_head, export.audit_length = head.hash, head.length
    return pages


def _verification(export: Export, dossier: Dossier, head: Head) -> Verification:
    address = address_of(export.code)
    return Verification(
        code=export.code,
        centre=dossier.person.centre,
        made_at=dossier.made_at,
        made_by=str(export.asked_by),
        state=state_of(dossier),
        trail=head,
        address=address,
        qr_svg=qr_of(address),
    )

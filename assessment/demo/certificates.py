"""Papers of the college that gave Anna her earlier award; one of them cannot be opened."""

from io import BytesIO

import pikepdf
from weasyprint import HTML

from assessment.demo.paper import dated
from teams.demo.days import Days

AWARDED = 1180  # days before today
STYLE = """
@page { size: A4 landscape; margin: 12mm; background: #fbf8f1 }
body { margin: 0; font-family: serif; color: #3a2c1c; text-align: center }
.frame { border: 1.2mm double #8a6d3b; height: 184mm; padding: 20mm 24mm 0;
  box-sizing: border-box }
h1 { font-size: 30pt; font-weight: 400; letter-spacing: .04em; margin: 8mm 0 4mm }
.name { font-size: 26pt; font-style: italic; border-bottom: .4pt solid #8a6d3b; margin: 5mm 30mm }
p { font-size: 12pt; margin: 2mm 0 } small { font-size: 9pt; color: #7b6a50 }
table { margin: 6mm auto; font-size: 11pt; text-align: left } td { padding: 1mm 5mm }
.foot { margin-top: 9mm; font-size: 10pt }
"""
UNITS = (
    ("1", "How adults learn", "Pass"),
    ("2", "Giving and receiving feedback", "Pass"),
    ("3", "Coaching practice, three sessions", "Pass with merit"),
)


def certificate(days: Days) -> bytes:
    return _paper("Certificate", "has been awarded the Certificate in Coaching Skills", days)


def transcript(days: Days) -> bytes:
    """The same units once more, under a password that is not passed on."""
    paper = _paper("Transcript of units", "was assessed in the following units", days)
    locked = BytesIO()
    with pikepdf.open(BytesIO(paper)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="registry", user="registry"))
    return locked.getvalue()


def _paper(heading: str, sentence: str, days: Days) -> bytes:
    rows = "".join(
        f"<tr><td>Unit {number}</td><td>{title}</td><td>{result}</td></tr>"
        for number, title, result in UNITS
    )
    page = (
        f'<html lang="en-GB"><head><title>{heading}</title><style>{STYLE}</style></head><body>'
        '<div class="frame"><p>Fellmoor College of Further Education</p>'
        f"<h1>{heading}</h1><p>This is to say that</p>"
        f'<div class="name">Anna Kowalczyk</div><p>{sentence}</p><table>{rows}</table>'
        f'<p>{dated(days.ago(AWARDED))}</p><p class="foot">R. Ennisworth, registrar</p>'
        "<small>An invented college: this paper belongs to a demonstration.</small>"
        "</div></body></html>"
    )
    return HTML(string=page).write_pdf()

"""What is said of a file that was checked, in whole sentences: the page and the command say it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from assessment.sealing import changes, read
from assessment.sealing.checking import Outcome, Standing, Verdict
from assessment.sealing.signature_states import BROKEN, CUT, FOLLOWED, MOVED, WHOLE

ASK_FOR_THE_ORIGINAL = "Ask for the file as it was downloaded, rather than a scan or a saved copy."
STANDINGS = {
    Standing.SAME: "The portfolio is still in the state that this document shows.",
    Standing.CHANGED: (
        "The portfolio has changed since: this document shows an earlier state of it."
    ),
    Standing.OTHER_PROGRAM: (
        "Whether the portfolio has changed since cannot be said, as this site was updated after "
        "the document was made."
    ),
    Standing.NOT_ON_RECORD: (
        "This site keeps no record of the document any more, so whether the portfolio has changed "
        "since cannot be said."
    ),
}
PROBLEMS = {
    read.NOT_PDF: (
        "This is not a PDF",
        "Portfolios leave this site as PDF. Choose the file whose name ends in “.pdf”.",
    ),
    read.LOCKED: (
        "This PDF is protected by a password",
        "Documents of this site never are, so this is not one as it left this site. "
        + ASK_FOR_THE_ORIGINAL,
    ),
    read.DAMAGED: (
        "This PDF is damaged",
        "It cannot be read. Perhaps its end was lost on the way. Ask for it to be sent again.",
    ),
}
NOT_CHECKED = (
    "This file could not be checked",
    "Reading it takes more time or memory than any document of this site would: it is damaged, or "
    "was made to do harm. " + ASK_FOR_THE_ORIGINAL,
)
# Of a seal that is ours by its certificate, and does not fit.
FITS_NOT = {
    CUT: (
        "It carries the seal of {centre}, but its end is missing: it was cut short, perhaps on the "
        "way."
    ),
    MOVED: (
        "It carries the seal of {centre}, which does not fit any more: another program has written "
        "the file anew, and may have changed what it says."
    ),
    BROKEN: (
        "It carries the seal of {centre}, which does not fit what is in the file: something in it "
        "was changed, or the seal was taken from another document."
    ),
    WHOLE: (
        "It shows what {centre} sealed, but the seal itself was touched: it is not, byte for byte, "
        "the file that this site made."
    ),
}
CHANGES = {
    changes.PAGES: "pages were added or taken out",
    changes.CONTENT: "what pages show was changed",
    changes.ANNOTATIONS: "comments or other marks were put on pages",
    changes.FORM: "a form was added or filled in",
    changes.SIGNATURE: "another signature was added",
    changes.FILES: "files were attached",
    changes.SCRIPTS: "scripts or actions were added",
    changes.METADATA: "what the file says of itself was changed",
    changes.OTHER: "something was added after its end",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A heading, then sentences that follow from each other."""

    heading: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((f"{self.heading}.", *self.sentences))


def words_on(verdict: Verdict) -> Said:
    """What ``verdict`` means, for somebody who knows nothing of signatures."""
    if verdict.outcome == Outcome.UNALTERED:
        standing = (STANDINGS[verdict.standing],) if verdict.standing else ()
        return Said(
            f"Unaltered, and sealed by {verdict.key.centre}",
            (f"Every byte of it is as it was when it was sealed{_sealed_at(verdict)}.", *standing),
        )
    if verdict.outcome == Outcome.ALTERED:
        return _altered(verdict)
    if verdict.outcome == Outcome.LEAKED:
        return _leaked(verdict)
    if verdict.outcome == Outcome.FOREIGN:
        return _foreign(verdict)
    if verdict.outcome == Outcome.UNSEALED:
        return _unsealed(verdict)
    heading, sentence = PROBLEMS.get(verdict.reading.problem, NOT_CHECKED)
    return Said(heading, (sentence,))


def _unsealed(verdict: Verdict) -> Said:
    if verdict.reading.was_repaired:
        return Said(
            "This PDF is not complete, and carries no seal",
            ("A part of it, such as its end, was lost on the way. Ask for it to be sent again.",),
        )
    return Said(
        "This PDF carries no seal",
        ("It is not a document of this site, or its seal was taken away.", ASK_FOR_THE_ORIGINAL),
    )


def _altered(verdict: Verdict) -> Said:
    centre, state = verdict.key.centre, verdict.seal.state
    if state == FOLLOWED:
        said = f"{_what_followed(verdict)} {centre} does not vouch for it as it is now."
    else:
        said = FITS_NOT[state].format(centre=centre)
    return Said("Altered after it was sealed", (said, ASK_FOR_THE_ORIGINAL))


def _what_followed(verdict: Verdict) -> str:
    done = [CHANGES[change] for change in verdict.reading.changes]
    after = f"After it was sealed{_sealed_at(verdict)}"
    return f"{after}, {_joined(done or [CHANGES[changes.OTHER]])}."


def _leaked(verdict: Verdict) -> Said:
    return Said(
        "Sealed with a key that others may have",
        (
            f"The seal fits, but {verdict.key.centre} has given this key up since.",
            "Others may have come by it, and there is no record here of this document.",
            "It proves nothing by itself. Ask the centre.",
        ),
    )


def _foreign(verdict: Verdict) -> Said:
    name = verdict.seal.called if verdict.seal else ""
    called = f", which calls itself “{name}”," if name else ""
    return Said(
        "Sealed by somebody else",
        (
            f"The certificate of its signature{called} is none of this site’s centres’.",
            "Anybody can make a certificate with any name on it.",
            ASK_FOR_THE_ORIGINAL,
        ),
    )


def _sealed_at(verdict: Verdict) -> str:
    """Such as " on 22 November 2026 at 11:04"."""
    if verdict.sealed_at is None:
        return ""
    moment = timezone.localtime(verdict.sealed_at)
    return f" on {date_format(moment, 'j F Y')} at {date_format(moment, 'H:i')}"


def _joined(parts: list[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last

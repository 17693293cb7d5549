"""Why a stored file cannot be shown in the portfolio, and what to do, for who sent it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What is the matter with a file, for programs. In the database: 24 characters at most."""

    PASSWORD = "password-protected"
    DAMAGED = "damaged"
    EMPTY = "empty"
    MACROS = "macros"
    CARRIES = "carries a file"
    ELSEWHERE = "loads from elsewhere"
    TOO_LARGE = "too large to show"
    PARTLY = "partly shown"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Problem:
    """``sentence``: 290 characters at most; it may name numbers in braces, for ``found``."""

    state: State
    sentence: str

    def found(self, **numbers: int) -> dict[str, object]:
        """The problem as part of what the child process finds out."""
        return {"state": str(self.state), "problem": self.sentence.format(**numbers)}


PDF_PASSWORD = Problem(
    State.PASSWORD,
    "This PDF is password-protected. It is stored, but the portfolio PDF cannot show it: "
    "upload a copy without a password.",
)
PDF_DAMAGED = Problem(
    State.DAMAGED,
    "This PDF is damaged or cut short. It is stored, but the portfolio PDF cannot show it: "
    "open it on your device, save it as a new PDF, and upload that.",
)
PDF_EMPTY = Problem(
    State.EMPTY,
    "This PDF has no pages. It is stored, but there is nothing to show: "
    "export it again, check that it opens, and upload that.",
)
PDF_TOO_MUCH = Problem(
    State.TOO_LARGE,
    "This PDF would unpack to far more than other documents, so it cannot be shown. It is stored; "
    "print it to a new PDF, and upload that.",
)
PDF_FORM = Problem(
    State.PARTLY,
    "This PDF is a form that only Adobe’s own program can show. It is stored; "
    "open it there, print it to a PDF, and upload that.",
)
PDF_PACKAGE = Problem(
    State.PARTLY,
    "This PDF is a package of other files, which most programs cannot show. It is stored; "
    "save the files in it, and upload them one by one.",
)
PICTURE_DAMAGED = Problem(
    State.DAMAGED,
    "This picture is damaged or cut short. It is stored, but cannot be shown: "
    "check that it opens on your device, and upload it again.",
)
PICTURE_LAYERS = Problem(
    State.PARTLY,
    "This TIFF holds {pages} pages, and only the first is shown. "
    "Save it as a PDF, and upload that, so that all of them are.",
)
PICTURE_LARGE = Problem(
    State.TOO_LARGE,
    "This picture is too large to show: {megapixels} megapixels, where {limit} are possible. "
    "It is stored; upload a smaller copy to have it shown.",
)
RECORDING_DAMAGED = Problem(
    State.DAMAGED,
    "This recording is damaged or cut short. It is stored, but may not play to its end: "
    "check that it plays on your device, and upload it again.",
)
OFFICE_DAMAGED = Problem(
    State.DAMAGED,
    "This document is damaged or cut short. It is stored, but may not open: "
    "open it on your device, save it again, and upload that.",
)
OFFICE_PASSWORD = Problem(
    State.PASSWORD,
    "This document is password-protected, so your assessor cannot open it. "
    "It is stored; upload a copy without a password.",
)
OFFICE_MACROS = Problem(
    State.MACROS,
    "This document contains macros, which many computers refuse to open. "
    "It is stored, and nothing here opens it; upload a copy without macros, or a PDF.",
)
OFFICE_CARRIES = Problem(
    State.CARRIES,
    "This document carries another file or a program in it, which many computers refuse to open. "
    "It is stored, and nothing here opens it; upload a PDF of it, and that file by itself.",
)
OFFICE_ELSEWHERE = Problem(
    State.ELSEWHERE,
    "This document loads parts of itself, such as pictures or a template, from other places when "
    "it is opened, so your assessor may not see them. It is stored; upload a PDF of it.",
)
TEXT_DAMAGED = Problem(
    State.DAMAGED,
    "This begins as plain text, but further on it is not. It is stored, but may not open: "
    "save it again as plain text or a PDF, and upload that.",
)
NOT_CHECKED = Problem(
    State.NOT_CHECKED,
    "This file could not be checked, because it is damaged or unusually large or complicated. "
    "It is stored, but may not be shown: save it again in a simpler form, and upload that.",
)

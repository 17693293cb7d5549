"""Why a stored file cannot be shown in the portfolio, and what to do, for the person who sent it.

300 characters at most: see ``EvidenceFile.problem``.
"""

PDF_PASSWORD = (
    "This PDF is password-protected. It is stored, but the portfolio PDF cannot show it: "
    "upload a copy without a password."
)
PDF_DAMAGED = (
    "This PDF is damaged or cut short. It is stored, but the portfolio PDF cannot show it: "
    "open it on your device, save it as a new PDF, and upload that."
)
PDF_EMPTY = (
    "This PDF has no pages. It is stored, but there is nothing to show: "
    "export it again, check that it opens, and upload that."
)
PICTURE_DAMAGED = (
    "This picture is damaged or cut short. It is stored, but cannot be shown: "
    "check that it opens on your device, and upload it again."
)
PICTURE_LAYERS = (
    "This TIFF holds {pages} pages, and only the first is shown. "
    "Save it as a PDF, and upload that, so that all of them are."
)
PICTURE_LARGE = (
    "This picture is too large to show: {megapixels} megapixels, where {limit} are possible. "
    "It is stored; upload a smaller copy to have it shown."
)
OFFICE_DAMAGED = (
    "This document is damaged or cut short. It is stored, but may not open: "
    "open it on your device, save it again, and upload that."
)
OFFICE_PASSWORD = (
    "This document is password-protected, so your assessor cannot open it. "
    "It is stored; upload a copy without a password."
)
OFFICE_MACROS = (
    "This document contains macros, which many computers refuse to open. "
    "It is stored; upload a copy without macros, or a PDF."
)
NOT_CHECKED = (
    "This file could not be checked, because it is damaged or unusually large or complicated. "
    "It is stored, but may not be shown: save it again in a simpler form, and upload that."
)

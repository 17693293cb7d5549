"""Why a file is not accepted, and what to do instead, in a sentence for the person."""

EMPTY = "This file is empty. Check that it opens on your device, and upload it again."
PROGRAM = (
    "This is a program or a script, whatever its name says, and is not accepted. "
    "Upload a picture, a PDF or a screen recording of what it shows."
)
WEB_PAGE = (
    "This is a web page, which can run scripts in a reader’s browser. "
    "Print it to a PDF, or take a screenshot, and upload that."
)
DRAWING = (
    "This is an SVG or XML file, which can run scripts in a reader’s browser. "
    "Export it as a PNG picture or a PDF, and upload that."
)
ARCHIVE = (
    "This is an archive of packed files. Unpack it on your device, and upload the files in it "
    "one by one: they can then be seen and mapped."
)
APPLE_DOCUMENT = (
    "This is a Pages, Numbers or Keynote document, which most assessors cannot open. "
    "Export it as a PDF, and upload that."
)
E_MAIL = "This is a saved Outlook message. Print it to a PDF, and upload that."
BOMB = (
    "This document would unpack to far more than it could honestly hold, so it is not accepted. "
    "Open it, save it again as a PDF, and upload that."
)
INSTRUCTIONS = (
    "This document tells whatever opens it to read other files, which no office program writes, so "
    "it is not accepted. Open it, save it again as a PDF, and upload that."
)
ALTERED = (
    "What arrived is not what your browser sent, so it was not stored. "
    "Check your connection, and upload the file again."
)
NOT_KEPT = (
    "The site could not read this file back as it came, so it was not stored. "
    "Upload it again; if this comes back, tell your centre."
)
UNKNOWN = (
    "This kind of file is not accepted. Save it as a PDF, a picture (JPEG or PNG), an office "
    "document, plain text, sound (MP3, M4A) or video (MP4), and upload that."
)

"""Names of files as people gave them, made safe to show, to keep and to download."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 200
MAX_EXTENSION = 12
UNNAMED = "unnamed file"

# Reserved in file names on Windows; the download of anybody must work on anybody's machine.
RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)", re.IGNORECASE)
# Control, format (which holds the right-to-left overrides), surrogate, private and unassigned.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

# The first extension of each type is the one that a download gets.
EXTENSIONS = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "image/tiff": ("tif", "tiff"),
    "image/bmp": ("bmp", "dib"),
    "application/pdf": ("pdf",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "m4b", "mp4"),
    "audio/aac": ("aac",),
    "audio/wav": ("wav",),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/flac": ("flac",),
    "audio/webm": ("weba", "webm"),
    "audio/amr": ("amr",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "video/webm": ("webm",),
    "video/x-matroska": ("mkv",),
    "video/x-msvideo": ("avi",),
    "video/3gpp": ("3gp", "3gpp", "3g2"),
    "video/ogg": ("ogv", "ogg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow": ("ppsx",),
    "application/vnd.ms-word.document.macroEnabled.12": ("docm",),
    "application/vnd.ms-excel.sheet.macroEnabled.12": ("xlsm",),
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12": ("pptm",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
    "application/msword": ("doc", "dot"),
    "application/vnd.ms-excel": ("xls", "xlt"),
    "application/vnd.ms-powerpoint": ("ppt", "pps"),
    "application/rtf": ("rtf",),
    "text/csv": ("csv",),
    "text/markdown": ("md", "markdown"),
    "text/plain": ("txt", "text", "log", "srt", "vtt", "ics", "vcf", "eml"),
}
KNOWN_EXTENSIONS = frozenset(extension for known in EXTENSIONS.values() for extension in known)


def extension_of(name: str) -> str:
    """The extension in lower case without its full stop; empty where there is none."""
    return PurePosixPath(name).suffix.lstrip(".").lower()


def safe_name(raw: str) -> str:
    """The name without folders, hidden and reserved characters, 200 characters at most.

    Never empty. Hidden characters include the overrides that make ``fdp.exe`` look like a PDF.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    # A tab or a line break separates words; the other hidden characters do not.
    name = re.sub(r"[\t\n\r\v\f]+", " ", name)
    name = "".join(letter for letter in name if unicodedata.category(letter) not in HIDDEN)
    name = " ".join(name.translate(RESERVED).split()).strip(". ")
    if DEVICES.match(name):
        name = f"_{name}"
    return _shortened(name) or UNNAMED


def _shortened(name: str) -> str:
    """At most ``MAX_LENGTH`` characters, keeping the extension."""
    if len(name) <= MAX_LENGTH:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix) > MAX_EXTENSION:
        suffix = ""
    return f"{name[: MAX_LENGTH - len(suffix) - 1].rstrip()}…{suffix}"


def download_name(name: str, content_type: str) -> str:
    """``name`` with an extension that fits its content, so that it opens in the right program.

    A wrong extension of a known type is replaced; any other is kept as part of the name, so that
    the ``exe`` of a renamed picture stays in sight.
    """
    fitting = EXTENSIONS.get(content_type.partition(";")[0])
    extension = extension_of(name)
    if fitting is None or extension in fitting:
        return name
    if extension in KNOWN_EXTENSIONS:
        name = name[: -len(extension) - 1]
    return _shortened(f"{name}.{fitting[0]}")

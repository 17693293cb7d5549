"""Files that travel inside the PDF: what cannot be shown as pages, as far as there is room."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from assessment.dossier.binding.metadata import Attached
from assessment.dossier.originals import Originals
from assessment.dossier.values import Dossier

# Bytes: of one file, and of all together. Larger ones stay in the portfolio.
LARGEST = 20 * 1024 * 1024
LARGEST_TOGETHER = 100 * 1024 * 1024


def attached_to(dossier: Dossier, originals: Originals) -> Iterator[Attached]:
    """The files of the dossier to attach, each named after its item; none twice in one item."""
    room = LARGEST_TOGETHER
    for item in dossier.items:
        names: set[str] = set()
        for file in item.files:
            shown = originals.shown[file.code]
            is_shown = shown.is_picture or (shown.pages and file.made is None)
            if is_shown or file.size > min(room, LARGEST):
                continue
            if not file.stored_as or not default_storage.exists(file.stored_as):
                continue
            room -= file.size
            name = f"{item.label} {file.name}"
            if name in names:
                name = f"{item.label} {file.code.hex[:8]} {file.name}"
            names.add(name)
            yield Attached(
                name=name,
                description=file.description or f"{file.name}, a file of {item.label}",
                content_type=file.content_type,
                size=file.size,
                stored_as=file.stored_as,
            )

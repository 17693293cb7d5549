"""The covers of a centre's documents: its logo, its colour, a few words."""

from django.core.exceptions import PermissionDenied, ValidationError

from portfolio.files.inspection.door import Inspection, Refused, inspect
from portfolio.files.storage import own_storage
from portfolio.files.uploads import IncomingFile
from portfolio.models import Centre, FileKind, User
from portfolio.people import tidy
from portfolio.rules import administers

NO_PICTURE = "Choose a picture: PNG (also see-through) or JPEG."


def change_cover(
    *,
    centre: Centre,
    by: User,
    colour: str,
    words: str,
    logo: IncomingFile | None = None,
    removes_logo: bool = False,
) -> None:
    """Set what covers look like; without ``logo`` the present one stays, unless it is removed.

    The picture that is kept is a copy made here, without whatever else came in the file. Raises
    ``ValidationError``.
    """
    if not administers(by, centre):
        raise PermissionDenied
    centre.cover_colour, centre.cover_words = colour.lower(), tidy(words)
    centre.full_clean()
    if logo is not None:
        centre.logo_as = _stored(logo)
    elif removes_logo:
        centre.logo_as = ""
    # Former logos stay in the store: documents that are being made may show them.
    centre.save(update_fields=["cover_colour", "cover_words", "logo_as"])


def _stored(logo: IncomingFile) -> str:
    try:
        inspection: Inspection = inspect(logo.path, logo.name or "")
    except Refused as refusal:
        raise ValidationError({"logo": refusal.sentence}) from refusal
    if inspection.kind != FileKind.IMAGE or inspection.preview_path is None:
        raise ValidationError({"logo": inspection.problem or NO_PICTURE})
    return own_storage().adopt(inspection.preview_path)

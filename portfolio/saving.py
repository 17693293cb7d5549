"""Saving a row whose rules were checked, also when somebody else saves the same at that moment."""

from collections.abc import Sequence

from django.db import IntegrityError, models, transaction


def save_checked(row: models.Model, fields: Sequence[str] | None = None) -> None:
    """Check ``row`` and save it (only ``fields`` of an existing one); raise ``ValidationError``."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError:
        # Another window was quicker. Its row is there now, so this check says what is wrong.
        row.full_clean()
        raise

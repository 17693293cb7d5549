"""Taking a real name out of what was written before it was known as one.

Sheets hide names themselves. Forms, lists and advice show words as they are stored.
"""

from django.apps import apps
from django.db import IntegrityError, models, transaction

from teams.models import Record, Snapshot, Team
from teams.naming import Pseudonyms

# Where names belong.
NAMES = {"real_name", "pseudonym"}


def hide_in_what_was_written(team: Team) -> None:
    """Replace real names in every text of the team; what was frozen never had them."""
    pseudonyms = Pseudonyms(team)
    for model in apps.get_app_config("teams").get_models():
        columns, path = _columns_of_words(model), _way_to_team(model)
        if not (columns and path):
            continue
        rows: models.QuerySet = models.QuerySet(model).filter(**{path: team.pk})
        for pk, *words in rows.values_list("pk", *columns):
            before = dict(zip(columns, words, strict=True))
            after = {name: pseudonyms.hide(said) for name, said in before.items()}
            if after != before:
                _change(model, pk, after)


def _columns_of_words(model: type[models.Model]) -> list[str]:
    """The columns of this very table that hold what somebody wrote."""
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.name not in NAMES
        and not field.choices
    ]


def _way_to_team(model: type[models.Model]) -> str:
    """The lookup from a row to its team; "" where a row has none of its own to change."""
    if model is Team:
        return "pk"
    if model is Snapshot:
        return ""
    for field in model._meta.fields:
        if field.name == "team":
            return "team"
        related = field.related_model
        if isinstance(related, type) and issubclass(related, Record):
            return f"{field.name}__team"
    return ""


def _change(model: type[models.Model], pk: int, words: dict[str, str]) -> None:
    """Store what fits: a pseudonym may be longer than the name that it stands for."""
    fitting = {name: said[: model._meta.get_field(name).max_length] for name, said in words.items()}
    try:
        with transaction.atomic():
            models.QuerySet(model).filter(pk=pk).update(**fitting)
    except IntegrityError:
        pass  # It would be the second of that name: its learner renames one of them.

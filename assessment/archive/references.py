"""What a row is called in an archive, instead of by its primary key.

A person by user name; a row of the standard by its code, a criterion as "LT 2.3"; a row that has a
code by that; a membership by person and role; any other by its place among its like, from 1.
"""

from typing import Any

from django.db.models import Model, QuerySet

from assessment.archive.contents import TAKEN
from assessment.archive.decisions import Maker, Taken, root_of
from assessment.models import Criterion, MarkingPoint, Qualification, Unit
from portfolio.models import Learner, Membership, User
from teams.models import Record

Reference = str | int
STANDARD = (Qualification, Unit, Criterion, MarkingPoint)


def standard_keys() -> dict[type[Model], dict[int, str]]:
    """What each row of the installed standard is called, by primary key; four queries."""
    criteria = Criterion.objects.select_related("outcome__unit")
    return {
        Qualification: dict(Qualification.objects.values_list("pk", "code")),
        Unit: dict(Unit.objects.values_list("pk", "code")),
        MarkingPoint: dict(MarkingPoint.objects.values_list("pk", "code")),
        Criterion: {row.pk: name_of_criterion(row) for row in criteria},
    }


def name_of_criterion(criterion: Criterion) -> str:
    """By its official unit: "LT 2.3"."""
    return f"{criterion.outcome.unit.code} {criterion.label}"


class References:
    """What the rows of one learner are called. ``used``: what was referred to outside of them."""

    def __init__(self, learner: Learner, maker: Maker) -> None:
        self._names: dict[type[Model], dict[int, Reference]] = {}
        self._standard = standard_keys()
        self._people = dict(User.objects.values_list("pk", "username"))
        self.used: dict[type[Model], set[int]] = {model: set() for model in (*STANDARD, User)}
        for taken in TAKEN:
            if maker in taken.makers and root_of(taken.model) is taken.model:
                self._names[taken.model] = self._name(taken, taken.rows_of(learner))
        if maker != Maker.LEARNER:
            # Only the names of records that became evidence; the records stay with the learner.
            frozen = Record.objects.filter(snapshots__evidence__learner=learner)
            self._names[Record] = _codes(frozen)

    def to(self, model: type[Model], key: int | None) -> Reference | None:
        """What the row of ``model`` with primary key ``key`` is called; raises ``KeyError`` for one
        that is not in the archive."""
        if key is None:
            return None
        if model in self.used:
            self.used[model].add(key)
            return self._people[key] if model is User else self._standard[model][key]
        return self._names[root_of(model)][key]

    def knows(self, model: type[Model], key: int) -> bool:
        """Whether the row is in the archive, or belongs to the standard."""
        return model in self.used or key in self._names.get(root_of(model), {})

    def numbers(self) -> dict[str, dict[str, int]]:
        """The primary keys by which entries of the audit trail name the rows, by what the rows are
        called in the archive."""
        found = {
            model._meta.label: {str(name): key for key, name in names.items()}
            for model, names in self._names.items()
            if names
        }
        people = {self._people[key]: key for key in self.used[User]}
        return found | {User._meta.label: people}

    def _name(self, taken: Taken, rows: QuerySet) -> dict[int, Reference]:
        if taken.has_code:
            return _codes(rows)
        if taken.model is Membership:
            held = rows.values_list("pk", "user__username", "role")
            return {key: f"{username} {role}" for key, username, role in held}
        keys = rows.values_list("pk", flat=True)
        return {key: place for place, key in enumerate(keys, start=1)}


def _codes(rows: QuerySet) -> dict[int, Reference]:
    return {key: str(code) for key, code in rows.values_list("pk", "code")}


def kind_of_reference(taken: dict[str, Taken], model: type[Model]) -> dict[str, Any]:
    """What a reference to ``model`` looks like, as JSON Schema."""
    known = taken.get(root_of(model)._meta.label)
    if model in (*STANDARD, User, Membership) or known is None or known.has_code:
        return {"type": "string", "minLength": 1, "maxLength": 120}
    return {"type": "integer", "minimum": 1}

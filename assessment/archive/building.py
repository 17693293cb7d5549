"""Rows of a manifest as rows of this installation, not yet saved: every value and every reference
is looked at before anything is written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import ForeignKey, Model

from assessment.archive.contents import BY_LABEL, TAKEN
from assessment.archive.decisions import Taken, root_of
from assessment.archive.inner_keys import INNER
from assessment.archive.references import Reference, standard_keys
from assessment.archive.refusing import ArchiveRefused
from assessment.archive.stand_ins import StandIns
from assessment.archive.values import BadValue, from_json
from portfolio.models import Learner, Membership, User
from teams.models import Record

Manifest = Mapping[str, Any]


@dataclass
class Coming:
    """A row on its way in. ``links``: columns that hold the primary keys of others, which are
    known once these are saved; ``lists``: the same of many; ``inner``: JSON with keys in it."""

    taken: Taken
    row: Any  # of the model
    links: dict[str, Model] = field(default_factory=dict)
    lists: dict[str, list[Model]] = field(default_factory=dict)
    inner: dict[str, Any] = field(default_factory=dict)


class Building:
    """All rows of a manifest, by model; raises ``ArchiveRefused`` with what is wrong."""

    def __init__(self, manifest: Manifest, people: Mapping[str, User]) -> None:
        self._known: dict[type[Model], dict[Reference, Model]] = defaultdict(dict)
        self._known[User].update(people)
        for model, names in standard_keys().items():
            self._known[model].update((name, model(pk=pk)) for pk, name in names.items())
        self._kinds: dict[type[Model], set[Reference]] = defaultdict(set)
        self._faults: list[str] = []
        self.rows: dict[type[Model], list[Coming]] = {}
        stand_ins = StandIns(manifest)
        self._known[Record].update(stand_ins.records)
        for taken in TAKEN:
            said = manifest["rows"].get(taken.label, [])
            self.rows[taken.model] = [self._row(taken, row, n) for n, row in enumerate(said, 1)]
        for taken in TAKEN:
            # Once all rows are known: some lists lead to rows of the same model.
            for coming, row in zip(
                self.rows[taken.model], manifest["rows"].get(taken.label, []), strict=True
            ):
                self._lists(coming, row)
        if self._faults:
            raise ArchiveRefused(*self._faults)
        (learner,) = self.rows[Learner]
        for model, row, links in stand_ins.rows(learner.row):
            self.rows[model].append(Coming(BY_LABEL[model._meta.label], row, links))

    @property
    def people(self) -> tuple[User, ...]:
        """A login for everybody whom the archive names, those that are here already too."""
        return tuple(cast("User", person) for person in self._known[User].values())

    @property
    def learner(self) -> Learner:
        return cast("Learner", self.rows[Learner][0].row)

    def named(self, model: type[Model], reference: Reference) -> Model:
        """The row that ``reference`` means; ``BadValue`` where it means none."""
        found = self._known[root_of(model)].get(reference)
        if found is None or (model._meta.parents and reference not in self._kinds[model]):
            kind = model._meta.verbose_name
            raise BadValue(f"it refers to the {kind} “{str(reference)[:60]}”, which is not there.")
        return found

    def has(self, model: type[Model], reference: Reference) -> bool:
        """Whether ``reference`` means a row of the archive."""
        return reference in self._known[root_of(model)]

    def key(self, model: type[Model], reference: Reference) -> Any:
        """The primary key, or code, of what ``reference`` means in JSON; once it is saved."""
        return self.named(model, reference).pk

    def _row(self, taken: Taken, said: Mapping[str, Any], place: int) -> Coming:
        coming = Coming(taken, taken.model())
        for column in taken.columns:
            try:
                self._column(coming, column, said[column.name])
            except BadValue as error:
                self._faults.append(f"{taken.label} {place}, {column.name}: {error}")
        reference, known = self._reference(taken, said, place), self._known[root_of(taken.model)]
        if reference in (self._kinds[taken.model] if taken.model._meta.parents else known):
            self._faults.append(f"{taken.label} {place} is in it more than once.")
        known.setdefault(reference, coming.row)
        self._kinds[taken.model].add(reference)
        return coming

    def _column(self, coming: Coming, column: Any, said: Any) -> None:
        if isinstance(column, ForeignKey):
            if said is not None:
                coming.links[column.attname] = self.named(column.related_model, said)
        elif inner := INNER.get((type(coming.row), column.name)):
            inner(said, self.named)  # what it refers to is there
            coming.inner[column.name] = said
        else:
            setattr(coming.row, column.attname, from_json(column, said))

    def _lists(self, coming: Coming, said: Mapping[str, Any]) -> None:
        for each in coming.taken.lists:
            try:
                coming.lists[each.name] = [
                    self.named(each.related_model, reference) for reference in said[each.name]
                ]
            except BadValue as error:
                self._faults.append(f"{coming.taken.label}, {each.name}: {error}")

    @staticmethod
    def _reference(taken: Taken, said: Mapping[str, Any], place: int) -> Reference:
        if taken.model is Membership:
            return f"{said['user']} {said['role']}"
        if taken.model._meta.parents:
            return said["record_ptr"]
        return said["code"] if taken.has_code else place

    def all(self) -> Iterator[Coming]:
        for rows in self.rows.values():
            yield from rows


def codes_of(building: Building) -> dict[type[Model], dict[str, list[Any]]]:
    """The values that must be unique in an installation, by model and column."""
    found: dict[type[Model], dict[str, list[Any]]] = {}
    for coming in building.all():
        for column in coming.taken.columns:
            if column.unique and column.get_internal_type() == "UUIDField":
                columns = found.setdefault(coming.taken.model, defaultdict(list))
                columns[column.name].append(getattr(coming.row, column.attname))
    return found

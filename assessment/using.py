"""Using records as evidence: frozen into an item, which then says what they show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessment.mapping import Target, map_evidence
from assessment.models import Criterion, MarkingPoint
from portfolio.models import Evidence, Learner, User
from portfolio.recording import EvidenceContent, add_evidence
from teams.freezing import freeze_record
from teams.models import Record
from teams.rules import can_change_record


@dataclass(frozen=True)
class NewItem:
    """An item to add. ``code`` was chosen with the form: sent twice, it is one item."""

    code: UUID
    content: EvidenceContent


@transaction.atomic
def use_as_evidence(
    *,
    records: Iterable[Record],
    user: User,
    learner: Learner,
    item: Evidence | NewItem,
    places: Mapping[str, str],
) -> Evidence:
    """Freeze ``records`` into ``item`` and map it; all of it or nothing.

    ``places``: by target ("criterion-12", "point-3", already checked), where the records show it.
    Raises ``CannotChange`` or ``NotNow`` where the item is no longer the learner's to change.
    """
    records = tuple(records)
    if not all(can_change_record(user, record) for record in records):
        raise PermissionDenied
    if isinstance(item, NewItem):
        # A second click waits here until the first has added the item.
        Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
        added = learner.evidence.filter(code=item.code).first()
        if added:
            return added
        item = add_evidence(learner=learner, user=user, code=item.code, **item.content)
    for record in records:
        freeze_record(record=record, evidence=item, user=user)
    for target, place in _targets(places):
        map_evidence(evidence=item, target=target, user=user, place=place)
    return item


def _targets(places: Mapping[str, str]) -> Iterable[tuple[Target, str]]:
    """The rows that ``places`` names, in their order; two queries."""
    criteria = Criterion.objects.select_related("outcome__unit").in_bulk(_keys(places, "criterion"))
    points = MarkingPoint.objects.select_related("specification").in_bulk(_keys(places, "point"))
    for target, place in places.items():
        kind, _, number = target.partition("-")
        yield (criteria if kind == "criterion" else points)[int(number)], place


def _keys(places: Iterable[str], kind: str) -> list[int]:
    return [int(each.removeprefix(f"{kind}-")) for each in places if each.startswith(f"{kind}-")]

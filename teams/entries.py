"""What the site has to know of a kind of record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from teams.forms import RecordForm
from teams.models import Kind, Record, Team
from teams.sheets.blocks import Block


def _nothing(_: Any) -> dict[str, Any]:
    return {}


def _itself(record: Any) -> Record:
    return record


@dataclass(frozen=True)
class Entry:
    """One kind of record.

    ``plural``, ``lead`` and ``group`` are read by people. ``select`` names foreign keys that its
    page needs, and ``rows`` the related rows that belong to its content. ``page`` extends
    ``teams/record.html`` and ``list_page`` ``teams/record_list.html``; the two contexts are what
    these need besides. ``lands_on`` is the record whose page follows once one was saved.
    """

    model: type[Record]
    form: type[RecordForm]
    sheet: Callable[[Any], tuple[Block, ...]]
    plural: str
    lead: str
    group: str
    icon: str
    select: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    page: str = "teams/record.html"
    page_context: Callable[[Any], dict[str, Any]] = _nothing
    list_page: str = "teams/record_list.html"
    list_context: Callable[[Team], dict[str, Any]] = _nothing
    order: tuple[str, ...] = ("-happened_on", "-pk")
    lands_on: Callable[[Any], Record] = _itself
    # Whether there can be several: the team's profile is made with the team and stays.
    can_add: bool = True

    @property
    def kind(self) -> Kind:
        return self.model.KIND

    @property
    def words(self) -> str:
        return str(self.kind.label)

"""Records of a team that stayed with the learner, for their snapshots to point to.

An archive made by a centre holds what became evidence, and no other word of the team's records.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portfolio.models import Learner
from teams.models import Record, Team

NAME = "Records that stayed where they were written"


class StandIns:
    """A put-aside team, and a put-aside record for each that the snapshots of an archive name and
    the archive does not hold."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        rows = manifest["rows"]
        held = {row["code"] for row in rows.get("teams.Record", ())}
        self.records: dict[str, Record] = {
            row["record"]: _record(row)
            for row in rows["teams.Snapshot"]
            if row["record"] not in held
        }

    def rows(self, learner: Learner) -> Iterator[tuple[type[Model], Model, dict[str, Model]]]:
        """Each with its model and what it links to, in the order of saving."""
        if not self.records:
            return
        team = Team(name=NAME, archived_at=timezone.now())
        yield Team, team, {"learner_id": learner}
        for record in self.records.values():
            yield Record, record, {"team_id": team}


def _record(snapshot: Mapping[str, Any]) -> Record:
    """As far as its snapshot tells."""
    sheet, then = snapshot["content"]["sheet"], snapshot["content"]["data"].get("changed_at")
    record = Record(
        code=snapshot["record"],
        kind=snapshot["kind"],
        title=snapshot["title"],
        happened_on=_or(date.fromisoformat, sheet["date"], timezone.localdate()),
        archived_at=timezone.now(),
    )
    # So that nobody is asked to bring the evidence up to date from a record that is not there.
    record.changed_at = _or(datetime.fromisoformat, then, record.changed_at)
    return record


def _or(read: Any, text: Any, otherwise: Any) -> Any:
    try:
        return read(text)
    except (TypeError, ValueError):
        return otherwise

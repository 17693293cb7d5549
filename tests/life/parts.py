"""Who has which part: whom they look after, which role they hold, what they did."""

from collections import defaultdict
from types import SimpleNamespace as Row

from assessment.models import (
    Appraisal,
    Countersignature,
    Judgement,
    Mapping,
    Sighting,
    SignOff,
    UnitAllocation,
)
from portfolio.models import Allocation, Evidence, Membership
from tests.life.reading import HELD
from tests.life.tables import Tables, is_in_force


class Parts(Tables):
    """What follows from memberships and allocations, and from whose name is on a row."""

    def looks_after(self, user: int, unit: int, *roles: str) -> bool:
        """Whether the user is allocated to the unit in one of ``roles``, today."""
        running = [row for row in self.all(Allocation) if self._is_running(row)]
        named: dict[int, set[int]] = defaultdict(set)
        for row in self.all(UnitAllocation):
            named[row.allocation_id].add(row.unit_id)
        for row in running:
            role = self._membership(row).role
            if self._membership(row).user_id != user or role not in roles:
                continue
            others = {
                each
                for other in running
                if other.id != row.id and self._membership(other).role == role
                for each in named[other.id]
            }
            if unit in named[row.id] or not (named[row.id] or unit in others):
                return True
        return False

    def has_role(self, user: int, *roles: str) -> bool:
        """In Anna's centre, today."""
        return any(
            row.user_id == user and row.role in roles and is_in_force(row.starts_on, row.ends_on)
            for row in self.all(Membership)
            if row.centre_id == self.scene.centre
        )

    def _membership(self, allocation: Row) -> Row:
        return self.tables[Membership][allocation.membership_id]

    def _is_running(self, row: Row) -> bool:
        held = self._membership(row)
        return (
            row.learner_id == self.scene.learner
            and is_in_force(row.since, row.until)
            and is_in_force(held.starts_on, held.ends_on)
        )

    def part_of(self, user: int, unit: int) -> str:
        """What the user did in assessing the unit, whoever they were then; empty for nothing."""
        shown = {row.id: row for row in self.all(Mapping) if self.scene.unit_of(row) == unit}
        judged = {row.id: row for row in self.all(Judgement) if row.mapping_id in shown}
        submitted = {row.submission_id for row in self.all(HELD) if row.mapping_id in shown}
        did = {
            "signed it off": any(
                row.unit_id == unit and row.assessor_id == user for row in self.all(SignOff)
            ),
            "judged": any(row.assessor_id == user for row in judged.values()),
            "countersigned": any(
                row.assessor_id == user and row.judgement_id in judged
                for row in self.all(Countersignature)
            ),
            "appraised": any(
                row.assessor_id == user and row.submission_id in submitted
                for row in self.all(Appraisal)
            ),
            "saw an original as an assessor": any(
                row.user_id == user and not row.as_iqa and row.submission_id in submitted
                for row in self.all(Sighting)
            ),
            "wrote evidence": any(
                self.tables[Evidence][row.evidence_id].author_id == user for row in shown.values()
            ),
            "mapped": any(user in (row.added_by_id, row.removed_by_id) for row in shown.values()),
        }
        return next((words for words, is_so in did.items() if is_so), "")

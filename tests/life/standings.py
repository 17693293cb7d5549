"""Where each mapping and each criterion stands."""

from collections import defaultdict
from functools import cached_property
from types import SimpleNamespace as Row

from assessment.models import (
    Countersignature,
    Enrolment,
    Judgement,
    Mapping,
    SampledDecision,
    Submission,
    Sufficiency,
)
from portfolio.models import Evidence
from tests.life.declarations import Declarations
from tests.life.reading import AGAIN, HELD, Table

# From the least to the most: the largest wins.
STATUSES = ("unmapped", "draft", "not_yet", "returned", "awaiting", "partly", "met")
OPEN = ("returned", "awaiting")


class Standings(Declarations):
    """What follows from what was mapped, handed over and judged."""

    @cached_property
    def live(self) -> Table:
        """The mappings that count: not removed, of shared items that were not put aside."""
        items = self.tables[Evidence]
        return {
            row.id: row
            for row in self.all(Mapping)
            if row.removed_at is None
            and items[row.evidence_id].withdrawn_at is None
            and not items[row.evidence_id].is_private
        }

    @cached_property
    def handed_in(self) -> dict[int, int]:
        """By mapping, the newest submission that holds it and was not taken back."""
        newest: dict[int, int] = {}
        for row in self.all(HELD):
            if self.tables[Submission][row.submission_id].taken_back_at is None:
                newest[row.mapping_id] = max(row.submission_id, newest.get(row.mapping_id, 0))
        return newest

    @cached_property
    def countersigned(self) -> dict[int, Row]:
        return {row.judgement_id: row for row in self.all(Countersignature)}

    @cached_property
    def deciding(self) -> dict[int, Row]:
        """By mapping, the newest judgement that counts."""
        return {
            row.mapping_id: row
            for row in self.all(Judgement)
            if not row.is_provisional or row.id in self.countersigned
        }

    @cached_property
    def newest(self) -> dict[int, Row]:
        """By mapping, the newest judgement, whether or not it counts."""
        return {row.mapping_id: row for row in self.all(Judgement)}

    @cached_property
    def to_decide_again(self) -> set[int]:
        """The judgements that an IQA does not agree with, or that an appeal has overruled."""
        disputed = {row.judgement_id for row in self.all(SampledDecision) if not row.agrees}
        return disputed | {row.judgement_id for row in self.all(AGAIN)}

    @cached_property
    def statuses(self) -> dict[int, str]:
        """By live mapping."""
        return {pk: self._status(pk) for pk in self.live}

    def _status(self, mapping: int) -> str:
        held_by, judgement = self.handed_in.get(mapping), self.deciding.get(mapping)
        if held_by is None:
            return "draft"
        if judgement is None:
            return "awaiting"
        if judgement.id in self.to_decide_again:
            return "returned"
        if judgement.decision == "met":
            return "met"
        return "not_yet" if judgement.submission_id == held_by else "awaiting"

    @cached_property
    def items(self) -> dict[int, dict[int, Row]]:
        """By criterion, the live mappings to it."""
        found: dict[int, dict[int, Row]] = defaultdict(dict)
        for row in self.live.values():
            if row.criterion_id is not None:
                found[row.criterion_id][row.id] = row
        return found

    def where_is(self, criterion: int, need: tuple[int, int] = (1, 1)) -> str:
        """Met by as many items and methods as needed, else what an assessor has to do, else the
        best."""
        there = [self.statuses[pk] for pk in self.items[criterion]]
        best = max(there, default="unmapped", key=STATUSES.index)
        if best != "met":
            return best
        met = [
            self.tables[Evidence][row.evidence_id].method
            for row in self.items[criterion].values()
            if self.statuses[row.id] == "met"
        ]
        if len(met) >= need[0] and len(set(met)) >= need[1]:
            return "met"
        waiting = [status for status in there if status in OPEN]
        return max(waiting, default="partly", key=STATUSES.index)

    def need(self, criterion: int, enrolment: Row) -> tuple[int, int]:
        """The strictest of all qualifications that Anna is enrolled on, and of this one."""
        current = {row.qualification_id for row in self.all(Enrolment) if row.ended_on is None}
        asked = [
            self._asked(criterion, qualification)
            for qualification in current | {enrolment.qualification_id}
        ]
        return max(items for items, _ in asked), max(methods for _, methods in asked)

    def _asked(self, criterion: int, qualification: int) -> tuple[int, int]:
        """By one qualification: the rule of the criterion, else of the unit, else of them all."""
        unit = self.scene.criteria[criterion]
        if unit not in self.scene.members[qualification]:
            return 1, 1
        rules = [row for row in self.all(Sufficiency) if row.qualification_id == qualification]
        for named, wanted in (("criterion_id", criterion), ("unit_id", unit)):
            for rule in rules:
                if getattr(rule, named) == wanted:
                    return rule.items, rule.methods
        for rule in rules:
            if rule.criterion_id is None and rule.unit_id is None:
                return rule.items, rule.methods
        return 1, 1

    def standings(self, enrolment: Row, unit: int) -> dict[int, str]:
        """By criterion of the unit; a unit that is signed off had what was asked for then."""
        is_locked = unit in self.locked
        return {
            criterion: self.where_is(
                criterion, (1, 1) if is_locked else self.need(criterion, enrolment)
            )
            for criterion in self.scene.criteria_of(unit)
        }

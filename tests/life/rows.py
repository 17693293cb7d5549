"""The rows as they stand, and what follows from them by the rules, in plain Python.

Nothing here calls the site's own questions: it is what they are compared with.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from types import SimpleNamespace as Row

from django.db import models
from django.utils import timezone

from assessment.models import (
    Appeal,
    Appraisal,
    Claim,
    ClaimAnswer,
    Confirmation,
    Countersignature,
    DirectClaimStatus,
    Enrolment,
    Hearing,
    Judgement,
    Mapping,
    Sample,
    SampledDecision,
    Sighting,
    SignOff,
    Submission,
    Sufficiency,
    UnitAllocation,
    Unlocking,
    VisitReport,
)
from portfolio.models import Allocation, Evidence, Membership
from tests.life.reading import AGAIN, HELD, VISITED, Table, read_all, read_some
from tests.life.scene import Scene

# From the least to the most: the largest wins.
STATUSES = ("unmapped", "draft", "not_yet", "returned", "awaiting", "partly", "met")
OPEN = ("returned", "awaiting")


class Rows:
    """All rows at one moment."""

    def __init__(self, scene: Scene, tables: dict[type[models.Model], Table] | None = None) -> None:
        self.scene = scene
        self.tables = read_all() if tables is None else tables

    def all(self, model: type[models.Model]) -> Iterable[Row]:
        """In the order in which they were made."""
        return self.tables[model].values()

    # -- Where a mapping and a criterion stand ------------------------------------------------

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

    # -- Declarations, samples, claims --------------------------------------------------------

    @cached_property
    def locked(self) -> dict[int, Row]:
        """By unit, the declaration that stands."""
        return {row.unit_id: row for row in self.standing}

    @cached_property
    def standing(self) -> list[Row]:
        """The declarations that were not declined, unlocked or returned."""
        declined = {row.sign_off_id for row in self.all(Confirmation) if not row.agrees}
        unlocked = {row.sign_off_id for row in self.all(Unlocking)}
        returned = {row.sign_off_id for row in self.all(Sample) if row.outcome == "returned"}
        over = declined | unlocked | returned
        return [row for row in self.all(SignOff) if row.id not in over]

    @cached_property
    def confirmed(self) -> dict[int, Row]:
        """By declaration, the learner's."""
        return {row.sign_off_id: row for row in self.all(Confirmation) if row.agrees}

    @cached_property
    def standing_claims(self) -> list[Row]:
        over = {row.claim_id for row in self.all(ClaimAnswer) if row.answer != "certificated"}
        return [row for row in self.all(Claim) if row.id not in over]

    @staticmethod
    def units_of(claim: Row) -> set[int]:
        return {claim.unit_id} if claim.unit_id else set(claim.rests_on["units"])

    @cached_property
    def claimed(self) -> set[int]:
        return {unit for claim in self.standing_claims for unit in self.units_of(claim)}

    @cached_property
    def open_appeals(self) -> list[Row]:
        undecided = {row.appeal_id for row in self.all(Hearing) if row.decided_at is None}
        return [row for row in self.all(Appeal) if row.withdrawn_at is None and row.id in undecided]

    def rows_of_unit(self, unit: int) -> tuple:
        """All that may not change while the unit is locked: what is mapped, handed over for it and
        decided on it. What an author keeps to themselves is no part of it."""
        shown = {
            row.id: row
            for row in self.all(Mapping)
            if self.scene.unit_of(row) == unit
            and not self.tables[Evidence][row.evidence_id].is_private
        }
        judged = [row for row in self.all(Judgement) if row.mapping_id in shown]
        signed = [
            row
            for row in self.all(Countersignature)
            if self.tables[Judgement][row.judgement_id].mapping_id in shown
        ]
        held = [(row.submission_id, row.mapping_id) for row in self.all(HELD)]
        return shown, judged, signed, [pair for pair in held if pair[1] in shown]

    # -- People ---------------------------------------------------------------------------------

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
            row.user_id == user and row.role in roles and _is_in_force(row.starts_on, row.ends_on)
            for row in self.all(Membership)
            if row.centre_id == self.scene.centre
        )

    def _membership(self, allocation: Row) -> Row:
        return self.tables[Membership][allocation.membership_id]

    def _is_running(self, row: Row) -> bool:
        held = self._membership(row)
        return (
            row.learner_id == self.scene.learner
            and _is_in_force(row.since, row.until)
            and _is_in_force(held.starts_on, held.ends_on)
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

    # -- EQA ------------------------------------------------------------------------------------

    @cached_property
    def report(self) -> Row | None:
        """The newest report on a visit to Anna."""
        visits = {
            row.visit_id
            for row in self.all(VISITED)
            if self.tables[Allocation][row.allocation_id].learner_id == self.scene.learner
        }
        found = [row for row in self.all(VisitReport) if row.visit_id in visits]
        return found[-1] if found else None

    def may_claim_directly(self, qualification: int) -> bool:
        return any(
            row.qualification_id == qualification and _is_in_force(row.starts_on, row.ends_on)
            for row in self.all(DirectClaimStatus)
        )


def read_again(before: "Rows", written: set[str]) -> Rows:
    """The rows after statements that wrote to the tables ``written``."""
    anew = read_some(written)
    return Rows(before.scene, before.tables | anew) if anew else before


def _is_in_force(first, last) -> bool:
    """Whole days count."""
    today = timezone.localdate()
    return first <= today and (last is None or last >= today)

"""Which declarations stand, and what was claimed, sampled and supported on them."""

from functools import cached_property
from types import SimpleNamespace as Row

from assessment.models import (
    Appeal,
    Claim,
    ClaimAnswer,
    Confirmation,
    Countersignature,
    DirectClaimStatus,
    Hearing,
    Judgement,
    Mapping,
    Sample,
    SignOff,
    Unlocking,
    VisitReport,
)
from portfolio.models import Allocation, Evidence
from tests.life.reading import HELD, VISITED
from tests.life.tables import Tables, is_in_force


class Declarations(Tables):
    """What follows from sign-offs, samples, claims and the EQA's reports."""

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
            row.qualification_id == qualification and is_in_force(row.starts_on, row.ends_on)
            for row in self.all(DirectClaimStatus)
        )

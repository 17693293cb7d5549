"""A unit is signed off when all of it is met, and locked from then on; claims rest on that."""

from types import SimpleNamespace as Row

from django.utils import timezone

from assessment.models import (
    Appeal,
    Claim,
    ClaimAnswer,
    Confirmation,
    Countersignature,
    Enrolment,
    Judgement,
    Mapping,
    Sample,
    SignOff,
    Unlocking,
    Visit,
)
from portfolio.models import Evidence
from tests.life.deeds import (
    Deed,
    appeals_on,
    decided_now,
    is_untouched,
    standing_of,
    waits_for_a_signature,
)
from tests.life.reading import HELD
from tests.life.rows import Rows
from tests.life.standings import OPEN


def nothing_changes_while_locked(deed: Deed) -> None:
    if is_untouched(deed, Mapping, Evidence, Judgement, Countersignature, HELD):
        return
    for unit in deed.before.locked:
        assert deed.before.rows_of_unit(unit) == deed.after.rows_of_unit(unit), (
            f"unit {unit} changed while it was signed off"
        )


def units_are_signed_off_when_all_is_met(deed: Deed) -> None:
    for row in deed.new(SignOff):
        enrolment = deed.before.tables[Enrolment][row.enrolment_id]
        assert row.unit_id not in deed.before.locked, "signed off twice"
        assert deed.before.looks_after(row.assessor_id, row.unit_id, "assessor"), (
            f"{deed.name(row.assessor_id)} is no assessor of this"
        )
        standings = deed.before.standings(enrolment, row.unit_id)
        assert set(standings.values()) == {"met"}, f"signed off with {standings}"
        open_rows = [
            pk
            for pk, mapping in deed.before.live.items()
            if mapping.criterion_id and deed.scene.unit_of(mapping) == row.unit_id
            if deed.before.statuses[pk] in OPEN or waits_for_a_signature(deed.before, pk)
        ]
        assert not open_rows, "signed off with something undecided"
        assert not appeals_on(deed.before, row.unit_id), "signed off while an appeal is open"
    for row in deed.new(Confirmation):
        assert row.user_id == deed.scene.owner, "somebody declares for Anna"
    for row in deed.new(Unlocking):
        _check_unlocking(deed, row)


def _check_unlocking(deed: Deed, row: Row) -> None:
    signed = deed.before.tables[SignOff][row.sign_off_id]
    assert signed.unit_id not in deed.before.claimed, "unlocked what is claimed"
    if any(one.decided_by_id == row.user_id for one in decided_now(deed)):
        return  # by an appeal, which has its own rules
    assert row.reason, "unlocked without a reason"
    assert row.user_id != signed.assessor_id, "unlocked by who signed it off"
    assert deed.before.has_role(row.user_id, "admin") or deed.before.looks_after(
        row.user_id, signed.unit_id, "iqa"
    ), f"{deed.name(row.user_id)} unlocked it"


def one_declaration_stands(deed: Deed) -> None:
    assert len(deed.after.standing) == len(deed.after.locked), "a unit is signed off twice"


def other_units_stay_as_they_were(deed: Deed) -> None:
    """A return, an unlocking, a declaration or an appeal concerns one unit."""
    concerned = {row.unit_id for model in (Sample, SignOff) for row in deed.new(model)}
    concerned |= {
        deed.after.tables[SignOff][row.sign_off_id].unit_id
        for model in (Confirmation, Unlocking)
        for row in deed.new(model)
    }
    hearings = {row.appeal_id for row in decided_now(deed)}
    concerned |= {appeal.unit_id for appeal in deed.after.all(Appeal) if appeal.id in hearings}
    for unit in set(deed.scene.criteria.values()) - concerned if concerned else ():
        assert standing_of(deed.before, unit) == standing_of(deed.after, unit), (
            f"unit {unit} changed with another"
        )


# -- Claims --------------------------------------------------------------------------------------


def claims_rest_on_what_is_complete(deed: Deed) -> None:
    for claim in deed.new(Claim):
        assert deed.before.has_role(claim.claimed_by_id, "admin"), "claimed by another role"
        enrolment = deed.before.tables[Enrolment][claim.enrolment_id]
        claimed = [
            one.unit_id
            for one in deed.before.standing_claims
            if one.enrolment_id == claim.enrolment_id
        ]
        assert claim.unit_id not in claimed, "claimed twice"
        units = deed.after.units_of(claim)
        if claim.unit_id is None:
            missing = deed.scene.mandatory[enrolment.qualification_id] - units
            assert not missing, f"claimed without the units {missing}"
        for unit in units - set(claimed):
            _check_claimed_unit(deed.before, unit, enrolment)
    for answer in deed.new(ClaimAnswer):
        assert deed.before.has_role(answer.recorded_by_id, "admin"), "answered by another role"


def _check_claimed_unit(rows: Rows, unit: int, enrolment: Row) -> None:
    standings = rows.standings(enrolment, unit)
    assert standings, "claimed without criteria"
    assert set(standings.values()) == {"met"}, f"claimed with {standings}"
    signed = rows.locked.get(unit)
    assert signed is not None, "claimed without a declaration"
    assert signed.id in rows.confirmed, "claimed without the learner's declaration"
    samples = [one for one in rows.all(Sample) if one.unit_id == unit]
    of_it = [one for one in samples if one.sign_off_id == signed.id and one.stage == "summative"]
    assert of_it, "claimed without an IQA"
    assert of_it[-1].outcome in ("accepted", "released"), "claimed against the IQA"
    assert not appeals_on(rows, unit), "claimed while an appeal is open"
    again = [
        pk
        for pk, mapping in rows.live.items()
        if mapping.criterion_id and rows.scene.unit_of(mapping) == unit
        if rows.statuses[pk] == "returned"
    ]
    assert not again, "claimed with a decision to be made again"
    _check_support(rows, rows.confirmed[signed.id], enrolment)


def _check_support(rows: Rows, confirmed: Row, enrolment: Row) -> None:
    """Direct claim status, or an EQA who saw it declared; and no EQA who said no."""
    report = rows.report
    assert report is None or report.outcome != "blocked", "claimed against the EQA"
    if rows.may_claim_directly(enrolment.qualification_id):
        return
    assert report is not None, "claimed without an EQA"
    visit = rows.tables[Visit][report.visit_id]
    assert report.recorded_at > confirmed.declared_at, "the EQA reported before"
    assert visit.ends_on >= timezone.localdate(confirmed.declared_at), "the EQA was there before"


def what_is_claimed_stays_complete(deed: Deed) -> None:
    for claim in deed.after.standing_claims:
        enrolment = deed.after.tables[Enrolment][claim.enrolment_id]
        for unit in deed.after.units_of(claim):
            signed = deed.after.locked.get(unit)
            assert signed is not None, "a claimed unit is open"
            assert signed.id in deed.after.confirmed, "a claimed unit is not declared by both"
            standings = deed.after.standings(enrolment, unit)
            assert set(standings.values()) == {"met"}, f"a claimed unit has {standings}"

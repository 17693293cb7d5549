"""What no order of actions may lead to, said once more and in plain Python.

Each rule compares the rows before a deed with those after it.
"""

from assessment.models import (
    Appraisal,
    Claim,
    ClaimAnswer,
    Confirmation,
    Countersignature,
    DirectClaimStatus,
    Hearing,
    Judgement,
    Mapping,
    Sample,
    Sighting,
    SignOff,
    Submission,
    Unlocking,
    VisitReport,
)
from portfolio.models import AuditEntry
from tests.life import completeness, independence
from tests.life.deeds import Deed
from tests.life.reading import KEPT


def check(deed: Deed) -> None:
    """Raise ``AssertionError`` where the deed broke a rule."""
    for rule in RULES:
        rule(deed)


# -- Rows are added, never rewritten -----------------------------------------------------------


def what_is_written_once_stays(deed: Deed) -> None:
    for model in KEPT:
        if deed.before.tables[model] is deed.after.tables[model]:
            continue
        for pk, row in deed.before.tables[model].items():
            assert deed.after.tables[model].get(pk) == row, f"{model.__name__} {pk} changed"


def what_was_handed_over_stays(deed: Deed) -> None:
    for pk, row in deed.before.tables[Submission].items():
        now = deed.after.tables[Submission].get(pk)
        assert now is not None, "a version vanished"
        assert (now.content, now.content_hash, now.submitted_by_id) == (
            row.content,
            row.content_hash,
            row.submitted_by_id,
        ), "a version was rewritten"
    for pk in deed.before.tables[Mapping]:
        if pk in deed.before.handed_in or pk in deed.before.newest:
            assert pk in deed.after.tables[Mapping], "a mapping that was handed over vanished"
    decided = {row.id: row for row in deed.before.all(Hearing) if row.decided_at}
    for pk, row in decided.items():
        assert deed.after.tables[Hearing][pk] == row, "the outcome of an appeal was rewritten"


# -- The trail -----------------------------------------------------------------------------------

# What is entered of a row: its key in the entry's detail, the column of its own key, who did it.
ENTERED = (
    (Judgement, "judgement", "id", "assessor_id"),
    (Countersignature, "judgement", "judgement_id", "assessor_id"),
    (Appraisal, "appraisal", "id", "assessor_id"),
    (Sighting, "sighting", "id", "user_id"),
    (SignOff, "sign_off", "id", "assessor_id"),
    (Confirmation, "sign_off", "sign_off_id", "user_id"),
    (Unlocking, "sign_off", "sign_off_id", "user_id"),
    (Sample, "sample", "id", "iqa_id"),
    (Claim, "claim", "id", "claimed_by_id"),
    (ClaimAnswer, "claim", "claim_id", "recorded_by_id"),
    (VisitReport, "report", "id", "recorded_by_id"),
    (DirectClaimStatus, "direct_claim_status", "id", "recorded_by_id"),
    (Submission, "submission", "id", "submitted_by_id"),
)


def each_deed_is_entered(deed: Deed) -> None:
    entries = list(deed.new(AuditEntry))
    for model, key, column, actor in ENTERED:
        for row in deed.new(model):
            assert any(
                entry.detail.get(key) == getattr(row, column)
                and entry.actor_id == getattr(row, actor)
                for entry in entries
            ), f"not in the trail: {model.__name__} {row.id}"
    unlocked = len(list(deed.new(Unlocking)))
    assert sum(entry.act == "unlock" for entry in entries) == unlocked, "an unlocking not as such"


def strangers_leave_no_trace(deed: Deed) -> None:
    """Olive is of another centre; Eve reads, and reports on her visits."""
    if deed.by not in (deed.scene.people["olive"], deed.scene.people["eve"]):
        return
    for model in deed.after.tables:
        if model not in (VisitReport, AuditEntry):
            assert deed.before.tables[model] == deed.after.tables[model], (
                f"{deed.name(deed.by)} changed {model.__name__}"
            )


RULES = (
    what_is_written_once_stays,
    what_was_handed_over_stays,
    independence.nobody_acts_on_their_own,
    independence.assessors_decide_what_they_look_after,
    independence.trainees_are_countersigned_by_another,
    independence.nobody_samples_what_they_assessed,
    independence.appeals_are_heard_by_others,
    completeness.nothing_changes_while_locked,
    completeness.units_are_signed_off_when_all_is_met,
    completeness.one_declaration_stands,
    completeness.other_units_stay_as_they_were,
    completeness.claims_rest_on_what_is_complete,
    completeness.what_is_claimed_stays_complete,
    each_deed_is_entered,
    strangers_leave_no_trace,
)

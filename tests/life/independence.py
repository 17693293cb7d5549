"""Nobody judges, samples, signs or hears what is their own, or not theirs to decide."""

from assessment.models import (
    Appeal,
    Appraisal,
    Countersignature,
    Hearing,
    Judgement,
    Sample,
    Sighting,
    SignOff,
    Submission,
    Unlocking,
)
from portfolio.models import Evidence
from tests.life.deeds import Deed, unit_of
from tests.life.reading import HELD


def nobody_acts_on_their_own(deed: Deed) -> None:
    owner = deed.scene.owner
    acting = (
        *((Judgement, "assessor_id"), (Countersignature, "assessor_id")),
        *((Appraisal, "assessor_id"), (SignOff, "assessor_id"), (Sample, "iqa_id")),
        *((Sighting, "user_id"), (Unlocking, "user_id"), (Evidence, "author_id")),
        *((Hearing, "heard_by_id"), (Hearing, "decided_by_id")),
    )
    for model, column in acting:
        for row in deed.after.all(model):
            assert getattr(row, column) != owner, f"Anna acts on her own: {model.__name__}"


def assessors_decide_what_they_look_after(deed: Deed) -> None:
    for row in deed.new(Judgement):
        unit = unit_of(deed, row.mapping_id)
        qualified = deed.before.looks_after(row.assessor_id, unit, "assessor")
        trainee = deed.before.looks_after(row.assessor_id, unit, "trainee")
        assert qualified or trainee, f"{deed.name(row.assessor_id)} does not assess this"
        assert row.is_provisional != qualified, "a trainee decides as an assessor, or the reverse"
        held = {(one.submission_id, one.mapping_id) for one in deed.after.all(HELD)}
        assert (row.submission_id, row.mapping_id) in held, "judged what was not handed over"
        submission = deed.after.tables[Submission][row.submission_id]
        assert submission.taken_back_at is None, "judged what was taken back"
    for row in deed.new(Appraisal):
        held = [one for one in deed.before.all(HELD) if one.submission_id == row.submission_id]
        units = {unit_of(deed, one.mapping_id) for one in held}
        assert any(
            deed.before.looks_after(row.assessor_id, unit, "assessor", "trainee") for unit in units
        ), f"{deed.name(row.assessor_id)} does not assess this"


def trainees_are_countersigned_by_another(deed: Deed) -> None:
    for row in deed.new(Countersignature):
        judgement = deed.after.tables[Judgement][row.judgement_id]
        assert judgement.is_provisional, "countersigned an assessor's decision"
        assert row.assessor_id != judgement.assessor_id, "countersigned their own decision"
        unit = unit_of(deed, judgement.mapping_id)
        assert deed.before.looks_after(row.assessor_id, unit, "assessor"), (
            f"{deed.name(row.assessor_id)} is no assessor of this"
        )
        assert deed.before.newest[judgement.mapping_id].id == judgement.id, "countersigned too late"


def nobody_samples_what_they_assessed(deed: Deed) -> None:
    for row in deed.new(Sample):
        name, unit = deed.name(row.iqa_id), row.unit_id
        part = deed.before.part_of(row.iqa_id, unit)
        assert not part, f"{name} samples what they {part}"
        assert deed.before.looks_after(row.iqa_id, unit, "iqa"), f"{name} does not assure this"
        assert not deed.before.looks_after(row.iqa_id, unit, "assessor", "trainee"), (
            f"{name} samples what they assess"
        )
        assert unit not in deed.before.claimed, "sampled what is claimed"
        signed = deed.before.locked.get(unit)
        assert row.sign_off_id == (signed and signed.id), "sampled another declaration"
        assert (row.stage == "summative") == (signed is not None)
        assert signed is None or signed.id in deed.before.confirmed, "sampled before both declared"


def appeals_are_heard_by_others(deed: Deed) -> None:
    for row in deed.after.all(Hearing):
        if row.decided_at is None or deed.before.tables[Hearing].get(row.id) == row:
            continue
        appeal = next(each for each in deed.after.all(Appeal) if each.id == row.appeal_id)
        if row.stage == Hearing.Stage.AWARDING_BODY:
            assert deed.before.has_role(row.decided_by_id, "admin")
            continue
        name = deed.name(row.decided_by_id)
        assert row.heard_by_id == row.decided_by_id, f"{name} was not appointed"
        part = deed.before.part_of(row.decided_by_id, appeal.unit_id)
        assert not part, f"{name} hears what they {part}"
        sampled = [one.iqa_id for one in deed.before.all(Sample) if one.unit_id == appeal.unit_id]
        assert row.decided_by_id not in sampled, f"{name} hears what they sampled"

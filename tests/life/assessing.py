"""What assessors and trainees do, and whoever tries to decide as they do."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from assessment.marking.assessor_mapping import map_as_assessor, unmap_as_assessor
from assessment.marking.judging import countersign, record_appraisal, record_judgement
from assessment.models import (
    Appraisal,
    AssessorRecord,
    Enrolment,
    Judgement,
    Mapping,
    SignOff,
    Submission,
)
from assessment.sessions.mapping import map_record
from assessment.sessions.recording import Row, begin_record, discard_record
from assessment.sessions.sighting import record_sighting
from assessment.sessions.signing import sign_record
from assessment.sign_off.signing_off import confirm, decline, sign_off, unlock
from portfolio.models import Evidence
from tests.life.base import PLACE, WHICH, once_there_is, who
from tests.life.learning import Learning

DECISION = st.sampled_from(["met", "met", "not_yet"])


class Assessing(Learning):
    @once_there_is(Submission)
    @rule(person=who("ben", "tara", "iris", "adam"), which=WHICH, decision=DECISION)
    def judges(self, person, which, decision):
        mapping = self.newest(self.mappings(), which)
        if mapping and (submission := self.version_of(mapping.evidence)):
            self.decides(person, mapping, submission, decision)

    @once_there_is(Submission)
    @rule(person=who("ben"), which=WHICH, version=WHICH)
    def judges_a_version(self, person, which, version):
        """Of any item, also one that was taken back or handed in anew since."""
        mapping = self.newest(self.mappings(), which)
        submission = self.newest(Submission.objects.all(), version)
        if mapping and submission:
            self.decides(person, mapping, submission, "met")

    def decides(self, person, mapping, submission, decision):
        newest = mapping.judgements.order_by("pk").last()
        is_met = decision == "met"
        self.attempt(
            record_judgement,
            person,
            mapping=mapping,
            assessor=self.user(person),
            submission=submission,
            seen=newest.pk if newest else 0,
            request_key=uuid4(),
            decision=decision,
            feedback="" if is_met else "Say who agreed.",
            action="" if is_met else "Add the notes.",
            reason="I had overlooked page 2.",
        )

    @once_there_is(Judgement)
    @rule(person=who("ben", "tara"), which=WHICH)
    def countersigns(self, person, which):
        rows = Judgement.objects.filter(is_provisional=True)
        if judgement := self.newest(
            rows.select_related("mapping__evidence__learner__centre"), which
        ):
            self.attempt(countersign, person, judgement=judgement, assessor=self.user(person))

    @once_there_is(Submission)
    @rule(person=who("ben", "iris"), which=WHICH)
    def appraises(self, person, which):
        if submission := self.submission(which):
            self.attempt(
                record_appraisal,
                person,
                submission=submission,
                assessor=self.user(person),
                feedback="",
                **dict.fromkeys(Appraisal.VARCS, True),
            )

    @once_there_is(Submission)
    @rule(person=who("ben", "ines"), which=WHICH, as_iqa=st.booleans())
    def sees_the_original(self, person, which, as_iqa):
        if submission := self.submission(which):
            self.attempt(
                record_sighting,
                person,
                submission=submission,
                user=self.user(person),
                as_iqa=as_iqa,
                seen_on=timezone.localdate(),
                where="In the safe",
            )

    @once_there_is(Submission)
    @rule(person=who("ben", "adam"), which=WHICH, place=PLACE, aim=WHICH)
    def maps_as_assessor(self, person, which, place, aim):
        item = self.item(which)
        if item and (submission := self.version_of(item)):
            self.attempt(
                map_as_assessor,
                person,
                evidence=item,
                target=self.target(place, aim),
                user=self.user(person),
                submission=submission,
            )

    @once_there_is(Mapping)
    @rule(person=who("ben", "adam"), which=WHICH)
    def unmaps_as_assessor(self, person, which):
        if mapping := self.newest(self.mappings(), which):
            user = self.user(person)
            self.attempt(unmap_as_assessor, person, mapping=mapping, user=user, reason="Not there.")

    @rule(person=who("ben", "iris"), place=PLACE, aim=WHICH, keep=st.booleans())
    def records(self, person, place, aim, keep):
        """A discussion, written, mapped and signed; or put aside before that."""
        began = timezone.now() - timedelta(hours=3)
        record = self.attempt(
            begin_record,
            person,
            learner=self.learner,
            user=self.user(person),
            method="discussion",
            code=uuid4(),
            rows=[Row("How?", "So.", "12:30")],
            title="Discussion",
            place="Room 2",
            began_at=began,
            ended_at=began + timedelta(minutes=65),
            present="",
            follow_up="",
        )
        if record is None:
            return
        shown, user = self.target(place, aim), self.user(person)
        self.attempt(map_record, person, evidence=record, target=shown, user=user)
        if keep:
            self.signs_the_record(person, 0)
        else:
            self.attempt(discard_record, person, evidence=record, user=user)

    @once_there_is(AssessorRecord)
    @rule(person=who("ben", "iris"), which=WHICH)
    def signs_the_record(self, person, which):
        records = Evidence.objects.filter(origin="assessor").select_related("learner__user")
        if record := self.newest(records, which):
            user = self.user(person)
            self.attempt(
                sign_record,
                person,
                evidence=record,
                user=user,
                revision=record.revision,
                declared=True,
            )

    # -- Declarations ---------------------------------------------------------------------------

    @once_there_is(Judgement)
    @rule(person=who("ben", "adam"), place=PLACE)
    def signs_off(self, person, place):
        enrolment = self.enrolment(place[0])
        self.attempt(
            sign_off,
            person,
            enrolment=enrolment,
            code=place[1],
            assessor=self.user(person),
            declared=True,
        )

    @once_there_is(SignOff)
    @rule(person=who("anna"), which=WHICH, agrees=st.sampled_from([True, True, False]))
    def answers_the_declaration(self, person, which, agrees):
        if declaration := self.declaration(which):
            verb, words = (
                (confirm, {"declared": True}) if agrees else (decline, {"reason": "Not mine."})
            )
            self.attempt(verb, person, sign_off=declaration, user=self.user(person), **words)

    @once_there_is(SignOff)
    @rule(person=who("ines", "cleo", "adam"), which=WHICH)
    def unlocks(self, person, which):
        if declaration := self.declaration(which):
            user = self.user(person)
            self.attempt(
                unlock, person, sign_off=declaration, user=user, reason="A page is missing."
            )

    # -- Which --------------------------------------------------------------------------------

    def mappings(self):
        return Mapping.objects.filter(evidence__is_private=False).select_related(
            "evidence__learner__user",
            "evidence__learner__centre",
            "criterion__outcome__unit",
            "marking_point__specification",
        )

    def submission(self, which):
        return self.newest(Submission.objects.select_related("evidence__learner__centre"), which)

    def version_of(self, item):
        return item.submissions.standing().order_by("pk").last()

    def declaration(self, which):
        return self.newest(SignOff.objects.select_related("learner__user"), which)

    def enrolment(self, qualification):
        """The newest on a qualification."""
        rows = Enrolment.objects.filter(qualification__code=qualification)
        return rows.select_related("learner__centre", "qualification").order_by("pk").last()

"""What quality assurers, an EQA, and those who hear appeals do, and whoever tries the same."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from assessment.appeals.hearing import appoint_hearer, decide_hearing
from assessment.appeals.lodging import lodge_appeal, take_further, withdraw_appeal
from assessment.models import Appeal, Hearing, Judgement, Sample, Unit, Visit
from assessment.quality.sampling import Finding, Report, Seen, record_sample
from assessment.visits.marks import record_report
from assessment.visits.visiting import cancel_visit, make_visit
from portfolio.models import Membership
from tests.life.assessing import Assessing
from tests.life.base import PLACE, WHICH, once_there_is, who

OUTCOME = st.sampled_from(["accepted", "returned", "released"])


class Assuring(Assessing):
    @once_there_is(Judgement)
    @rule(person=who("ines", "iris"), place=PLACE, outcome=OUTCOME, disagrees=st.booleans())
    def samples(self, person, place, outcome, disagrees):
        """Looks at all decisions of the unit, and agrees with all but the newest of a return."""
        unit = self.unit(place)
        decisions = sorted(
            row.id
            for pk, row in self.rows.deciding.items()
            if pk in self.rows.live and self.scene.unit_of(self.rows.live[pk]) == unit
        )
        findings = [Finding(pk, agrees=True) for pk in decisions]
        words = {}
        if outcome == "released":
            findings, words = [], {"reason": "Not in this quarter’s sample."}
        if outcome == "returned":
            words = {"action": "Decide again.", "due_on": timezone.localdate()}
            if findings and disagrees:
                findings[-1] = Finding(decisions[-1], agrees=False, comment="The rota is missing.")
        signed = self.rows.locked.get(unit)
        samples = [row.id for row in self.rows.all(Sample) if row.unit_id == unit]
        self.attempt(
            record_sample,
            person,
            learner=self.learner,
            unit=Unit.objects.get(pk=unit),
            iqa=self.user(person),
            report=Report(outcome, tuple(findings), **words),
            seen=Seen(signed and signed.id, samples[-1] if samples else None),
            request_key=uuid4(),
        )

    # -- EQA ------------------------------------------------------------------------------------

    @rule(person=who("cleo"), days=st.integers(0, 3))
    def makes_a_visit(self, person, days):
        self.attempt(
            make_visit,
            person,
            membership=Membership.objects.select_related("user", "centre").get(role="eqa"),
            by=self.user(person),
            learners=[self.learner],
            request_key=uuid4(),
            starts_on=timezone.localdate() - timedelta(days=1),
            ends_on=timezone.localdate() + timedelta(days=days),
            visits_on=None,
            purpose="Second visit",
        )

    @once_there_is(Visit)
    @rule(person=who("eve", "cleo"), which=WHICH, outcome=st.sampled_from(["supported", "blocked"]))
    def reports(self, person, which, outcome):
        if visit := self.visit(which):
            words = f"{outcome}, {uuid4()}"
            user = self.user(person)
            self.attempt(record_report, person, visit=visit, by=user, outcome=outcome, words=words)

    @once_there_is(Visit)
    @rule(person=who("cleo"), which=WHICH)
    def cancels_the_visit(self, person, which):
        if visit := self.visit(which):
            self.attempt(cancel_visit, person, visit=visit, by=self.user(person))

    def visit(self, which):
        return self.newest(Visit.objects.select_related("membership__user", "centre"), which)

    # -- Appeals --------------------------------------------------------------------------------

    @once_there_is(Judgement)
    @rule(person=who("anna"), which=WHICH)
    def appeals(self, person, which):
        judged = Judgement.objects.select_related("mapping__criterion__outcome__unit")
        judgement = self.newest(judged.exclude(mapping__criterion=None), which)
        if judgement:
            self.attempt(
                lodge_appeal,
                person,
                learner=self.learner,
                unit=judgement.mapping.criterion.outcome.unit,
                judgements=[judgement],
                grounds="The minutes show it.",
                user=self.user(person),
                request_key=uuid4(),
            )

    @once_there_is(Appeal)
    @rule(person=who("cleo"), which=WHICH, hearer=who("ines", "iris", "cleo"))
    def appoints(self, person, which, hearer):
        if hearing := self.hearing(which):
            self.attempt(
                appoint_hearer,
                person,
                hearing=hearing,
                person=self.user(hearer),
                by=self.user(person),
            )

    @once_there_is(Appeal)
    @rule(
        person=who("ines", "iris", "cleo"),
        which=WHICH,
        outcome=st.sampled_from(["upheld", "partly", "dismissed"]),
    )
    def decides_the_appeal(self, person, which, outcome):
        """Mostly whoever was appointed."""
        hearing = self.hearing(which)
        if hearing is None:
            return
        if hearing.heard_by and person in ("ines", "iris"):
            person = hearing.heard_by.username
        self.attempt(
            decide_hearing,
            person,
            hearing=hearing,
            user=self.user(person),
            outcome=outcome,
            reasons="By the minutes.",
            again=list(hearing.appeal.judgements.all()),
        )

    @once_there_is(Appeal)
    @rule(person=who("anna"), which=WHICH)
    def goes_further(self, person, which):
        if appeal := self.appeal(which):
            self.attempt(take_further, person, appeal=appeal, user=self.user(person))

    @once_there_is(Appeal)
    @rule(person=who("anna"), which=WHICH)
    def gives_the_appeal_up(self, person, which):
        if appeal := self.appeal(which):
            self.attempt(withdraw_appeal, person, appeal=appeal, user=self.user(person))

    def hearing(self, which):
        rows = Hearing.objects.select_related("appeal__learner__centre", "appeal__unit", "heard_by")
        return self.newest(rows, which)

    def appeal(self, which):
        return self.newest(Appeal.objects.select_related("learner__centre", "unit"), which)

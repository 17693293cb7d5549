"""What a learner does, and whoever tries to do it for her."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from assessment.mapping import map_evidence, point_to_place, unmap_evidence
from assessment.models import AssessorRecord, Criterion, Mapping, MarkingPoint, Submission
from assessment.sessions.signing import object_to_record
from assessment.submitting import submit_evidence, take_back, withdraw
from assessment.witnesses.testifying import give_testimony
from portfolio.models import Evidence, Testimony
from portfolio.recording import add_evidence, change_evidence, restore_evidence
from portfolio.witnessing import add_witness, ask_for_testimony
from tests.life.base import PLACE, WHICH, Life, once_there_is, who

METHODS = st.sampled_from(["product", "reflective", "signposted"])


class Learning(Life):
    @rule(person=who("anna"), method=METHODS)
    def adds(self, person, method):
        self.attempt(
            add_evidence,
            person,
            learner=self.learner,
            user=self.user(person),
            **self._words(method),
        )

    @once_there_is(Evidence)
    @rule(person=who("anna"), which=WHICH, method=METHODS)
    def changes(self, person, which, method):
        if item := self.item(which):
            words = self._words(method) | {"narrative": f"<p>Said better, {uuid4()}</p>"}
            user = self.user(person)
            self.attempt(
                change_evidence, person, evidence=item, user=user, revision=item.revision, **words
            )

    @once_there_is(Evidence)
    @rule(
        person=who("anna"), which=WHICH, place=PLACE, aim=WHICH, where=st.sampled_from(["", "p. 2"])
    )
    def maps(self, person, which, place, aim, where):
        if item := self.item(which):
            verb, words = (point_to_place, {"place": where}) if where else (map_evidence, {})
            shown = self.target(place, aim)
            self.attempt(verb, person, evidence=item, target=shown, user=self.user(person), **words)

    @once_there_is(Mapping)
    @rule(person=who("anna"), which=WHICH, place=PLACE, aim=WHICH)
    def unmaps(self, person, which, place, aim):
        if item := self.item(which):
            shown = self.target(place, aim)
            self.attempt(
                unmap_evidence, person, evidence=item, target=shown, user=self.user(person)
            )

    @once_there_is(Mapping)
    @rule(person=who("anna"), which=WHICH)
    def hands_over(self, person, which):
        if item := self.item(which):
            self.attempt(
                submit_evidence, person, evidence=item, user=self.user(person), declared=True
            )

    @once_there_is(Submission)
    @rule(person=who("anna"), which=WHICH)
    def takes_back(self, person, which):
        if item := self.item(which):
            self.attempt(take_back, person, evidence=item, user=self.user(person))

    @once_there_is(Evidence)
    @rule(person=who("anna"), which=WHICH, back=st.booleans())
    def puts_aside(self, person, which, back):
        if item := self.item(which):
            verb = restore_evidence if back else withdraw
            self.attempt(verb, person, evidence=item, user=self.user(person))

    @once_there_is(AssessorRecord)
    @rule(person=who("anna"), which=WHICH)
    def objects(self, person, which):
        records = Evidence.objects.filter(origin="assessor")
        if record := self.newest(records.select_related("learner", "author"), which):
            self.attempt(
                object_to_record, person, evidence=record, user=self.user(person), reason="Not so."
            )

    @precondition(lambda self: not self.rows.tables[Testimony])
    @rule(place=PLACE)
    def gets_a_testimony(self, place):
        learner = self.learner
        witness = learner.witnesses.first() or self.attempt(
            add_witness,
            "anna",
            learner=learner,
            by=learner.user,
            **dict.fromkeys(("job_title", "relationship", "status"), ""),
            name="Will Archer",
            email="will@example.org",
        )
        occasion = {"about": "The briefing", "happened_on": None, "message": "", "as_expert": False}
        asked = self.attempt(
            ask_for_testimony, "anna", witness=witness, by=learner.user, code=uuid4(), **occasion
        )
        account = {
            "name": "Will Archer",
            "job_title": "Shift manager",
            "relationship": "Colleague",
            "status": "2",
            "happened_on": timezone.localdate() - timedelta(days=9),
            "statement": "She gave each member a part.",
        }
        criteria = [self.target(place, 0)]
        self.attempt(
            give_testimony,
            request=asked.request,
            signature="Will Archer",
            criteria=criteria,
            **account,
        )

    # -- Which --------------------------------------------------------------------------------

    def item(self, which: int) -> Evidence | None:
        return self.newest(Evidence.objects.select_related("learner__user"), which)

    def target(self, place: tuple[str, str], which: int) -> Criterion | MarkingPoint:
        """A criterion of the unit, or its marking point."""
        unit = self.unit(place)
        targets = [
            *MarkingPoint.objects.filter(specification__code=place[1]).select_related(
                "specification"
            ),
            *Criterion.objects.filter(outcome__unit=unit).select_related("outcome__unit"),
        ]
        return self.pick(targets, which)

    def _words(self, method: str) -> dict:
        return {
            "title": "Team briefing",
            "method": method,
            "happened_on": timezone.localdate() - timedelta(days=30),
            "narrative": "<p>I briefed the team.</p>",
            "location": "In the safe" if method == "signposted" else "",
            "seen_by": "",
        }

"""The machine: everybody tries everything, and now and then the sensible thing is done."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from assessment.mapping import map_evidence
from assessment.models import Criterion, Mapping, Sample, SignOff, Submission
from portfolio.models import Evidence
from tests.life.administering import Administering
from tests.life.base import PLACE
from tests.life.pages import compare_answers, compare_pages, compare_queue
from tests.life.standings import OPEN

# Who sees the portfolio whatever becomes of their roles.
READERS = ("anna", "cleo")
QUEUES = ("ben", "tara", "iris", "adam", "anna")


class Machine(Administering):
    """All that people do, and what follows."""

    @initialize(place=PLACE, steps=st.integers(0, 8))
    def begins(self, place, steps):
        """So that what comes late is tried as well."""
        self.goes_on(place, steps)

    @rule(place=PLACE, steps=st.integers(1, 6))
    def goes_on(self, place, steps):
        """What comes next on the way from nothing to a claim, by whose part it is."""
        for _ in range(steps):
            self.next_step(place)

    @precondition(lambda self: self.shown is not self.rows)
    @rule(reader=st.sampled_from(READERS), place=PLACE)
    def opens_the_pages(self, reader, place):
        self.shown = self.rows
        compare_pages(self.rows, reader, place)

    @invariant()
    def pages_say_what_the_rows_say(self):
        if self.compared is self.rows:
            return
        self.compared = self.rows
        compare_answers(self.rows)
        compare_queue(self.rows, QUEUES[len(self.rows.tables[Mapping]) % len(QUEUES)])

    # -- The sensible thing ---------------------------------------------------------------------

    def next_step(self, place):
        unit = self.unit(place)
        signed = self.rows.locked.get(unit)
        if signed is None:
            self._work_on(place, unit)
        elif signed.id not in self.rows.confirmed:
            self.answers_the_declaration("anna", self._nth_newest(signed), agrees=True)
        elif not self._is_passed(signed):
            self.samples("ines", place, "accepted", disagrees=False)
        elif not self.rows.may_claim_directly(self.scene.qualifications[place[0]]):
            self.records_direct_claim("cleo", place)
        else:
            self.claims("cleo", place, is_whole=False)

    def _is_passed(self, signed):
        return any(row.sign_off_id == signed.id for row in self.rows.all(Sample))

    def _nth_newest(self, signed):
        return len(self.rows.tables[SignOff]) - 1 - list(self.rows.tables[SignOff]).index(signed.id)

    def _work_on(self, place, unit):
        waiting = self._undecided(unit)
        if waiting:
            for mapping in self.mappings().filter(pk__in=waiting):
                self._decide(mapping)
            return
        enrolment = self.rows.tables[type(self.enrolment(place[0]))][self.enrolment(place[0]).pk]
        missing = [
            criterion
            for criterion, status in self.rows.standings(enrolment, unit).items()
            if status != "met"
        ]
        if missing:
            self._show(missing)
        elif any(appeal.unit_id == unit for appeal in self.rows.open_appeals):
            self.gives_the_appeal_up("anna", 0)
        else:
            self.signs_off("ben", place)

    def _undecided(self, unit):
        """What an assessor has to decide, or to countersign."""
        signatures = [
            pk
            for pk, row in self.rows.newest.items()
            if row.is_provisional and row.id not in self.rows.countersigned
        ]
        return [
            pk
            for pk, mapping in self.rows.live.items()
            if self.scene.unit_of(mapping) == unit and mapping.criterion_id
            if self.rows.statuses[pk] in OPEN or pk in signatures
        ]

    def _decide(self, mapping):
        submission = self.version_of(mapping.evidence)
        if submission is None:
            return
        if mapping.evidence.method == "signposted":
            keys = list(self.rows.tables[Submission])
            self.sees_the_original("ben", len(keys) - 1 - keys.index(submission.pk), as_iqa=False)
        self.decides("ben", mapping, submission, "met")

    def _show(self, criteria):
        """A new item for all of ``criteria``, by another method than the one before."""
        methods = ("product", "reflective", "signposted")
        self.adds("anna", methods[len(self.rows.tables[Evidence]) % len(methods)])
        item = self.item(0)
        for target in Criterion.objects.filter(pk__in=criteria).select_related("outcome__unit"):
            user = self.user("anna")
            self.attempt(map_evidence, "anna", evidence=item, target=target, user=user)
        self.hands_over("anna", 0)

"""What administrators do: claims, permissions, rules; and whoever tries the same."""

from uuid import uuid4

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from assessment.claims.claiming import claim, end_direct_claim, record_answer, record_direct_claim
from assessment.enrolling import end_enrolment, enrol, narrow_allocation, reopen_enrolment
from assessment.models import (
    Claim,
    Criterion,
    DirectClaimStatus,
    Qualification,
    SignOff,
    Sufficiency,
    Unit,
)
from assessment.sign_off.sufficiency_rules import add_rule, change_rule, remove_rule
from portfolio.models import Allocation, Membership
from portfolio.people import (
    allocate,
    end_allocation,
    end_membership,
    reopen_allocation,
    reopen_membership,
)
from tests.life.assuring import Assuring
from tests.life.base import PLACE, WHICH, once_there_is, who
from tests.life.scene import EVERYBODY

PERSON = st.sampled_from(EVERYBODY)


class Administering(Assuring):
    @once_there_is(SignOff)
    @rule(person=who("cleo", "adam"), place=PLACE, is_whole=st.booleans())
    def claims(self, person, place, is_whole):
        self.attempt(
            claim,
            person,
            enrolment=self.enrolment(place[0]),
            code="" if is_whole else place[1],
            by=self.user(person),
            request_key=uuid4(),
        )

    @once_there_is(Claim)
    @rule(
        person=who("cleo"),
        which=WHICH,
        answer=st.sampled_from(["withdrawn", "refused", "certificated"]),
    )
    def records_the_answer(self, person, which, answer):
        claims = Claim.objects.select_related("enrolment__learner__centre", "unit")
        if made := self.newest(claims, which):
            self.attempt(
                record_answer,
                person,
                claim=made,
                by=self.user(person),
                answer=answer,
                answered_on=timezone.localdate(),
                certificate="C-1" if answer == "certificated" else "",
                reason="" if answer == "certificated" else "Sent by mistake.",
            )

    @rule(person=who("cleo"), place=PLACE)
    def records_direct_claim(self, person, place):
        self.attempt(
            record_direct_claim,
            person,
            centre=self.learner.centre,
            qualification=Qualification.objects.get(code=place[0]),
            by=self.user(person),
            reference="DCS-1",
            starts_on=timezone.localdate(),
            ends_on=None,
            request_key=uuid4(),
        )

    @once_there_is(DirectClaimStatus)
    @rule(person=who("cleo"), which=WHICH)
    def ends_direct_claim(self, person, which):
        rows = DirectClaimStatus.objects.select_related("centre", "qualification")
        if status := self.newest(rows, which):
            self.attempt(end_direct_claim, person, status=status, by=self.user(person))

    # -- Who looks after Anna -------------------------------------------------------------------

    @rule(person=who("cleo"), which=WHICH, ends=st.booleans())
    def changes_an_allocation(self, person, which, ends):
        if allocation := self.allocation(which):
            verb = end_allocation if ends else reopen_allocation
            self.attempt(verb, person, allocation=allocation, by=self.user(person))

    @rule(person=who("cleo"), which=WHICH, place=PLACE, is_all=st.booleans())
    def narrows_an_allocation(self, person, which, place, is_all):
        if allocation := self.allocation(which):
            units = [] if is_all else [Unit.objects.get(pk=self.unit(place))]
            self.attempt(
                narrow_allocation, person, allocation=allocation, units=units, by=self.user(person)
            )

    @rule(person=who("cleo"), holder=PERSON, which=WHICH)
    def allocates(self, person, holder, which):
        memberships = Membership.objects.filter(user__username=holder)
        if membership := self.newest(memberships.select_related("user", "centre"), which):
            by = self.user(person)
            self.attempt(allocate, person, learner=self.learner, membership=membership, by=by)

    @rule(person=who("cleo"), holder=PERSON, which=WHICH, ends=st.booleans())
    def changes_a_role(self, person, holder, which, ends):
        memberships = Membership.objects.filter(user__username=holder).exclude(role="eqa")
        membership = self.newest(memberships.select_related("user", "centre"), which)
        if membership and membership.role != "learner":
            verb = end_membership if ends else reopen_membership
            self.attempt(verb, person, membership=membership, by=self.user(person))

    def allocation(self, which):
        rows = Allocation.objects.filter(visits=None, learner=self.scene.learner)
        return self.newest(rows.select_related("learner__centre", "membership__user"), which)

    # -- What is asked of her -------------------------------------------------------------------

    @rule(person=who("cleo"), place=PLACE, items=st.integers(1, 2), of=st.sampled_from("quc"))
    def asks_for_more(self, person, place, items, of):
        """By a rule for the qualification, the unit, or one criterion."""
        unit = Unit.objects.get(pk=self.unit(place))
        criteria = Criterion.objects.filter(outcome__unit=unit).select_related("outcome__unit")
        self.attempt(
            add_rule,
            person,
            centre=self.learner.centre,
            qualification=Qualification.objects.get(code=place[0]),
            what_for={"q": None, "u": unit, "c": criteria.first()}[of],
            items=items,
            methods=items,
            by=self.user(person),
        )

    @once_there_is(Sufficiency)
    @rule(person=who("cleo"), which=WHICH, items=st.integers(0, 2))
    def changes_what_is_asked(self, person, which, items):
        """To so many items, by any method; to none: no rule any more."""
        rows = Sufficiency.objects.select_related(
            "centre", "qualification", "unit", "criterion__outcome__unit"
        )
        rule_ = self.newest(rows, which)
        if rule_ is None:
            return
        by = self.user(person)
        if not items:
            self.attempt(remove_rule, person, rule=rule_, by=by)
            return
        seen = (rule_.items, rule_.methods)
        self.attempt(change_rule, person, rule=rule_, seen=seen, items=items, methods=1, by=by)

    @rule(person=who("cleo"), place=PLACE, ends=st.booleans())
    def changes_an_enrolment(self, person, place, ends):
        verb = end_enrolment if ends else reopen_enrolment
        enrolment = self.enrolment(place[0])
        self.attempt(verb, person, enrolment=enrolment, by=self.user(person))

    @rule(person=who("cleo"), place=PLACE)
    def enrols(self, person, place):
        self.attempt(
            enrol,
            person,
            learner=self.learner,
            qualification=Qualification.objects.get(code=place[0]),
            by=self.user(person),
            started_on=timezone.localdate(),
            target_on=None,
            registration_number="",
        )

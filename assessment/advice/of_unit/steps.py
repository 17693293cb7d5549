"""The one next step beside whatever is said: where it leads depends on who reads."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol
from uuid import UUID

from django.urls import reverse

from assessment.advice.facts import RecordFacts
from assessment.advice.of_unit.closing import ToBegin
from assessment.models import Enrolment, Mapping
from portfolio.models import Evidence, Learner, Method
from teams.models import Kind, Team


class Reader(Enum):
    """Whose eyes: the learner's, those of who assesses the unit, or of who only reads."""

    LEARNER = "learner"
    ASSESSOR = "assessor"
    OTHER = "other"


class Step(NamedTuple):
    label: str
    address: str


class Labelled(Protocol):
    """An item of evidence, however it was read."""

    @property
    def label(self) -> str: ...

    @property
    def code(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps on one unit of an enrolment. ``team``: the learner's own newest, for them alone."""

    reader: Reader
    enrolment: Enrolment
    unit: str
    team: Team | None = None

    @property
    def is_own(self) -> bool:
        return self.reader == Reader.LEARNER

    @property
    def _learner(self) -> Learner:
        return self.enrolment.learner

    def open(self, item: Labelled) -> Step:
        return Step(f"Open {item.label}", reverse("evidence", args=[item.code]))

    def named(self, item: Labelled) -> Step:
        """The item by its label alone, in a list of several."""
        return Step(item.label, reverse("evidence", args=[item.code]))

    def act_on(self, item: Labelled) -> Step:
        label = f"Change {item.label}" if self.is_own else f"Open {item.label}"
        return Step(label, reverse("evidence", args=[item.code]))

    def hand_over(self, item: Labelled) -> Step:
        if self.is_own:
            return Step(f"Hand over {item.label}", reverse("submit", args=[item.code]))
        return self.open(item)

    def decide(self, item: Labelled) -> Step:
        if self.reader == Reader.ASSESSOR:
            return Step(f"Mark {item.label}", reverse("mark", args=[item.code]))
        return self.open(item)

    def map(self, item: Labelled) -> Step:
        """To where the item is mapped: by its learner, or by an assessor who sees more in it."""
        if self.reader == Reader.ASSESSOR:
            address = reverse("also-shows", args=[item.code])
            return Step(f"Look again at {item.label}", address)
        return self.open(item)

    def find_evidence(self) -> Step:
        if self.is_own:
            return Step("Add evidence", reverse("evidence-add", args=[self._learner.code]))
        if self.reader == Reader.ASSESSOR:
            address = reverse("session-choose", args=[self._learner.code])
            return Step("Record what you see or ask", address)
        return self.to_unit()

    def ask_others(self) -> Step:
        """For another method than the learner's own papers."""
        if self.is_own:
            return Step("Ask a witness", reverse("witnesses", args=[self._learner.code]))
        return self.find_evidence()

    def record(self, record: RecordFacts) -> Step:
        """To one of the learner's own records, for them alone."""
        return Step(record.title, reverse("record", args=[record.code]))

    def to_unit(self) -> Step:
        address = reverse("unit", args=[self.enrolment.code, self.unit])
        return Step(f"See unit {self.unit}", address)

    def to_discussion(self) -> Step:
        address = reverse("discussion", args=[self.enrolment.code, self.unit])
        return Step("Prepare the questions", address)

    def to_plan(self) -> Step:
        return Step("Agree it in the plan", reverse("plans", args=[self._learner.code]))

    def begin(self, what: ToBegin) -> Step:
        """To where a record is begun, or a method used."""
        if what.kind is not None:
            return self._record(what.kind)
        if Method.DISCUSSION in what.methods:
            return self.to_discussion()
        return self.ask_others()

    def _record(self, kind: Kind) -> Step:
        if not self.is_own:
            return self.to_plan() if self.reader == Reader.ASSESSOR else self.to_unit()
        if self.team is None:
            return Step("Say who your team is", reverse("my-team"))
        if kind == Kind.SKILLS:
            return Step("Open the skills", reverse("skills", args=[self.team.code]))
        address = reverse("record-add", args=[self.team.code, kind.value])
        return Step(f"Begin: {kind.label}", address)


def readiness_of_units(evidence: Evidence) -> tuple[Step, ...]:
    """To the readiness of each unit that the item is mapped to, in each qualification of its
    learner; one query."""
    mapped = Mapping.objects.of_criteria().filter(evidence=evidence, removed_at=None)
    member = "qualification__groups__members__specification"
    rows = (
        Enrolment.objects.current()
        .filter(
            learner=evidence.learner_id,
            **{f"{member}__unit__in": mapped.values("criterion__outcome__unit")},
        )
        .order_by(f"{member}__code", "pk")
        .values_list("code", f"{member}__code")
    )
    return tuple(
        Step(f"Is {unit} ready?", reverse("readiness", args=[enrolment, unit]))
        for enrolment, unit in dict.fromkeys(rows)
    )


def newest_team(learner: Learner) -> Team | None:
    """The team that the learner leads now; one query."""
    return Team.objects.kept().filter(learner=learner).first()

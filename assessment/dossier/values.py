"""What one portfolio PDF says, as plain values."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from assessment.claims.standing import Line
from assessment.coverage import Counts, UnitCoverage
from assessment.credit_rules import CreditStanding
from assessment.dossier.assurance import (
    GivenTestimony,
    HeardAppeal,
    ListedWitness,
    MadeAdjustment,
    QualityRecord,
)
from assessment.dossier.contents import Contents, Cover
from assessment.items import most_pressing
from assessment.plans.standing import Plan
from assessment.sealing.verification import Verification
from assessment.sessions.prior_learning import PriorFacts
from assessment.status import Status
from portfolio.models import FileKind
from teams.sheets.blocks import Sheet


@dataclass(frozen=True, slots=True)
class Allocated:
    """A person who looks after the learner; for some units only, or for all (no codes)."""

    role: str
    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """The learner, and the centre they learn in."""

    name: str
    reference: str
    workplace: str
    job_title: str
    centre: str
    centre_number: str
    allocated: tuple[Allocated, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The qualification, and the learner's enrolment on it."""

    code: str
    title: str
    number: str
    awarding_body: str
    level: int
    credits_required: int
    rules_confirmed: bool
    is_sample: bool
    registration_number: str
    started_on: date | None
    target_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the learner declared when they last handed something over."""

    text: str
    item: str
    version: int
    by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """The newest decision that counts on one mapping."""

    decision: str
    words: str
    feedback: str
    action: str
    reason: str
    version: int
    by: str
    decided_at: datetime
    countersigned_by: str
    countersigned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """What an item is mapped to: a criterion or a marking point of a unit of this qualification."""

    unit: str
    label: str
    text: str
    is_criterion: bool
    place: str
    status: Status
    ruling: Ruling | None

    @property
    def code(self) -> str:
        """As people cite it: "LT 2.3" or "LT-MP1"."""
        return f"{self.unit} {self.label}" if self.is_criterion else self.label


@dataclass(frozen=True, slots=True)
class Assessed:
    """VARCS and overall feedback: each of the five words, and whether it was confirmed."""

    by: str
    recorded_at: datetime
    varcs: tuple[tuple[str, bool], ...]
    feedback: str


@dataclass(frozen=True, slots=True)
class MadePages:
    """Pages that this site made from an office document, to show it."""

    stored_as: str
    sha256: str
    count: int


@dataclass(frozen=True, slots=True)
class DossierFile:
    code: UUID
    name: str
    description: str
    kind: str
    content_type: str
    size: int
    sha256: str
    stored_as: str
    preview_as: str
    pages: int
    problem: str
    made: MadePages | None = None

    @property
    def shown_pages(self) -> MadePages:
        """Which pages stand for it: its own, or those made from it."""
        return self.made or MadePages(self.stored_as, self.sha256, self.pages)

    @property
    def kind_words(self) -> str:
        return FileKind(self.kind).label

    @property
    def alternative(self) -> str:
        """What a picture shows, for people who cannot see it."""
        return self.description or f"Picture: {self.name}"


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """A record of the learner's team, as it was frozen for an item."""

    kind_words: str
    title: str
    made_at: datetime
    sha256: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody confirmed having seen an original that is kept elsewhere."""

    by: str
    as_iqa: bool
    seen_on: date
    where: str
    note: str


@dataclass(frozen=True, slots=True)
class Version:
    """What was handed over; an item without one is a draft."""

    number: int
    handed_over_at: datetime
    content_hash: str
    is_changed_since: bool
    assessed: Assessed | None
    seen: tuple[Seen, ...]


@dataclass(frozen=True)
class Item:
    """One item of evidence as it was handed over last, or the draft where it never was."""

    number: int
    title: str
    method: str
    happened_on: date
    narrative: str
    location: str
    seen_by: str
    version: Version | None
    records: tuple[DossierRecord, ...]
    files: tuple[DossierFile, ...]
    links: tuple[Link, ...]
    recorded_by: str = ""  # the assessor who wrote it, if one did
    signed_at: datetime | None = None
    prior: PriorFacts | None = None
    testimony: GivenTestimony | None = None

    @property
    def label(self) -> str:
        return f"E{self.number}"

    @property
    def status(self) -> Status:
        """Where the item stands, as in the lists of the site."""
        return most_pressing(link.status for link in self.links if link.is_criterion)


@dataclass(frozen=True)
class Dossier:
    """One enrolment's portfolio at one moment; ``is_blank``: forms to fill one in by hand."""

    made_at: datetime
    contents: Contents
    cover: Cover
    person: Person
    course: Course
    declaration: Declaration | None
    units: tuple[UnitCoverage, ...]
    items: tuple[Item, ...]
    credits: CreditStanding | None = None
    claimed: Mapping[int | None, Line] = field(default_factory=dict)
    plan: Plan | None = None
    witnesses: tuple[ListedWitness, ...] = ()
    quality: tuple[QualityRecord, ...] = ()
    appeals: tuple[HeardAppeal, ...] = ()
    adjustments: tuple[MadeAdjustment, ...] = ()
    verification: Verification | None = None
    is_blank: bool = False

    @cached_property
    def counts(self) -> Counts:
        return sum((unit.counts for unit in self.units), Counts())

    @cached_property
    def links(self) -> dict[tuple[str, str], tuple[tuple[Item, Link], ...]]:
        """By unit and label: the items mapped there."""
        found = defaultdict(list)
        for item in self.items:
            for link in item.links:
                found[link.unit, link.label].append((item, link))
        return {key: tuple(pairs) for key, pairs in found.items()}

    @cached_property
    def methods(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """The methods that occur, each with its items."""
        found = defaultdict(list)
        for item in self.items:
            found[item.method].append(item)
        return tuple((method, tuple(items)) for method, items in sorted(found.items()))

    @cached_property
    def labels(self) -> frozenset[str]:
        """The items that are in this document, as links name them."""
        return frozenset(item.label for item in self.items)

    @property
    def files(self) -> tuple[DossierFile, ...]:
        return tuple(file for item in self.items for file in item.files)

    @property
    def pictures(self) -> frozenset[str]:
        """What the document shows of the store, by the names there."""
        previews = {file.preview_as for file in self.files}
        return frozenset({self.cover.logo, *previews} - {""})

    @property
    def course_line(self) -> str:
        """What stands at the foot of every page."""
        line = f"{self.course.title} · {self.person.centre}"
        return line if self.is_blank else f"{self.person.name} · {line}"

    @property
    def title(self) -> str:
        if self.is_blank:
            return f"{self.course.title}: forms of a portfolio of evidence"
        return f"{self.person.name} – {self.course.title}: portfolio of evidence"

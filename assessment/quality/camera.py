"""CAMERA: what there is of candidates, assessors, methods, evidence, records and assessment sites,
and what of it was sampled between two days."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from tablib import Dataset

from assessment.models import (
    AssessorObservation,
    Enrolment,
    Outcome,
    Sample,
    SampledDecision,
    SignOff,
    Stage,
)
from assessment.quality.facts import decisions_of
from assessment.quality.plan import Frame, assured_learners, columns_of
from assessment.reasons import in_words
from portfolio.drafts import escaped
from portfolio.models import Evidence, EvidenceFile, FileKind, Learner, Method, Origin, User
from teams.models import Snapshot

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class CameraRow:
    """One candidate, assessor, method …: how much there is, and how much of it was sampled."""

    name: str
    there: int
    sampled: int
    note: str = ""

    @property
    def is_gap(self) -> bool:
        return self.there > 0 and self.sampled == 0

    @property
    def share(self) -> int:
        """Per cent."""
        return 100 * self.sampled // self.there if self.there else 0


@dataclass(frozen=True, slots=True)
class Dimension:
    """One letter of CAMERA. ``counted``: what its numbers count."""

    key: str
    title: str
    counted: str
    rows: tuple[CameraRow, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows if row.is_gap)

    @property
    def words(self) -> str:
        """The gaps in a sentence; empty where there is none."""
        named, more = self.gaps[:MOST_NAMED], len(self.gaps) - MOST_NAMED
        if not named:
            return ""
        names = [*named, f"{more} more"] if more > 0 else list(named)
        return f"Nothing was sampled of {in_words(names)}."


@dataclass(frozen=True, slots=True)
class Camera:
    """The report on one qualification in a centre."""

    frame: Frame
    since: date
    until: date
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class _Decided:
    learner: int
    unit: int
    evidence: int
    method: str
    assessor: int
    name: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What the dimensions are counted from."""

    frame: Frame
    learners: dict[int, Learner]
    decided: tuple[_Decided, ...]
    looked: frozenset[tuple[int, int, int]]  # judgement, assessor, item
    samples: tuple[Sample, ...]
    declared: int
    observed: dict[int, int]

    @property
    def items(self) -> set[int]:
        return {one.evidence for one in self.decided}

    @property
    def items_looked_at(self) -> set[int]:
        return {item for _, _, item in self.looked}


def camera_of(frame: Frame, user: User, since: date, until: date) -> Camera:
    """The report, as far as ``user`` looks after the plan; twelve queries whatever its size."""
    found = _found(frame, user, since, until)
    return Camera(frame, since, until, tuple(build(found) for build in _DIMENSIONS))


def camera_table(camera: Camera) -> Dataset:
    """The report as a table, safe to open in a spreadsheet."""
    rows = [
        (
            dimension.title,
            escaped(row.name),
            dimension.counted,
            row.there,
            row.sampled,
            "gap" if row.is_gap else "",
            escaped(row.note),
        )
        for dimension in camera.dimensions
        for row in dimension.rows
    ]
    headers = ["Dimension", "Name", "Counted", "There", "Sampled", "Gap", "Note"]
    return Dataset(*rows, headers=headers)


def _found(frame: Frame, user: User, since: date, until: date) -> _Found:
    units = {column.unit for column in columns_of(frame.qualification)}
    enrolled = Enrolment.objects.filter(
        qualification=frame.qualification,
        learner__in=assured_learners(user, frame.centre).values("pk"),
        started_on__lte=until,
    ).exclude(ended_on__lt=since)
    learners = Learner.objects.select_related("user").in_bulk(
        list(enrolled.values_list("learner", flat=True))
    )
    in_period = {"learner__in": learners, "unit__in": units}
    looked = SampledDecision.objects.filter(
        sample__learner__in=learners,
        sample__unit__in=units,
        sample__sampled_at__date__range=(since, until),
    ).values_list("judgement", "judgement__assessor", "judgement__mapping__evidence")
    samples = Sample.objects.filter(**in_period, sampled_at__date__range=(since, until))
    declared = SignOff.objects.complete().filter(
        **in_period, declared_at__date__range=(since, until)
    )
    return _Found(
        frame,
        learners,
        _decided(learners, units, until),
        frozenset(looked),
        tuple(samples.exclude(outcome=Outcome.RELEASED).order_by("pk")),
        declared.count(),
        _observed(frame, since, until),
    )


def _decided(learners: Iterable[int], units: set[int], until: date) -> tuple[_Decided, ...]:
    rows = decisions_of(list(learners)).values()
    return tuple(
        _Decided(learner, unit, evidence, method, assessor, name)
        for learner, unit, _, evidence, method, assessor, name, moment in rows
        if unit in units and timezone.localdate(moment) <= until
    )


def _observed(frame: Frame, since: date, until: date) -> dict[int, int]:
    rows = AssessorObservation.objects.filter(centre=frame.centre, held_on__range=(since, until))
    return Counter(rows.values_list("assessor", flat=True))


def _candidates(found: _Found) -> Dimension:
    decided = Counter(pk for pk, _ in {(one.learner, one.unit) for one in found.decided})
    sampled = Counter(pk for pk, _ in {(one.learner_id, one.unit_id) for one in found.samples})
    rows = (
        CameraRow(str(learner), decided[pk], sampled[pk], learner.reference)
        for pk, learner in found.learners.items()
    )
    return _dimension("candidates", "Candidates", "units with decisions", rows)


def _assessors(found: _Found) -> Dimension:
    decisions = Counter((one.assessor, one.name) for one in found.decided)
    looked = Counter(assessor for _, assessor, _ in found.looked)
    rows = (
        CameraRow(name, number, looked[pk], _times(found.observed.get(pk, 0)))
        for (pk, name), number in decisions.items()
    )
    return _dimension("assessors", "Assessors", "decisions", rows)


def _times(number: int) -> str:
    return {0: "not observed", 1: "observed once"}.get(number, f"observed {number} times")


def _methods(found: _Found) -> Dimension:
    method_of = {one.evidence: one.method for one in found.decided}
    by_method: dict[str, set[int]] = defaultdict(set)
    for item, method in method_of.items():
        by_method[method].add(item)
    rows = (
        CameraRow(
            str(method.label),
            len(by_method[method]),
            len(by_method[method] & found.items_looked_at),
        )
        for method in Method
        if by_method[method]
    )
    return _dimension("methods", "Methods", "items", rows)


def _evidence(found: _Found) -> Dimension:
    kinds: dict[str, set[int]] = defaultdict(set)
    files = EvidenceFile.objects.kept().filter(evidence__in=found.items)
    for item, kind in files.values_list("evidence", "kind"):
        kinds[FileKind(kind).label].add(item)
    snapshots = Snapshot.objects.kept().filter(evidence__in=found.items)
    kinds["Records of the team"] = set(snapshots.values_list("evidence", flat=True))
    by_others = Evidence.objects.filter(pk__in=found.items).exclude(origin=Origin.LEARNER)
    for item, origin in by_others.values_list("pk", "origin"):
        kinds[f"Written by {Origin(origin).label.lower()}"].add(item)
    kinds["Narrative alone"] = found.items - set().union(*kinds.values())
    rows = (
        CameraRow(kind, len(items), len(items & found.items_looked_at))
        for kind, items in kinds.items()
        if items
    )
    return _dimension("evidence", "Evidence", "items", rows)


def _records(found: _Found) -> Dimension:
    summative = [one for one in found.samples if one.stage == Stage.SUMMATIVE]
    interim = [one for one in found.samples if one.stage == Stage.INTERIM]
    open_units = {(one.learner, one.unit) for one in found.decided}
    rows = (
        CameraRow("Declarations (sign-offs)", max(found.declared, len(summative)), len(summative)),
        CameraRow("Units while they were open", len(open_units), len(interim)),
        CameraRow(
            "Plans, reviews and signatures",
            len(found.samples),
            sum(one.records_checked for one in found.samples),
            "of the samples",
        ),
    )
    return Dimension("records", "Records", "records", rows)


def _sites(found: _Found) -> Dimension:
    sampled = {one.learner_id for one in found.samples}
    by_site: dict[str, set[int]] = defaultdict(set)
    for pk, learner in found.learners.items():
        by_site[learner.workplace or "No workplace given"].add(pk)
    rows = (CameraRow(site, len(pks), len(pks & sampled)) for site, pks in by_site.items())
    return _dimension("sites", "Assessment sites", "learners", rows)


def _dimension(key: str, title: str, counted: str, rows: Iterable[CameraRow]) -> Dimension:
    ordered = sorted(rows, key=lambda row: (not row.is_gap, row.name))
    return Dimension(key, title, counted, tuple(ordered))


_DIMENSIONS: tuple[Callable[[_Found], Dimension], ...] = (
    _candidates,
    _assessors,
    _methods,
    _evidence,
    _records,
    _sites,
)

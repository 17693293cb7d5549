"""Reading what advice looks at: all that a learner keeps, or what they handed over."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils import timezone

from assessment.advice.facts import ItemFacts, MemberFacts, PortfolioFacts, RecordFacts
from assessment.advice.texts import narrative_words, words_of_files, written_in
from assessment.coverage import Coverage, UnitCoverage, coverages_of
from assessment.mapped import MappedItem
from assessment.models import Enrolment, Submission
from assessment.status import Status
from portfolio.models import Evidence, Learner
from teams.contents import contents_of
from teams.models import Kind, Member, Snapshot

# What a mapping is to: "LT 2.3", "LT-MP1". And where each stands.
Targets = dict[str, Status]


def facts_of(learner: Learner, coverages: Sequence[Coverage] | None = None) -> PortfolioFacts:
    """All that a learner keeps, for the learner alone: records are personnel data.

    ``coverages`` are of all current enrolments, where they were read already. The number of
    queries grows with the kinds of record that are kept, never with the records.
    """
    coverages = current_coverages(learner) if coverages is None else coverages
    snapshots = _kept_snapshots(learner)
    holding = defaultdict(list)
    for snapshot in snapshots:
        holding[snapshot.content["data"]["code"]].append(snapshot.evidence.number)
    records = (
        RecordFacts(each.columns, each.members, tuple(holding[str(each.columns["code"])]))
        for each in contents_of(learner)
    )
    return PortfolioFacts(
        today=timezone.localdate(),
        units=_units(coverages),
        records=_by_day(records),
        items=_items(_evidence(learner), snapshots, coverages, words_of_files(learner.pk)),
        members=tuple(map(_member, _members(learner))),
    )


def handed_over_facts_of(
    learner: Learner, coverages: Sequence[Coverage] | None = None
) -> PortfolioFacts:
    """What a learner has handed over, as it was then, for those who assess and assure it.

    Of records only what was frozen along with it; of colleagues, nothing.
    """
    coverages = current_coverages(learner) if coverages is None else coverages
    submissions = _newest_submissions(learner)
    codes = {
        record["code"]
        for submission in submissions
        for record in submission.content.get("records", ())
    }
    frozen = Snapshot.objects.filter(evidence__learner=learner).select_related("evidence")
    snapshots = [each for each in frozen.order_by("pk") if str(each.code) in codes]
    newest = {each.content["data"]["code"]: each for each in snapshots}
    items = (_as_handed_over(submission) for submission in submissions)
    return PortfolioFacts(
        today=timezone.localdate(),
        units=_units(coverages),
        records=_by_day(
            RecordFacts(each.content["data"], items=(each.evidence.number,))
            for each in newest.values()
        ),
        items=_items(items, snapshots, coverages, words_of_files(learner.pk)),
    )


def current_coverages(learner: Learner) -> tuple[Coverage, ...]:
    """Of all that the learner is enrolled on now."""
    current = Enrolment.objects.current().filter(learner=learner)
    return coverages_of(tuple(current.select_related("qualification")))


# -- Records ----------------------------------------------------------------------------------


def _by_day(records: Iterable[RecordFacts]) -> tuple[RecordFacts, ...]:
    return tuple(sorted(records, key=lambda record: record.happened_on))


def _kept_snapshots(learner: Learner) -> list[Snapshot]:
    kept = Snapshot.objects.kept().filter(evidence__learner=learner)
    return list(kept.select_related("evidence"))


def _members(learner: Learner) -> Iterable[Member]:
    return Member.objects.kept().filter(team__learner=learner, team__archived_at=None)


def _member(member: Member) -> MemberFacts:
    return MemberFacts(
        name=member.shown_name,
        contracted_hours=member.contracted_hours,
        preferred_communication=member.preferred_communication,
        access_needs=member.access_needs,
        strengths=member.strengths,
        development_needs=member.development_needs,
        wishes=member.wishes,
        responsibilities=member.responsibilities,
    )


# -- Items ------------------------------------------------------------------------------------


def _evidence(learner: Learner) -> Iterable[Evidence]:
    return Evidence.objects.shared().kept().filter(learner=learner).order_by("number")


def _newest_submissions(learner: Learner) -> Iterable[Submission]:
    """The newest standing version of each item."""
    standing = Submission.objects.standing().filter(
        evidence__learner=learner, evidence__withdrawn_at=None
    )
    rows = standing.select_related("evidence").order_by("evidence__number", "pk")
    return {submission.evidence_id: submission for submission in rows}.values()


def _as_handed_over(submission: Submission) -> Evidence:
    """The item with the words it had then; not to be saved."""
    evidence, said = submission.evidence, submission.content
    evidence.title, evidence.narrative = said["title"], said["narrative"]
    return evidence


def _items(
    evidence: Iterable[Evidence],
    snapshots: Iterable[Snapshot],
    coverages: Iterable[Coverage],
    files: Iterable[tuple[int, str]],
) -> tuple[ItemFacts, ...]:
    words: defaultdict[int, list[str]] = defaultdict(list)
    kinds: defaultdict[int, set[Kind]] = defaultdict(set)
    for snapshot in snapshots:
        kinds[snapshot.evidence_id].add(Kind(snapshot.kind))
        words[snapshot.evidence_id] += written_in(snapshot.content["data"])
    for item, text in files:
        words[item].append(text)
    targets = _targets(coverages)
    return tuple(
        _item(each, words[each.pk], frozenset(kinds[each.pk]), targets.get(each.pk, {}))
        for each in evidence
    )


def _item(
    evidence: Evidence, words: list[str], kinds: frozenset[Kind], targets: Targets
) -> ItemFacts:
    return ItemFacts(
        id=evidence.pk,
        number=evidence.number,
        code=evidence.code,
        title=evidence.title,
        method=evidence.method,
        happened_on=evidence.happened_on,
        text="\n".join((evidence.title, narrative_words(evidence.narrative), *words)),
        targets=targets,
        kinds=kinds,
        is_handed_over=any(status != Status.DRAFT for status in targets.values()),
    )


# -- What they are mapped to ------------------------------------------------------------------


def _units(coverages: Iterable[Coverage]) -> frozenset[str]:
    return frozenset(unit.code for coverage in coverages for unit in coverage.units)


def _targets(coverages: Iterable[Coverage]) -> Mapping[int, Targets]:
    """By item. A unit that two qualifications share is named by its code in each of them."""
    found: defaultdict[int, Targets] = defaultdict(dict)
    for unit in (unit for coverage in coverages for unit in coverage.units):
        for target, item in _mapped(unit):
            found[item.evidence.id][target] = item.status
    return found


def _mapped(unit: UnitCoverage) -> Iterator[tuple[str, MappedItem]]:
    for criterion in unit.criteria:
        for item in criterion.items:
            yield f"{unit.code} {criterion.label}", item
    for point in unit.marking_points:
        for item in point.items:
            yield point.code, item

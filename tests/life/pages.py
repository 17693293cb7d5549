"""What pages say, compared with what follows from the rows."""

import re
from collections import Counter

from assessment.coverage import coverages_of
from assessment.grids import grid_of
from assessment.marking.queue import queue_of
from assessment.models import Enrolment
from assessment.summaries import summaries_of
from portfolio.models import User
from tests.life.rows import Rows
from tests.life.standings import OPEN
from tests.people import client_of

CRITERION = re.compile(
    r'id="c(\d+\.\d+)">.*?<span class="row-end"><span class="status (\w+)">', re.DOTALL
)
MET = re.compile(r"(\d+) of (\d+) criteria met")
CELL = re.compile(r'<td><a class="(\w+)" href="[^"]*">(E\d+) (\d+\.\d+) ')


def compare_answers(rows: Rows) -> None:
    """Coverage, summaries and grid say what the rows say."""
    enrolments = list(Enrolment.objects.select_related("learner", "qualification").order_by("pk"))
    coverages = coverages_of(enrolments)
    summaries = summaries_of(enrolments)
    for enrolment, coverage, summary in zip(enrolments, coverages, summaries, strict=True):
        row = rows.tables[Enrolment][enrolment.pk]
        _compare_grid(rows, coverage)
        in_all = Counter()
        for unit, short in zip(coverage.units, summary.units, strict=True):
            expected = rows.standings(row, unit.unit)
            found = {criterion.id: criterion.status.key for criterion in unit.criteria}
            assert found == expected, f"{unit.code}: the page says {found}, the rows {expected}"
            for criterion in unit.criteria:
                items = {item.mapping: item.status.key for item in criterion.items}
                assert items == {pk: rows.statuses[pk] for pk in rows.items[criterion.id]}
            counts = Counter(expected.values())
            assert _numbers(unit.counts) == _numbers(short.counts) == counts
            _compare_declaration(rows, unit, short)
            in_all += counts
        assert _numbers(coverage.counts) == _numbers(summary.counts) == in_all


def _compare_declaration(rows: Rows, unit, short) -> None:
    signed = rows.locked.get(unit.unit)
    assert (unit.declared and unit.declared.id) == (signed and signed.id)
    is_complete = bool(signed and signed.id in rows.confirmed)
    assert unit.is_signed_off == short.is_signed_off == is_complete


def _compare_grid(rows: Rows, coverage) -> None:
    grid = grid_of(coverage)
    cells = {
        cell.mapping: cell.status.key
        for unit in grid.units
        for row in unit.rows
        for cell in row.cells
        if cell is not None
    }
    criteria = {criterion.id for unit in coverage.units for criterion in unit.criteria}
    shown = {pk for criterion in criteria for pk in rows.items[criterion]}
    assert cells == {pk: rows.statuses[pk] for pk in shown}, "the grid differs"


def _numbers(counts) -> Counter:
    return (
        Counter({name: getattr(counts, name) for name in counts.__dataclass_fields__}) + Counter()
    )


def compare_queue(rows: Rows, name: str) -> None:
    """What waits for a person: to decide, and to countersign, by submission."""
    user = rows.scene.people[name]
    expected: dict[int, list[int]] = {}
    for pk, mapping in rows.live.items():
        unit = rows.scene.unit_of(mapping)
        if mapping.criterion_id is None or rows.statuses[pk] not in OPEN:
            continue
        if not rows.looks_after(user, unit, "assessor", "trainee"):
            continue
        submission = rows.handed_in[pk]
        newest = rows.newest.get(pk)
        to_sign = (
            newest is not None
            and newest.submission_id == submission
            and newest.is_provisional
            and newest.id not in rows.countersigned
        )
        if to_sign and (newest.assessor_id == user or not rows.looks_after(user, unit, "assessor")):
            continue
        expected.setdefault(submission, [0, 0])[to_sign] += 1
    found = {
        one.submission.pk: [one.to_decide, one.to_sign]
        for one in queue_of(User.objects.get(pk=user))
    }
    assert found == expected, f"the queue of {name} is {found}, by the rows {expected}"


def compare_pages(rows: Rows, name: str, place: tuple[str, str]) -> None:
    """The portfolio, a unit and the grid, as they are sent to the browser of ``name``."""
    client = client_of(User.objects.get(pk=rows.scene.people[name]))
    qualification, code = place
    enrolments = Enrolment.objects.filter(qualification__code=qualification)
    enrolment = enrolments.select_related("learner").order_by("pk").last()
    row = rows.tables[Enrolment][enrolment.pk]
    expected = {
        unit: rows.standings(row, unit) for unit in rows.scene.members[row.qualification_id]
    }
    pages = f"/enrolments/{enrolment.code}"
    _compare_portfolio(rows, client, f"/learners/{enrolment.learner.code}/")
    unit = rows.scene.units[place]
    page = _text(client, f"{pages}/units/{code}/")
    said = dict(CRITERION.findall(page))
    assert said == {rows.scene.labels[pk]: status for pk, status in expected[unit].items()}
    assert unit not in rows.locked or "Locked" in page, "the page does not say that it is locked"
    cells = Counter(status for status, _, _ in CELL.findall(_text(client, f"{pages}/grid/")))
    mapped = [pk for found in expected.values() for each in found for pk in rows.items[each]]
    assert cells == Counter(rows.statuses[pk] for pk in mapped), "the grid's page differs"


def _compare_portfolio(rows: Rows, client, address: str) -> None:
    """How much is met of each qualification that Anna is enrolled on now."""
    said = MET.findall(_text(client, address))
    expected = []
    for row in rows.all(Enrolment):
        if row.ended_on is None:
            units = rows.scene.members[row.qualification_id]
            found = [each for unit in units for each in rows.standings(row, unit).values()]
            expected.append((str(found.count("met")), str(len(found))))
    assert sorted(said) == sorted(expected), "the portfolio's page differs"


def _text(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return response.content.decode()

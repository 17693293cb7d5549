"""That the benchmark measures what it says, tried on a centre of a few people."""

import pytest

from assessment.models import Appraisal, Judgement, Mapping
from assessment.status import with_status
from teams.models import Kind, SkillLevel
from tests.benchmarks import advice, teams
from tests.benchmarks.pages import Cost, Page, cost_of, pages_of, report
from tests.laying import laid_once
from tests.seeding import STAGES, fill_centre


@laid_once
def seeded():
    return fill_centre(learners=2, criteria=20, items=8)


def test_the_centre_holds_every_stage(seeded):
    statuses = with_status(Mapping.objects.all()).values_list("status", flat=True)
    assert set(statuses) == set(STAGES)
    assert set(seeded.items) == set(STAGES)
    assert Mapping.objects.filter(marking_point__isnull=False).exists()
    assert Appraisal.objects.exists()


def test_every_page_is_measured_and_left_as_it_was(seeded):
    before = Mapping.objects.count(), Judgement.objects.count()
    login, *pages = pages_of(seeded)
    for page in pages:
        cost = cost_of(page, rounds=1, warm_up=0)
        assert cost.queries > cost_of(login, rounds=1, warm_up=0).queries, page.name
        assert cost.cpu > 0
        assert cost.size > 0
    assert (Mapping.objects.count(), Judgement.objects.count()) == before


def test_every_page_of_a_team_is_measured_and_left_as_it_was(learner):
    team = teams.fill_team(learner, members=3, skills=2, records=14)
    assert team.records.exclude(kind=Kind.SKILLS).count() == 14
    before = list(SkillLevel.objects.values_list("pk", "level"))
    assert len(before) == 6
    for page in teams.pages_of(team):
        assert cost_of(page, rounds=1, warm_up=0).cpu > 0, page.name
    assert list(SkillLevel.objects.values_list("pk", "level")) == before


def test_an_error_is_not_measured(db, client):
    page = Page("Not there", lambda: client.get("/people/0/nothing/"))
    with pytest.raises(RuntimeError, match="Not there"):
        cost_of(page, rounds=1, warm_up=0)


def test_the_table_tells_what_is_over():
    costs = {
        Page("Login", None): Cost(2, 3, 0, 6),
        Page("Quick", None, cpu=20, queries=15): Cost(10, 12, 15, 40),
        Page("Slow", None, cpu=20, queries=15): Cost(10, 12, 16, 40),
    }
    heading, login, quick, slow = report(costs).splitlines()
    assert heading.startswith("Page")
    assert "ok" not in login
    assert quick.endswith("ok")
    assert slow.endswith("over")


def test_advice_is_measured_and_left_as_it_was(standard):
    learner, few = advice.make_learner("many"), advice.make_learner("few")
    advice.fill(learner, items=6, records=24, frozen=2)
    advice.fill(few, items=2, records=12)
    assert learner.evidence.count() == 6
    assert learner.teams.get().records.exclude(kind=Kind.SKILLS).count() == 24
    before = Mapping.objects.count()
    assert before == 8 * 6
    told = advice.speed_of(learner, few, rounds=1)
    assert len(told.splitlines()) == 7
    assert "recall@5" in advice.quality_of_suggestions(learner)
    assert Mapping.objects.count() == before
    assert "DO-M3" in advice.quality_of_checks(portfolios=2)

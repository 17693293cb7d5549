"""Mapping suggestions: what words, records and methods point to, what a centre teaches, and where
it is shown."""

import random
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessment.advice.facts import ItemFacts
from assessment.advice.reading import current_coverages
from assessment.advice.suggesting import fitting, fitting_items, ranking, suggest, targets_of
from assessment.advice.suggesting.examples import phrases
from assessment.advice.suggesting.learning import learn_from, learned_of
from assessment.advice.suggesting.passages import LONGEST, passages_of
from assessment.advice.suggesting.stems import stem
from assessment.advice.suggesting.targets import Target
from assessment.advice.suggesting.weights import weights_of
from assessment.models import Criterion, LearnedWords, MarkingPoint, UnitAllocation
from portfolio.models import Learner, Role, User
from teams.freezing import freeze_record
from teams.models import Kind
from tests.assurance import signed_off
from tests.people import (
    client_of,
    enrolled,
    judged,
    make_evidence,
    make_file,
    make_mapping,
    submitted,
    target_of,
)
from tests.teams import make_record, make_team

pytestmark = pytest.mark.django_db

HELPED = (
    "Joe froze when a lady shouted at him about her parcel. I stepped in, showed him which form to "
    "use and stayed beside him until she had left. Afterwards I coached him on staying calm."
)


@pytest.fixture
def targets(csl, learner):
    return targets_of(current_coverages(learner))


def labels(found, count=5):
    """The first criteria that are suggested."""
    return [each.label for each in found if each.target.startswith("criterion")][:count]


# -- Ranking ----------------------------------------------------------------------------------

CLEAR = [
    ("LT 1.1", "observation", "", "She was courteous to every porter and never spoke down to any."),
    ("LT 1.3", "product", "work-plan", "We planned it together; their ideas went into the plan."),
    ("LT 2.1", "witness", "", "He had us say back what we were to do and why it mattered."),
    (
        "LT 2.4",
        "witness",
        "",
        "She paired old hands with new ones so that they learn by sharing tips.",
    ),
    ("LT 4.3", "discussion", "", "Customers would go to rivals, we would lose income and staff."),
    (
        "LT 4.6",
        "questioning",
        "",
        "In meetings I set ground rules so that everyone speaks frankly.",
    ),
    (
        "MT 1.1",
        "questioning",
        "",
        "The sector average is a benchmark that we compare ourselves to.",
    ),
    ("MT 2.4", "product", "rota", "Two were ill, so I changed the plan and put the training back."),
    ("MT 3.6", "product", "communication", "Our survey on the briefings led me to shorten them."),
    ("CO 1.5", "product", "work-plan", "Risks, and plan B if the till fails: cash and a spare."),
    ("CO 3.1", "product", "problem", "Five whys led to the root cause of the lost orders."),
    ("DO 1.4", "product", "feedback", "My manager said I talk too fast, so I slow down now."),
    ("DO 3.4", "product", "coaching-evaluation", "Next time I will make my sessions shorter."),
    ("DO 4.2", "reflective", "", "People learn in different ways; Kolb explains how we learn."),
]


@pytest.mark.parametrize(
    ("label", "method", "kind", "text"), CLEAR, ids=[each[0] for each in CLEAR]
)
def test_what_a_text_speaks_of_is_among_the_first(targets, label, method, kind, text):
    found = suggest(text, {Kind(kind)} if kind else (), targets, method=method)
    assert label in labels(found, 3)


def test_each_suggestion_gives_words_that_stand_in_the_text(targets):
    for each in suggest(HELPED, (), targets, method="witness")[:8]:
        assert each.words
        assert all(word in HELPED for word in each.words)
        assert 0 < each.score <= 1


def test_a_second_topic_is_found_in_a_later_sentence(targets):
    text = HELPED + " In her review I asked how she thought that she was doing; she rated herself."
    assert {"LT 2.3", "LT 3.2"} <= set(labels(suggest(text, (), targets, method="product")))


def test_the_method_tells_understanding_from_doing(targets):
    text = "How we deal with problems in operations: find the root cause, weigh options, follow up."
    asked = labels(suggest(text, (), targets, method="questioning"), 3)
    done = labels(suggest(text, (), targets, method="product"), 3)
    assert asked[0] == "CO 4.3"
    assert done[0] == "CO 3.1"
    assert {"CO 3.1", "CO 3.2"} < set(done)


def test_the_kind_of_a_record_alone_points_to_what_it_shows_by_its_nature(targets):
    found = suggest("Week 14", {Kind.ROTA}, targets)
    first = found[0]
    assert "rota" in dict(next(t for t in targets if t.target == first.target).uses)
    assert first.words == ()


def test_the_same_text_is_ranked_the_same_every_time(targets):
    one = suggest(HELPED, {Kind.DIARY}, targets, method="reflective")
    weights_of.cache_clear()
    shuffled = random.Random(4).sample(targets, len(targets))
    assert suggest(HELPED, {Kind.DIARY}, targets, method="reflective") == one
    two = suggest(HELPED, {Kind.DIARY}, shuffled, method="reflective")
    assert [each.target for each in two[:5]] == [each.target for each in one[:5]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "1234 56% 7:30",
        "的 团队 服务 客户",
        "Der Wagen stand gestern Abend noch unbenutzt hinter dem Haus.",
        "<script>alert(1)</script>" * 3,
        "\x00\ud800 \u202e ' ’’ --- ((((((((((((",
        "a" * 100_000,
    ],
)
def test_what_tells_nothing_suggests_nothing(targets, text):
    assert [each for each in suggest(text, (), targets) if each.score > 0.5] == []


def test_of_a_book_only_the_beginning_is_read(targets):
    book = HELPED + " padding" * 200_000
    assert sum(map(len, passages_of(book))) < LONGEST
    assert "LT 2.3" in labels(suggest(book, (), targets, method="witness"))


def test_a_text_is_cut_into_passages_with_and_without_full_stops():
    assert len(passages_of("word " * 100)) == 3
    assert (
        len(passages_of("Short. She coached him at his desk. They agreed on a plan for May.")) == 2
    )


def test_forms_of_a_word_are_one():
    for one, other in [
        ("allocated", "allocation"),
        ("organise", "organizing"),
        ("agreed", "agree"),
        ("planning", "planned"),
        ("told", "tell"),
        ("reviews", "reviewing"),
        ("experience", "experienced"),
        ("customer's", "customers"),
    ]:
        assert stem(one) == stem(other), one
    assert stem("customer") != stem("custody")


def test_a_unit_without_examples_is_ranked_by_its_own_words():
    own = [
        Target("criterion-1", "BK 1.1", "Prove sourdough at the right temperature"),
        Target("criterion-2", "BK 1.2", "Clean the oven and record the cleaning"),
        Target("criterion-3", "BK 1.3", "Label loaves with allergens", uses=(("problem", True),)),
    ]
    assert suggest("I recorded when I cleaned the ovens.", (), own)[0].label == "BK 1.2"
    assert suggest("See photo.", {Kind.PROBLEM}, own)[0].label == "BK 1.3"


def test_there_are_enough_phrases_for_every_criterion_and_marking_point(standard):
    known = phrases()
    for criterion in Criterion.objects.all():
        assert len(set(known[criterion.text])) >= 25, criterion
    for point in MarkingPoint.objects.all():
        assert len(set(known[point.text])) >= 10, point


def test_units_that_are_signed_off_are_no_target(csl, learner, ben):
    signed_off(learner, "DO", by=ben)
    assert not [t for t in targets_of(current_coverages(learner)) if t.label.startswith("DO")]


# -- Items that fit ---------------------------------------------------------------------------


def facts(number, text, **values):
    defaults = {"title": "", "method": "witness", "happened_on": timezone.localdate()}
    return ItemFacts(id=number, number=number, code=uuid4(), text=text, **defaults | values)


def wanted(targets, *those):
    return [target for target in targets if target.label in those]


def test_items_that_speak_of_what_is_wanted_are_found(targets):
    items = [facts(1, "The lift was mended on Friday."), facts(2, HELPED)]
    found = fitting_items(items, wanted(targets, "LT 2.3", "CO 1.4"), among=targets)
    (fits,) = found.values()
    assert [fit.item.number for fit in fits] == [2]
    assert all(word in HELPED for word in fits[0].words)


def test_an_item_that_is_mapped_already_fits_no_more(targets):
    item = facts(2, HELPED, targets={"LT 2.3": None})
    assert fitting_items([item], wanted(targets, "LT 2.3"), among=targets) == {}


def test_each_text_is_read_sentence_by_sentence_once_at_most(targets, monkeypatch):
    read = []
    monkeypatch.setattr(
        fitting, "passages_of", lambda *args: read.append(args[0]) or passages_of(*args)
    )
    items = [facts(number, f"{HELPED} Case {number}.") for number in range(60)]
    fitting_items(items, targets, among=targets)
    assert len(read) == len(set(read)) <= 60


def test_a_text_is_read_once_for_all_targets(targets, monkeypatch):
    read = []
    monkeypatch.setattr(ranking, "passages_of", lambda *args: read.append(1) or passages_of(*args))
    suggest(HELPED, (), targets)
    assert len(read) == 1


# -- What a centre teaches --------------------------------------------------------------------

TROLLEY = "<p>The zibblewick trolley was wheeled out on gate duty for the {}.</p>"


def second_learner(centre):
    user = User.objects.create(username="mia", name="Mia Fenn")
    user.memberships.create(centre=centre, role=Role.LEARNER, starts_on=timezone.localdate())
    learner = Learner.objects.create(centre=centre, user=user, reference="L-mia")
    enrolled(learner, "CSL")
    return learner


@pytest.fixture
def learners(cast, csl, learner, noahs_learner):
    enrolled(noahs_learner, "CSL")
    allocation = learner.allocations.get(membership=cast.memberships["ben"])
    noahs_learner.allocations.create(membership=allocation.membership, since=allocation.since)
    return learner, noahs_learner


def met_items(learners, ben, count=4, words=TROLLEY):
    for number in range(count):
        item = make_evidence(learners[number % len(learners)], narrative=words.format(number))
        judged(submitted(item, "CO 1.5").mappings.get(), ben)


def test_what_a_centre_accepts_moves_the_ranking(learners, centre, ben, targets):
    text = "The zibblewick trolley on gate duty."
    before = suggest(text, (), targets)
    assert "CO 1.5" not in labels(before, 1)
    met_items(learners, ben)
    assert learn_from(centre) == 4
    assert labels(suggest(text, (), targets, learned_of(centre.pk)), 1) == ["CO 1.5"]


def test_another_centre_learns_nothing_of_it(learners, centre, other_centre, ben):
    met_items(learners, ben)
    call_command("learn_mappings", verbosity=0)
    assert learned_of(centre.pk).items == {f"criterion-{target_of('CO 1.5').pk}": 4}
    assert learned_of(other_centre.pk) is None


def test_a_word_of_few_items_or_of_one_learner_never_enters(learners, centre, ben):
    met_items(learners, ben, count=2, words="<p>quokka {}</p>")
    met_items(learners[:1], ben, count=4, words="<p>narwhal {}</p>")
    met_items(learners, ben, count=3, words="<p>puffin {}</p>")
    learn_from(centre)
    stems = learned_of(centre.pk).stems[f"criterion-{target_of('CO 1.5').pk}"]
    assert stem("puffin") in stems
    assert not {stem("quokka"), stem("narwhal")} & stems.keys()


def test_only_what_was_met_teaches_and_what_is_taken_back_is_forgotten(learners, centre, ben):
    met_items(learners, ben)
    learn_from(centre)
    assert learned_of(centre.pk)
    for learner in learners:
        for item in learner.evidence.all():
            judged(item.mappings.get(), ben, "not_yet")
    learn_from(centre)
    assert learned_of(centre.pk) is None
    assert LearnedWords.objects.get().weights == {}


def test_learning_grows_with_the_items_and_never_drowns_the_rest(learners, centre, ben, targets):
    met_items(learners, ben)
    learn_from(centre)
    found = suggest(HELPED, (), targets, learned_of(centre.pk), method="witness")
    assert labels(found, 2) == labels(suggest(HELPED, (), targets, method="witness"), 2)


# -- Places -----------------------------------------------------------------------------------


def address(item):
    return reverse("evidence-suggestions", args=[item.code])


@pytest.fixture
def item(csl, learner):
    return make_evidence(learner, narrative=f"<p>{HELPED}</p>", method="product")


def test_the_page_of_an_item_asks_for_its_suggestions(item, anna, ben):
    words = client_of(anna).get(item.get_absolute_url()).content.decode()
    assert f'hx-get="{address(item)}"' in words
    submitted(item, "LT 1.1")
    assert address(item) not in client_of(anna).get(item.get_absolute_url()).content.decode()
    assert address(item) not in client_of(ben).get(item.get_absolute_url()).content.decode()


def test_suggestions_say_why_and_leave_out_what_is_mapped(item, anna):
    page = client_of(anna).get(address(item), headers={"HX-Request": "true"})
    found = page.context["suggested"]
    points = [each for each in found if each.target.startswith("point")]
    assert 2 <= len(found) - len(points) <= 5
    assert 1 <= len(points) <= 2
    (helped,) = [each for each in found if each.label == "LT 2.3"]
    assert all(f"<q>{word}</q>" in page.content.decode() for word in helped.words)
    make_mapping(item, "LT 2.3")
    again = client_of(anna).get(address(item)).context["suggested"]
    assert "LT 2.3" not in {each.label for each in again}


def test_one_click_maps_and_answers_with_what_is_left_and_the_row(item, anna):
    target = f"criterion-{target_of('LT 2.3').pk}"
    for _ in range(2):  # sent twice, it is mapped once
        page = client_of(anna).post(
            address(item), {"target": target}, headers={"HX-Request": "true"}
        )
        assert page.status_code == 200
    assert item.mappings.get(removed_at=None).criterion.label == "2.3"
    words = page.content.decode()
    assert f'id="row-{target}"' in words
    assert 'hx-swap-oob="true"' in words
    assert f'id="suggested-{target}"' not in words


def test_without_scripts_the_click_leads_to_the_row(item, anna):
    target = f"criterion-{target_of('LT 2.3').pk}"
    page = client_of(anna).post(address(item), {"target": target})
    assert page.url == f"{item.get_absolute_url()}#row-{target}"


def test_handed_over_meanwhile_says_so_and_maps_nothing(item, anna):
    submitted(item, "LT 1.1")
    sent = {"target": f"criterion-{target_of('LT 2.3').pk}"}
    page = client_of(anna).post(address(item), sent, headers={"HX-Request": "true"})
    assert page.status_code == 409
    assert "with your assessor" in page.content.decode()
    assert item.mappings.count() == 1
    assert client_of(anna).get(address(item)).status_code == 302


@pytest.mark.parametrize(
    "target", ["", "criterion-0", "point-x", "criterion-1e9", "\x00", "unit-1"]
)
def test_a_target_that_is_none_is_not_found(item, anna, target):
    assert client_of(anna).post(address(item), {"target": target}).status_code == 404


def test_an_item_that_says_nothing_says_what_to_do(csl, learner, anna):
    item = make_evidence(learner, title="IMG 2041", narrative="")
    words = client_of(anna).get(address(item)).content.decode()
    assert "Nothing further stands out." in words
    assert "Write a few sentences" in words


def test_hostile_words_are_shown_as_text(csl, learner, anna):
    item = make_evidence(
        learner, narrative="<p>&lt;img src=x onerror=alert(1)&gt; coached her, gave feedback</p>"
    )
    assert "<img src=x" not in client_of(anna).get(address(item)).content.decode()


def test_a_locked_unit_is_not_suggested(item, learner, anna, ben):
    signed_off(learner, "LT", by=ben)
    found = client_of(anna).get(address(item)).context["suggested"]
    assert found
    assert not [each for each in found if each.label.startswith("LT")]


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_take_the_same_queries_whatever_there_is(
    count, item, learner, anna, django_assert_num_queries
):
    team = make_team(learner)
    for number in range(count):
        freeze_record(record=make_record(team, Kind.DIARY), evidence=item, user=anna)
        make_file(item, sha256=f"{number:064}")
        make_mapping(make_evidence(learner), "LT 2.1")
    client = client_of(anna)
    client.get(address(item))  # what the process keeps
    with django_assert_num_queries(19):
        client.get(address(item))


def test_a_record_is_used_with_what_its_words_point_to_first(csl, learner, anna):
    team = make_team(learner)
    diary = make_record(
        team, Kind.DIARY, text="Learned how to give and receive feedback: soon, specific, balanced."
    )
    form = client_of(anna).get(reverse("record-use", args=[diary.code])).context["form"]
    (unit,) = [unit for unit in form.units if "DO" in unit.codes]
    assert unit.criteria[0].label == "4.3"
    assert "feedback" in unit.criteria[0].words
    assert len(unit.criteria) > 1
    assert not unit.criteria[-1].words


def also(item):
    return reverse("also-shows", args=[item.code])


def test_assessors_are_shown_what_was_handed_over_speaks_of(item, learner, ben):
    submitted(item, "LT 1.1")
    found = client_of(ben).get(also(item)).context["suggested"]
    assert "LT 2.3" in {each.label for each in found}


def test_assessors_are_shown_nothing_of_what_was_written_since(csl, learner, ben):
    item = make_evidence(learner, title="IMG 2041", narrative="<p>See the photo.</p>")
    submitted(item, "LT 1.1")
    item.narrative = f"<p>{HELPED}</p>"
    item.save(update_fields=["narrative"])
    make_file(item, name="coached him and showed him the form.txt")
    page = client_of(ben).get(also(item))
    assert page.context["suggested"] == ()
    assert "Nothing further stands out" in page.content.decode()


def test_assessors_are_shown_only_units_that_are_theirs(item, learner, ben, cast):
    submitted(item, "LT 1.1")
    allocation = learner.allocations.get(membership=cast.memberships["ben"])
    unit = target_of("DO 1.1").outcome.unit
    UnitAllocation.objects.create(allocation=allocation, unit=unit)
    found = client_of(ben).get(also(item)).context["suggested"]
    assert {each.label[:2] for each in found} <= {"DO"}

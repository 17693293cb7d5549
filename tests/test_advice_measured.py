"""The advice, measured on portfolios and items that its rules were not made from."""

import json
from collections import Counter

import pytest

from assessment.advice.facts import PortfolioFacts
from assessment.advice.reading import current_coverages
from assessment.advice.suggesting import examples, targets_of, training
from assessment.models import Criterion, MarkingPoint
from tests.advising import measuring
from tests.advising.measuring import CODES, Tally, held_out, measured, suggestions, tallies
from tests.advising.near_misses import NEAR
from tests.advising.phrases import sections
from tests.advising.portfolios import drafts, facts_of, labels_of, portfolios

LEAST = 0.9
LEAST_FIRST = 0.7


@pytest.fixture(scope="module")
def made():
    return list(drafts())


@pytest.fixture(scope="module")
def labelled(made):
    return [(facts_of(draft), labels_of(draft)) for draft in made]


@pytest.fixture(scope="module")
def counted(labelled):
    return tallies(labelled)


@pytest.fixture
def targets(csl, ccl, learner):
    """Of both qualifications: every criterion once, and all marking points."""
    return targets_of(current_coverages(learner))


# -- What is reached --------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_check_finds_the_fault_and_little_else(code, counted):
    tally = counted[code]
    assert tally.recall >= LEAST, f"{code} is missed in {tally.missed} of {tally.support}"
    assert tally.precision >= LEAST, f"{code} is seen in {tally.false_alarms} without the fault"


def test_suggestions_name_what_an_assessor_would_accept(targets):
    found = measured(suggestions(targets, held_out()))
    assert found.recall >= LEAST, measuring.sentence_of(found)
    assert found.precision >= LEAST_FIRST, measuring.sentence_of(found)


# -- Whether the sets are fit to measure by ---------------------------------------------------


def test_each_fault_is_planted_often_and_mostly_absent(labelled):
    planted = Counter(code for _, codes in labelled for code in codes)
    assert set(planted) == set(CODES)
    assert len(labelled) == 500
    for code, number in planted.items():
        assert 60 <= number <= 160, code


def test_each_near_miss_is_there_beside_no_fault_of_its_code(made):
    met = Counter(name for draft in made for name in draft.near)
    assert set(met) == set(NEAR)
    assert min(met.values()) >= 60
    assert {code for codes, _ in NEAR.values() for code in codes} == set(CODES)
    for draft in made:
        assert not draft.codes & {code for name in draft.near for code in NEAR[name][0]}


def test_the_portfolios_are_of_a_plausible_size_and_differ(labelled):
    sizes = [(len(facts.records), len(facts.items), len(facts.members)) for facts, _ in labelled]
    assert all(15 <= records <= 60 for records, _, _ in sizes)
    assert all(5 <= items <= 40 and 3 <= members <= 13 for _, items, members in sizes)
    assert len({tuple(item.text for item in facts.items) for facts, _ in labelled}) == 500


def test_the_portfolios_are_the_same_each_time():
    [first], [again], [other] = (
        list(portfolios(1)),
        list(portfolios(1)),
        list(portfolios(1, seed=7)),
    )
    assert _told(first[0]) == _told(again[0]) != _told(other[0])
    assert first[1] == again[1]


def _told(facts: PortfolioFacts) -> list:
    return [*(record.columns for record in facts.records), *(item.text for item in facts.items)]


def test_every_phrase_can_be_said(labelled):
    """No gap is left open, and no list has the same phrase twice."""
    said = "\n".join(str(text) for facts, _ in labelled[:50] for text in _told(facts))
    assert "{a}" not in said
    for name, lines in sections().items():
        written = [line for line in lines if line]
        assert len(written) == len(set(written)), name


@pytest.mark.django_db
@pytest.mark.usefixtures("standard")
def test_the_held_out_items_cover_the_standard():
    criteria = Counter(label for item in held_out() for label in item.criteria)
    known = {
        f"{unit} {outcome}.{number}"
        for unit, outcome, number in Criterion.objects.values_list(
            "outcome__unit__code", "outcome__number", "number"
        )
    }
    assert set(criteria) == known
    assert min(criteria.values()) >= 2
    points = {label for item in held_out() for label in item.points}
    assert points == set(MarkingPoint.objects.values_list("code", flat=True))
    assert {item.criteria[0] for item in held_out()} == known


def test_the_held_out_items_are_as_long_as_what_learners_write():
    assert len(held_out()) >= 160
    assert len({item.text for item in held_out()}) == len(held_out())
    for item in held_out():
        assert 40 <= len(item.text.split()) <= 190, item.title
        assert 1 <= len(item.criteria) <= 6, item.title


def test_no_held_out_item_was_learned_from():
    """Nor any of its sentences."""
    files = (examples.FILE, training.ITEMS)
    learned = _normal(
        " ".join(words for file in files for words in _texts(json.loads(file.read_text("utf-8"))))
    )
    for item in held_out():
        sentences = [each for each in item.text.split(".") if len(each.split()) >= 5]
        for sentence in (item.text, *sentences):
            assert _normal(sentence) not in learned, item.title


def _texts(node):
    if isinstance(node, str):
        yield node
    else:
        for part in node.values() if isinstance(node, dict) else node or ():
            if isinstance(part, str | dict | list):
                yield from _texts(part)


def _normal(text: str) -> str:
    return " ".join(word for word in text.lower().replace("'", "’").split() if word)


# -- The measures themselves ------------------------------------------------------------------


def test_precision_and_recall_are_counted_by_portfolio():
    tally = Tally(found=6, missed=2, false_alarms=4)
    assert (tally.support, tally.precision, tally.recall) == (8, 0.6, 0.75)
    assert (Tally().precision, Tally().recall) == (0, 0)


def test_recall_is_of_the_first_five():
    assert measuring.recall_at(tuple("abcde"), ("e", "f")) == 0.5
    assert measuring.recall_at(tuple("xxxxxa"), ("a",)) == 0
    assert measuring.recall_at(tuple("abcde"), tuple("abcdef")) == 1
    assert measuring.is_first(("a",), ("b", "a"))
    assert not measuring.is_first((), ("a",))


def test_a_portfolio_without_plants_has_no_label():
    [draft] = drafts(1)
    draft.codes.clear()
    assert facts_of(draft).records

"""The lexicon of mapping suggestions: what it is made of, and how it is made."""

import json

import pytest
from django.core.management import CommandError, call_command

from assessment.advice.reading import current_coverages
from assessment.advice.suggesting import targets_of, training
from assessment.advice.suggesting.estimating import estimated
from assessment.advice.suggesting.lexicon import FILE, lexicon, shares
from assessment.advice.suggesting.passages import passages_of
from assessment.advice.suggesting.targets import Target, split
from portfolio.models import Method
from teams.models import Kind
from tests.assurance import signed_off

GREETING = Target("criterion-1", "XX 1.1", "Greet customers")
COUNTING = Target("criterion-2", "XX 1.2", "Count the till")
SAID = {
    0: ("She waved and said good morning", "He said hello to a guest at the door"),
    1: ("She counted the coins twice", "He added up the notes in the drawer"),
}


@pytest.fixture
def targets(csl, learner):
    return targets_of(current_coverages(learner))


def items(*, times=1):
    return [
        training.Item(passages_of(words), frozenset(), "", (place,))
        for _ in range(times)
        for place, phrases in SAID.items()
        for words in phrases
    ]


def taught():
    phrases = [training.told_by(words, (place,)) for place, both in SAID.items() for words in both]
    return training.learned([GREETING, COUNTING], phrases, items(times=3))


# -- What it is made of -----------------------------------------------------------------------


def test_it_is_made_of_the_examples_that_are_there():
    """Fails after a change of them: ``./run manage train_suggestions mei``."""
    assert json.loads(FILE.read_text("utf-8"))["made_of"] == training.made_of()


def test_the_written_items_are_whole(targets):
    known = {target.label for target in targets}
    rows = json.loads(training.ITEMS.read_text("utf-8"))
    assert len({row["text"] for row in rows}) == len(rows) > 1000
    for row in rows:
        assert set(row["targets"]) <= known | {f"CC-MP{number}" for number in range(1, 6)}
        assert " " in row["targets"][0], row["title"]
        assert set(row["kinds"]) <= set(Kind.values)
        assert row["method"] in Method.values
        assert len(row["text"].split()) >= 40, row["title"]
    criteria = {target.label for target in targets if target.is_criterion}
    assert {row["targets"][0] for row in rows} == criteria


# -- How it is made ---------------------------------------------------------------------------


def test_words_speak_for_what_they_were_said_of():
    learned = taught()
    greeted, counted = (
        shares(learned.said_in(passages_of(words)), (0, 1))
        for words in ("A guest said hello in the morning", "They counted notes and coins")
    )
    assert greeted[0] > 0.6
    assert counted[1] > 0.6
    assert learned.usual == (0.5, 0.5)


def test_the_same_examples_make_the_same():
    assert taught() == taught()


def test_small_words_count():
    """ "Before" and "after" stand in the same sentences otherwise."""
    said = (
        "They were told what to do before the shift",
        "They were told what to do after the shift",
    )
    phrases = [training.told_by(words, (place,)) for place, words in enumerate(said)]
    learned = training.learned([GREETING, COUNTING], phrases * 2, items())
    first, second = (shares(learned.said_in(passages_of(words)), (0, 1)) for words in said)
    assert first[0] > first[1]
    assert second[1] > second[0]


def test_companions_are_what_items_show_together():
    both = [training.Item(passages_of("Hello, said she"), frozenset(), "", (0, 1))] * 3
    learned = training.learned([GREETING, COUNTING], [], both)
    assert dict(learned.along[0])[1] == pytest.approx(3 / 5)


# -- What is made of it -----------------------------------------------------------------------


def test_a_criterion_it_does_not_know_keeps_what_was_counted(targets):
    criteria = (*split(targets)[0][:3], GREETING)
    passages = passages_of("She was polite to everybody and listened to each of them.")
    found = estimated(passages, criteria, {0: 0.5, 3: 0.4})
    assert found[3] == 0.4
    assert found[0] != 0.5


def test_without_a_word_nothing_is_estimated(targets):
    criteria, _ = split(targets)
    assert estimated([], criteria, {}) == {}


def test_only_somebody_who_takes_all_units_can_teach(csl, learner, ben):
    before = FILE.read_bytes()
    signed_off(learner, "DO", by=ben)
    with pytest.raises(CommandError, match="takes all units"):
        call_command("train_suggestions", learner.user.username, verbosity=0)
    with pytest.raises(CommandError, match="no learner"):
        call_command("train_suggestions", "nobody", verbosity=0)
    assert FILE.read_bytes() == before
    assert len(lexicon().criteria) == 68

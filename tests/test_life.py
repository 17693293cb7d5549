"""No order of actions, by any people, reaches what the rules forbid; and pages say what the rows
say.

A long run: ``./run test tests/test_life.py -n 0 --hypothesis-profile=long``.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.life.base import Life
from tests.life.machine import Machine
from tests.life.scene import set_scene

pytestmark = pytest.mark.django_db

CLAIM_A, CLAIM_B = ("ONE", "A1"), ("ONE", "B1")
SHORT = settings(
    max_examples=10,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def machine(cast, monkeypatch):
    """The machine on its scene, with nothing counted."""
    monkeypatch.setattr(Life, "scene", set_scene(cast), raising=False)
    Life.done.clear()
    return Machine


@pytest.fixture
def life(machine):
    """One life, to be led by hand."""
    one = machine()
    yield one
    one.teardown()


def test_no_order_of_actions_breaks_a_rule(machine):
    is_long = settings.get_current_profile_name() == "long"
    run_state_machine_as_test(machine, settings=settings() if is_long else SHORT)
    assert set(Life.done) >= {"record_judgement", "sign_off", "record_sample"}


def test_every_verb_is_reached(life):
    """One life led by hand, in which nothing is left to chance: neither what is done nor what is
    refused."""
    _learn(life)
    _decide(life)
    _disagree(life)
    _claim(life)
    _administer(life)
    life.pages_say_what_the_rows_say()
    for reader, place in (("anna", CLAIM_A), ("ben", CLAIM_B)):
        life.opens_the_pages(reader, place)
    assert not VERBS - set(Life.done), "never reached"


def _learn(life):
    life.gets_a_testimony(CLAIM_A)
    life.adds("anna", "product")
    life.changes("anna", 0, "reflective")
    life.maps("anna", 0, CLAIM_B, 0, "")
    life.maps("anna", 0, CLAIM_B, 1, "p. 2")
    life.unmaps("anna", 0, CLAIM_B, 0)
    life.hands_over("anna", 0)
    life.takes_back("anna", 0)
    life.puts_aside("anna", 0, back=False)
    life.puts_aside("anna", 0, back=True)
    life.unmaps("anna", 0, CLAIM_B, 1)


def _decide(life):
    life.records("ben", CLAIM_B, 0, keep=True)
    life.objects("anna", 0)
    life.records("ben", CLAIM_B, 0, keep=False)
    life.adds("anna", "signposted")
    life.maps("anna", 0, CLAIM_B, 0, "")
    life.hands_over("anna", 0)
    life.maps_as_assessor("ben", 0, CLAIM_B, 1)
    life.maps_as_assessor("ben", 0, CLAIM_A, 1)
    life.unmaps_as_assessor("ben", 0)
    life.appraises("ben", 0)
    life.sees_the_original("ben", 0, as_iqa=False)
    for forward in ("anna", "olive", "eve", "ines"):
        life.judges(forward, 1, "met")  # refused
    life.judges("tara", 1, "met")
    life.pages_say_what_the_rows_say()
    life.countersigns("tara", 0)  # refused
    life.countersigns("ben", 0)
    life.signs_off("ben", CLAIM_B)  # refused, as one criterion is open
    life.judges("ben", 2, "met")


def _disagree(life):
    """An appeal of two stages, a declaration declined, one unlocked, one returned."""
    life.appeals("anna", 0)
    life.appoints("cleo", 0, "iris")
    life.decides_the_appeal("iris", 0, "dismissed")
    life.goes_further("anna", 0)
    life.gives_the_appeal_up("anna", 0)
    for forward in ("anna", "tara", "cleo"):
        life.signs_off(forward, CLAIM_B)  # refused
    life.signs_off("ben", CLAIM_A)  # refused, as nothing is met
    life.signs_off("ben", CLAIM_B)
    life.answers_the_declaration("anna", 0, agrees=False)
    life.signs_off("ben", CLAIM_B)
    life.unlocks("ben", 0)  # refused
    life.unlocks("ines", 0)
    life.signs_off("ben", CLAIM_B)
    life.answers_the_declaration("anna", 0, agrees=True)
    for forward in ("anna", "ben", "iris"):
        life.samples(forward, CLAIM_B, "accepted", disagrees=False)  # refused
    for mapping in range(4):
        life.judges("ben", mapping, "not_yet")  # refused, as it is locked
        life.maps("anna", 0, CLAIM_B, mapping, "p. 9")  # refused
    life.claims("cleo", CLAIM_B, is_whole=False)  # refused, as no IQA has looked
    life.samples("ines", CLAIM_B, "returned", disagrees=True)


def _claim(life):
    life.goes_on(CLAIM_A, 5)
    life.claims("cleo", CLAIM_A, is_whole=False)  # refused, as no EQA supports it
    life.goes_on(CLAIM_A, 2)
    life.claims("cleo", CLAIM_B, is_whole=False)  # refused, as it was returned
    life.goes_on(CLAIM_B, 7)
    for forward in ("ines", "cleo"):
        life.unlocks(forward, 0)  # refused, as it is claimed
    life.claims("ben", CLAIM_A, is_whole=True)  # refused
    life.claims("cleo", CLAIM_A, is_whole=True)
    life.records_the_answer("cleo", 0, "withdrawn")
    life.ends_direct_claim("cleo", 0)
    life.makes_a_visit("cleo", 1)
    life.reports("eve", 0, "supported")
    life.cancels_the_visit("cleo", 0)


def _administer(life):
    for ends in (True, False):
        life.changes_an_allocation("cleo", 0, ends)
        life.changes_a_role("cleo", "tara", 0, ends)
        life.changes_an_enrolment("cleo", ("TWO", "A2"), ends)
    life.changes_an_enrolment("cleo", ("TWO", "A2"), True)
    life.enrols("cleo", ("TWO", "A2"))
    life.changes_an_allocation("cleo", 0, True)
    life.allocates("cleo", "adam", 1)
    life.narrows_an_allocation("cleo", 0, CLAIM_A, False)
    life.asks_for_more("cleo", CLAIM_A, 2, "c")
    life.changes_what_is_asked("cleo", 0, 1)
    life.changes_what_is_asked("cleo", 0, 0)


VERBS = set(
    """
    add_evidence change_evidence map_evidence point_to_place unmap_evidence submit_evidence
    take_back withdraw restore_evidence object_to_record add_witness ask_for_testimony
    give_testimony record_judgement countersign record_appraisal record_sighting map_as_assessor
    unmap_as_assessor begin_record map_record sign_record discard_record sign_off confirm decline
    unlock record_sample make_visit record_report cancel_visit lodge_appeal appoint_hearer
    decide_hearing take_further withdraw_appeal claim record_answer record_direct_claim
    end_direct_claim end_allocation reopen_allocation narrow_allocation allocate end_membership
    reopen_membership add_rule change_rule remove_rule end_enrolment reopen_enrolment enrol
    """.split()
)

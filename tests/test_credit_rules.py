"""Credit rules: what is still missing, in words."""

from dataclasses import replace

import pytest

from assessment.credit_rules import (
    CreditRules,
    credit_rules_of,
    explain_credits,
)
from assessment.groups import Group, UnitUse, groups_of
from assessment.models import Qualification

ANY = UnitUse(
    specification=0,
    code="",
    title="",
    purpose="",
    unit=0,
    reference="",
    level=1,
    credits=1,
    level_confirmed=False,
    credits_confirmed=False,
)
LT = ANY._replace(code="LT", level=3, credits=7)
MT = ANY._replace(code="MT", level=3, credits=4)
CO = ANY._replace(code="CO", level=4, credits=10)
DO = ANY._replace(code="DO", level=3, credits=8)

MANDATORY = Group("M", "Mandatory units", True, 0, 0, (LT, MT, CO))
OPTIONAL = Group("O1", "Optional units", False, 0, 0, (DO,))
RULES = CreditRules(
    credits_required=21, high_level=4, high_level_credits=10, groups=(MANDATORY, OPTIONAL)
)


def test_nothing_is_missing():
    assert explain_credits(RULES, {"LT", "MT", "CO"}) == (True, ())


def test_every_rule_not_satisfied_says_so():
    assert explain_credits(RULES, {"LT", "MT"}) == (
        False,
        (
            "Unit CO is mandatory and not signed off.",
            "10 more credits are needed: 11 of 21 achieved.",
            "10 more credits at level 4 or above are needed.",
        ),
    )


def test_credits_of_another_unit_do_not_replace_a_mandatory_one():
    rules = replace(RULES, credits_required=19, high_level_credits=0)
    assert explain_credits(rules, {"LT", "MT", "DO"}) == (
        False,
        ("Unit CO is mandatory and not signed off.",),
    )


def test_lower_levels_do_not_count_at_the_high_level():
    rules = replace(RULES, groups=(MANDATORY._replace(is_mandatory=False), OPTIONAL))
    assert explain_credits(rules, {"LT", "MT", "DO", "CO"}).is_complete
    rules = replace(rules, high_level_credits=11)
    assert explain_credits(rules, {"LT", "MT", "DO", "CO"}).reasons == (
        "1 more credit at level 4 or above is needed.",
    )


def test_a_unit_that_is_met_and_not_signed_off_earns_nothing():
    standing = explain_credits(RULES, {"LT", "MT"}, met={"LT", "MT", "CO", "DO"})
    assert standing == (
        False,
        (
            "Unit CO is mandatory: all criteria met, waiting for sign-off.",
            "10 more credits are needed: 11 of 21 achieved.",
            "10 more credits at level 4 or above are needed.",
        ),
    )


def test_a_unit_above_the_high_level_counts_too():
    rules = replace(RULES, high_level=3, high_level_credits=21)
    assert explain_credits(rules, {"LT", "MT", "CO"}).is_complete


@pytest.mark.parametrize(
    ("minimum", "reason"),
    [
        ({"minimum_units": 1}, "1 more unit from “Optional units” is needed: 0 of 1 signed off."),
        ({"minimum_units": 2}, "2 more units from “Optional units” are needed: 0 of 2 signed off."),
        (
            {"minimum_credits": 8},
            "8 more credits from “Optional units” are needed: 0 of 8 achieved.",
        ),
    ],
)
def test_a_group_has_minima_of_its_own(minimum, reason):
    rules = replace(RULES, groups=(MANDATORY, OPTIONAL._replace(**minimum)))
    assert explain_credits(rules, {"LT", "MT", "CO"}) == (False, (reason,))


def test_a_unit_in_two_groups_earns_its_credits_once():
    again = OPTIONAL._replace(code="O2", units=(DO, LT))
    rules = replace(RULES, credits_required=22, groups=(MANDATORY, OPTIONAL, again))
    assert explain_credits(rules, {"LT", "MT", "CO"}).reasons == (
        "1 more credit is needed: 21 of 22 achieved.",
    )


def test_units_of_another_qualification_change_nothing():
    assert explain_credits(RULES, {"CC"}) == explain_credits(RULES, set())


def test_a_qualification_without_units_is_never_complete():
    assert explain_credits(CreditRules(0, 1, 0, ()), {"LT"}) == (
        False,
        ("This qualification has no units yet.",),
    )


@pytest.fixture
def read_rules(standard):
    """The rules of a qualification of the standard, by its code."""

    def read(code):
        qualification = Qualification.objects.get(code=code)
        return credit_rules_of(qualification, groups_of([qualification.pk])[qualification.pk])

    return read


def test_the_groups_of_qualifications_are_read_in_one_query(read_rules, django_assert_num_queries):
    with django_assert_num_queries(1):
        groups_of([1, 2])


def test_rules_are_read_with_what_counts_of_each_unit(read_rules):
    rules = read_rules("CSL")
    counted = [(use.code, use.level, use.credits) for group in rules.groups for use in group.units]
    assert counted == [("LT", 3, 7), ("MT", 3, 4), ("CO", 4, 10), ("DO", 3, 8)]
    assert [group._replace(units=()) for group in rules.groups] == [
        MANDATORY._replace(units=()),
        OPTIONAL._replace(units=()),
    ]
    assert replace(rules, groups=()) == CreditRules(21, 3, 21, ())


def test_a_group_without_units_still_asks_for_them(read_rules):
    qualification = Qualification.objects.get(code="CSL")
    qualification.groups.create(code="E", title="Empty", minimum_units=1, position=9)
    assert read_rules("CSL").groups[-1] == Group("E", "Empty", False, 1, 0, ())


def test_a_shared_unit_counts_by_its_code_in_the_qualification(read_rules):
    rules = read_rules("CCL")
    assert explain_credits(rules, {"CC", "MT"}).is_complete
    assert not explain_credits(rules, {"LT", "MT"}).is_complete

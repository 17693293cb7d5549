"""docs/security.md says of every requirement how it stands, and names what exists."""

import re
from collections import Counter

import pytest
from django.conf import settings

TEXT = (settings.BASE_DIR / "docs/security.md").read_text()
ASVS = TEXT.partition("## ASVS 5.0")[2]

# Of ASVS 5.0.0, levels 1 and 2: section, and the numbers in it that are not of level 3 alone.
REQUIREMENTS = """
1.1: 1-2; 1.2: 1-9; 1.3: 1-11; 1.4: 1-3; 1.5: 1-2
2.1: 1-3; 2.2: 1-3; 2.3: 1-4; 2.4: 1-1
3.2: 1-2; 3.3: 1-4; 3.4: 1-6; 3.5: 1-5; 3.7: 1-2
4.1: 1-3; 4.2: 1-1; 4.3: 1-2; 4.4: 1-4
5.1: 1-1; 5.2: 1-3; 5.3: 1-2; 5.4: 1-3
6.1: 1-3; 6.2: 1-12; 6.3: 1-4; 6.4: 1-4; 6.5: 1-5; 6.6: 1-3; 6.8: 1-4
7.1: 1-3; 7.2: 1-4; 7.3: 1-2; 7.4: 1-5; 7.5: 1-2; 7.6: 1-2
8.1: 1-2; 8.2: 1-3; 8.3: 1-1; 8.4: 1-1
9.1: 1-3; 9.2: 1-4
10.1: 1-2; 10.2: 1-2; 10.3: 1-4; 10.4: 1-11; 10.5: 1-5; 10.6: 1-2; 10.7: 1-3
11.1: 1-2; 11.2: 1-3; 11.3: 1-3; 11.4: 1-4; 11.5: 1-1; 11.6: 1-1
12.1: 1-3; 12.2: 1-2; 12.3: 1-4
13.1: 1-1; 13.2: 1-5; 13.3: 1-2; 13.4: 1-5
14.1: 1-2; 14.2: 1-4; 14.3: 1-3
15.1: 1-3; 15.2: 1-3; 15.3: 1-7
16.1: 1-1; 16.2: 1-5; 16.3: 1-4; 16.4: 1-3; 16.5: 1-3
17.1: 1-1; 17.2: 1-4; 17.3: 1-2
"""
REQUIREMENT = re.compile(r"(\d+\.\d+)\.(\d+)(?:–(\d+))?")


def required():
    for section, first, last in re.findall(r"(\d+\.\d+): (\d+)-(\d+)", REQUIREMENTS):
        yield from (f"{section}.{number}" for number in range(int(first), int(last) + 1))


def told():
    for line in ASVS.splitlines():
        cell = line.partition("|")[2].partition("|")[0].strip()
        if REQUIREMENT.match(cell):
            for section, first, last in REQUIREMENT.findall(cell):
                yield from (
                    f"{section}.{number}" for number in range(int(first), int(last or first) + 1)
                )


def named():
    """Each path in the page, and what of it is named."""
    found = re.findall(r"`([a-z_]+/[\w/.-]+\.\w+|\w+\.(?:txt|toml))(?:::(\w+))?`", TEXT)
    return sorted(set(found))


def test_each_requirement_stands_in_one_row():
    counted = Counter(told())
    assert {number for number, count in counted.items() if count > 1} == set()
    assert set(required()) - set(counted) == set()
    assert set(counted) - set(required()) == set()


@pytest.mark.parametrize(("path", "name"), named(), ids="::".join)
def test_what_it_names_exists(path, name):
    file = settings.BASE_DIR / path
    assert file.is_file()
    assert not name or re.search(rf"^(?:def|class) {name}\b", file.read_text(), re.MULTILINE)


def test_each_answer_has_a_module_and_a_test():
    rows = ASVS.partition("## What does not apply")[0].splitlines()
    for row in rows:
        if REQUIREMENT.match(row.strip("| ")):
            _, _, _, where, test, _ = row.split("|")
            assert "`" in where, row
            assert "`tests/" in test, row


def test_the_limits_are_those_of_the_code():
    from portfolio.accounts import logging_in, reauthenticating, resetting

    for limit, said in (
        (logging_in.ONE_NAME_HERE, "10 in 15 minutes"),
        (logging_in.ANY_NAME_HERE, "100 in 15 minutes"),
        (logging_in.ONE_NAME, "50 in an hour"),
        (logging_in.CODES, "6 in 5 minutes"),
        (logging_in.CODES_A_DAY, "40 a day"),
        (reauthenticating.TRIES, "10 in 15 minutes"),
        (resetting.TO_ONE, "3 an hour"),
        (resetting.FROM_ONE, "30 from one network"),
    ):
        assert said in TEXT
        assert said.startswith(str(limit.most))

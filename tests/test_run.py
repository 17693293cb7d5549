"""``./run`` as it is called: from anywhere, through a link, with a verb that is not there."""

import json
import os
import subprocess

import pytest
from django.conf import settings


def run(*arguments, program=settings.BASE_DIR / "run", cwd="/", **environment):
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_lists_the_verbs(arguments):
    finished = run(*arguments)
    assert finished.returncode == 0
    for verb in ("setup", "demo", "test", "lint", "bench", "manage", "lock"):
        assert f"./run {verb}" in finished.stdout


def test_help_describes_each_verb_there_is():
    source = (settings.BASE_DIR / "run").read_text()
    verbs = source.split("case $verb in\n")[1].split("esac")[0]
    there = {line[:-1] for line in verbs.splitlines() if line[:1].isalpha() and line.endswith(")")}
    assert there
    assert all(f"./run {verb}" in run().stdout for verb in there)


def test_it_can_be_called_through_a_link(tmp_path):
    link = tmp_path / "a link"
    link.symlink_to(settings.BASE_DIR / "run")
    assert run("help", program=link, cwd=tmp_path).returncode == 0


def test_an_unknown_verb_is_refused_with_the_list():
    finished = run("dance")
    assert finished.returncode == 1
    assert 'There is no "dance".' in finished.stderr
    assert "./run demo" in finished.stderr


def test_what_the_demo_loads_are_fixtures():
    """``./run demo`` loads every file of ``fixtures/``."""
    files = list((settings.BASE_DIR / "fixtures").iterdir())
    assert files
    for file in files:
        rows = json.loads(file.read_text(encoding="utf-8"))
        assert all({"model", "fields"} <= row.keys() for row in rows), file.name

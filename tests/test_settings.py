"""Settings come from the environment, are documented, and do not let production start unsafely."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SITE_MODE": "production",
    "SECRET_KEY": "aB3-xY" * 10,
    "ALLOWED_HOSTS": "portfolio.example",
}
CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
START = ("-c", "import portfolio.wsgi")
LATE = {"weasyprint", "pyhanko", "fontTools", "boto3", "fido2"}


def run_python(arguments, environment, data_dir):
    """Run Python in the project's directory with nothing but this environment."""
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def names_read_by_settings():
    tree = ast.parse((settings.BASE_DIR / "portfolio/settings.py").read_text())
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }


def names_read_by_run():
    return set(re.findall(r"\$\{([A-Z_]+):?-", (settings.BASE_DIR / "run").read_text()))


def names_in_readme():
    text = (settings.BASE_DIR / "README.md").read_text()
    return re.findall(r"^\| `([A-Z_]+)` \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)


def test_each_name_read_from_the_environment_is_in_the_readme_once():
    read = names_read_by_settings() | names_read_by_run() | {"TEST_DATABASE"}
    assert len(read) > 10
    assert sorted(names_in_readme()) == sorted(read)


def test_settings_read_the_environment_only_by_env():
    source = (settings.BASE_DIR / "portfolio/settings.py").read_text()
    assert "os.environ" not in source
    assert "getenv" not in source


def test_the_production_environment_passes_all_checks(tmp_path):
    finished = run_python(CHECK, PRODUCTION, tmp_path)
    assert finished.returncode == 0, finished.stderr


def test_production_starts_and_loads_nothing_that_only_jobs_or_a_few_need(tmp_path):
    """They take longer to load than all the rest, and as much memory."""
    asking = f"import sys, portfolio.wsgi, portfolio.urls; print({LATE!r} & sys.modules.keys())"
    (tmp_path / "static").mkdir()
    finished = run_python(("-c", asking), PRODUCTION, tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "security.W009"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS names the addresses"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS names the addresses"),
        ({"ALLOWED_HOSTS": "portfolio.example,*"}, "ALLOWED_HOSTS names the addresses"),
        ({"HTTPS": "off"}, "security.W008"),
        ({"SITE_MODE": "prod"}, "SITE_MODE is production, demo or development"),
        ({"SITE_MODE": "demo", "SECRET_KEY": None}, "SECRET_KEY is not set"),
    ],
    ids=str,
)
def test_an_unsafe_site_does_not_start(changes, reason, tmp_path):
    finished = run_python(START, PRODUCTION | changes, tmp_path)
    assert finished.returncode != 0
    assert reason in finished.stderr


def test_production_is_what_an_empty_environment_means(tmp_path):
    finished = run_python(START, {}, tmp_path)
    assert finished.returncode != 0
    assert "SECRET_KEY is not set" in finished.stderr

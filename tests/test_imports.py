"""Imports go in one direction: portfolio <- teams <- assessment."""

import ast

import pytest
from django.conf import settings

MAY_IMPORT = {
    "portfolio": {"portfolio"},
    "teams": {"portfolio", "teams"},
    "assessment": {"portfolio", "teams", "assessment"},
}
OURS = {*MAY_IMPORT, "tests"}


def imported_modules(source, package):
    """Return (line, module) of each import in ``source``, also those inside functions.

    ``package`` is the dotted package that holds the source, which relative imports start from.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: -node.level + 1 or None] if node.level else []
            found.append((node.lineno, ".".join([*parents, *filter(None, [node.module])])))
    return found


def forbidden_imports(source, package):
    app = package.split(".", 1)[0]
    return [
        (line, module)
        for line, module in imported_modules(source, package)
        if module.split(".", 1)[0] in OURS - MAY_IMPORT[app]
    ]


def modules_of(app):
    return sorted((settings.BASE_DIR / app).rglob("*.py"))


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_an_app_imports_only_itself_and_what_is_further_in(app):
    assert modules_of(app)
    wrong = {}
    for path in modules_of(app):
        relative = path.relative_to(settings.BASE_DIR)
        found = forbidden_imports(path.read_text(), ".".join(relative.parent.parts))
        if found:
            wrong[str(relative)] = found
    assert not wrong


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("portfolio", "import teams"),
        ("portfolio", "import assessment.models as models"),
        ("portfolio.views", "from assessment.models import Criterion"),
        ("portfolio", "def late():\n    from teams import models"),
        ("teams", "if True:\n    import os, assessment"),
        ("assessment", "from tests.people import anna"),
    ],
)
def test_the_guard_sees(package, source):
    assert forbidden_imports(source, package)


@pytest.mark.parametrize(
    ("package", "source", "module"),
    [
        ("portfolio.views", "from . import evidence", "portfolio.views"),
        ("portfolio.views", "from .evidence import show", "portfolio.views.evidence"),
        ("portfolio.views", "from .. import access", "portfolio"),
        ("portfolio.views", "from ..models import User", "portfolio.models"),
    ],
)
def test_relative_imports_are_resolved(package, source, module):
    assert imported_modules(source, package) == [(1, module)]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("teams", "from portfolio.models import User"),
        ("assessment", "import teams.models"),
        ("portfolio", "import django.contrib.auth"),
        ("portfolio", "apps = ['teams', 'assessment']"),
    ],
)
def test_the_guard_lets_pass(package, source):
    assert not forbidden_imports(source, package)

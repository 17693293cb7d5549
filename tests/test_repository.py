"""What is committed works on any machine and says nothing of the one it was written on."""

import json
import re
import shutil
import subprocess

import pytest
from django.conf import settings

ALLOWED_AT_THE_TOP = set(
    """
    .ci .editorconfig .gitattributes .gitignore .npmrc CHANGELOG.md LICENSE README.md assessment
    deploy docs fixtures manage.py package-lock.json package.json portfolio pyproject.toml
    requirements-dev.txt requirements-node.txt requirements.txt run static teams templates tests
    """.split()
)
# A letter in brackets keeps each expression from finding itself.
FORBIDDEN = {
    "host of a package registry": r"pypi[.]org|pythonhoste[d]|registry[.]npmjs|deb[.]debian[.]org",
    "path of somebody's machine": r"/(?:root|home/[a-z]+|Users/[A-Za-z]+)/|/work/(?:main|shared)",
    "word about how it was written": r"(?i)\b(?:clau[d]e|anthropi[c]|chatgp[t]|subagen[t]s?)\b"
    r"|co-authored-b[y]|\b(?:this|earlier|last) sessio[n] of\b",
}
needs_git = pytest.mark.skipif(
    not (shutil.which("git") and (settings.BASE_DIR / ".git").exists()),
    reason="only git knows what is committed",
)
LOCK_FILES = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def listed_files(*options):
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", *options],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return [settings.BASE_DIR / name for name in listed.stdout.split("\0") if name]


def texts():
    """Yield (path, text) of each file that is committed or would be; pictures and the like not."""
    for path in listed_files("--cached", "--others", "--exclude-standard"):
        try:
            yield path, path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue


@needs_git
@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_text_has_a(kind):
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match.group()}"
        for path, text in texts()
        for match in re.finditer(FORBIDDEN[kind], text)
    ]
    assert not found


@needs_git
def test_the_top_level_holds_only_what_the_architecture_names():
    top = {path.relative_to(settings.BASE_DIR).parts[0] for path in listed_files()}
    assert top <= ALLOWED_AT_THE_TOP


def test_the_commands_can_be_executed():
    for name in ("run", ".ci/run", "manage.py"):
        assert (settings.BASE_DIR / name).stat().st_mode & 0o111, name


def pins(name):
    """Return {package: version} of a lock file."""
    text = (settings.BASE_DIR / name).read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCK_FILES)
def test_python_packages_are_pinned_by_hash_and_come_from_nowhere_in_particular(name):
    text = (settings.BASE_DIR / name).read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9.-]+==\S+", entry)
        assert "--hash=sha256:" in entry


def test_the_site_runs_on_the_versions_it_is_tested_with():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_front_end_packages_are_pinned_by_hash_and_come_from_nowhere_in_particular():
    lock = json.loads((settings.BASE_DIR / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert "integrity" in entry, name


def test_locks_leave_foreign_keys_alone():
    """A lock without ``no_key`` makes whoever adds a row that points there wait: see holding.py."""
    sources = (
        path
        for app in ("portfolio", "teams", "assessment")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    )
    calls = re.compile(r"select_for_update\((?!.*no_key=True)")
    assert [path for path in sources if calls.search(path.read_text())] == []

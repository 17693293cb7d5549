"""What one backup says of itself, and the list of its files."""

import hashlib
import hmac
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from portfolio.backups.place import BackupFault, Place, flush
from portfolio.hashing import hash_of

FORMAT = 1
MANIFEST = "manifest.json"
LIST = "files.sha256"
# Without the same keys the seals of the trail do not verify, and the sealing keys and the secrets
# of authenticator apps do not open.
KEYS = ("AUDIT_KEY", "SEAL_KEY", "FACTOR_KEY")


@dataclass(frozen=True, slots=True)
class Manifest:
    """``migrations``: (app, name) of all that were applied. ``lacking``: stored names that rows
    named and the site itself had not, or not as they were. ``let_go``: those that it deleted while
    they were copied: after a restore their rows name nothing. ``keys``: marks by which a restore
    tells whether the site has the same keys; the keys do not follow from them."""

    taken_at: str
    engine: str
    made_by: str
    database: str
    files: int
    bytes: int
    list_sha256: str
    migrations: list[list[str]]
    counts: dict[str, int]
    keys: dict[str, str]
    lacking: list[str] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def day(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: ``path`` is below the directory of backups."""

    sha256: str
    path: str

    @property
    def stored_name(self) -> str:
        """The name in the storage; empty of the database."""
        return self.path.removeprefix("files/") if self.path.startswith("files/") else ""


def maker() -> str:
    """This program and its version, such as "portfolio-site 0.1.0"."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return f"{project['name']} {project['version']}"


def marks_of_keys() -> dict[str, str]:
    """A mark of each key of this site."""
    return {name: _mark(getattr(settings, name)) for name in KEYS}


def _mark(key: str) -> str:
    return hmac.new(key.encode(), b"which key a backup needs", hashlib.sha256).hexdigest()[:16]


def write_manifest(directory: Path, manifest: Manifest) -> None:
    values = asdict(manifest)
    with (directory / MANIFEST).open("w") as file:
        json.dump(values | {"sha256": hash_of(values)}, file, indent=1)
        flush(file)


def read_manifest(place: Place, name: str) -> Manifest:
    """Raises ``BackupFault`` for one that is not there, not whole, or of a later format."""
    path = place.backups / name / MANIFEST
    try:
        values: dict[str, Any] = json.loads(path.read_text())
        if values.pop("sha256") != hash_of(values):
            raise BackupFault(f"{path} is damaged: it is not as it was written.")
        if values["format"] > FORMAT:
            raise BackupFault(f"{path} was written by a later version of this program. Update it.")
        return Manifest(**values)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupFault(f"{path} is damaged: {error}") from error


def read_list(place: Place, name: str) -> Iterator[Listed]:
    """The lines of the list, the database first, then the files sorted by name."""
    with (place.backups / name / LIST).open() as lines:
        for line in lines:
            sha256, _, path = line.rstrip("\n").partition("  ")
            yield Listed(sha256, path)


class Earlier:
    """The files that the last whole backup lists, to be asked in the order of their names."""

    def __init__(self, place: Place) -> None:
        names = place.names()
        self._lines = (each for each in (read_list(place, names[-1]) if names else ()))
        self._current = next(self._lines, None)

    def sha256_of(self, name: str) -> str:
        """The SHA-256 of the file ``name``; empty where it is not listed."""
        while self._current and self._current.stored_name < name:
            self._current = next(self._lines, None)
        is_listed = self._current is not None and self._current.stored_name == name
        return self._current.sha256 if is_listed else ""


def write_list(path: Path, lines: Iterable[Listed]) -> str:
    """Write the list; return its own SHA-256 (hex)."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for each in lines:
            line = f"{each.sha256}  {each.path}\n".encode()
            digest.update(line)
            file.write(line)
        flush(file)
    return digest.hexdigest()


def sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

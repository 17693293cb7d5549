"""Writing the archive of a portfolio: a ZIP of a manifest and the files, the same bytes each time.

The files are streamed, and the manifest is written row by row: what is held in memory are the
primary keys of the rows and the learner's entries of the audit trail.
"""

import hashlib
import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model

from assessment.archive.contents import PERSON, TAKEN
from assessment.archive.decisions import Maker, Taken
from assessment.archive.inner_keys import INNER
from assessment.archive.packing import (
    CHUNK,
    MANIFEST,
    MANIFEST_HASH,
    README,
    Packer,
    path_of,
)
from assessment.archive.references import STANDARD, References
from assessment.archive.schema import FORMAT, VERSION
from assessment.archive.standard import standard_of
from assessment.archive.trails import trails_of
from assessment.archive.values import to_json
from assessment.dossier.reporting import Report
from assessment.models import Export
from assessment.rules import can_archive
from portfolio.files.storage import own_storage
from portfolio.models import EvidenceFile, Learner, User
from portfolio.rules import owns

Row = dict[str, Any]

WORDS = """\
This is the whole of one learner's portfolio: manifest.json says everything, and files/ holds what
was uploaded, each under its code. The manifest's form is described, for people and as JSON Schema,
in docs/archive.md and docs/archive.schema.json of the program that made it. Another installation of
it brings the portfolio in, with all decisions, signatures and hashes.
"""


class FileAltered(Exception):
    """A stored file is missing, or is not the one that was uploaded."""


def write_archive(export: Export, output: IO[bytes], report: Report) -> int:
    """Write the archive that ``export`` asks for; an archive has no pages."""
    learner = export.enrolment.learner
    if not can_archive(export.asked_by, learner):
        raise PermissionDenied
    maker = Maker.LEARNER if owns(export.asked_by, learner) else Maker.CENTRE
    write_portfolio(learner, maker, output, report)
    return 0


def write_portfolio(learner: Learner, maker: Maker, output: IO[bytes], report: Report) -> None:
    """Write everything of ``learner`` that ``maker`` may have into ``output``."""
    references = References(learner, maker)
    with Packer(output) as packer, TemporaryFile() as manifest:
        _write_files(learner, packer, report)
        report("Writing the manifest", 80)
        digest = _write_manifest(learner, maker, references, manifest)
        manifest.seek(0)
        packer.add(MANIFEST, iter(lambda: manifest.read(CHUNK), b""), packs=True)
        packer.add(MANIFEST_HASH, [f"{digest}\n".encode()])
        packer.add(README, [WORDS.encode()])


def _files_of(learner: Learner) -> list[EvidenceFile]:
    taken = next(each for each in TAKEN if each.model is EvidenceFile)
    return sorted(taken.rows_of(learner), key=lambda file: path_of(str(file.code), file.name))


def _write_files(learner: Learner, packer: Packer, report: Report) -> None:
    files = _files_of(learner)
    total = sum(file.size for file in files) or 1
    written = 0
    for file in files:
        report(f"Adding {file.name}"[:120], 1 + 78 * written // total)
        packer.add(path_of(str(file.code), file.name), _verified(file), size=file.size)
        written += file.size


def _verified(file: EvidenceFile) -> Iterator[bytes]:
    """The bytes of ``file``, which must be those that were uploaded."""
    digest = hashlib.sha256()
    if file.is_kept_back:
        raise FileAltered(f"The file {file.name} is kept back.")
    try:
        stored = own_storage().read(file.stored_as)
    except FileNotFoundError as error:
        raise FileAltered(f"The file {file.name} is missing.") from error
    for chunk in stored:
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != file.sha256:
        raise FileAltered(f"The file {file.name} is not the one that was uploaded.")


# -- The manifest -----------------------------------------------------------------------------


class Hashed:
    """Writes text, and hashes it on the way."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self.digest = hashlib.sha256()

    def write(self, text: str) -> None:
        content = text.encode()
        self.digest.update(content)
        self._output.write(content)


def _write_manifest(
    learner: Learner, maker: Maker, references: References, output: IO[bytes]
) -> str:
    """Write the parts in the order of their names; return the SHA-256 of it all."""
    hashed = Hashed(output)
    with TemporaryFile("w+", encoding="utf-8") as rows:
        # The rows first, though they stand further down: they tell who and what is referred to.
        for text in _rows_as_text(learner, maker, references):
            rows.write(text)
        rows.seek(0)
        trails = list(trails_of(learner, references))
        files = [_listed(file) for file in _files_of(learner)]
        hashed.write(f'{{\n"audit": {_json(trails)},\n"files": {_json(files)},\n')
        hashed.write(f'"format": "{FORMAT}",\n"made_by": "{maker}",\n"people": ')
        hashed.write(f'{_json(_people(references))},\n"rows": ')
        while text := rows.read(CHUNK):
            hashed.write(text)
        hashed.write(
            f',\n"standard": {_json(standard_of(references))},\n"version": {VERSION}\n}}\n'
        )
    return hashed.digest.hexdigest()


def _listed(file: EvidenceFile) -> Row:
    path = path_of(str(file.code), file.name)
    return {"path": path, "sha256": file.sha256, "size": file.size}


def _people(references: References) -> list[Row]:
    people = User.objects.filter(pk__in=references.used[User]).order_by("username")
    return [{name: getattr(person, name) for name in PERSON.names} for person in people]


def _rows_as_text(learner: Learner, maker: Maker, references: References) -> Iterator[str]:
    """All rows, a line each, under the names of their models."""
    models = sorted((each for each in TAKEN if maker in each.makers), key=lambda each: each.label)
    for number, taken in enumerate(models):
        yield f'{"," if number else "{"}\n"{taken.label}": ['
        for place, row in enumerate(rows_of(taken, learner, references)):
            yield f"{',' if place else ''}\n{_json(row)}"
        yield "]"
    yield "}"


def rows_of(taken: Taken, learner: Learner, references: References) -> Iterator[Row]:
    """The learner's rows of a model as they stand in an archive, the oldest first."""
    lists = {each.name: _lists_of(taken, each, learner, references) for each in taken.lists}
    for row in taken.rows_of(learner).iterator(chunk_size=500):
        said = {field.name: _said(row, field, references) for field in taken.columns}
        yield said | {name: found.get(row.pk, []) for name, found in lists.items()}


def _said(row: Model, field: Any, references: References) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, ForeignKey):
        return references.to(field.related_model, value)
    if inner := INNER.get((type(row), field.name)):
        return inner(value, references.to)
    return to_json(value)


def _lists_of(taken: Taken, field: Any, learner: Learner, references: References) -> dict:
    """By row: what its list holds, of what is in the archive."""
    through, to = field.remote_field.through, field.related_model
    pairs = (
        through.objects.filter(**{f"{field.m2m_field_name()}__in": taken.rows_of(learner)})
        .order_by(f"{field.m2m_reverse_field_name()}_id")
        .values_list(f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
    )
    found: dict[int, list] = {}
    for key, other in pairs.iterator():
        # A visit has other learners, too.
        if references.knows(to, other):
            found.setdefault(key, []).append(references.to(to, other))
    if to in STANDARD:
        # Their primary keys, and so their order, are each installation's own.
        return {key: sorted(names) for key, names in found.items()}
    return found


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

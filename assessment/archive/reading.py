"""Reading a manifest: its form, and whether all that was signed or handed over has its hash."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as FormError

from assessment.archive.agreeing import faults_between_rows
from assessment.archive.contents import BY_LABEL
from assessment.archive.decisions import Maker
from assessment.archive.opening import Archive
from assessment.archive.packing import path_of
from assessment.archive.refusing import ArchiveRefused
from assessment.archive.schema import FORMAT, VERSION, schema
from assessment.archive.trails import fault_of
from assessment.archive.values import BadValue, require_storable
from portfolio.files.filenames import safe_name
from portfolio.hashing import hash_of
from portfolio.narrative import clean
from teams.sheets.blocks import Sheet

Manifest = dict[str, Any]
LONGEST_SHOWN = 160

OTHER_FORMAT = (
    "This is not the archive of a portfolio: its manifest says that it is something else."
)
OTHER_VERSION = (
    f"It is of another version than {VERSION}, the one that this site reads. Update the site, or "
    "have the archive made by the other site's present version."
)


def read_manifest(archive: Archive) -> Manifest:
    """The manifest of ``archive``; raise ``ArchiveRefused`` with what is wrong with it."""
    manifest = archive.manifest()
    if manifest.get("format") != FORMAT:
        raise ArchiveRefused(OTHER_FORMAT)
    if manifest.get("version") != VERSION:
        raise ArchiveRefused(OTHER_VERSION)
    _require_form(manifest)
    faults = [
        *_faults_of_rows(manifest),
        *_faults_of_files(manifest, archive),
        *_altered(manifest),
        *faults_between_rows(manifest["rows"]),
    ]
    if faults:
        raise ArchiveRefused(*faults)
    return manifest


def _require_form(manifest: Manifest) -> None:
    validator = Draft202012Validator(schema())
    try:
        error = next(validator.iter_errors(manifest), None)
    except RecursionError as deep:
        raise ArchiveRefused("Its manifest is nested too deeply.") from deep
    if error is not None:
        raise ArchiveRefused(f"Its manifest is not right at {_place(error)}: {_short(error)}.")


def _place(error: FormError) -> str:
    parts = [str(part + 1 if isinstance(part, int) else part) for part in error.absolute_path]
    return " → ".join(parts)[:LONGEST_SHOWN] or "its beginning"


def _short(error: FormError) -> str:
    words = error.message.rstrip(".")
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


# -- What the form cannot say -------------------------------------------------------------------


def _faults_of_rows(manifest: Manifest) -> Iterator[str]:
    maker = Maker(manifest["made_by"])
    for label, rows in manifest["rows"].items():
        if rows and maker not in BY_LABEL[label].makers:
            yield f"It holds {label}, which no archive made by the {maker} has."
    if len(manifest["rows"]["portfolio.Learner"]) != 1:
        yield "It holds more than one learner, or none."
    for part in ("people", "standard", "audit"):
        try:
            require_storable(manifest[part])
        except BadValue as error:
            yield f"Under “{part}”, {error}"
    known = [person["username"] for person in manifest["people"]]
    if len(set(known)) != len(known):
        yield "It names the same person twice."


def _faults_of_files(manifest: Manifest, archive: Archive) -> Iterator[str]:
    """The rows, the list of files and the ZIP must speak of the same files."""
    rows = {
        path_of(row["code"], row["name"]): (row["sha256"], row["size"])
        for row in manifest["rows"]["portfolio.EvidenceFile"]
    }
    listed = {each["path"]: (each["sha256"], each["size"]) for each in manifest["files"]}
    for path in sorted(rows.keys() | listed.keys() | archive.files):
        name = path.rsplit("/", 1)[-1]
        if rows.get(path) != listed.get(path):
            yield f"Its manifest says two things of the file “{name}”."
        elif path not in archive.files:
            yield f"The file “{name}” is missing from it."
        elif path not in rows:
            yield f"It holds the file “{name}”, which its manifest does not name."
        elif safe_name(name) != name:
            yield f"“{name}” is no name of a file that can be kept."
        elif archive.size_of(path) != rows[path][1]:
            yield f"The file “{name}” is not the one that was uploaded: it has another size."


def _altered(manifest: Manifest) -> Iterator[str]:
    """What no longer is what somebody handed over, froze or signed."""
    rows = manifest["rows"]
    yield from _altered_words(rows)
    for row in rows["teams.Snapshot"]:
        if hash_of(row["content"]) != row["sha256"]:
            yield f"The record “{row['title']}” was altered after it was frozen."
        elif not _can_be_drawn(row["content"]["sheet"]):
            yield f"The record “{row['title']}” cannot be shown by this site."
    for row in rows["assessment.PlanSignature"]:
        if hash_of(row["content"]) != row["content_hash"]:
            yield "An assessment plan was altered after it was signed."
    yield from filter(None, map(fault_of, manifest["audit"]))


def _altered_words(rows: Mapping[str, Any]) -> Iterator[str]:
    for place, row in enumerate(rows["assessment.Submission"], start=1):
        if hash_of(row["content"]) != row["content_hash"]:
            yield f"What was handed over as submission {place} was altered."
        elif not _is_clean(row["content"]["narrative"]):
            yield f"The narrative of submission {place} holds what this site does not accept."
    for row in rows["portfolio.Evidence"]:
        if not _is_clean(row["narrative"]):
            yield f"The narrative of E{row['number']} holds what this site does not accept."


def _is_clean(narrative: str) -> bool:
    try:
        return clean(narrative) == narrative
    except ValidationError:
        return False


def _can_be_drawn(said: dict[str, Any]) -> bool:
    """Whether the sheet is made of blocks that this site knows, holding what they need."""
    try:
        blocks = Sheet.from_json(said).blocks
        render_to_string("teams/_sheet.html", {"blocks": blocks, "level": 5})
    except Exception:  # noqa: BLE001 - whatever a template or a chart raises, it is no sheet
        return False
    return True

"""What stands in the way of an archive in this installation, before anything is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessment.archive.references import name_of_criterion
from assessment.models import Criterion, MarkingPoint, Qualification, Unit
from portfolio.models import Centre, Learner, User

Manifest = Mapping[str, Any]

HERE = (
    "This portfolio is in this installation already. An archive is brought in once: changes made "
    "elsewhere since cannot be added to it."
)


def obstacles_to(manifest: Manifest, centre: Centre, people: Mapping[str, User]) -> list[str]:
    """Why the archive cannot come into ``centre``, in whole sentences; empty where it can."""
    return [*_missing_standard(manifest["standard"]), *_learner_here(manifest, centre, people)]


def other_words(manifest: Manifest) -> list[str]:
    """The criteria and marking points whose words are others here; they do not stand in the way."""
    said = manifest["standard"]
    criteria = Criterion.objects.select_related("outcome__unit")
    here = {name_of_criterion(row): row.text for row in criteria}
    here |= dict(MarkingPoint.objects.values_list("code", "text"))
    there = {**said["criteria"], **said["marking_points"]}
    return sorted(name for name, text in there.items() if here.get(name, text) != text)


def _missing_standard(said: dict[str, Any]) -> Iterator[str]:
    qualifications = dict(Qualification.objects.values_list("code", "number"))
    for code, facts in said["qualifications"].items():
        title = f"{facts['title']} ({code})"
        if code not in qualifications:
            yield (
                f"The qualification {title} is not installed here. Have it installed, then bring "
                "the archive again."
            )
        elif facts["number"] and qualifications[code] not in ("", facts["number"]):
            yield f"The qualification {title} has another number here, so it is another one."
    units = set(Unit.objects.values_list("code", flat=True))
    for code, title in said["units"].items():
        if code not in units:
            yield f"The unit {title} ({code}) is not installed here."
    criteria = Criterion.objects.select_related("outcome__unit")
    known = {name_of_criterion(row) for row in criteria}
    known.update(MarkingPoint.objects.values_list("code", flat=True))
    missing = sorted({*said["criteria"], *said["marking_points"]} - known)
    if missing:
        yield f"Criteria or marking points that are not installed here: {', '.join(missing)[:300]}."


def _learner_here(manifest: Manifest, centre: Centre, people: Mapping[str, User]) -> Iterator[str]:
    (row,) = manifest["rows"]["portfolio.Learner"]
    if Learner.objects.filter(code=row["code"]).exists():
        yield HERE
        return
    learners = Learner.objects.filter(centre=centre)
    if row["reference"] and learners.filter(reference=row["reference"]).exists():
        yield (
            f"A learner of {centre} has the reference {row['reference']} already. Change that "
            "one’s reference, or check whether it is the same learner."
        )
    person = people.get(row["user"])
    if person is not None and person.pk and learners.filter(user=person).exists():
        yield f"{person} is a learner of {centre} already, and has a portfolio of their own."

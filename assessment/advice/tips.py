"""Tips and concepts in place: which of them help on which page, and one of them at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from assessment.models import Concept, Enrolment, Tip
from assessment.models.units import Guidance
from portfolio.compiling import Given, compiled_once
from portfolio.models import User

# Where each helps: pages of a kind of record, or one of the further pages below. On a page the
# tips come in the order of this table, which is from what to do to what to know.
PLACES_OF: Mapping[str, tuple[str, ...]] = {
    # Tips of LT
    "LT-T1": ("work-plan", "skills"),
    "LT-T2": ("coaching-plan", "communication", "overview"),
    "LT-T3": ("initiative", "standard", "coaching-evaluation"),
    "LT-T4": ("mapping", "unit"),
    "LT-T5": ("method-observation", "plans"),
    "LT-T6": ("witnesses", "method-witness", "method-expert"),
    "LT-T7": ("method-reflective", "unit", "diary"),
    "LT-T8": ("evidence", "feedback"),
    # Tips of MT
    "MT-T1": ("evidence", "method-product"),
    "MT-T2": ("diary", "review"),
    "MT-T3": ("standard", "review"),
    "MT-T4": ("communication",),
    "MT-T5": ("method-reflective", "diary"),
    "MT-T6": ("quality-check",),
    "MT-T7": ("discussion", "method-discussion", "method-questioning", "plans"),
    "MT-T8": ("submit", "mapping"),
    # Tips of CO
    "CO-T1": ("diary",),
    "CO-T2": ("mapping", "rota"),
    "CO-T3": ("problem",),
    # Tips of CC
    "CC-T1": ("evidence", "standard", "quality-check"),
    "CC-T2": ("unit", "mapping"),
    "CC-T3": ("coaching-plan", "method-reflective"),
    "CC-T4": ("review",),
    "CC-T5": ("discussion", "method-discussion", "plans"),
    # Tips of DO
    "DO-T1": ("mapping", "witnesses"),
    "DO-T2": ("method-reflective", "coaching-session"),
    "DO-T3": ("coaching-evaluation", "feedback"),
    # Concepts
    "LT-C1": ("standard", "self-assessment"),
    "LT-C2": ("problem",),
    "LT-C3": ("initiative", "quality-check"),
    "LT-C4": ("members", "feedback"),
    "LT-C5": ("overview", "work-plan"),
    "MT-C1": ("standard",),
    "MT-C2": ("standard",),
    "MT-C3": ("problem",),
    "MT-C4": ("initiative", "problem"),
    "MT-C5": ("review", "coaching-plan"),
    "CO-C1": ("rota", "standard"),
    "CO-C2": ("work-plan",),
    "CO-C3": ("communication",),
    "CO-C4": ("initiative", "feedback"),
    "CO-C5": ("skills", "overview"),
    "CC-C1": ("communication", "quality-check"),
    "CC-C2": ("standard",),
    "CC-C3": ("coaching-plan", "review"),
    "CC-C4": ("quality-check",),
    "CC-C5": ("members", "communication"),
    "DO-C1": ("standard", "self-assessment"),
    "DO-C2": ("problem", "coaching-session"),
    "DO-C3": ("coaching-plan", "coaching-session"),
    "DO-C4": ("quality-check", "development-plan"),
    "DO-C5": ("feedback", "members"),
}

Row = TypeVar("Row", bound=Guidance)

# A page that several methods share: what helps with the method, then what helps with any.
METHODS = "method-"


@dataclass(frozen=True, slots=True)
class Hint:
    """A tip or a concept, as it stands on a page."""

    code: str
    text: str

    @property
    def anchor(self) -> str:
        """Where the glossary has it."""
        return self.code.lower()


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps in one place: the first that was not read yet, and all there are."""

    first: Hint | None
    all: tuple[Hint, ...]


def codes_at(place: str) -> tuple[str, ...]:
    """What helps in ``place``, by code; none where there is no such place."""
    places = (place, "mapping") if place.startswith(METHODS) else (place,)
    found = [code for at in places for code, where in PLACES_OF.items() if at in where]
    return tuple(dict.fromkeys(found))


def hints_at(place: str, user: User, read: Collection[str]) -> Hints:
    """Tips and concepts of the units that ``user`` learns now; two queries.

    ``read``: codes of those that the person has folded away.
    """
    codes = codes_at(place)
    texts = _texts(codes, user) if codes else {}
    hints = tuple(Hint(code, texts[code]) for code in codes if code in texts)
    first = next((hint for hint in hints if hint.code not in read), None)
    return Hints(first, hints)


def _texts(codes: tuple[str, ...], user: User) -> dict[str, str]:
    rows = [*_tips(codes=codes, user=user.pk), *_concepts(codes=codes, user=user.pk)]
    return dict(rows)


@compiled_once
def _tips(codes: Given, user: Given) -> QuerySet[Tip, tuple[str, str]]:
    return _learnt(Tip.objects.filter(code__in=codes), user)


@compiled_once
def _concepts(codes: Given, user: Given) -> QuerySet[Concept, tuple[str, str]]:
    return _learnt(Concept.objects.filter(code__in=codes), user)


def _learnt(rows: QuerySet[Row], user: Given) -> QuerySet[Row, tuple[str, str]]:
    """Of units in the qualifications that the person is enrolled on now."""
    current = Enrolment.objects.current().filter(learner__user=user).values("qualification")
    own = rows.filter(specification__uses__group__qualification__in=current)
    return own.values_list("code", "text").distinct()

"""Where the words of the glossary, and the tips, are met: pages that a reader may open."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from assessment.models import Enrolment
from portfolio.models import Learner, Role, User
from teams.catalogue import CATALOGUE
from teams.models import Kind, Team

ASSESSES = frozenset({Role.ASSESSOR, Role.TRAINEE})
ASSURES = frozenset({Role.IQA, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Page:
    """A link: what it says, and where it leads."""

    label: str
    address: str


# Of those who look after learners: key: (label, name of the URL, roles that may open it).
STAFF_PAGES: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "queue": ("Marking", "queue", ASSESSES),
    "caseload": ("Caseload", "caseload", ASSESSES | ASSURES),
    "learners": ("Learners", "learners", frozenset(Role) - {Role.LEARNER}),
    "sampling-plan": ("Quality", "sampling-plan", ASSURES),
    "camera": ("CAMERA", "camera", ASSURES),
    "visits": ("EQA visits", "visits", ASSURES | {Role.EQA}),
    "claims": ("Claims", "claims", ASSURES),
    "sufficiency": ("Sufficiency", "sufficiency", frozenset({Role.ADMIN})),
    "audit": ("Audit trail", "audit", frozenset({Role.ADMIN, Role.EQA})),
}

# Of a learner's own: key: (label, name of the URL, which takes the learner's code).
LEARNER_PAGES: Mapping[str, tuple[str, str]] = {
    "portfolio": ("Portfolio", "learner"),
    "advice": ("Advice", "advice"),
    "plans": ("Assessment plan", "plans"),
    "witnesses": ("Witnesses", "witnesses"),
    "adjustments": ("Adjustments", "adjustments"),
    "appeals": ("Appeals", "learner-appeals"),
    "evidence": ("Add evidence", "evidence-add"),
}

# Places of tips that are met on another page of these.
MET_ON: Mapping[str, str] = {
    "overview": "team",
    "mapping": "portfolio",
    "unit": "portfolio",
    "submit": "portfolio",
    "discussion": "plans",
    "method-discussion": "plans",
    "method-questioning": "plans",
    "method-observation": "plans",
    "method-witness": "witnesses",
    "method-expert": "witnesses",
    "method-product": "evidence",
    "method-reflective": "evidence",
}


def pages_for(user: User) -> dict[str, Page]:
    """What ``user`` may open, by key; at most two queries."""
    pages = {"verify": Page("Verify a document", reverse("verify"))}
    for key, (label, name, roles) in STAFF_PAGES.items():
        if user.is_superuser or roles & set(user.roles):
            pages[key] = Page(label, reverse(name))
    learner = _own_learner(user)
    if learner:
        for key, (label, name) in LEARNER_PAGES.items():
            pages[key] = Page(label, reverse(name, args=[learner.code]))
        pages |= _team_pages(Team.objects.kept().filter(learner=learner).first())
    return pages | {place: pages[key] for place, key in MET_ON.items() if key in pages}


def own_units(user: User) -> frozenset[str]:
    """The codes of the units that ``user`` learns now; one query."""
    current = Enrolment.objects.current().filter(learner__user=user)
    codes = current.values_list("qualification__groups__members__specification__code", flat=True)
    return frozenset(code for code in codes if code)


def _own_learner(user: User) -> Learner | None:
    if Role.LEARNER not in user.roles:
        return None
    return Learner.objects.filter(user=user).order_by("pk").first()


def _team_pages(team: Team | None) -> dict[str, Page]:
    """The lists of each kind of record; without a team, where to begin one."""
    if team is None:
        start = reverse("my-team")
        return {"team": Page("Team", start)} | {
            kind.value: Page(entry.plural, start) for kind, entry in CATALOGUE.items()
        }
    lists = {
        kind.value: Page(entry.plural, reverse("record-list", args=[team.code, kind]))
        for kind, entry in CATALOGUE.items()
    }
    return lists | {
        Kind.SKILLS.value: Page("Skills matrix", reverse("skills", args=[team.code])),
        "team": Page("Team", reverse("team", args=[team.code])),
        "members": Page("Members", reverse("members", args=[team.code])),
    }

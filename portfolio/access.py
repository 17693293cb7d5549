"""The only ways from an address to an object: 404 for what one may not see, 403 for what one may
see but not do."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from portfolio import rules
from portfolio.compiling import Given, compiled_once
from portfolio.models import (
    Allocation,
    Centre,
    Evidence,
    EvidenceFile,
    Learner,
    Membership,
    Role,
    TestimonyRequest,
    Upload,
    User,
    Witness,
)
from portfolio.models.learners import Sight

Row = TypeVar("Row", bound=Model)


def visible_by_code(
    visible_to: Callable[[User | Sight], QuerySet[Row]],
) -> Callable[[User, UUID], Row]:
    """Turn a function that says which rows a person sees into one that returns the row with a
    code; 404 unseen."""

    @compiled_once
    def rows(code: Given, **sight: Given) -> QuerySet[Row]:
        return visible_to(Sight(**sight)).filter(code=code)

    @wraps(visible_to)
    def get(user: User, code: UUID) -> Row:
        if user.is_superuser:
            return get_object_or_404(visible_to(user), code=code)
        found = rows(code=code, **Sight.of(user)._asdict())
        if not found:
            raise Http404
        return found[0]

    return get


@visible_by_code
def get_visible_learner(user: User | Sight) -> QuerySet[Learner]:
    """Return the learner if ``user`` may see them; 404 otherwise."""
    return Learner.objects.visible_to(user).select_related("user", "centre")


def get_own_learner(user: User, code: UUID) -> Learner:
    """Return the learner if ``user`` may add to this portfolio; 404 unseen, 403 seen."""
    learner = get_visible_learner(user, code)
    if not rules.keeps(user, learner):
        raise PermissionDenied
    return learner


def get_managed_learner(user: User, code: UUID) -> Learner:
    """Return the learner if ``user`` administers their centre; 404 unseen, 403 seen."""
    learner = get_visible_learner(user, code)
    if not rules.administers(user, learner.centre):
        raise PermissionDenied
    return learner


@visible_by_code
def get_visible_evidence(user: User | Sight) -> QuerySet[Evidence]:
    """Return the item with its learner if ``user`` may see it; 404 otherwise."""
    return Evidence.objects.visible_to(user).select_related(
        "learner__user", "learner__centre", "author"
    )


def get_own_evidence(user: User, code: UUID) -> Evidence:
    """Return the item if ``user`` is the learner who keeps it; 404 unseen, 403 seen."""
    evidence = get_visible_evidence(user, code)
    if not rules.keeps(user, evidence.learner):
        raise PermissionDenied
    return evidence


def get_written_evidence(user: User, code: UUID) -> Evidence:
    """Return the item if it is in ``user``'s own words; 404 unseen, 403 seen."""
    evidence = get_visible_evidence(user, code)
    if not rules.writes(user, evidence):
        raise PermissionDenied
    return evidence


def get_visible_file(user: User, code: UUID) -> EvidenceFile:
    """Return the file with its item if ``user`` may see the item; 404 otherwise."""
    files = EvidenceFile.objects.visible_to(user).select_related("evidence__learner")
    return get_object_or_404(files, code=code)


def get_readable_file(user: User, code: UUID) -> EvidenceFile:
    """Return the file if its bytes, or anything made from them, may be sent to ``user``.

    404 unseen; 403 with a sentence while it is kept back.
    """
    file = get_visible_file(user, code)
    if file.is_kept_back:
        raise PermissionDenied(file.caution)
    return file


def get_written_file(user: User, code: UUID) -> EvidenceFile:
    """Return the file if its item is in ``user``'s own words; 404 unseen, 403 seen."""
    file = get_visible_file(user, code)
    if not rules.writes(user, file.evidence):
        raise PermissionDenied
    return file


def get_own_upload(user: User, code: UUID) -> Upload:
    """Return the upload with its item if ``user`` began it; 404 for anybody else's, 403 where the
    item is not in their words any more."""
    mine = Upload.objects.filter(
        user=user, evidence__in=Evidence.objects.visible_to(user).values("pk")
    ).select_related("evidence__learner__centre", "evidence__learner__user", "user", "file")
    upload = get_object_or_404(mine, code=code)
    if not rules.writes(user, upload.evidence):
        raise PermissionDenied
    return upload


def administered_centres(user: User) -> QuerySet[Centre]:
    """The centres whose people ``user`` manages; none is 403, since the page itself is known."""
    centres = Centre.objects.all()
    if not user.is_superuser:
        current = Membership.objects.current().filter(user=user, role=Role.ADMIN)
        centres = centres.filter(pk__in=current.values("centre"))
    if not centres:
        raise PermissionDenied
    return centres


def get_managed_person(user: User, pk: int) -> User:
    """Return a person of a centre that ``user`` administers; 404 for anybody else's."""
    people = User.objects.filter(memberships__centre__in=administered_centres(user)).distinct()
    return get_object_or_404(people, pk=pk)


def get_managed_membership(user: User, pk: int) -> Membership:
    """Return a membership in a centre that ``user`` administers; 404 for another centre's."""
    memberships = Membership.objects.select_related("centre", "user")
    return get_object_or_404(memberships, pk=pk, centre__in=administered_centres(user))


def get_managed_allocation(user: User, pk: int) -> Allocation:
    """Return an allocation in a centre that ``user`` administers; 404 for another centre's."""
    allocations = Allocation.objects.select_related(
        "learner__centre", "learner__user", "membership__user"
    )
    return get_object_or_404(allocations, pk=pk, learner__centre__in=administered_centres(user))


def get_own_witness(user: User, code: UUID) -> Witness:
    """Return a row of the witness status list if ``user`` keeps it; 404 unseen, 403 seen."""
    witness = _get_visible_witness(user, code)
    if not rules.keeps(user, witness.learner):
        raise PermissionDenied
    return witness


def get_asked_witness(user: User, code: UUID) -> Witness:
    """Return a witness whom ``user`` may ask for a testimony; 404 unseen, 403 seen."""
    witness = _get_visible_witness(user, code)
    if not rules.can_ask_witnesses(user, witness.learner):
        raise PermissionDenied
    return witness


def _get_visible_witness(user: User, code: UUID) -> Witness:
    witnesses = Witness.objects.visible_to(user).select_related("learner__user", "learner__centre")
    return get_object_or_404(witnesses, code=code)


def get_testimony_request(user: User, code: UUID) -> TestimonyRequest:
    """Return what was asked if ``user`` may ask that witness; 404 unseen, 403 seen."""
    request = get_object_or_404(
        TestimonyRequest.objects.select_related(
            "witness__learner__user", "witness__learner__centre", "asked_by"
        ),
        code=code,
        witness__in=Witness.objects.visible_to(user),
    )
    if not rules.can_ask_witnesses(user, request.witness.learner):
        raise PermissionDenied
    return request


def get_managed_centre(user: User, pk: int) -> Centre:
    """Return a centre that ``user`` administers; 404 for any other, 403 if there is none."""
    return get_object_or_404(administered_centres(user), pk=pk)

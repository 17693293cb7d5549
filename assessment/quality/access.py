"""The ways to what quality assurance looks at: 404 unseen, 403 seen but not theirs."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.access import get_visible_enrolment
from assessment.models import Enrolment, PlannedSample, StandardisationMeeting, Unit
from assessment.quality.plan import Column, Frame, assured_learners, columns_of, frames_of
from assessment.quality.records import assured_centres, meetings_for
from assessment.tabs import STAFF
from portfolio.access import get_visible_learner
from portfolio.models import Allocation, Centre, Learner, Role, User
from portfolio.rules import relation


def get_assured_centres(user: User) -> QuerySet[Centre]:
    """The centres whose quality assurance ``user`` looks after; 403 for none, since that there is
    such a page is known."""
    centres = assured_centres(user)
    if not centres:
        raise PermissionDenied
    return centres


def get_watched_centres(user: User) -> list[Centre]:
    """The centres across whose assessors' decisions ``user`` may look: as IQA or administrator, or
    as EQA for the days of a visit; 403 for none."""
    examined = Allocation.objects.current().held_by(user, [Role.EQA])
    centres = Centre.objects.filter(
        Q(pk__in=assured_centres(user)) | Q(pk__in=examined.values("learner__centre"))
    )
    found = list(centres)
    if not found:
        raise PermissionDenied
    return found


def get_frames(user: User) -> tuple[Frame, ...]:
    """The plans of ``user``; 403 for whoever looks after no centre's quality assurance."""
    get_assured_centres(user)
    return frames_of(user)


def frame_named(frames: tuple[Frame, ...], key: str) -> Frame | None:
    """The plan that an address names, the first for none; 404 for anything else."""
    if not key:
        return frames[0] if frames else None
    frame = next((one for one in frames if one.key == key), None)
    if frame is None:
        raise Http404
    return frame


def get_staffed_learner(user: User, code: UUID) -> Learner:
    """Return the learner if ``user`` assesses, assures or administers them; 404 unseen, 403 for
    the learner."""
    learner = get_visible_learner(user, code)
    if not relation(user, learner) & STAFF:
        raise PermissionDenied
    return learner


def get_unit_of(learner: Learner, code: str) -> Unit:
    """Return the official unit of that code if the learner is, or was, enrolled on it; else 404."""
    units = Unit.objects.filter(
        specifications__uses__group__qualification__enrolments__learner=learner
    )
    return get_object_or_404(units.distinct(), code=code)


def get_plan_cell(user: User, enrolment_code: UUID, code: str) -> tuple[Enrolment, Column]:
    """Return the enrolment and the unit as its qualification calls it, if ``user`` looks after its
    quality assurance; 404 unseen, 403 seen."""
    enrolment = get_visible_enrolment(user, enrolment_code)
    columns = columns_of(enrolment.qualification)
    column = next((one for one in columns if one.code == code), None)
    if column is None:
        raise Http404
    _require_assured(user, enrolment.learner)
    return enrolment, column


def get_planned(user: User, pk: int) -> PlannedSample:
    """Return a row of the sampling plan that ``user`` looks after; 404 unseen, 403 seen."""
    rows = PlannedSample.objects.select_related(
        "enrolment__learner__user",
        "enrolment__learner__centre",
        "enrolment__qualification",
        "unit",
    )
    visible = Learner.objects.visible_to(user).values("pk")
    planned = get_object_or_404(rows, pk=pk, enrolment__learner__in=visible)
    _require_assured(user, planned.enrolment.learner)
    return planned


def _require_assured(user: User, learner: Learner) -> None:
    if not assured_learners(user).filter(pk=learner.pk).exists():
        raise PermissionDenied


def get_meeting(user: User, pk: int) -> StandardisationMeeting:
    """Return a meeting that ``user`` attended or whose centre they assure; else 404."""
    return get_object_or_404(meetings_for(user), pk=pk)


def get_own_meeting(user: User, pk: int) -> StandardisationMeeting:
    """Return the meeting if ``user`` wrote its record; 404 unseen, 403 seen."""
    meeting = get_meeting(user, pk)
    if meeting.recorded_by_id != user.pk:
        raise PermissionDenied
    return meeting


def is_assurer(user: User) -> bool:
    """Whether the quality area is for them: an IQA or administrator of some centre."""
    return user.is_superuser or bool(user.roles & {Role.IQA, Role.ADMIN})

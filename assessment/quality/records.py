"""Watching assessors at work, and meetings in which decisions are compared."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessment.models import AssessorObservation, Qualification, StandardisationMeeting
from assessment.quality.policies import assures
from portfolio.auditing import enter
from portfolio.models import Act, Centre, Evidence, Learner, Role, User
from portfolio.notifying import notify, people_in

ASSESSORS = (Role.ASSESSOR, Role.TRAINEE)
STAFF = (*ASSESSORS, Role.IQA, Role.ADMIN)


class ObservationFacts(TypedDict):
    """What was seen of an assessor."""

    learner: Learner | None
    held_on: date
    method: str
    strengths: str
    actions: str
    is_satisfactory: bool


class MeetingFacts(TypedDict):
    """What a standardisation meeting was about."""

    qualification: Qualification | None
    held_on: date
    title: str
    discussed: str
    decided: str


class ChangedMeanwhile(Exception):
    """Another window has saved the meeting; the message says what to do."""


def assured_centres(user: User) -> QuerySet[Centre]:
    """The centres whose quality assurance ``user`` looks after, as IQA or administrator."""
    if user.is_superuser:
        return Centre.objects.all()
    return Centre.objects.filter(
        pk__in=[
            membership.centre_id
            for membership in user.current_memberships
            if membership.role in (Role.IQA, Role.ADMIN)
        ]
    )


def observations_for(user: User) -> QuerySet[AssessorObservation]:
    """The observations that ``user`` reads: of their centres, and of themselves."""
    return AssessorObservation.objects.filter(
        Q(centre__in=assured_centres(user)) | Q(assessor=user)
    ).select_related("assessor", "iqa", "learner__user", "centre")


def meetings_for(user: User) -> QuerySet[StandardisationMeeting]:
    """The meetings that ``user`` reads: of their centres, and those they attended."""
    attended = StandardisationMeeting.attendees.through.objects.filter(user=user)
    return StandardisationMeeting.objects.filter(
        Q(centre__in=assured_centres(user)) | Q(pk__in=attended.values("standardisationmeeting"))
    ).select_related("centre", "qualification", "recorded_by")


@transaction.atomic
def record_observation(
    *,
    centre: Centre,
    assessor: User,
    by: User,
    request_key: UUID,
    **facts: Unpack[ObservationFacts],
) -> AssessorObservation:
    """Keep what ``by`` saw of an assessor at work, and tell them. Sent twice, it is one."""
    if not assures(by, centre):
        raise PermissionDenied
    # Two windows that send the same: the second finds what the first has kept.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    sent = AssessorObservation.objects.filter(request_key=request_key, iqa=by).first()
    if sent:
        return sent
    _require_past(facts["held_on"])
    if not people_in(centre, ASSESSORS).filter(pk=assessor.pk).exists():
        raise ValidationError({"assessor": "This person does not assess in this centre."})
    if facts["learner"] is not None and facts["learner"].centre_id != centre.pk:
        raise ValidationError({"learner": "This learner belongs to another centre."})
    observation = AssessorObservation(
        centre=centre, assessor=assessor, iqa=by, request_key=request_key, **facts
    )
    observation.full_clean()
    observation.save()
    notify(
        [assessor],
        f"{by} has written down how your assessment practice was observed.",
        address=f"{reverse('assessor-observations')}#observation-{observation.pk}",
        key=f"assessor-observation-{observation.pk}",
    )
    words = "satisfactory" if observation.is_satisfactory else "with actions"
    enter(
        Act.QUALITY,
        f"Observed the assessor {assessor}: {words}.",
        by=by,
        centre=centre,
        observation=observation.pk,
    )
    return observation


@transaction.atomic
def record_meeting(
    *,
    centre: Centre,
    by: User,
    attendees: Collection[User],
    items: Collection[Evidence],
    request_key: UUID,
    **facts: Unpack[MeetingFacts],
) -> StandardisationMeeting:
    """Keep a standardisation meeting and tell those who were there. Sent twice, it is one."""
    if not assures(by, centre):
        raise PermissionDenied
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    sent = StandardisationMeeting.objects.filter(request_key=request_key, recorded_by=by).first()
    if sent:
        return sent
    meeting = StandardisationMeeting(
        centre=centre, recorded_by=by, request_key=request_key, **facts
    )
    _save_meeting(meeting, attendees, items)
    _tell(meeting, attendees, by)
    _enter(meeting, by, "Recorded")
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: StandardisationMeeting,
    by: User,
    revision: int,
    attendees: Collection[User],
    items: Collection[Evidence],
    **facts: Unpack[MeetingFacts],
) -> StandardisationMeeting:
    """Change the record of a meeting; only who wrote it does. ``revision``: as it was read.

    Raises ``ChangedMeanwhile``.
    """
    meeting = StandardisationMeeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.recorded_by_id != by.pk or not assures(by, meeting.centre):
        raise PermissionDenied
    if meeting.revision != revision:
        raise ChangedMeanwhile(
            "This record was saved in another window. Compare it with what you wrote, and save "
            "again to put yours in its place."
        )
    there = set(meeting.attendees.values_list("pk", flat=True))
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.revision += 1
    _save_meeting(meeting, attendees, items)
    _tell(meeting, [person for person in attendees if person.pk not in there], by)
    _enter(meeting, by, "Changed")
    return meeting


def _save_meeting(
    meeting: StandardisationMeeting, attendees: Collection[User], items: Collection[Evidence]
) -> None:
    _require_past(meeting.held_on)
    there = {person.pk for person in attendees}
    known = set(people_in(meeting.centre, STAFF).values_list("pk", flat=True))
    if meeting.pk:  # who has left since stays on the record
        known |= set(meeting.attendees.values_list("pk", flat=True))
    if not there:
        raise ValidationError({"attendees": "Say who was there."})
    if there - known:
        raise ValidationError({"attendees": "Somebody of these does not work in this centre."})
    if any(item.learner.centre_id != meeting.centre_id for item in items):
        raise ValidationError({"items": "An item belongs to another centre."})
    meeting.full_clean()
    meeting.save()
    meeting.attendees.set(there)
    meeting.items.set(items)


def _tell(meeting: StandardisationMeeting, people: Collection[User], by: User) -> None:
    notify(
        [person for person in people if person.pk != by.pk],
        f"{by} has recorded the standardisation meeting “{meeting.title}”, which you attended.",
        address=reverse("standardisation-meeting", args=[meeting.pk]),
        key=f"meeting-{meeting.pk}",
    )


def _enter(meeting: StandardisationMeeting, by: User, done: str) -> None:
    enter(
        Act.QUALITY,
        f"{done} the standardisation meeting “{meeting.title}”.",
        by=by,
        centre=meeting.centre,
        meeting=meeting.pk,
        revision=meeting.revision,
    )


def _require_past(held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": "This day has not come yet."})

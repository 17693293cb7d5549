"""How much room a learner and a centre have, counted with what is still on its way."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.template.defaultfilters import filesizeformat

from portfolio.compiling import Given, compiled_once
from portfolio.models import Centre, EvidenceFile, Learner, Upload

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes that are used, of those that may be. ``whose``: "this portfolio" or "the centre"."""

    whose: str
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def is_short(self) -> bool:
        """Whether it is time to say so before it is used up."""
        return self.used > self.limit * 0.9

    def refusal(self) -> str:
        return (
            f"There is not enough room: {filesizeformat(self.used)} of the "
            f"{filesizeformat(self.limit)} for {self.whose} are used, counting what was taken out "
            "and what is on its way. Make the file smaller, or ask your centre for more room."
        )


def rooms_of(learner: Learner) -> list[Room]:
    """The limits that bind the learner's files, where any are set; a query for each."""
    centre, rooms = learner.centre, []
    if limit := _limit(centre.learner_quota_mb, settings.QUOTA_LEARNER_MB):
        (used,) = _used_by_learner(learner=learner.pk)
        rooms.append(Room("this portfolio", used, limit))
    if limit := _limit(centre.quota_mb, settings.QUOTA_CENTRE_MB):
        (used,) = _used_in_centre(centre=centre.pk)
        rooms.append(Room("the whole centre", used, limit))
    return rooms


def refuse_beyond_quota(learner: Learner, size: int) -> None:
    """Raise ``ValidationError`` where ``size`` further bytes are more than there is room for."""
    for room in rooms_of(learner):
        if size > room.left:
            raise ValidationError(room.refusal())


def hold_quota(learner: Learner) -> None:
    """Let nobody else take room until the transaction ends. The learner is held already."""
    if _limit(learner.centre.quota_mb, settings.QUOTA_CENTRE_MB):
        list(Centre.objects.select_for_update(no_key=True).filter(pk=learner.centre_id))


def _limit(own: int | None, usual: int) -> int:
    """Bytes; the centre's own value before that of the site, 0 where there is no limit."""
    return (usual if own is None else own) * MEGABYTE


@compiled_once
def _used_by_learner(learner: Given) -> QuerySet[Learner, int]:
    return _used(Learner.objects.filter(pk=learner), "evidence__learner")


@compiled_once
def _used_in_centre(centre: Given) -> QuerySet[Centre, int]:
    return _used(Centre.objects.filter(pk=centre), "evidence__learner__centre")


def _used(whose: QuerySet, owner: str) -> QuerySet[Any, int]:
    """The bytes of each of ``whose``; ``owner``: the way to it from a file or an upload."""
    # What was taken out can be put back, so its bytes are there.
    stored = _sum(EvidenceFile.objects, owner, F("size"))
    coming = _sum(Upload.objects.under_way(), owner, Coalesce(F("length"), F("offset")))
    return whose.order_by().values_list(stored + coming, flat=True)


def _sum(rows: Any, owner: str, what: Any) -> Coalesce:
    of_one = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    total = Subquery(of_one.annotate(total=Sum(what)).values("total"), BigIntegerField())
    return Coalesce(total, 0)

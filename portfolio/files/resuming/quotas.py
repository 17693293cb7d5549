"""How much room a learner and a centre have, counted with what is still on its way."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.template.defaultfilters import filesizeformat

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
    """The limits that bind the learner's files, where any are set; two queries for each."""
    centre = learner.centre
    limits = (
        (
            "this portfolio",
            _limit(centre.learner_quota_mb, settings.QUOTA_LEARNER_MB),
            {"evidence__learner": learner},
        ),
        (
            "the whole centre",
            _limit(centre.quota_mb, settings.QUOTA_CENTRE_MB),
            {"evidence__learner__centre": centre},
        ),
    )
    return [Room(whose, _used(lookup), limit) for whose, limit, lookup in limits if limit]


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


def _used(lookup: Mapping[str, object]) -> int:
    # What was taken out can be put back, so its bytes are there.
    stored = _sum(EvidenceFile.objects.filter(**lookup), "size")
    coming = Upload.objects.under_way().filter(**lookup)
    return stored + _sum(coming, Coalesce(F("length"), F("offset")))


def _sum(rows: QuerySet, what: str | Coalesce) -> int:
    return rows.aggregate(total=Sum(what))["total"] or 0

"""Whether a learner is on track: the share of criteria met against the share of time passed."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

# Percentage points by which the criteria met may stay behind the time passed.
ALLOWANCE = 10
OFF_FROM = 25


class Track(Enum):
    """The value is the word in templates and style sheets; from worst to best."""

    OFF = "off_track"
    BEHIND = "behind"
    UNKNOWN = "no_target"
    ON = "on_track"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Track.OFF: "Off track",
    Track.BEHIND: "A little behind",
    Track.UNKNOWN: "No target date",
    Track.ON: "On track",
}


@dataclass(frozen=True, slots=True)
class Tracking:
    """Per cent of the time passed (None without a target date) and of the criteria met."""

    track: Track
    time: int | None
    met: int

    @property
    def behind(self) -> int:
        """By how many points the criteria stay behind the time; none where they do not."""
        return max(0, self.time - self.met) if self.time is not None else 0

    @property
    def explanation(self) -> str:
        """How it was worked out, in a sentence."""
        if self.time is None:
            return (
                f"{self.met}% of the criteria are met. There is no target date to set it against."
            )
        said = f"{self.time}% of the time has passed and {self.met}% of the criteria are met"
        if self.track == Track.ON:
            return f"{said}: no more than {ALLOWANCE} points behind."
        if self.time >= 100:
            return f"{said}: the target date is past."
        return f"{said}: {self.behind} points behind."


RULE = (
    "The share of criteria met is set against the share of time passed between the start and the "
    f"target date. Up to {ALLOWANCE} points behind is on track; more is a little behind; from "
    f"{OFF_FROM} points on, or after the target date, it is off track. What waits for the assessor "
    "is not met yet."
)


def tracking_of(
    *, started_on: date, target_on: date | None, met: int, total: int, today: date
) -> Tracking:
    """Where an enrolment stands on ``today``, with ``met`` of ``total`` criteria met."""
    share = 100 * met // total if total else 0
    if target_on is None:
        return Tracking(Track.UNKNOWN, None, share)
    time = min(100, max(0, 100 * (today - started_on).days // (target_on - started_on).days))
    return Tracking(_track(time, share, is_past=today > target_on), time, share)


def _track(time: int, met: int, *, is_past: bool) -> Track:
    if met == 100:
        return Track.ON
    if is_past or time - met >= OFF_FROM:
        return Track.OFF
    return Track.BEHIND if time - met > ALLOWANCE else Track.ON

"""The days of the demo's story, counted back from today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5


@dataclass(frozen=True)
class Days:
    """The days of the story. No day lies in the future and none on a weekend.

    Text says ``{on:170}`` for the day 170 days ago, which becomes "5 June".
    """

    today: date

    def ago(self, days: int) -> date:
        """The last working day up to ``days`` before today."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))

    def monday(self, days: int) -> date:
        """The Monday of the week that ``days`` before today lies in."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=day.weekday())

    def moment(self, days: int, minute: int = 0) -> datetime:
        """Mid-morning of that day and ``minute`` minutes; never later than now."""
        morning = datetime.combine(self.ago(days), time(9, 40)) + timedelta(minutes=minute)
        return min(timezone.make_aware(morning), timezone.now())

    def __format__(self, days: str) -> str:
        day = self.ago(int(days))
        return f"{day.day} {day:%B}"

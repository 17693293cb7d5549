"""Why an archive is not brought in."""

from collections.abc import Iterable

MOST_TOLD = 20


class ArchiveRefused(Exception):
    """Nothing was stored. ``reasons``: what stands in the way, in whole sentences."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = _told(reasons)
        super().__init__(" ".join(self.reasons))


def _told(reasons: Iterable[str]) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(reasons))
    more = len(told) - MOST_TOLD
    return told if more <= 0 else (*told[:MOST_TOLD], f"And {more:,} more of the kind.")

"""How far an import is, as its pages say it."""

from dataclasses import dataclass

from django.utils import timezone

from assessment.exports.jobs import LONGEST
from assessment.models import PortfolioImport

INTERRUPTED = "It was interrupted. Nothing was stored. Bring the archive again."


@dataclass(frozen=True, slots=True)
class Standing:
    """``looking``, ``found`` (to be confirmed), ``coming`` in, ``done`` or ``refused``."""

    state: str
    words: str
    percent: int = 0

    @property
    def is_busy(self) -> bool:
        return self.state in ("looking", "coming")


def standing_of(brought: PortfolioImport) -> Standing:
    """What to tell whoever waits; also of a job that was killed or never began."""
    if brought.failure:
        return Standing("refused", brought.failure)
    if brought.finished_at:
        return Standing("done", "It has come in.", 100)
    is_running = brought.confirmed_at is not None or brought.found is None
    if is_running and brought.started_at and timezone.now() - brought.started_at > LONGEST:
        return Standing("refused", INTERRUPTED)
    if brought.confirmed_at:
        return Standing("coming", brought.stage or "Waiting for its turn", brought.percent)
    if brought.found is not None:
        return Standing("found", "It waits for you to confirm it.")
    return Standing("looking", brought.stage or "Waiting for its turn", brought.percent)

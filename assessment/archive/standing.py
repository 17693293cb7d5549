"""How far an import is, as its pages say it."""

from dataclasses import dataclass

from assessment.models import PortfolioImport

INTERRUPTED = "It was interrupted, and begins again by itself in a minute or two"


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
    stage = INTERRUPTED if brought.is_silent else brought.stage or "Waiting for its turn"
    if brought.confirmed_at:
        return Standing("coming", stage, brought.percent)
    if brought.found is not None:
        return Standing("found", "It waits for you to confirm it.")
    return Standing("looking", stage, brought.percent)

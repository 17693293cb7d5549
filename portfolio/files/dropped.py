"""Every minute: uploads to be stored and pictures to be made whose worker was killed are given to
another one."""

from portfolio.files.derivatives.catching_up import take_up_preparations
from portfolio.files.resuming.finishing import take_up_lost
from portfolio.models import Upload


def take_up_dropped_files() -> int:
    """Return how many were given to a worker again."""
    return take_up_lost(Upload.objects.all()) + take_up_preparations()

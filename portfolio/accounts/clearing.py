"""Deleting what has run out: sessions, counters, old events of the security log."""

from portfolio.accounts import counting, security_log, sessions


def clear_run_out() -> None:
    """A job, once a day."""
    sessions.clear_ended()
    counting.clear_ended()
    security_log.clear_old()

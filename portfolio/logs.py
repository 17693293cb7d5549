"""What is logged, without the secrets that stand in addresses."""

import logging
import re

# Of links by which a witness writes, a password is chosen, a calendar is read, e-mails are stopped.
# Django logs the address of each request that it refuses.
SECRETS = re.compile(
    r"(/testimony/|/calendar/|/notices/digest/stop/|/password/reset/[^/\s?\"']+/)[^/\s?\"']+"
)


def without_secrets(text: str) -> str:
    """``text`` with no address in it that would still open something."""
    return SECRETS.sub(r"\1…", text)


class DiscreetFormatter(logging.Formatter):
    """Lines in which no link can be read that would still work."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))

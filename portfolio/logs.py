"""What is logged, without the secrets that stand in addresses."""

import logging
import re

# Of a witness's link. Django logs the address of each request that it refuses.
SECRETS = re.compile(r"(/testimony/)[^/\s?\"']+")


class DiscreetFormatter(logging.Formatter):
    """Lines in which no link can be read that would still work."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub(r"\1…", super().format(record))

"""Anna's portfolio, told in order."""

from assessment.demo.chapters import (
    checking,
    explaining,
    finding_the_cause,
    from_records,
    improving,
    latest,
    leading,
    settling_in,
)
from assessment.demo.story import Item

ITEMS: tuple[Item, ...] = (
    *settling_in.ITEMS,
    *finding_the_cause.ITEMS,
    *leading.ITEMS,
    *checking.ITEMS,
    *improving.ITEMS,
    *explaining.ITEMS,
    *latest.ITEMS,
    *from_records.ITEMS,
)

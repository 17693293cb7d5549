"""The rows as they stand, and what follows from them by the rules, in plain Python.

Nothing here calls the site's own questions: it is what they are compared with.
"""

from tests.life.parts import Parts
from tests.life.reading import read_some
from tests.life.standings import Standings


class Rows(Standings, Parts):
    """All rows at one moment, and every question that is asked of them."""


def read_again(before: Rows, written: set[str]) -> Rows:
    """The rows after statements that wrote to the tables ``written``."""
    anew = read_some(written)
    return Rows(before.scene, before.tables | anew) if anew else before

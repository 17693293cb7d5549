"""What is near a fault and none: by name, the codes it is near to and what makes it."""

from collections.abc import Callable

from tests.advising.drafting import Draft

Make = Callable[[Draft], object]
NEAR: dict[str, tuple[tuple[str, ...], Make]] = {}


def near(*codes: str) -> Callable[[Make], Make]:
    """Keep a function that plants a near miss of ``codes``; where one of them is, it is not."""

    def keep(make: Make) -> Make:
        NEAR[make.__name__] = (codes, make)
        return make

    return keep

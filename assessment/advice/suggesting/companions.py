"""Criteria that go together: what shows the one usually shows the other, often in another unit.

Known from ``examples.json``: each criterion names its companions there, the
closest first, and phrases that stand under two criteria bind these.
"""

from functools import lru_cache

from assessment.advice.suggesting.examples import companions, phrases
from assessment.advice.suggesting.targets import Target

# How close the first, second and third companion is that a criterion names.
CLOSENESS = (1.0, 0.7, 0.5)

# By the place of a criterion: the places of its companions, and how close each is, from 0 to 1.
Companions = tuple[tuple[tuple[int, float], ...], ...]


@lru_cache(maxsize=16)
def companions_among(targets: tuple[Target, ...]) -> Companions:
    """Of each of ``targets``, which are criteria, in their order."""
    places = {target.text: place for place, target in enumerate(targets)}
    return tuple(tuple(_closest(target.text, places).items()) for target in targets)


def _closest(text: str, places: dict[str, int]) -> dict[int, float]:
    own = _phrases(text)
    shared = {
        place: len(own & _phrases(other)) / min(len(own), len(_phrases(other)))
        for other, place in places.items()
        if other != text and own & _phrases(other)
    }
    for other, closeness in zip(companions().get(text, ()), CLOSENESS, strict=False):
        if (place := places.get(other)) is not None:
            shared[place] = max(closeness, shared.get(place, 0.0))
    return shared


@lru_cache(maxsize=512)
def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrases().get(text, ()))

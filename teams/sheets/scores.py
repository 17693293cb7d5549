"""A score and how full it is."""

from dataclasses import dataclass

from teams.sheets.blocks import Block


@dataclass(frozen=True)
class Score(Block):
    """``value`` of ``most``, both plain numbers as text, with a bar; ``said`` is what they mean."""

    NAME = "score"

    heading: str
    value: str
    most: str
    said: str

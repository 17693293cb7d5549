"""Phrases that speak of the standard's criteria and marking points, written for this purpose."""

import json
from collections.abc import Mapping
from functools import cache

from django.conf import settings

FILE = settings.BASE_DIR / "fixtures" / "mapping_examples.json"


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """By the text they speak of, not by code: what a centre loads under the same code may say
    something else, and the same text under another code is the same thing."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {row["text"]: tuple(row["phrases"]) for row in rows}

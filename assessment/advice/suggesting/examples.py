"""Phrases that speak of the standard's criteria and marking points, written for this purpose."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")


@cache
def companions() -> Mapping[str, tuple[str, ...]]:
    """By a criterion's text: the texts of those that usually go with it, the closest first."""
    texts = {row["target"]: row["text"] for row in _rows()}
    return {
        row["text"]: tuple(texts[each] for each in row.get("companions", ())) for row in _rows()
    }


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """By the text they speak of, not by code: what a centre loads under the same code may say
    something else, and the same text under another code is the same thing."""
    return {row["text"]: tuple(row["phrases"]) for row in _rows()}


def criteria() -> frozenset[str]:
    """The texts of the criteria among them, which are labelled as "LT 2.3", not as "LT-MP1"."""
    return frozenset(row["text"] for row in _rows() if " " in row["target"])


@cache
def _rows() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text(encoding="utf-8"))

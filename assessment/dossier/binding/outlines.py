"""Bookmarks: a list with levels to the tree that a PDF has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.dossier.binding.writing import Raw, reference, text_string


@dataclass
class _Node:
    level: int
    title: str
    leaf: int
    top: float
    number: int
    children: list["_Node"] = field(default_factory=list)


def outline(
    marks: Sequence[tuple[int, str, int, float]], leaves: Sequence[int], first: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the outline, numbered from ``first``, its root first.

    ``marks``: level, title, index of the page, points above its lower edge. ``leaves``: the pages'
    objects. Below the first level all is closed.
    """
    root = _Node(0, "", 0, 0, first)
    path = [root]
    for number, (level, title, leaf, top) in enumerate(marks, start=first + 1):
        while path[-1].level >= level:
            path.pop()
        node = _Node(level, title, leaf, top, number)
        path[-1].children.append(node)
        path.append(node)
    yield first, {"Type": "/Outlines", **_ends(root), "Count": len(root.children)}
    yield from _below(root, leaves)


def _below(parent: _Node, leaves: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, node in enumerate(parent.children):
        values: dict[str, Any] = {
            "Title": text_string(node.title),
            "Parent": reference(parent.number),
            "Dest": [reference(leaves[node.leaf]), Raw(b"/XYZ"), 0, node.top, 0],
        }
        if place:
            values["Prev"] = reference(parent.children[place - 1].number)
        if place + 1 < len(parent.children):
            values["Next"] = reference(parent.children[place + 1].number)
        if node.children:
            values |= {**_ends(node), "Count": -len(node.children)}
        yield node.number, values
        yield from _below(node, leaves)


def _ends(node: _Node) -> dict[str, Raw]:
    if not node.children:
        return {}
    return {
        "First": reference(node.children[0].number),
        "Last": reference(node.children[-1].number),
    }

"""A section: one part of the document, laid out on its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document. ``key`` is also the name that links lead to.

    ``identity`` is all that decides how it looks, in plain values, where that is less work to read
    than the HTML; it goes without saying where it is ``None``. ``values`` are asked for late.
    """

    key: str
    title: str
    template: str
    values: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    is_listed: bool = True
    identity: Any = None

    @property
    def html(self) -> SafeString:
        values = self.values() if callable(self.values) else self.values
        return render_to_string(self.template, {"section": self, **values})

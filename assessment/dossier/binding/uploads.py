"""Uploaded pages, copied into a quire."""

from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from assessment.dossier.binding.sewing import Sewer
from assessment.dossier.binding.writing import Raw, Reference, byte_string, number_of


class Copier:
    """Copies objects of one opened PDF, each once, and all that they refer to."""

    def __init__(self, sewer: Sewer) -> None:
        self._sewer = sewer
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, Object]] = []

    def copy(self, found: Stream) -> int:
        """Copy a stream; return its number."""
        first = self._number(found)
        self._waiting.append((first, found))
        while self._waiting:
            number, each = self._waiting.pop()
            if isinstance(each, Stream):
                head = {key: value for key, value in self._items(each) if key != "Length"}
                self._sewer.add_stream(number, head, each.read_raw_bytes())
            else:
                self._sewer.add(number, self._direct(each))
        return first

    def _number(self, found: Object) -> int:
        if found.objgen not in self._numbers:
            self._numbers[found.objgen] = self._sewer.number()
        return self._numbers[found.objgen]

    def _value(self, found: Any) -> Any:
        if isinstance(found, Object) and found.is_indirect:
            if found.objgen not in self._numbers:
                self._waiting.append((self._number(found), found))
            return Reference(self._number(found))
        return self._direct(found)

    def _direct(self, found: Any) -> Any:
        match found:
            case Array():
                return [self._value(each) for each in found]
            case Dictionary():
                return dict(self._items(found))
            case Name():
                return Raw(found.unparse())
            case String():
                return byte_string(bytes(found))
            case Decimal():
                return Raw(number_of(float(found)))
            case _:
                return found

    def _items(self, found: Object) -> list[tuple[str, Any]]:
        return [
            (Name(key).unparse()[1:].decode("latin-1"), self._value(value))
            for key, value in found.items()
        ]

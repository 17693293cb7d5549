"""Places for page numbers of other things, which are not known before all is bound.

In the HTML of a section ``<i data-page="#E14"></i>`` is such a place. It is filled with a text that
says which it is, as narrow as a page number, and painted; the binder puts the number over it.
"""

import re

PLACE = re.compile(r'(<i (?:class="(at-right)" )?data-page="#([^"<>]+)")></i>')

# None is wider than a digit.
LETTERS = "0123456789ceijklrstvxyzIJL"
LENGTH = 3


def with_places(html: str) -> tuple[str, list[str]]:
    """The HTML with its places filled in, and by their number the names they are for.

    A number stands at the left of its place, or at its right with the class ``at-right``: that is
    the last binary digit of the text's number, before which comes that of the name.
    """
    numbers: dict[str, int] = {}

    def fill(found: re.Match[str]) -> str:
        number = numbers.setdefault(found[3], len(numbers))
        return f"{found[1]}>{text_of(2 * number + bool(found[2]))}</i>"

    return PLACE.sub(fill, html), list(numbers)


def text_of(place: int) -> str:
    text = ""
    while place or len(text) < LENGTH:
        place, letter = divmod(place, len(LETTERS))
        text = LETTERS[letter] + text
    return text


def is_place(text: str) -> bool:
    return all(letter in LETTERS for letter in text)


def place_in(text: str) -> int:
    place = 0
    for letter in text:
        place = place * len(LETTERS) + LETTERS.index(letter)
    return place

"""Narratives: rich text as people write or paste it, reduced to what a page and a PDF can show."""

import html
import re
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError

MAX_LENGTH = 100_000
# Deeper than anybody writes, and shallow enough for whatever lays the text out.
MAX_DEPTH = 20
# The time of cleaning grows with the square of the depth, so it is bounded before.
MAX_RAW_DEPTH = 500

SCHEMES = {"http", "https", "mailto"}
TAGS = {"p", "br", "h3", "h4", "ul", "ol", "li", "strong", "em", "u", "blockquote", "a"}
# Pages have headings of their own above a narrative's.
WRITTEN_AS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "b": "strong", "i": "em"}
WRITTEN_TAG = re.compile(r"<(/?)(h[1256]|b|i)>")
BLOCK_END = re.compile(r"</(?:p|h3|h4|li|blockquote)>|<br>")
VOID = "br"
ANY_TAG = re.compile(r"<[^<>]*>")
TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# Elements that hold nothing, or that people often leave open: a parser closes them.
OFTEN_OPEN = frozenset("p li br hr img input meta link wbr col dt dd td th tr".split())


def clean(text: str) -> str:
    """Reduce ``text`` to paragraphs, headings, lists, emphasis, quotations and links.

    Links lead to http, https or mailto. Raise ``ValidationError`` for more than ``MAX_LENGTH``
    characters. Cleaning what is clean changes nothing.
    """
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            "This text is too long. Shorten it, or upload it as a document.", code="too_long"
        )
    if _raw_depth(text) > MAX_RAW_DEPTH:
        return _as_paragraphs(html.unescape(ANY_TAG.sub("\n", text)))
    cleaned = _reduced(text, tags=TAGS | WRITTEN_AS.keys())
    renamed = WRITTEN_TAG.sub(lambda tag: f"<{tag[1]}{WRITTEN_AS[tag[2]]}>", cleaned)
    cleaned = _reduced(renamed, tags=TAGS)
    if _depth(cleaned) > MAX_DEPTH:
        return _as_paragraphs(as_text(cleaned))
    return cleaned if as_text(cleaned) else ""


def _reduced(text: str, tags: set[str]) -> str:
    return nh3.clean(
        text,
        tags=tags,
        clean_content_tags={"script", "style", "title", "template", "iframe", "noscript"},
        attributes={"a": {"href"}},
        attribute_filter=_whole_address,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )


def _whole_address(_tag: str, name: str, value: str) -> str | None:
    """Only addresses with a scheme: in a PDF, others lead to the reader's own files."""
    scheme = value.strip().partition(":")[0].lower()
    return value if name != "href" or scheme in SCHEMES else None


def as_text(text: str) -> str:
    """The words of a clean narrative, each block on a line of its own."""
    lines = html.unescape(nh3.clean(BLOCK_END.sub("\n", text), tags=set())).splitlines()
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _as_paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)


def _raw_depth(text: str) -> int:
    """About how deep a parser would go in any text, well-formed or not."""
    depth = deepest = 0
    for tag in TAG_NAME.finditer(text):
        if tag[2].lower() not in OFTEN_OPEN:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _depth(text: str) -> int:
    counter = _DepthCounter()
    counter.feed(text)
    return counter.deepest


class _DepthCounter(HTMLParser):
    """How deep the elements of well-formed HTML lie in one another."""

    depth = deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

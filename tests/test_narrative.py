import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portfolio.narrative import MAX_LENGTH, as_text, clean

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jAvA\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<form action=//evil><input name=password></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import '//evil'</style>",
    "<base href=//evil>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    '<a href="https://example.org" target=_blank onmouseover=alert(1) id=x class=y>x</a>',
    "<<script>script>alert(1)<</script>/script>",
    "<a href='https://x/<h1><script>alert(1)</script>'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<object data=x></object><embed src=x><video src=x></video>",
]
FORBIDDEN = (
    "<script",
    "<img",
    "<svg",
    "<iframe",
    "<style",
    "<form",
    "<input",
    "<object",
    "<base",
    "<meta",
    "javascript:",
    "data:",
    "onclick=",
    "onerror=",
    "style=",
    "target=",
    " id=",
    " class=",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_runs_or_loads_is_left(text):
    cleaned = clean(text).lower()
    assert not [part for part in FORBIDDEN if part in cleaned]
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "<p>I <strong>led</strong> the <em>first</em> <u>briefing</u>.<br>Then another.</p>",
        "<h3>Plan</h3><h4>Monday</h4>",
        "<ul><li>one</li><li>two<ol><li>three</li></ol></li></ul>",
        "<blockquote><p>They said so.</p></blockquote>",
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener nofollow">there</a></p>',
        '<p><a href="mailto:ben@example.org" rel="noopener nofollow">Ben</a></p>',
        "<p>5 &lt; 7 &amp; Ångström</p>",
    ],
)
def test_what_may_be_written_stays_as_it_is(text):
    assert clean(text) == text


@pytest.mark.parametrize("address", ["/etc/passwd", "//evil", "#E2", "?x", "\\\\evil", "a/b"])
def test_links_lead_to_whole_addresses_only(address):
    """A PDF reader would look for others on its own machine."""
    assert "href" not in clean(f'<p><a href="{address}">x</a></p>')


def test_other_ways_to_write_the_same_become_one():
    text = "<h1>A</h1><h2>B</h2><h5>C</h5><p><b>d</b> <i>e</i></p>"
    assert clean(text) == "<h3>A</h3><h3>B</h3><h4>C</h4><p><strong>d</strong> <em>e</em></p>"


def test_what_says_nothing_is_empty():
    assert clean("<p>  </p><p><br></p>") == ""


def test_too_long_a_text_is_refused_with_advice():
    with pytest.raises(ValidationError, match="Shorten it"):
        clean("x" * (MAX_LENGTH + 1))


@pytest.mark.parametrize("count", [400, 8000])
@pytest.mark.parametrize("tag", ["blockquote", "em", "ul><li", "b"])
def test_text_nested_without_end_becomes_plain_paragraphs(tag, count):
    started = time.process_time()
    cleaned = clean(f"<{tag}>" * count + "words")
    assert cleaned == "<p>words</p>"
    assert time.process_time() - started < 2


def test_as_text_keeps_the_lines():
    text = "<h3>Plan</h3><p>One &amp; two<br>three</p><ul><li>four</li></ul>"
    assert as_text(text) == "Plan\nOne & two\nthree\nfour"


@given(st.text(max_size=300))
def test_any_text_is_clean_after_one_cleaning(text):
    once = clean(text)
    assert clean(once) == once


@pytest.mark.parametrize(
    "text", ["<" * 100_000, "<p>" * 33_000, "<b></b>" * 14_000, "<!--" * 25_000]
)
def test_no_text_takes_long(text):
    started = time.process_time()
    clean(text)
    assert time.process_time() - started < 2

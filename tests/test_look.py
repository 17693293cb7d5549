"""The look: icons that exist, colours that can be read, errors that can always be drawn."""

import re

import pytest
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string

from assessment.coverage import Counts
from portfolio.forms import NarrativeWidget
from portfolio.templatetags import look

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "well")
READABLE = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-muted", "accent", "accent-strong")
        for ground in GROUNDS
    ),
    *(
        (f"{state}-ink", f"{state}-soft")
        for state in ("met", "awaiting", "not-yet", "draft", "danger")
    ),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "accent-soft"),
]


def tokens_of(theme):
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{\n  color-scheme.*?\n}}', TOKENS, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block.group()))


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READABLE)
def test_words_can_be_read(theme, ink, ground):
    tokens = tokens_of(theme)
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", ["met", "awaiting", "not-yet", "draft", "line-strong", "accent"])
def test_marks_and_borders_can_be_seen(theme, mark):
    tokens = tokens_of(theme)
    assert contrast(tokens[mark], tokens["surface"]) >= 3


def test_drawings_and_style_sheets_agree_on_the_colours_of_states():
    tokens = tokens_of("light")
    drawn = {state.replace("_", "-"): colour for state, (_, colour) in look.STATES.items()}
    assert drawn == {state: tokens[state] for state in drawn}


def test_every_icon_in_a_template_exists():
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'{% icon "([^"]*)"', template.read_text(encoding="utf-8"))
    }
    assert named
    for name in named:
        assert "<path" in look.icon(name)


@pytest.mark.parametrize("name", ["../../package", "x/y", "", "Pencil"])
def test_what_is_not_an_icons_name_is_refused(name):
    with pytest.raises(ValueError, match="not the name of an icon"):
        look.icon(name)


def test_templates_have_no_inline_style_or_script():
    inline = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)")
    pages = [path for path in TEMPLATES if "dossier" not in path.parts]
    assert [path.name for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "413", "500"])
def test_an_error_page_needs_neither_request_nor_database(page):
    html = render_to_string(f"{page}.html")
    assert "<h1>" in html
    assert 'data-page-state="failed"' in html


def counts(**numbers):
    return Counts(**numbers)


def test_a_bar_says_its_numbers_and_fills_its_width():
    bar = look.coverage_bar(counts(met=3, not_yet=1, unmapped=4))
    assert 'aria-label="3 of 8 met, 1 not yet, 4 unmapped"' in bar
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', bar)]
    assert widths == [37.5, 12.5, 50.0]


def test_a_bar_without_criteria_is_empty():
    bar = look.coverage_bar(counts())
    assert "<rect" not in bar
    assert "0 of 0 met" in bar


@pytest.mark.parametrize(
    ("met", "total", "shown"), [(0, 0, "0%"), (199, 200, "99%"), (200, 200, "100%")]
)
def test_a_ring_is_full_only_when_all_is_met(met, total, shown):
    ring = look.coverage_ring(met, total)
    assert f">{shown}<" in ring
    assert f"{met} of {total} met" in ring


def test_a_message_offers_undo_only_where_it_has_an_address():
    assert look.undo_address(Message(25, "Done.", "undo:/evidence/1/")) == "/evidence/1/"
    assert look.undo_address(Message(25, "Done.", "quiet")) == ""
    assert look.undo_address(Message(25, "Done.")) == ""


def test_the_narrative_is_a_textarea_whose_text_is_escaped():
    html = NarrativeWidget().render(
        "narrative", "<p>x</p></textarea><script>", {"id": "id_narrative"}
    )
    assert "<script>" not in html
    assert "&lt;p&gt;x&lt;/p&gt;" in html
    assert 'id="id_narrative"' in html


@pytest.mark.parametrize(
    ("path", "is_here"),
    [
        ("/team/start/", True),
        ("/teams/1/members/", True),
        ("/records/1/", True),
        ("/people/", False),
    ],
)
def test_the_navigation_says_that_one_is_with_the_team(path, is_here, rf):
    link = look.nav_link({"request": rf.get(path)}, "my-team", "Team", "/teams/", "/records/")
    assert ("aria-current" in link) is is_here


@pytest.mark.parametrize(
    ("path", "is_here"), [("/", True), ("/caseload/", True), ("/learners/", False)]
)
def test_home_is_marked_where_it_leads(path, is_here, rf):
    link = look.nav_link({"request": rf.get(path)}, "home", "Home", "/caseload/")
    assert ("aria-current" in link) is is_here

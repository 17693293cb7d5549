"""The portfolio as one web page: whole in itself, every link leads somewhere, nothing runs."""

import base64
import hashlib
import io
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessment.dossier import web
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.reporting import silent
from assessment.exports.making import make_export
from assessment.models import Export, Format
from portfolio.models import FileKind
from tests.people import appraised, judged, make_evidence, make_file, make_mapping, submitted
from tests.samples import png

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)> style="x"'


class Page(HTMLParser):
    """What is in a page: tags, ids, links, pictures."""

    def __init__(self, text):
        super().__init__()
        self.text, self.tags, self.ids = text, [], []
        self.links, self.pictures, self.attributes = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.tags.append(tag)
        self.attributes.update(said)
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a":
            self.links.append(said.get("href"))
        if tag == "img":
            self.pictures.append(said)


def page_of(enrolment):
    output = io.BytesIO()
    web.write_page(compile_dossier(enrolment), output, silent)
    return Page(output.getvalue().decode())


@pytest.fixture
def told(csl, learner, ben):
    """An item with a picture, a recording and a hostile title, decided on; and a draft."""
    item = make_evidence(learner, title=HOSTILE, narrative="<p>Said to all.</p>")
    content = png()
    picture = default_storage.save("preview", ContentFile(content))
    make_file(
        item,
        content,
        name="chart.png",
        kind=FileKind.IMAGE,
        content_type="image/png",
        preview_as=picture,
        description="The rota of May",
    )
    make_file(item, b"RIFF", name="talk.wav", kind=FileKind.AUDIO, content_type="audio/wav")
    make_mapping(item, "LT 1.1", place="p. 2")
    handed = submitted(item, "LT 1.2", "LT-MP1")
    judged(item.mappings.first(), ben)
    appraised(handed, ben)
    make_mapping(make_evidence(learner), "LT 1.1")
    return csl


def test_every_link_leads_to_a_place_in_the_page(told):
    page = page_of(told)
    places = {f"#{name}" for name in page.ids}
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert [link for link in page.links if link.startswith("#") and link not in places] == []
    assert {"#E1", "#unit-LT", "#contents"} <= set(page.links)


def test_nothing_runs_and_nothing_is_fetched(told):
    page = page_of(told)
    assert not {"script", "iframe", "object", "embed", "form", "link", "base"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "style" not in page.attributes
    assert "<script" not in page.text
    assert not re.search(r'(?:src|href)="(?!#|data:image/|data:,|https?:|mailto:)', page.text)


def test_the_policy_allows_the_style_sheet_and_pictures_alone(told):
    text = page_of(told).text
    styles = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_pictures_are_in_the_page_with_their_words(told):
    (picture,) = page_of(told).pictures
    assert picture["alt"] == "The rota of May"
    assert picture["src"].startswith("data:image/png;base64,")
    assert base64.b64decode(picture["src"].partition(",")[2]) == png()


def test_other_files_are_listed_with_their_hash(told):
    text = page_of(told).text
    assert "talk.wav" in text
    assert hashlib.sha256(b"RIFF").hexdigest() in text


@pytest.mark.parametrize("limit", ["MOST_OF_ONE", "MOST_IN_ALL"])
def test_pictures_that_are_too_large_are_listed(limit, told, monkeypatch):
    monkeypatch.setattr(web, limit, 10)
    page = page_of(told)
    assert page.pictures == []
    assert web.TOO_MUCH in page.text


def test_a_picture_whose_bytes_are_gone_is_listed(told, learner):
    default_storage.delete(learner.evidence.get(number=1).files.get(kind="image").preview_as)
    page = page_of(told)
    assert page.pictures == []
    assert "Its bytes are missing" in page.text


def test_a_name_in_the_words_of_an_item_shows_no_other_file(told, learner):
    other = default_storage.save("secret", ContentFile(png()))
    learner.evidence.filter(number=2).update(title=f'src="media:{other}"')
    assert len(page_of(told).pictures) == 1
    assert (
        web.PICTURE.findall("".join(web._with_pictures(f'src="media:{other}"', frozenset()))) == []
    )


def test_it_says_nothing_of_pages_of_paper(told):
    page = page_of(told)
    assert "data-page" not in page.attributes
    words = re.sub(r"<[^>]*>", " ", page.text.partition("</style>")[2])
    assert not re.search(r"\bpage (?:of the item|on which)|, page\b|, from p\.", words)


def test_its_headings_begin_with_one(told):
    levels = [int(tag[1]) for tag in page_of(told).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_two_pages_of_one_moment_are_the_same(told):
    dossier = compile_dossier(told)
    outputs = [io.BytesIO(), io.BytesIO()]
    for output in outputs:
        web.write_page(dossier, output, silent)
    assert outputs[0].getvalue() == outputs[1].getvalue()


def test_it_is_made_like_any_document(told, anna):
    export = Export.objects.create(enrolment=told, asked_by=anna, format=Format.HTML)
    make_export(export.pk)
    export.refresh_from_db()
    assert export.is_ready, export.failure
    with default_storage.open(export.stored_as) as stored:
        assert stored.read().lstrip().startswith(b"<!doctype html>")

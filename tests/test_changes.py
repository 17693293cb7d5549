"""What changed between versions: plain values, bounded time, words for screen readers."""

import time

import pytest

from assessment.marking.changes import changes_between, changes_since_judged
from assessment.marking.differences import Change, differences
from assessment.models import Submission
from portfolio.models import EvidenceFile
from tests.laying import laid_once
from tests.people import appraised, client_of, judged, make_evidence, make_file, submitted

NARRATIVE = "<p>I briefed the team of eight and agreed who does what.</p>"


def pieces(before, after):
    return [
        (str(piece.change), piece.text)
        for passage in differences(before, after)
        for piece in passage.pieces
    ]


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


def changed(evidence, **values):
    """As the learner would, after feedback."""
    type(evidence).objects.filter(pk=evidence.pk).update(**values)
    evidence.refresh_from_db()


@laid_once
def referred(evidence, ben):
    """Handed over, and not yet met."""
    first = submitted(evidence, "LT 1.1")
    judged(evidence.mappings.get(), ben, "not_yet")
    evidence.refresh_from_db()
    return first


def test_words_are_compared_within_a_paragraph():
    before = "I briefed the team of eight and agreed who does what."
    after = "I briefed the team of nine and agreed in writing who does what."
    assert pieces(before, after) == [
        ("same", "I briefed the team of"),
        ("removed", "eight"),
        ("added", "nine"),
        ("same", "and agreed"),
        ("added", "in writing"),
        ("same", "who does what."),
    ]


def test_unlike_paragraphs_are_two():
    assert pieces("One thing entirely.", "Quite another matter here") == [
        ("removed", "One thing entirely."),
        ("added", "Quite another matter here"),
    ]


def test_only_the_neighbours_of_a_change_are_kept():
    before = "\n".join(f"Paragraph {number} as it was." for number in range(20))
    found = differences(before, before.replace("Paragraph 9 as it was.", "Paragraph 9 as it is."))
    assert [passage.left_out for passage in found if passage.left_out] == [8, 9]
    assert sum(passage.is_changed for passage in found) == 1
    assert sum(bool(passage.pieces) for passage in found) == 3


def test_the_same_is_nothing():
    assert differences("Same.", "Same.") == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n" * 50_000, "b\na\n" * 25_000),
        ("\n".join(f"line {n % 199}" for n in range(12_000)), "line 7\nline 3\n" * 6_000),
        ("x " * 50_000, "y x " * 25_000),
        ("x y z " * 16_000, "z y x " * 16_000),
        (" ".join(str(n) for n in range(18_000)), " ".join(str(n) for n in range(18_000, 0, -1))),
        ("w" * 100_000, "v" * 100_000),
    ],
)
def test_texts_made_to_be_slow_take_seconds_at_most(before, after):
    start = time.process_time()
    found = differences(before, after)
    assert time.process_time() - start < 5
    assert any(passage.is_changed for passage in found)


def test_nothing_is_lost_where_comparing_is_given_up():
    before, after = "x y " * 20_000, "y x z " * 16_000
    found = differences(before, after)
    words = {Change.REMOVED: "", Change.ADDED: ""}
    for passage in found:
        for piece in passage.pieces:
            words[piece.change] += piece.text
    assert words == {Change.REMOVED: before, Change.ADDED: after}


def test_the_first_version_has_none(evidence):
    assert changes_since_judged(submitted(evidence, "LT 1.1")) is None


def test_a_version_taken_back_unseen_is_not_compared_with(evidence, anna):
    from assessment.submitting import take_back

    submitted(evidence, "LT 1.1")
    take_back(evidence=evidence, user=anna)
    assert changes_since_judged(submitted(evidence)) is None


def test_everything_that_changes_is_named(evidence, referred):
    from assessment.mapping import map_evidence, point_to_place
    from tests.people import target_of

    anna = evidence.learner.user
    changed(
        evidence,
        title="Briefing, with the standard",
        method="reflective",
        narrative=NARRATIVE.replace("eight", "nine"),
    )
    make_file(evidence)
    map_evidence(evidence=evidence, target=target_of("LT 1.2"), user=anna)
    point_to_place(evidence=evidence, target=target_of("LT 1.1"), user=anna, place="p. 4")
    second = submitted(evidence)
    changes = changes_since_judged(second)
    assert changes
    assert [(fact.name, fact.after) for fact in changes.facts] == [
        ("Title", "Briefing, with the standard"),
        ("Method", "Reflective account"),
    ]
    assert [piece.text for piece in changes.narrative[0].pieces if piece.change != "same"] == [
        "eight",
        "nine",
    ]
    assert [(part.done, part.name) for part in changes.files] == [("added", "readings.txt")]
    assert [(part.done, part.name) for part in changes.mappings] == [
        ("placed anew", "LT 1.1 (p. 4)"),
        ("added", "LT 1.2"),
    ]
    assert (changes.before.number, changes.after.number) == (1, 2)


def test_files_are_replaced_described_and_removed():
    def version(*files):
        content = {
            "title": "A", "method": "product", "happened_on": "2026-05-04", "narrative": "",
            "location": "", "seen_by": "", "mappings": [], "files": files,
        }  # fmt: skip
        return Submission(version=1, content=content)

    def file(code, name, description=""):
        return {"code": code, "name": name, "description": description}

    before = version(file("1", "plan.pdf"), file("2", "notes.txt"), file("3", "photo.jpg"))
    after = version(file("9", "plan.pdf"), file("3", "photo.jpg", "The board"))
    assert [(part.done, part.name) for part in changes_between(before, after).files] == [
        ("replaced", "plan.pdf"),
        ("removed", "notes.txt"),
        ("described anew", "photo.jpg"),
    ]


def test_bold_alone_is_layout(evidence, referred):
    changed(evidence, narrative=NARRATIVE.replace("eight", "<strong>eight</strong>"))
    changes = changes_since_judged(submitted(evidence))
    assert changes.is_laid_out_anew
    assert changes.narrative == ()


def test_handed_over_again_as_it_was(evidence, referred, ben):
    changes = changes_since_judged(submitted(evidence))
    assert not changes
    page = client_of(ben).get(f"/evidence/{evidence.code}/mark/").content.decode()
    assert "it was handed over again as it was" in page


def test_an_appraisal_is_judging_too(evidence, ben, anna):
    """The second version is compared with the one that was appraised, though nothing was decided
    on it."""
    first = submitted(evidence, "LT 1.1")
    appraised(first, ben)
    judged(evidence.mappings.get(), ben, "not_yet")
    assert changes_since_judged(submitted(evidence)).before.number == 1


def test_pages_show_it_with_words_and_without_colour(evidence, referred, ben, anna):
    changed(evidence, narrative="<p>I briefed the team of nine &amp; agreed who does what.</p>")
    second = submitted(evidence)
    marking, version = f"/evidence/{evidence.code}/mark/", f"/submissions/{second.code}/"
    for user, address in ((ben, marking), (anna, version)):
        page = client_of(user).get(address).content.decode()
        assert "What changed since version 1" in page
        assert '<del><span class="visually-hidden">Removed: </span>eight and' in page
        assert '<ins><span class="visually-hidden">Added: </span>nine &amp;' in page
        assert f"/submissions/{referred.code}/" in page


def test_hostile_text_is_shown_as_text(evidence, referred, ben):
    changed(evidence, title="<script>alert(1)</script>", narrative="<p>&lt;img src=x&gt; new</p>")
    file = make_file(evidence)
    EvidenceFile.objects.filter(pk=file.pk).update(name='"><b>x</b>.txt')
    submitted(evidence)
    page = client_of(ben).get(f"/evidence/{evidence.code}/mark/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("versions", [2, 4])
def test_the_number_of_versions_costs_nothing(evidence, ben, versions, django_assert_num_queries):
    for _ in range(versions - 1):
        last = submitted(evidence, *(() if evidence.submissions.exists() else ("LT 1.1",)))
        judged(evidence.mappings.get(), ben, "not_yet", submission=last)
    newest = submitted(evidence)
    with django_assert_num_queries(1):
        assert changes_since_judged(newest).before.number == versions - 1

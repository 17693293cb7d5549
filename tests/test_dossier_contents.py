"""Which document it is: full, learner's copy, chosen units, blank forms; and what each holds."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from assessment.appeals.lodging import withdraw_appeal
from assessment.dossier import documents
from assessment.dossier.blank import blank_dossier
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.contents import FULL, Contents, contents_of, cover_of
from assessment.dossier.sections import sections_of
from assessment.exports.form_sets import ask_for_forms, make_forms
from assessment.models import Export, FormSet, Qualification, Unit, Variant
from portfolio.models import Centre
from tests.assurance import (
    adjusted,
    asked,
    lodged,
    plan_row,
    plan_signed,
    planned,
    reviewed,
    sampled,
    signed_off,
    taken,
)
from tests.people import judged, make_evidence, make_mapping, submitted

LEARNERS_COPY = Contents(Variant.LEARNER)


def html_of(dossier):
    return {section.key: section.html for section in sections_of(dossier, {})}


def told(enrolment, contents=FULL):
    return html_of(compile_dossier(enrolment, contents))


# -- Variants ---------------------------------------------------------------------------------


def test_only_the_full_portfolio_has_the_records_of_quality_assurance(csl, learner, ben, ines):
    sampled(signed_off(learner, "LT", by=ben), ines, feedback="Consistent decisions.")

    full, copy = told(csl), told(csl, LEARNERS_COPY)
    chosen = told(csl, Contents(Variant.UNITS, ("LT",)))

    assert "Consistent decisions." in full["unit-LT-criteria"]
    assert "Ines Duarte" in full["unit-LT-criteria"]
    for other in (copy, chosen):
        everything = "".join(html for key, html in other.items() if key != "learner")
        assert "Consistent decisions." not in everything
        assert "Internal quality assurance" not in everything
        assert "Ines Duarte" not in everything
    assert "Learner’s copy" in copy["cover"]


def test_chosen_units_are_told_alone_with_their_evidence(csl, learner, ben):
    both, other = make_evidence(learner), make_evidence(learner)
    make_evidence(learner)  # mapped nowhere
    make_mapping(both, "LT 1.1")
    make_mapping(both, "MT 1.1")
    make_mapping(other, "MT 1.2")
    planned(csl, plan_row("LT 1.1", what="For LT"), plan_row("MT 1.1", what="For MT"), by=ben)

    dossier = compile_dossier(csl, Contents(Variant.UNITS, ("LT",)))
    html = html_of(dossier)

    assert [unit.code for unit in dossier.units] == ["LT"]
    assert [item.label for item in dossier.items] == ["E1"]
    assert [link.code for link in dossier.items[0].links] == ["LT 1.1"]
    assert "For LT" in html["plan"]
    assert "For MT" not in html["plan"]
    assert "Chosen units: LT" in html["cover"]
    assert not {"unit-MT", "E2", "E3"} & set(html)


def test_an_export_says_which_units(csl, anna):
    export = Export.objects.create(enrolment=csl, asked_by=anna, variant=Variant.UNITS)
    export.units.set(Unit.objects.filter(specifications__code__in=["MT", "LT"]))

    assert contents_of(export) == Contents(Variant.UNITS, ("LT", "MT"))
    assert [unit.code for unit in documents.dossier_of(export).units] == ["LT", "MT"]


# -- What the forms hold ----------------------------------------------------------------------


def test_the_witness_status_list_says_who_signed_what_when_and_how(csl, learner):
    taken(asked(learner).request, "LT 1.2")

    html = told(csl)

    for words in ("Will Archer", "2 · Occupational expert", "by a personal link", 'href="#E1"'):
        assert words in html["witnesses"]
    assert "I declare that this is a true account" in html["E1"]


def test_the_plan_is_told_with_signatures_and_reviews_and_without_today(csl, learner, ben, anna):
    plan = planned(csl, plan_row("LT 1.1", days=3, what="The briefing"), by=ben)
    plan_signed(plan, by=anna)
    reviewed(plan, by=ben, progress="Half of it is done.")
    today = told(csl)["plan"]
    plan.items.update(due_on=timezone.localdate() - timedelta(days=3))

    overdue = told(csl)["plan"]

    for words in ("The briefing", "Half of it is done.", "Anna Kowalczyk", "Open"):
        assert words in today
    assert "Overdue" not in overdue


def test_appeals_and_adjustments_are_told_where_there_are_any(csl, learner, ben, cleo):
    assert "appeals" not in told(csl)
    item = make_evidence(learner)
    submitted(item, "LT 2.1")
    lodged(learner, "LT", [judged(item.mappings.get(), ben, "not_yet")])
    adjusted(learner, cleo)

    everything = told(csl)

    assert "The minutes on page 2 show" in everything["appeals"]
    assert "LT 2.1" in everything["appeals"]
    assert "Answers are spoken and recorded" in everything["appeals"]
    # The need is in confidence, whoever has the document.
    assert "Dyslexia" not in "".join(everything.values())


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant_with_all_of_them(
    count, csl, learner, ben, ines, cleo, django_assert_num_queries
):
    plan = planned(csl, *[plan_row("LT 1.1")] * count, by=ben)
    for number in range(count):
        item = make_evidence(learner)
        submitted(item, f"LT 2.{number + 1}")
        judgement = judged(item.mappings.get(), ben, "not_yet")
        appeal = lodged(learner, "LT", [judgement], request_key=uuid4())
        withdraw_appeal(appeal=appeal, user=learner.user)
        taken(asked(learner, about=f"The morning {number}").request)
        adjusted(learner, cleo, what=f"More time {number}")
        reviewed(plan, by=ben)
    for code in ("MT", "CO", "DO")[:count]:
        sampled(signed_off(learner, code, by=ben), ines)

    with django_assert_num_queries(30):
        dossier = compile_dossier(csl)

    assert len(dossier.quality) == len(dossier.adjustments) == len(dossier.appeals) == count
    assert sum(len(witness.testimonies) for witness in dossier.witnesses) == count


# -- Sections on their own --------------------------------------------------------------------


def test_nothing_but_the_cover_changes_while_nothing_changes(csl, learner):
    submitted(make_evidence(learner), "LT 1.1")

    first, second = told(csl), told(csl)

    assert {key for key in first if first[key] != second[key]} <= {"cover"}


def test_a_new_item_changes_no_other_item(csl, learner):
    for _ in range(12):
        make_mapping(make_evidence(learner), "LT 1.1")
    before = told(csl)
    make_mapping(make_evidence(learner), "LT 1.1")  # the grid turns its page

    after = told(csl)

    assert [key for key in before if key.startswith("E") and before[key] != after[key]] == []
    assert before["unit-LT"] != after["unit-LT"]
    assert before["unit-MT"] == after["unit-MT"]


def test_no_heading_level_is_skipped_and_each_picture_has_its_words(csl, learner, ben, ines):
    sampled(signed_off(learner, "LT", by=ben), ines)
    level = 0
    for html in [*told(csl).values()]:
        for found in re.findall(r"<h([1-6])\b", html):
            assert int(found) <= level + 1 or level == 0
            level = int(found)
        assert html.count("<svg") == html.count("<title>")
        assert [tag for tag in re.findall(r"<th\b[^>]*>", html) if "scope=" not in tag] == []


# -- Covers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "ink"), [("#7a2b5e", "#ffffff"), ("#f2c14e", "#241c22"), ("#ffffff", "#241c22")]
)
def test_letters_on_the_cover_are_legible_on_its_colour(colour, ink):
    assert cover_of(Centre(cover_colour=colour)).ink == ink


def test_the_cover_is_the_centres(csl, centre):
    centre.cover_colour, centre.cover_words, centre.logo_as = "#14603a", "<b>Mill Lane</b>", "logo"
    centre.save()

    dossier = compile_dossier(csl)
    cover = html_of(dossier)["cover"]

    assert "background: #14603a" in cover
    assert "&lt;b&gt;Mill Lane" in cover
    assert 'src="media:logo" alt="Logo of Millrace Training"' in cover
    assert "logo" in dossier.pictures


# -- Blank forms ------------------------------------------------------------------------------


def test_blank_forms_have_every_form_and_nobody(standard, centre):
    qualification = Qualification.objects.get(code="CSL")

    dossier = blank_dossier(centre, qualification)
    html = html_of(dossier)

    assert [unit.code for unit in dossier.units] == ["LT", "MT", "CO", "DO"]
    assert {"learner", "profile", "witnesses", "plan", "summary", "appeals", "record"} <= set(html)
    assert "Treat team members with respect" in html["unit-LT"]
    assert "I declare that this evidence is my own work" in html["record"]
    assert "Internal quality assurance" in html["unit-LT-criteria"]
    for key, words in html.items():
        assert "None" not in words, key


def test_blank_forms_are_made_in_the_background(standard, centre, cleo):
    forms = ask_for_forms(
        centre=centre, qualification=Qualification.objects.get(code="CSL"), user=cleo
    )
    make_forms(forms.pk)

    forms = FormSet.objects.get()
    assert forms.is_ready, forms.failure
    with default_storage.open(forms.stored_as) as stored:
        content = stored.read()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == forms.pages > 10
        assert "forms of a portfolio" in str(pdf.docinfo.Title)

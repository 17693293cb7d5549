"""Assessment plans: rows and their stages, two windows, signatures, reviews, templates."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from assessment.models import (
    AssessmentPlan,
    Criterion,
    PlannedEvidence,
    PlanReview,
    PlanSignature,
    PlanTemplate,
    ReviewReading,
)
from assessment.plans import planning
from assessment.plans.reviews import read_review
from assessment.plans.rows import Stage
from assessment.plans.signing import sign_plan
from assessment.plans.standing import plan_of
from assessment.plans.templates import keep_as_template, restore_template, rows_from
from portfolio.models import AuditEntry, Notice
from tests.assurance import plan_row, plan_signed, planned, reviewed
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, make_mapping, submitted, target_of

HOSTILE = "<script>alert(1)</script> & “quotes”"


@pytest.fixture
def today():
    return timezone.localdate()


@laid_once
def plan(csl, ben):
    return planned(csl, plan_row("LT 1.1, LT 1.2"), by=ben)


@pytest.fixture
def row(plan):
    return plan.items.get()


def stage_of(enrolment):
    (row,) = plan_of(enrolment).rows
    return row.stage


def post(client, name, argument, /, **values):
    return client.post(reverse(name, args=[argument]), values)


def row_words(criteria="LT 1.1", /, **values):
    """What the form of a row sends."""
    return {
        "what": "Minutes of the meeting",
        "method": "product",
        "due_on": timezone.localdate() + timedelta(days=20),
        "criteria": [target_of(each.strip()).pk for each in criteria.split(",")],
        "code": uuid4(),
    } | values


# -- Stages: asked of the mappings -----------------------------------------------------------------


def test_a_row_follows_its_evidence(csl, learner, plan, ben):
    assert stage_of(csl) == Stage.NOT_BEGUN
    item = make_evidence(learner)
    make_mapping(item, "LT 1.1")
    assert stage_of(csl) == Stage.GATHERED
    submission = submitted(item, "LT 1.2")
    assert stage_of(csl) == Stage.HANDED_OVER
    first, second = submission.mappings.order_by("criterion__number")
    judged(first, ben)
    assert stage_of(csl) == Stage.HANDED_OVER
    judged(second, ben)
    assert stage_of(csl) == Stage.MET


def test_what_is_not_yet_met_is_with_the_learner_again(csl, learner, plan, ben):
    submission = submitted(make_evidence(learner), "LT 1.1", "LT 1.2")
    for mapping in submission.mappings.all():
        judged(mapping, ben, "not_yet")
    assert stage_of(csl) == Stage.GATHERED


@pytest.mark.parametrize(
    ("codes", "stage"),
    [((), Stage.OVERDUE), (("LT 1.1",), Stage.OVERDUE), (("LT 1.1", "LT 1.2"), Stage.HANDED_OVER)],
)
def test_a_row_is_overdue_until_all_of_it_is_handed_over(csl, learner, ben, codes, stage):
    planned(csl, plan_row("LT 1.1, LT 1.2", days=-1), by=ben)
    if codes:
        submitted(make_evidence(learner), *codes)
    assert stage_of(csl) == stage


def test_the_last_day_is_not_overdue(csl, ben):
    planned(csl, plan_row("LT 1.1", days=0), by=ben)
    assert stage_of(csl) == Stage.NOT_BEGUN


def test_evidence_by_another_method_does_not_begin_a_row_but_may_end_it(csl, learner, ben):
    planned(csl, plan_row("LT 1.1", method="observation"), by=ben)
    submission = submitted(make_evidence(learner), "LT 1.1")
    assert stage_of(csl) == Stage.NOT_BEGUN
    judged(submission.mappings.get(), ben)
    assert stage_of(csl) == Stage.MET


def test_a_closed_row_is_not_overdue_and_says_why(csl, ben):
    plan = planned(csl, plan_row("LT 1.1", days=-9), by=ben)
    planning.close_row(row=plan.items.get(), user=ben, because="  E2 shows it already. ")
    (row,) = plan_of(csl).rows
    assert (row.stage, row.closed_because) == (Stage.CLOSED, "E2 shows it already.")
    page = client_of(ben).get(plan.get_absolute_url()).content.decode()
    assert "no longer needed: E2 shows it already." in page


def test_closing_asks_why(row, ben):
    answer = post(client_of(ben), "plan-row-close", row.code, because=" ")
    assert answer.status_code == 422
    assert "Say why it is no longer needed." in answer.content.decode()
    row.refresh_from_db()
    assert row.closed_on is None


# -- Beginning -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["anna", "ben", "tara"])
def test_either_side_begins(csl, cast, who):
    answer = post(client_of(cast.users[who]), "plan-start", csl.code, begin="empty")
    plan = AssessmentPlan.objects.get()
    assert answer.headers["Location"] == plan.get_absolute_url()
    assert plan.made_by == cast.users[who]


def test_a_plan_from_what_is_unmapped(csl, learner, ben, today):
    submitted(make_evidence(learner), "LT 1.1", "LT 1.2")
    post(client_of(ben), "plan-start", csl.code, begin="gaps")
    rows = plan_of(csl).rows
    assert "LT 1.1" not in " ".join(row.codes for row in rows)
    assert rows[0].what.startswith("LT 1: ")
    assert rows[0].codes == "LT 1.3, LT 1.4, LT 1.5"
    assert all(today < row.due_on <= csl.target_on for row in rows)
    assert plan_of(csl).gaps == ()


def test_rows_for_what_is_still_a_gap(csl, plan, ben):
    before = plan_of(csl)
    assert "1.3" in {gap.label for gap in before.gaps}
    post(client_of(ben), "plan-propose", plan.code)
    after = plan_of(csl)
    assert after.gaps == ()
    assert len(after.rows) > 1
    post(client_of(ben), "plan-propose", plan.code)
    assert len(plan_of(csl).rows) == len(after.rows)


def test_one_plan_at_a_time(csl, plan, anna):
    answer = client_of(anna).post(
        reverse("plan-start", args=[csl.code]), {"begin": "empty"}, follow=True
    )
    assert "There is a plan for this qualification already." in answer.content.decode()
    assert AssessmentPlan.objects.count() == 1


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway."
)
@pytest.mark.django_db(transaction=True)
def test_two_begin_at_once_and_one_plan_stands(csl, anna, ben):
    ready, refused = threading.Barrier(2), []

    def begin(user):
        try:
            ready.wait()
            planning.start_plan(enrolment=csl, user=user, title="Plan")
        except ValidationError as error:
            refused.append(error.messages[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=begin, args=[user]) for user in (anna, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AssessmentPlan.objects.count() == 1
    assert refused == [planning.ONE_PLAN]


def test_a_plan_is_put_aside_and_brought_back(csl, plan, ben):
    post(client_of(ben), "plan-archive", plan.code)
    assert plan_of(csl) is None
    post(client_of(ben), "plan-restore", plan.code)
    assert plan_of(csl) is not None


def test_it_does_not_come_back_beside_another(csl, plan, ben):
    planning.put_aside(plan=plan, user=ben)
    planned(csl, by=ben)
    with pytest.raises(ValidationError, match="already"):
        planning.bring_back(plan=plan, user=ben)


def test_nobody_changes_a_plan_that_is_put_aside(plan, row, ben):
    planning.put_aside(plan=plan, user=ben)
    answer = client_of(ben).post(reverse("plan-row-remove", args=[row.code]), follow=True)
    assert planning.PUT_ASIDE in answer.content.decode()
    row.refresh_from_db()
    assert row.removed_at is None


# -- Rows ------------------------------------------------------------------------------------------


def test_a_row_is_added_for_many_criteria_at_once(csl, plan, anna):
    words = row_words("LT 2.1, LT 2.2, MT 1.1")
    answer = post(client_of(anna), "plan-row-add", plan.code, **words)
    assert answer.status_code == 302
    assert plan_of(csl).rows[0].codes == "LT 2.1, LT 2.2, MT 1.1"


def test_a_row_sent_twice_is_one_row(plan, anna):
    words = row_words()
    for _ in range(2):
        assert post(client_of(anna), "plan-row-add", plan.code, **words).status_code == 302
    assert plan.items.count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"what": " "}, "This field is required."),
        ({"criteria": []}, "Choose at least one criterion."),
        ({"criteria": ["9" * 30]}, "Choose criteria of this qualification."),
        ({"due_on": ""}, "Say by when."),
        ({"due_on": "0999-01-01"}, "Check the year."),
        ({"what": "x" * 301}, "at most 300 characters"),
        ({"what": "\x00"}, "This field is required."),
    ],
)
def test_a_row_says_what_is_missing(plan, anna, values, sentence):
    answer = post(client_of(anna), "plan-row-add", plan.code, **row_words(**values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert plan.items.count() == 1


def test_criteria_of_another_qualification_are_refused(plan, row, ben):
    other = Criterion.objects.create(
        outcome=target_of("LT 1.1").outcome, number=77, kind="knowledge", text="Another"
    )
    Criterion.objects.filter(pk=other.pk).update(outcome=_foreign_outcome())
    with pytest.raises(ValidationError, match="of this qualification"):
        planning.change_row(
            row=row,
            user=ben,
            revision=1,
            what="X",
            method="product",
            due_on=row.due_on,
            criteria=[other.pk],
        )


def _foreign_outcome():
    from assessment.models import LearningOutcome, Unit

    unit = Unit.objects.create(code="ZZ", title="Elsewhere", level=3, credits=1)
    return LearningOutcome.objects.create(unit=unit, number=1, title="Another").pk


def test_hostile_text_stays_text(csl, plan, anna, ben):
    post(client_of(anna), "plan-row-add", plan.code, **row_words(what=HOSTILE))
    plan_signed(plan, by=ben)
    row = plan.items.get(what=HOSTILE)
    planning.remove_row(row=row, user=anna)
    for page in (plan.get_absolute_url(), reverse("plans", args=[csl.learner.code])):
        text = client_of(ben).get(page).content.decode()
        assert "<script>alert" not in text
    assert "&lt;script&gt;" in client_of(ben).get(plan.get_absolute_url()).content.decode()


def test_a_row_changed_elsewhere_is_shown_and_only_then_replaced(row, anna, ben):
    page = reverse("plan-row", args=[row.code])
    mine = row_words("LT 1.3", what="Mine", code=row.code, revision=1)
    assert client_of(ben).post(page, mine | {"what": "Ben’s"}).status_code == 302
    answer = client_of(anna).post(page, mine)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "It now says: “Ben’s”" in text
    assert 'value="Mine"' in text
    row.refresh_from_db()
    assert row.what == "Ben’s"
    # The page that showed it carries the newer revision.
    assert 'name="revision" value="2"' in text
    assert client_of(anna).post(page, mine | {"revision": 2}).status_code == 302
    row.refresh_from_db()
    assert row.what == "Mine"


def test_a_row_is_taken_out_and_put_back(csl, row, ben):
    post(client_of(ben), "plan-row-remove", row.code)
    assert plan_of(csl).rows == ()
    post(client_of(ben), "plan-row-restore", row.code)
    assert len(plan_of(csl).rows) == 1


def test_title_and_notes_of_two_windows(plan, anna, ben):
    page = reverse("plan-edit", args=[plan.code])
    words = {"title": "Mine", "notes": "Early shifts", "review_on": "", "revision": 1}
    assert client_of(ben).post(page, words | {"title": "Ben’s"}).status_code == 302
    answer = client_of(anna).post(page, words)
    assert answer.status_code == 422
    assert "It now says: “Ben’s”" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.title == "Ben’s"


@pytest.mark.parametrize("who", ["ines", "eve", "cleo"])
def test_others_read_only(plan, cast, who):
    user = cast.users[who]
    with pytest.raises(PermissionDenied):
        planning.add_row(
            plan=plan,
            user=user,
            what="X",
            method="product",
            due_on=timezone.localdate(),
            criteria=[target_of("LT 1.1").pk],
        )
    text = client_of(user).get(plan.get_absolute_url()).content.decode()
    assert "Notes on LT 1.1" in text
    assert "<form" not in text.split("<main")[1].split("</main>")[0]


# -- Signatures ------------------------------------------------------------------------------------


def test_both_sign_the_plan_as_it_stands(csl, plan, anna, ben):
    plan_signed(plan, by=ben)
    assert not plan_of(csl).is_agreed
    assert Notice.objects.get(user=anna).words == (
        "Ben Okafor signed “Plan for the autumn” of Anna Kowalczyk."
    )
    plan_signed(plan, by=anna)
    assert plan_of(csl).is_agreed
    entries = AuditEntry.objects.filter(act="signature").order_by("number")
    assert [entry.actor for entry in entries] == [ben, anna]


def test_signing_twice_is_one_signature(plan, ben):
    standing = plan_of(plan.enrolment)
    for _ in range(2):
        post(client_of(ben), "plan-sign", plan.code, seen=standing.content_hash)
    assert PlanSignature.objects.count() == 1


def test_nobody_signs_what_they_did_not_see(plan, row, anna, ben):
    seen = plan_of(plan.enrolment).content_hash
    planning.remove_row(row=row, user=anna)
    planning.restore_row(row=row, user=anna)
    planning.change_row(
        row=row,
        user=anna,
        revision=3,
        what="Another",
        method="product",
        due_on=row.due_on,
        criteria=[target_of("LT 1.1").pk],
    )
    answer = post(client_of(ben), "plan-sign", plan.code, seen=seen)
    assert answer.status_code == 422
    assert "changed while you were reading" in answer.content.decode()
    assert not PlanSignature.objects.exists()


def test_an_empty_plan_cannot_be_signed(csl, ben):
    plan = planned(csl, by=ben)
    with pytest.raises(ValidationError, match="nothing to sign"):
        sign_plan(plan=plan, user=ben, seen=plan_of(csl).content_hash)


def test_a_change_asks_for_signatures_anew_and_says_what_changed(csl, plan, row, anna, ben, today):
    plan_signed(plan, by=anna)
    due_on = today + timedelta(days=50)
    planning.change_row(
        row=row,
        user=ben,
        revision=1,
        what=row.what,
        method="discussion",
        due_on=due_on,
        criteria=[target_of("LT 1.1").pk],
    )
    planning.add_row(
        plan=plan,
        user=ben,
        what="Rota",
        method="product",
        due_on=due_on,
        criteria=[target_of("LT 1.3").pk],
    )
    signed = plan_of(csl).learner
    day = f"{due_on.day} {due_on:%B %Y}"
    assert not signed.is_current
    assert signed.changes[0].startswith("“Notes on LT 1.1, LT 1.2”: now by professional discussion")
    assert f"now by {day} instead of" in signed.changes[0]
    assert "now for LT 1.1" in signed.changes[0]
    assert signed.changes[1] == f"Added: “Rota”, by {day}."
    page = client_of(anna).get(plan.get_absolute_url()).content.decode()
    assert "Changed since Anna Kowalczyk signed on" in page
    assert "sign the plan as it stands" in page
    assert Notice.objects.filter(user=anna, key=f"plan-changed-{plan.code}").count() == 1


def test_undoing_the_change_makes_the_signature_hold_again(csl, plan, row, anna, ben):
    plan_signed(plan, by=anna)
    planning.remove_row(row=row, user=ben)
    assert plan_of(csl).learner.changes == ("Taken out: “Notes on LT 1.1, LT 1.2”.",)
    planning.restore_row(row=row, user=ben)
    assert plan_of(csl).learner.is_current


def test_progress_is_no_change_of_the_plan(csl, learner, plan, ben):
    plan_signed(plan, by=ben)
    submitted(make_evidence(learner), "LT 1.1", "LT 1.2")
    reviewed(plan, by=ben)
    assert plan_of(csl).assessor.is_current


def test_signatures_are_never_changed(plan, ben):
    signature = plan_signed(plan, by=ben)
    with pytest.raises(TypeError):
        signature.save()
    with pytest.raises(TypeError):
        PlanSignature.objects.update(is_learner=True)


# -- Reviews ---------------------------------------------------------------------------------------


def test_a_review_sets_the_day_of_the_next(csl, plan, anna, ben, today):
    reviewed(plan, by=ben, next_in=14)
    standing = plan_of(csl)
    assert standing.review_on == today + timedelta(days=14)
    assert standing.reviews[0].by == "Ben Okafor"
    assert Notice.objects.filter(user=anna, words__contains="noted a review").exists()


def test_a_review_sent_twice_is_one(plan, ben, today):
    words = {"held_on": today, "progress": "Well on.", "agreed": "", "next_on": "", "key": uuid4()}
    for _ in range(2):
        assert post(client_of(ben), "plan-review-add", plan.code, **words).status_code == 302
    assert PlanReview.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"progress": ""}, "This field is required."),
        ({"held_on": "2999-01-01"}, "This day is still to come."),
        ({"held_on": "1066-10-14"}, "Check the year."),
        ({"next_on": "2000-01-01"}, "The next review comes after this one."),
        ({"next_on": "2999-01-01"}, "Check the year."),
        ({"key": "no"}, "Enter a valid UUID."),
    ],
)
def test_a_review_says_what_is_wrong(plan, ben, today, values, sentence):
    words = {"held_on": today, "progress": "Well on.", "next_on": "", "key": uuid4()}
    answer = post(client_of(ben), "plan-review-add", plan.code, **words | values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PlanReview.objects.exists()


def test_the_learner_holds_no_review(plan, anna):
    with pytest.raises(PermissionDenied):
        reviewed(plan, by=anna)


def test_the_learner_reads_it_once_and_may_answer(plan, anna, ben):
    review = reviewed(plan, by=ben)
    for comment in (HOSTILE, "Second thoughts"):
        post(client_of(anna), "plan-review-read", review.pk, comment=comment)
    assert ReviewReading.objects.get().comment == HOSTILE
    text = client_of(ben).get(plan.get_absolute_url()).content.decode()
    assert "Read by the learner" in text
    assert "<script>alert" not in text
    assert Notice.objects.filter(user=ben, key=f"review-read-{review.pk}").exists()


def test_an_answer_that_is_too_long_is_kept_on_the_page(plan, anna, ben):
    review = reviewed(plan, by=ben)
    answer = post(client_of(anna), "plan-review-read", review.pk, comment="y" * 2001)
    assert answer.status_code == 422
    assert "y" * 2001 in answer.content.decode()


def test_an_assessor_does_not_read_for_the_learner(plan, ben):
    review = reviewed(plan, by=ben)
    with pytest.raises(PermissionDenied):
        read_review(review=review, user=ben)


def test_an_overdue_review_is_flagged(csl, plan, ben, today):
    AssessmentPlan.objects.update(review_on=today - timedelta(days=1))
    assert plan_of(csl).review_is_overdue
    AssessmentPlan.objects.update(review_on=today)
    assert not plan_of(csl).review_is_overdue


# -- Templates -------------------------------------------------------------------------------------


def test_a_plan_becomes_a_template_and_a_plan_again(csl, plan, ben, cleo, today):
    template = keep_as_template(plan=plan, user=ben, title="Autumn")
    assert template.items.get().weeks == 5  # 30 days begin a fifth week
    planning.put_aside(plan=plan, user=ben)
    post(client_of(ben), "plan-start", csl.code, begin=template.pk)
    (row,) = plan_of(csl).rows
    assert (row.codes, row.due_on) == ("LT 1.1, LT 1.2", today + timedelta(weeks=5))


def test_closed_and_removed_rows_do_not_go_into_a_template(csl, ben):
    plan = planned(csl, plan_row("LT 1.1"), plan_row("LT 1.2"), plan_row("LT 1.3"), by=ben)
    closed, removed, _ = plan.items.all()
    planning.close_row(row=closed, user=ben, because="Not needed")
    planning.remove_row(row=removed, user=ben)
    template = keep_as_template(plan=plan, user=ben, title="Autumn")
    assert [item.what for item in template.items.all()] == ["Notes on LT 1.3"]


def test_a_template_of_the_same_name_is_refused_at_its_field(plan, ben):
    keep_as_template(plan=plan, user=ben, title="Autumn")
    answer = post(client_of(ben), "plan-template-add", plan.code, title=" Autumn ")
    assert answer.status_code == 422
    assert "There is a template of this name already." in answer.content.decode()


def test_templates_are_put_aside_and_offered_again(csl, plan, ben, cleo):
    template = keep_as_template(plan=plan, user=ben, title=HOSTILE)
    planning.put_aside(plan=plan, user=ben)
    page = reverse("plans", args=[csl.learner.code])
    assert "&lt;script&gt;" in client_of(ben).get(page).content.decode()
    post(client_of(cleo), "plan-template-archive", template.pk)
    assert "&lt;script&gt;" not in client_of(ben).get(page).content.decode()
    assert post(client_of(ben), "plan-start", csl.code, begin=template.pk).status_code == 404
    post(client_of(cleo), "plan-template-restore", template.pk)
    assert "&lt;script&gt;" in client_of(ben).get(page).content.decode()


def test_a_template_does_not_come_back_beside_its_namesake(plan, ben):
    template = keep_as_template(plan=plan, user=ben, title="Autumn")
    PlanTemplate.objects.update(archived_at=timezone.now())
    keep_as_template(plan=plan, user=ben, title="Autumn")
    with pytest.raises(ValidationError):
        restore_template(template=template, user=ben)


@pytest.mark.parametrize("who", ["anna", "tara", "ines"])
def test_who_keeps_no_templates(plan, cast, who):
    with pytest.raises(PermissionDenied):
        keep_as_template(plan=plan, user=cast.users[who], title="Mine")


def test_criteria_that_left_the_qualification_are_left_out(plan, ben, today):
    template = keep_as_template(plan=plan, user=ben, title="Autumn")
    Criterion.objects.filter(pk=target_of("LT 1.2").pk).update(outcome=_foreign_outcome())
    (row,) = rows_from(template, today)
    assert row.criteria == [target_of("LT 1.1").pk]


def test_templates_of_another_centre_are_not_seen(plan, ben, olive):
    template = keep_as_template(plan=plan, user=ben, title="Autumn")
    assert "Autumn" not in client_of(olive).get(reverse("plan-templates")).content.decode()
    assert post(client_of(olive), "plan-template-archive", template.pk).status_code == 404


# -- Pages -----------------------------------------------------------------------------------------


def test_what_is_overdue_is_seen_on_the_learners_home(csl, anna, ben, today):
    planned(csl, plan_row("LT 1.1", days=-3, what="The rota"), by=ben)
    text = client_of(anna).get("/").content.decode()
    assert "Overdue</span> The rota" in text


def test_no_plan_no_panel(csl, anna):
    assert "plan-panel" not in client_of(anna).get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_takes_the_same_queries_whatever_its_size(
    csl, ben, count, django_assert_num_queries
):
    plan = planned(csl, *(plan_row(f"LT 1.{number}") for number in range(1, count + 1)), by=ben)
    for _ in range(count):
        reviewed(plan, by=ben)
    plan_signed(plan, by=ben)
    client = client_of(ben)
    client.get(plan.get_absolute_url())
    with django_assert_num_queries(17):
        client.get(plan.get_absolute_url())


def test_rows_taken_out_stay_stored(csl, row, ben):
    planning.remove_row(row=row, user=ben)
    assert PlannedEvidence.objects.filter(pk=row.pk).exists()

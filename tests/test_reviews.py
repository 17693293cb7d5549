"""Performance reviews: figures of the period, SMART objectives, and what became of earlier ones."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from teams.freezing import content_of
from teams.models import Kind, Outcome, Review, ReviewMetric, ReviewObjective
from teams.presenting import sheet_of
from teams.reviewing import advice_on, advice_on_objective, follow_up, period_for, standings_in
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, last_monday, make_record, make_standard, make_team

THEN, NOW = last_monday(16), last_monday(1)


@laid_once
def team(learner):
    return make_team(learner)


@pytest.fixture
def robin(team):
    return team.members.get(pseudonym="Robin")


@pytest.fixture
def kit(team):
    return team.members.get(pseudonym="Kit")


@laid_once
def earlier(team, robin):
    """Robin's review of four months ago."""
    return make_review(robin, THEN)


def make_review(member, day, **values):
    defaults = {
        "member": member,
        "happened_on": day,
        "period_from": day - timedelta(days=91),
        "period_until": day - timedelta(days=1),
    }
    return make_record(member.team, Kind.REVIEW, **defaults | values)


def make_objective(review, **values):
    defaults = {
        "specific": "Settles billing calls at the first contact",
        "measurable": "From 52% to 75%",
        "achievable": "Coaching each week",
        "relevant": "Customers need not call again",
        "due_on": review.happened_on + timedelta(days=60),
    }
    return ReviewObjective.objects.create(review=review, **defaults | values)


def add_address(team):
    return reverse("record-add", args=[team.code, Kind.REVIEW])


def sent_by(member, **values):
    """What a browser sends for a review of ``member`` with no rows."""
    sent = {
        "member": member.pk,
        "happened_on": NOW.isoformat(),
        "period_from": THEN.isoformat(),
        "period_until": NOW.isoformat(),
        "agreement": "open",
    }
    for rows in ("metrics", "objectives"):
        sent |= {f"{rows}-TOTAL_FORMS": 0, f"{rows}-INITIAL_FORMS": 0}
    return sent | values


def followed(objective, outcome, words=""):
    prefix = f"earlier-{objective.pk}"
    return {
        "earlier": [objective.pk],
        f"{prefix}-outcome": outcome,
        f"{prefix}-outcome_words": words,
    }


# -- What a review begins with ----------------------------------------------------------------


def test_the_period_goes_on_from_the_last_review(robin, kit, earlier):
    today = timezone.localdate()
    assert period_for(robin, today) == (earlier.period_until + timedelta(days=1), today)
    assert period_for(kit, today) == (today - timedelta(days=91), today)
    make_review(kit, today, period_until=today)
    assert period_for(kit, today) == (today, today)


def test_a_new_review_proposes_standards_with_readings_and_a_title(team, robin, anna):
    fcr, unread = make_standard(team), make_standard(team, title="Never read")
    fcr.readings.create(taken_on=NOW, value=64, member=robin)
    fcr.readings.create(taken_on=NOW, value=80)
    client = client_of(anna)
    form = client.get(add_address(team), {"member": str(robin.code)}).context["form"]
    rows = form.formsets[0].forms
    assert [row.initial["standard"] for row in rows] == [fcr.pk]
    assert "Robin: The newest reading is 64%" in rows[0].said
    assert unread.pk not in [row.initial["standard"] for row in rows]
    # As it was proposed it is sent, and so it is kept.
    sent = sent_by(robin) | {"metrics-TOTAL_FORMS": 1, "metrics-0-standard": fcr.pk}
    client.post(add_address(team), sent)
    review = Review.objects.get()
    assert review.title == f"Review of Robin, {NOW:%B %Y}"
    assert [metric.standard for metric in review.metrics.all()] == [fcr]


def test_without_a_colleague_one_is_chosen_first(team, kit, anna):
    page = client_of(anna).get(add_address(team)).content.decode()
    assert f"?member={kit.code}" in page


# -- SMART ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"specific": "Better calls"}, "Specific"),
        ({"measurable": ""}, "Measurable"),
        ({"measurable": "It gets better"}, "Measurable"),
        ({"achievable": ""}, "Achievable"),
        ({"relevant": ""}, "Relevant"),
        ({"due_on": None}, "Time-bound"),
        ({"due_on": THEN}, "Time-bound"),
    ],
)
def test_each_part_of_an_objective_is_checked(values, part, earlier):
    said = advice_on_objective(make_objective(earlier, **values), earlier.happened_on)
    assert [each.partition(":")[0] for each in said] == [part]


def test_a_smart_objective_needs_no_advice(earlier):
    assert advice_on_objective(make_objective(earlier), earlier.happened_on) == ()
    in_words = make_objective(earlier, measurable="Nine checked calls in ten")
    assert advice_on_objective(in_words, earlier.happened_on) == ()


def test_an_objective_whose_day_has_passed_is_named_until_it_is_followed_up(earlier):
    objective, today = make_objective(earlier), timezone.localdate()
    assert "Its day has passed" in str(advice_on_objective(objective, earlier.happened_on, today))
    objective.outcome = Outcome.MISSED
    assert advice_on_objective(objective, earlier.happened_on, today) == ()


def test_advice_never_blocks(team, robin, anna):
    sent = sent_by(robin) | {"objectives-TOTAL_FORMS": 1, "objectives-0-specific": "Be better"}
    page = client_of(anna).post(add_address(team), sent, follow=True).content.decode()
    assert "Measurable: say how you will both know" in page
    assert "No strength is recognised yet" in page
    edit = reverse("record-edit", args=[Review.objects.get().code])
    form = client_of(anna).get(edit).content.decode()
    assert "Measurable: say how you will both know" in form


def test_a_complete_review_needs_no_advice(earlier, team):
    ReviewMetric.objects.create(review=earlier, standard=make_standard(team))
    make_objective(earlier)
    for name in ("strengths", "improvements", "own_words"):
        assert advice_on(earlier)
        setattr(earlier, name, "Said.")
    earlier.agreement, earlier.agreed_on = "agreed", THEN
    assert advice_on(earlier) == ()


# -- Following up -----------------------------------------------------------------------------


def test_the_next_review_follows_up_what_is_open(team, robin, earlier, anna):
    objective, client = make_objective(earlier), client_of(anna)
    make_objective(earlier, specific="Was settled long ago", outcome=Outcome.REACHED)
    page = client.get(add_address(team), {"member": str(robin.code)}).content.decode()
    assert objective.specific in page
    assert "Was settled long ago" not in page

    sent = sent_by(robin, title="The next") | followed(objective, "partly", "68% by now")
    answer = client.post(add_address(team), sent)
    assert answer.status_code == 302
    later = Review.objects.get(title="The next")
    objective.refresh_from_db()
    assert (objective.outcome, objective.outcome_words) == ("partly", "68% by now")
    assert objective.followed_up_in == later
    earlier.refresh_from_db()
    assert earlier.revision == 2
    assert "68% by now" in str(sheet_of(later))
    assert content_of(later)["data"]["followed_up"][0]["outcome"] == "partly"
    assert "68% by now" in str(sheet_of(earlier))


def test_what_was_followed_up_can_be_put_right(team, robin, earlier, anna):
    objective, later = make_objective(earlier), make_review(robin, NOW, title="Later")
    follow_up(objective=objective, review=later, outcome="missed", words="No time")
    edit, client = reverse("record-edit", args=[later.code]), client_of(anna)
    assert "No time" in client.get(edit).content.decode()
    sent = sent_by(robin, title="Later", revision=1) | followed(objective, "reached", "It was")
    assert client.post(edit, sent).status_code == 302
    objective.refresh_from_db()
    assert (objective.outcome, objective.outcome_words) == ("reached", "It was")


def test_what_is_not_answered_stays_open(team, robin, earlier, anna):
    objective = make_objective(earlier)
    client_of(anna).post(add_address(team), sent_by(robin) | followed(objective, "open"))
    objective.refresh_from_db()
    assert (objective.outcome, objective.followed_up_in) == ("open", None)
    later = Review.objects.latest("pk")
    page = client_of(anna).get(later.get_absolute_url()).content.decode()
    assert "1 objective agreed earlier with Robin is still open" in page


def test_objectives_of_another_colleague_are_refused(team, robin, kit, earlier, anna):
    objective = make_objective(earlier)
    sent = sent_by(kit, title="Forged") | followed(objective, "missed", "Forged")
    answer = client_of(anna).post(add_address(team), sent)
    assert answer.status_code == 422
    assert "agreed with somebody else" in answer.content.decode()
    objective.refresh_from_db()
    assert objective.outcome == "open"
    assert not Review.objects.filter(title="Forged").exists()
    with pytest.raises(PermissionDenied):
        follow_up(objective=objective, review=make_review(kit, NOW), outcome="missed", words="")


def test_objectives_of_another_team_are_refused(team, robin, learner, anna):
    stranger = make_team(learner, name="Complaints desk").members.get(pseudonym="Robin")
    objective = make_objective(make_review(stranger, THEN))
    sent = sent_by(robin) | followed(objective, "missed")
    assert client_of(anna).post(add_address(team), sent).status_code == 422
    objective.refresh_from_db()
    assert objective.outcome == "open"


@pytest.mark.parametrize("key", ["earlier", "member"])
@pytest.mark.parametrize("value", ["nonsense", "999999", ""])
def test_nonsense_is_refused(key, value, team, robin, anna):
    sent = sent_by(robin) | {key: value}
    assert client_of(anna).post(add_address(team), sent).status_code == 422


def test_an_unknown_outcome_is_named_and_nothing_is_saved(team, robin, earlier, anna):
    first, second = make_objective(earlier), make_objective(earlier)
    sent = sent_by(robin) | followed(first, "reached") | followed(second, "splendid")
    sent["earlier"] = [first.pk, second.pk]
    answer = client_of(anna).post(add_address(team), sent)
    assert answer.status_code == 422
    assert "splendid is not one of the available choices" in answer.content.decode()
    first.refresh_from_db()
    assert (first.outcome, Review.objects.count()) == ("open", 1)


def test_later_and_archived_reviews_are_not_followed_up(team, robin, earlier, anna):
    make_objective(earlier, specific="Agreed in an archived review")
    client_of(anna).post(reverse("record-archive", args=[earlier.code]))
    make_objective(make_review(robin, timezone.localdate()), specific="Agreed only afterwards")
    middle = make_review(robin, NOW)
    form = client_of(anna).get(reverse("record-edit", args=[middle.code])).content.decode()
    assert "archived review" not in form
    assert "only afterwards" not in form


def test_a_review_that_follows_up_stays_about_its_colleague(team, robin, kit, earlier, anna):
    later = make_review(robin, NOW, title="Later")
    follow_up(objective=make_objective(earlier), review=later, outcome="reached", words="")
    edit = reverse("record-edit", args=[later.code])
    client_of(anna).post(edit, sent_by(kit, title="Later", revision=1))
    later.refresh_from_db()
    assert later.member == robin


def test_real_names_are_replaced_in_what_became_of_it(team, robin, earlier, anna):
    objective = make_objective(earlier)
    sent = sent_by(robin) | followed(objective, "reached", "Roberta Smithson did it")
    page = client_of(anna).post(add_address(team), sent, follow=True).content.decode()
    objective.refresh_from_db()
    assert objective.outcome_words == "Robin did it"
    assert "A real name was replaced" in page


# -- Bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"period_until": (THEN - timedelta(days=1)).isoformat()}, "period_until"),
        ({"agreement": "agreed"}, "agreed_on"),
        ({"agreed_on": NOW.isoformat()}, "agreement"),
        ({"agreement": "remarks", "agreed_on": NOW.isoformat()}, "remarks"),
        ({"period_from": "yesterday"}, "period_from"),
    ],
)
def test_mistakes_are_named_at_their_place(values, field, team, robin, anna):
    answer = client_of(anna).post(add_address(team), sent_by(robin, **values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Review.objects.exists()


def test_a_standard_is_discussed_once(team, robin, anna):
    standard = make_standard(team)
    sent = sent_by(robin) | {"metrics-TOTAL_FORMS": 2}
    sent |= {"metrics-0-standard": standard.pk, "metrics-1-standard": standard.pk}
    answer = client_of(anna).post(add_address(team), sent)
    assert answer.status_code == 422
    assert "A standard is discussed once in a review" in answer.content.decode()


# -- What is read -----------------------------------------------------------------------------


def test_the_sheet_shows_the_readings_of_the_period(team, robin, earlier):
    own, whole = make_standard(team), make_standard(team, title="Satisfaction")
    for standard, member, value in ((own, robin, 61), (own, None, 99), (whole, None, 77)):
        day = earlier.period_from + timedelta(days=7)
        standard.readings.create(taken_on=day, value=value, member=member)
        standard.readings.create(taken_on=NOW, value=5, member=member)
    for standard in (own, whole):
        ReviewMetric.objects.create(review=earlier, standard=standard, comment="Talked about")
    blocks = {block.NAME: block for block in sheet_of(earlier).blocks}
    rows = blocks["review_figures"].rows
    assert [(name, whose) for name, whose, *_ in rows] == [
        ("First contact resolution", "Robin"),
        ("Satisfaction", "The whole team"),
    ]
    assert [[value for _, value in row[5]] for row in rows] == [[61.0], [77.0]]
    assert rows[0][-1] == "Talked about"


def test_the_list_says_who_is_due(team, robin, kit, earlier, anna):
    today = timezone.localdate()
    make_review(kit, today - timedelta(days=5))
    make_objective(earlier)
    due = {each.member: (each.is_due, each.open_objectives) for each in standings_in(team, today)}
    assert due == {
        robin: (True, 1),
        kit: (False, 0),
        team.members.get(pseudonym="Ash"): (True, 0),
    }
    page = client_of(anna).get(reverse("record-list", args=[team.code, Kind.REVIEW]))
    assert "Due: last on" in page.content.decode()
    assert "No review yet" in page.content.decode()


def test_reviews_of_a_colleague_lead_to_each_other(team, robin, kit, earlier, anna):
    later = make_review(robin, NOW, title="Robin again")
    make_review(kit, NOW, title="Of somebody else")
    page = client_of(anna).get(earlier.get_absolute_url()).content.decode()
    assert later.get_absolute_url() in page
    assert "Of somebody else" not in page


# -- Speed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_queries_with_more_of_everything(
    number, team, robin, earlier, anna, django_assert_num_queries
):
    later = make_review(robin, NOW)
    for place in range(number):
        standard = make_standard(team, title=f"Standard {place}")
        standard.readings.create(taken_on=NOW - timedelta(days=3), value=50)
        ReviewMetric.objects.create(review=later, standard=standard)
        make_objective(later)
        make_objective(earlier)
        done = make_objective(earlier)
        follow_up(objective=done, review=later, outcome="reached", words="")
    client = client_of(anna)
    for address, count in (
        (later.get_absolute_url(), 18),
        (reverse("record-edit", args=[later.code]), 16),
        (f"{add_address(team)}?member={robin.code}", 13),
        (reverse("record-list", args=[team.code, Kind.REVIEW]), 11),
    ):
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200


def test_a_kept_row_that_is_sent_as_a_new_one_is_refused(team, robin, anna):
    review = make_review(robin, NOW)
    metric = ReviewMetric.objects.create(review=review, standard=make_standard(team))
    sent = filled_form(Kind.REVIEW, team, review) | {"metrics-INITIAL_FORMS": 0, "title": "Else"}
    answer = client_of(anna).post(reverse("record-edit", args=[review.code]), sent)
    assert answer.status_code == 422
    assert "there already" in answer.content.decode()
    review.refresh_from_db()
    assert (list(review.metrics.all()), review.title) == ([metric], "Some title")

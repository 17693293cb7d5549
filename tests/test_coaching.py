"""Coaching: a plan, its sessions and its evaluation are one cycle on one page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from teams.coaching import advice_on, chart_of_cycle, cycle_of, next_step, standings_in
from teams.freezing import content_of
from teams.models import CoachingEvaluation, CoachingObjective, CoachingPlan, CoachingSession, Kind
from teams.presenting import sheet_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, last_monday, make_record, make_standard, make_team

BEGAN = last_monday(16)


@laid_once
def team(learner):
    return make_team(learner)


@pytest.fixture
def robin(team):
    return team.members.get(pseudonym="Robin")


@laid_once
def fcr(team):
    return make_standard(team)


@laid_once
def plan(team, robin, fcr):
    """Eight weeks with Robin; first contact resolution was 52% before and 70% after."""
    for week in range(-6, 16):
        value = 52 if week < 0 else 70
        fcr.readings.create(taken_on=BEGAN + timedelta(weeks=week), value=value)
    return make_plan(team, member=robin, standard=fcr)


def make_plan(team, **values):
    defaults = {
        "title": "Billing under pressure",
        "happened_on": BEGAN,
        "ends_on": BEGAN + timedelta(weeks=8),
        "needs": "Goes blank on the telephone.",
    }
    return make_record(team, Kind.COACHING_PLAN, **defaults | values)


def make_session(plan, weeks, **values):
    defaults = {"happened_on": plan.happened_on + timedelta(weeks=weeks), "plan": plan}
    return make_record(plan.team, Kind.COACHING_SESSION, **defaults | values)


def make_evaluation(plan, **values):
    return make_record(plan.team, Kind.COACHING_EVALUATION, **{"plan": plan} | values)


def plan_page(anna, plan):
    return client_of(anna).get(plan.get_absolute_url()).content.decode()


# -- The cycle --------------------------------------------------------------------------------


def test_the_plan_shows_its_sessions_and_evaluations_in_order(plan, anna):
    make_session(plan, 2, title="The card", practice="Four calls with the card.")
    make_session(plan, 1, title="Two calls heard", listening="She gave me time.")
    make_session(plan, 3, title="Put aside").__class__.objects.filter(title="Put aside").update(
        archived_at=timezone.now()
    )
    make_evaluation(plan, title="What it changed", effect="From 52% to 70%.")
    page = plan_page(anna, plan)
    words = ("2 sessions", "She gave me time.", "Four calls with the card.", "From 52% to 70%.")
    places = [page.index(each) for each in words]
    assert places == sorted(places)
    assert "Put aside" not in page


@pytest.mark.parametrize(
    ("sessions", "next_on", "evaluated", "action"),
    [
        (0, None, False, "session"),
        (1, timedelta(days=3), False, "session"),
        (1, None, False, "evaluation"),
        (1, None, True, "plan"),
    ],
)
def test_the_next_thing_to_do(plan, sessions, next_on, evaluated, action):
    today = timezone.localdate()
    for week in range(sessions):
        make_session(plan, week, next_on=next_on and today + next_on)
    if evaluated:
        make_evaluation(plan)
    assert next_step(cycle_of(plan), today).action == action


def test_a_running_plan_is_not_yet_to_be_evaluated(team, robin):
    today = timezone.localdate()
    plan = make_plan(team, member=robin, happened_on=today, ends_on=today + timedelta(days=40))
    make_session(plan, 0)
    step = next_step(cycle_of(plan), today)
    assert (step.action, "evaluate" in step.words) == ("session", True)
    states = [state for _, _, state in cycle_of(plan).stages]
    assert states == ["done", "now", "ahead"]


def test_the_chart_marks_the_sessions_of_this_plan_only(plan, team, fcr):
    make_session(plan, 1, title="Two calls heard")
    other = make_plan(team, member=team.members.get(pseudonym="Kit"), standard=fcr)
    make_session(other, 2, title="Somebody else's")
    chart = chart_of_cycle(cycle_of(plan))
    assert [label for _, label, _ in chart.events] == ["Session 1: Two calls heard"]
    assert chart.whose == "The whole team"


def test_the_chart_is_of_the_colleagues_own_readings_where_there_are_some(plan, robin, fcr):
    fcr.readings.create(taken_on=BEGAN, value=48, member=robin)
    chart = chart_of_cycle(cycle_of(plan))
    assert (chart.whose, chart.points) == ("Robin", ((BEGAN.isoformat(), 48.0),))


def test_a_plan_without_a_standard_has_no_chart(team, robin, anna):
    plan = make_plan(team, member=robin)
    make_session(plan, 1)
    assert chart_of_cycle(cycle_of(plan)) is None
    assert "<polyline" not in plan_page(anna, plan)


def test_the_list_says_how_far_each_plan_is(plan, team, anna):
    running = make_plan(team, title="Running", member=plan.member)
    for week in (1, 2):
        make_session(running, week)
    evaluated = make_plan(team, title="Over", member=plan.member)
    make_session(evaluated, 1)
    make_evaluation(evaluated)
    words = {pk: standing.words for pk, standing in standings_in(team).items()}
    assert words == {
        plan.pk: "Planned",
        running.pk: "2 sessions",
        evaluated.pk: "Evaluated after 1 session",
    }
    address = reverse("record-list", args=[team.code, Kind.COACHING_PLAN])
    assert "Evaluated after 1 session" in client_of(anna).get(address).content.decode()


# -- Adding to it -----------------------------------------------------------------------------


def adding(plan, kind):
    """Where the plan's page leads to, to add to it."""
    return f"{reverse('record-add', args=[plan.team.code, kind])}?plan={plan.code}"


def test_a_session_is_added_from_the_plan_and_leads_back(plan, anna):
    make_session(plan, 1, next_step="Robin marks each call in which it goes blank.", minutes=45)
    address, client = adding(plan, Kind.COACHING_SESSION), client_of(anna)
    page = client.get(address)
    assert "Robin marks each call in which it goes blank." in page.content.decode()
    assert page.context["form"].initial["minutes"] == 45
    sent = {"plan": plan.pk, "happened_on": BEGAN.isoformat(), "demonstration": "I took a call."}
    answer = client.post(address, sent)
    assert answer.url == plan.get_absolute_url()
    session = CoachingSession.objects.get(demonstration="I took a call.")
    assert (session.title, session.plan) == ("Session 2 with Robin", plan)
    assert list(session.members.all()) == [plan.member]


def test_the_general_form_takes_the_plan_from_the_address(plan, team, anna):
    make_session(plan, 1, next_step="Robin marks each call.")
    address = reverse("record-add", args=[team.code, Kind.COACHING_SESSION])
    page = client_of(anna).get(address, {"plan": str(plan.code)}).content.decode()
    assert "Robin marks each call." in page
    assert f'value="{plan.pk}" selected' in page


def test_a_plan_is_begun_for_a_colleague(team, robin, fcr, anna):
    robin.development_needs, robin.wishes = "Finding the answer in time", "To train others"
    robin.save()
    address, client = reverse("record-add", args=[team.code, Kind.COACHING_PLAN]), client_of(anna)
    everybody = client.get(address).content.decode()
    assert "Finding the answer in time" in everybody
    page = client.get(address, {"member": str(robin.code)})
    assert "To train others" in page.content.decode()
    assert page.context["form"].initial["standard"] == fcr.pk
    sent = filled_form(Kind.COACHING_PLAN, team, title="", member=robin.pk)
    client.post(address, sent)
    assert CoachingPlan.objects.get().title.startswith("Coaching Robin, ")


def test_figures_before_and_after_are_proposed_from_the_readings(plan, anna):
    make_session(plan, 1)
    address = adding(plan, Kind.COACHING_EVALUATION)
    page = client_of(anna).get(address)
    assert page.context["form"].initial["figure_before"] == 52
    assert page.context["form"].initial["figure_after"] == 70
    assert "18 points better" in page.content.decode()


def test_evaluating_says_which_objectives_are_reached(plan, anna):
    first, second = (CoachingObjective.objects.create(plan=plan, text=text) for text in "AB")
    second.is_reached = True
    second.save()
    address = adding(plan, Kind.COACHING_EVALUATION)
    sent = filled_form(Kind.COACHING_EVALUATION, plan.team, plan=plan.pk)
    sent |= {"reached": [first.pk], "reached_of": plan.pk, "figure_before": "52"}
    answer = client_of(anna).post(address, sent | {"figure_after": "70"})
    assert answer.url == plan.get_absolute_url()
    assert [each.is_reached for each in plan.objectives.all()] == [True, False]
    plan.refresh_from_db()
    assert plan.revision == 2
    evaluation = CoachingEvaluation.objects.get()
    assert (evaluation.figure_before, evaluation.figure_after) == (52, 70)
    assert "18 points better" in str(sheet_of(evaluation))


def test_objectives_that_the_page_did_not_show_stay_as_they_are(plan, team, anna):
    CoachingObjective.objects.create(plan=plan, text="Settles bills", is_reached=True)
    address = reverse("record-add", args=[team.code, Kind.COACHING_EVALUATION])
    sent = {"plan": plan.pk, "happened_on": BEGAN.isoformat()}
    assert client_of(anna).post(address, sent).status_code == 302
    assert plan.objectives.get().is_reached


# -- Bad input --------------------------------------------------------------------------------


def test_nothing_is_added_to_what_is_no_plan_or_archived(plan, anna):
    session, client = make_session(plan, 1), client_of(anna)
    address = reverse("record-add", args=[plan.team.code, Kind.COACHING_SESSION])
    for asked in (session.code, "rubbish"):
        page = client.get(address, {"plan": str(asked)})
        assert not page.context["form"].initial.get("plan")
    client.post(reverse("record-archive", args=[plan.code]))
    sent = {"plan": plan.pk, "happened_on": BEGAN.isoformat()}
    assert client.post(address, sent).status_code == 422
    assert CoachingSession.objects.count() == 1


def test_a_plan_of_another_team_is_refused(plan, learner, anna):
    other = make_team(learner, name="Complaints desk")
    foreign = make_plan(other, member=other.members.first())
    address = adding(plan, Kind.COACHING_SESSION)
    sent = {"plan": foreign.pk, "happened_on": BEGAN.isoformat()}
    answer = client_of(anna).post(address, sent)
    assert answer.status_code == 422
    assert "plan" in answer.context["form"].errors
    assert not CoachingSession.objects.exists()


def test_bad_days_are_named_at_their_place(plan, team, anna):
    client, before = client_of(anna), (BEGAN - timedelta(days=1)).isoformat()
    sent = {"plan": plan.pk, "happened_on": BEGAN.isoformat(), "next_on": before}
    answer = client.post(adding(plan, Kind.COACHING_SESSION), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["next_on"] == ["The next session is before this one."]
    ahead = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = client.post(
        adding(plan, Kind.COACHING_SESSION), {"plan": plan.pk, "happened_on": ahead}
    )
    assert "happened_on" in answer.context["form"].errors
    edit = filled_form(Kind.COACHING_PLAN, team, record=plan, ends_on=before)
    answer = client.post(reverse("record-edit", args=[plan.code]), edit)
    assert answer.context["form"].errors["ends_on"] == ["The plan ends before it begins."]
    assert not CoachingSession.objects.exists()


def test_a_vague_plan_is_saved_and_gently_told(plan, team, anna):
    address = reverse("record-add", args=[team.code, Kind.COACHING_PLAN])
    sent = filled_form(Kind.COACHING_PLAN, team, title="Vague", member=plan.member_id)
    sent |= {"objectives-TOTAL_FORMS": 1, "objectives-0-text": "Be better at bills"}
    page = client_of(anna).post(address, sent, follow=True).content.decode()
    assert "No measure is named for “Be better at bills”" in page
    assert "how this colleague learns best" in page


def test_a_measurable_plan_needs_no_advice(plan):
    plan.learning = "By doing."
    CoachingObjective.objects.create(
        plan=plan, text="Settles bills", measure="From 52% to 75%", due_on=plan.ends_on
    )
    assert advice_on(cycle_of(plan)) == ()


# -- Evidence ---------------------------------------------------------------------------------


def test_the_sheets_tell_the_whole_story(plan):
    CoachingObjective.objects.create(plan=plan, text="Settles bills", measure="From 52% to 75%")
    make_session(plan, 1, title="First", next_step="Mark each call.")
    second = make_session(plan, 2, title="Second", minutes=45)
    make_evaluation(plan, figure_before=Decimal(52), figure_after=Decimal(70))
    content = content_of(plan)
    assert content["data"]["objectives"][0]["measure"] == "From 52% to 75%"
    sheet = {block["block"]: block for block in content["sheet"]["blocks"]}
    assert [title for _, title, _, _ in sheet["coaching"]["sessions"]] == ["First", "Second"]
    assert sheet["coaching"]["evaluations"][0][1] == "From 52% to 70%: 18 points better"
    assert len(sheet["chart"]["events"]) == 2
    said = str(sheet_of(second))
    assert "Mark each call." in said  # agreed the last time
    assert "45 minutes" in said


def test_what_is_worse_is_called_worse(team, robin):
    aht = make_standard(team, title="Handling time", unit="seconds", direction="lower")
    plan = make_plan(team, member=robin, standard=aht)
    evaluation = make_evaluation(plan, figure_before=Decimal(400), figure_after=Decimal(420))
    assert "20 seconds worse" in str(sheet_of(evaluation))


def test_a_name_that_became_secret_later_is_hidden_in_the_cycle(plan, robin, anna):
    make_session(plan, 1, listening="Robert Zed said it.")
    robin.real_name = "Robert Zed"
    robin.save()
    page = plan_page(anna, plan)
    assert "Robert Zed" not in page
    assert "Robin said it." in page


# -- Speed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_cycle_takes_the_same_queries_with_more_of_everything(
    number, plan, anna, django_assert_num_queries
):
    for week in range(number):
        make_session(plan, week)
        make_evaluation(plan)
        CoachingObjective.objects.create(plan=plan, text="Settles bills")
        make_plan(plan.team, member=plan.member)
    client = client_of(anna)
    for address, count in (
        (plan.get_absolute_url(), 20),
        (adding(plan, Kind.COACHING_SESSION), 10),
        (adding(plan, Kind.COACHING_EVALUATION), 17),
        (reverse("record-list", args=[plan.team.code, Kind.COACHING_PLAN]), 9),
    ):
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200

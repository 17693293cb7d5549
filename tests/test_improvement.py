"""Problems and improvement initiatives: their paths, what is refused, what the sheets show."""

from datetime import timedelta
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from teams.completing import missing_in_initiative, problem_path
from teams.freezing import content_of
from teams.models import Initiative, Kind, Problem, ProblemOption, Reading
from teams.presenting import sheet_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, make_record, make_standard, make_team
from tests.test_quality import add, block, queries_of

TODAY = timezone.localdate()


@laid_once
def team(learner):
    return make_team(learner)


def options(*rows, saved=0):
    """What a browser sends for options; each row is its own values."""
    sent = {"options-TOTAL_FORMS": len(rows), "options-INITIAL_FORMS": saved}
    for number, row in enumerate(rows):
        sent |= {f"options-{number}-{name}": value for name, value in row.items()}
    return sent


LIST = {"text": "A shared list", "in_favour": "Everybody sees it", "against": "Needs care"}
NOTHING = {"text": "Leave it", "in_favour": "No work", "against": "It goes on"}


# -- Problems ---------------------------------------------------------------------------------


def test_a_problem_is_written_with_its_options(team, anna):
    chosen = options(LIST | {"is_chosen": "on"}, NOTHING)
    answer = add(anna, team, Kind.PROBLEM, title="", identified="Calls drop.\nOften.", **chosen)
    assert answer.status_code == 302
    problem = Problem.objects.get()
    assert problem.title == "Calls drop"
    assert list(problem.options.values_list("text", "is_chosen")) == [
        ("A shared list", True),
        ("Leave it", False),
    ]
    table = block(sheet_of(problem), "table")
    assert table.rows[0] == ("A shared list", "Everybody sees it", "Needs care", "✓ Chosen")
    assert content_of(problem)["data"]["options"][1]["text"] == "Leave it"


def test_a_second_choice_is_refused_at_its_place(team, anna):
    both = options(LIST | {"is_chosen": "on"}, NOTHING | {"is_chosen": "on"})
    answer = add(anna, team, Kind.PROBLEM, title="Two", **both)
    assert answer.status_code == 422
    (formset,) = answer.context["form"].formsets
    assert formset.errors[0] == {}
    assert list(formset.errors[1]) == ["is_chosen"]
    assert not Problem.objects.exists()
    assert not ProblemOption.objects.exists()


def test_the_choice_can_move_to_an_earlier_option(team, anna):
    problem = make_record(team, Kind.PROBLEM)
    earlier = ProblemOption.objects.create(problem=problem, text="Earlier")
    later = ProblemOption.objects.create(problem=problem, text="Later", is_chosen=True)
    rows = (
        {"id": earlier.pk, "text": "Earlier", "is_chosen": "on"},
        {"id": later.pk, "text": "Later"},
    )
    sent = filled_form(Kind.PROBLEM, team, record=problem, **options(*rows, saved=2))
    del sent["options-1-is_chosen"]
    answer = client_of(anna).post(reverse("record-edit", args=[problem.code]), sent)
    assert answer.status_code == 302
    assert problem.options.get(is_chosen=True) == earlier


def test_an_option_that_is_removed_does_not_count_as_chosen(team, anna):
    removed = NOTHING | {"is_chosen": "on", "DELETE": "on"}
    add(anna, team, Kind.PROBLEM, title="One", **options(LIST | {"is_chosen": "on"}, removed))
    assert Problem.objects.get().options.get().text == "A shared list"


def test_an_option_of_another_problem_stays_as_it_is(team, anna, cast):
    other = make_record(make_team(cast.learners["noah"]), Kind.PROBLEM)
    option = ProblemOption.objects.create(problem=other, text="Noah’s")
    problem = make_record(team, Kind.PROBLEM)
    forged = options({"id": option.pk, "text": "Mine now"}, saved=1)
    sent = filled_form(Kind.PROBLEM, team, record=problem, **forged)
    client_of(anna).post(reverse("record-edit", args=[problem.code]), sent)
    option.refresh_from_db()
    assert (option.text, option.problem) == ("Noah’s", other)
    assert not problem.options.exists()


def test_a_follow_up_before_the_problem_is_refused(team, anna):
    values = {"happened_on": TODAY.isoformat(), "title": "Dates"}
    values["followed_up_on"] = (TODAY - timedelta(days=1)).isoformat()
    answer = add(anna, team, Kind.PROBLEM, **values)
    assert list(answer.context["form"].errors) == ["followed_up_on"]


def test_the_path_says_what_is_still_empty(team, anna):
    problem = make_record(team, Kind.PROBLEM)
    steps = {step.name: step for step in problem_path(problem)}
    assert steps["Identify"].is_done
    assert steps["Weigh options"].missing == ("No alternatives are weighed yet.",)
    page = client_of(anna).get(problem.get_absolute_url()).content.decode()
    assert "No alternatives are weighed yet." in page
    # It is advice to the writer, so it does not go into evidence.
    assert "No alternatives" not in str(content_of(problem))


def test_a_complete_path_has_nothing_missing(team):
    words = ("root_cause", "choice", "action", "informed", "result", "follow_up")
    problem = make_record(
        team,
        Kind.PROBLEM,
        technique="five-whys",
        followed_up_on=TODAY,
        **dict.fromkeys(words, "Something"),
    )
    ProblemOption.objects.create(problem=problem, is_chosen=True, **LIST)
    assert problem_path(problem)[2].missing == (
        "There is one option only: what else could have been done?",
    )
    ProblemOption.objects.create(problem=problem, **NOTHING)
    assert all(step.is_done for step in problem_path(Problem.objects.get()))


# -- Initiatives ------------------------------------------------------------------------------


def initiative(team, **values):
    """One of twelve weeks ago to eight weeks ago, for a standard whose readings rose since."""
    standard = make_standard(team)
    began, ended = TODAY - timedelta(weeks=12), TODAY - timedelta(weeks=8)
    for weeks, value in ((14, 60), (13, 62), (7, 70), (6, 72)):
        day = TODAY - timedelta(weeks=weeks)
        Reading.objects.create(standard=standard, taken_on=day, value=Decimal(value))
    dates = {"happened_on": began, "ends_on": ended, "standard": standard}
    return make_record(team, Kind.INITIATIVE, **dates | values)


def test_an_initiative_shows_before_and_after(team):
    sheet = sheet_of(initiative(team))
    assert dict(sheet.blocks[-2].rows) == {
        "Before": "61%",
        "After": "71%",
        "Change": "10 points better",
    }
    chart = block(sheet, "chart")
    assert len(chart.points) == 4
    assert "10 points better" in chart.said
    assert {kind for _, _, kind in chart.events} == {"start", "end"}


def test_an_initiative_without_readings_says_so(team):
    record = make_record(team, Kind.INITIATIVE, standard=make_standard(team))
    chart = block(sheet_of(record), "chart")
    assert chart.points == ()
    assert chart.said.startswith("There is nothing to compare")


def test_an_initiative_that_goes_on_is_compared_with_what_it_has_brought(team):
    running = initiative(team, ends_on=TODAY + timedelta(weeks=1))
    assert dict(sheet_of(running).blocks[-2].rows)["After"] == "71%"


def test_the_cycle_says_which_quarters_are_written(team):
    record = make_record(team, Kind.INITIATIVE, planned="A checklist", done="Tried it")
    cycle = block(sheet_of(record), "cycle")
    assert cycle.said == "Plan: written, Do: written, Check: still empty, Act: still empty"
    drawn = render_to_string(cycle.template, {"block": cycle, "level": 2})
    assert drawn.count('class="cycle-done"') == 2
    assert drawn.count('class="cycle-empty"') == 2
    assert "A checklist" in drawn


def test_the_people_side_is_asked_for(team):
    record = initiative(team, planned="x", done="x", checked="x", acted="x", outcome="x")
    (missing,) = missing_in_initiative(record)
    assert missing.startswith("People and culture")


def test_an_initiative_that_ends_before_it_begins_is_refused(team, anna):
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    dates = {"happened_on": TODAY.isoformat(), "ends_on": yesterday}
    answer = add(anna, team, Kind.INITIATIVE, title="Dates", **dates)
    assert list(answer.context["form"].errors) == ["ends_on"]
    assert not Initiative.objects.exists()


def test_another_learners_standard_is_refused(team, anna, cast):
    other = make_standard(make_team(cast.learners["noah"]))
    answer = add(anna, team, Kind.INITIATIVE, title="Forged", standard=other.pk)
    assert list(answer.context["form"].errors) == ["standard"]


# -- Queries ----------------------------------------------------------------------------------


def test_pages_are_constant_in_queries(team, anna):
    client, problem, begun = client_of(anna), make_record(team, Kind.PROBLEM), initiative(team)
    ProblemOption.objects.create(problem=problem, text="First")
    addresses = (
        problem.get_absolute_url(),
        reverse("record-edit", args=[problem.code]),
        reverse("record-list", args=[team.code, Kind.PROBLEM]),
        begun.get_absolute_url(),
        reverse("record-list", args=[team.code, Kind.INITIATIVE]),
    )
    first = [queries_of(client, address) for address in addresses]
    for number in range(2):
        ProblemOption.objects.create(problem=problem, text=f"Another {number}")
        make_record(team, Kind.PROBLEM)
        make_record(team, Kind.INITIATIVE, standard=begun.standard)
        day = TODAY - timedelta(days=number)
        Reading.objects.create(standard=begun.standard, taken_on=day, value=1)
    assert [queries_of(client, address) for address in addresses] == first

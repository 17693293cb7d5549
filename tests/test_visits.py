"""EQA visits: chosen learners, chosen days, read-only, and what the EQA leaves behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import Unit, Visit, VisitedMark
from assessment.visits import visiting
from assessment.visits.marks import Target, mark_visited, record_report
from portfolio.auditing import enter
from portfolio.models import Act, Allocation, AuditEntry, Learner, Membership, Notice, Role, User
from portfolio.people import allocate, end_allocation, reopen_allocation
from tests.assurance import signed_off, visit_made
from tests.laying import laid_once
from tests.people import client_of, enrolled, make_evidence

HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def on_day(monkeypatch):
    """Call with a number: today is so many days from now."""
    today = timezone.localdate()
    as_it_is = timezone.localdate

    def be(days):
        day = today + timedelta(days=days)
        monkeypatch.setattr(
            timezone, "localdate", lambda value=None: as_it_is(value) if value else day
        )

    return be


@laid_once
def visit(noahs_learner, cleo, eve):
    """Eve sees Noah for four days, from today."""
    return visit_made(noahs_learner, by=cleo, eqa=eve)


def seen_by(username):
    """The names of the learners whom the person sees now, read afresh."""
    person = User.objects.get(username=username)
    return {str(learner).split()[0] for learner in Learner.objects.visible_to(person)}


def of_visits(username="eve"):
    """Those of whom Anna is none: Eve's allocation to her in the cast is no visit's."""
    return seen_by(username) - {"Anna"}


def days_from_now(number):
    return timezone.localdate() + timedelta(days=number)


# -- Days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_open"), [(1, False), (2, True), (3, True), (4, True), (5, False)]
)
def test_it_opens_on_its_first_day_and_ends_by_itself_after_its_last(
    noahs_learner, cleo, eve, on_day, day, is_open
):
    visit = visit_made(noahs_learner, by=cleo, eqa=eve, first=2, last=4)
    on_day(day)
    assert of_visits() == ({"Noah"} if is_open else set())
    status = client_of(eve).get(reverse("visit", args=[visit.code])).status_code
    assert status == (200 if is_open else 404)


def test_two_visits_that_overlap_open_only_their_own(noahs_learner, cleo, eve, centre, on_day):
    zoe = User.objects.create(username="zoe", name="Zoe Trent")
    other = Learner.objects.create(centre=centre, user=zoe)
    first = visit_made(noahs_learner, by=cleo, eqa=eve, first=0, last=2)
    visit_made(noahs_learner, other, by=cleo, eqa=eve, first=2, last=4)
    assert of_visits() == {"Noah"}
    on_day(2)
    assert of_visits() == {"Noah", "Zoe"}
    visiting.cancel_visit(visit=first, by=cleo)
    assert of_visits() == {"Noah", "Zoe"}  # the second still opens both
    on_day(4)
    assert of_visits() == {"Noah", "Zoe"}
    on_day(5)
    assert of_visits() == set()


def test_a_longer_role_opens_nothing_before_or_after(visit, cast, on_day):
    assert cast.memberships["eve"].ends_on > visit.ends_on
    on_day(4)
    assert of_visits() == set()


def test_a_role_that_is_too_short_is_made_longer_and_what_ended_with_it_stays_ended(
    learner, noahs_learner, cast, cleo, eve, on_day
):
    """Eve's open-ended allocation to Anna ended with her role: a later visit to Noah does not
    bring it back."""
    membership = cast.memberships["eve"]
    membership.ends_on = days_from_now(-1)
    membership.save(update_fields=["ends_on"])
    assert seen_by("eve") == set()
    visit_made(noahs_learner, by=cleo, eqa=eve)
    assert seen_by("eve") == {"Noah"}


def test_shortened_and_extended(visit, cleo, on_day):
    facts = {"visits_on": None, "purpose": "Shorter", "starts_on": visit.starts_on}
    visiting.change_visit(visit=visit, by=cleo, ends_on=days_from_now(0), **facts)
    assert of_visits() == {"Noah"}
    on_day(1)
    assert of_visits() == set()
    on_day(0)
    visiting.change_visit(visit=visit, by=cleo, ends_on=days_from_now(90), **facts)
    on_day(90)
    assert of_visits() == {"Noah"}
    on_day(91)
    assert of_visits() == set()


def test_what_was_ended_by_hand_is_not_extended(visit, noahs_learner, cleo):
    end_allocation(allocation=visit.allocations.get(), by=cleo)
    visiting.change_visit(
        visit=visit,
        by=cleo,
        starts_on=visit.starts_on,
        ends_on=days_from_now(9),
        visits_on=None,
        purpose="",
    )
    assert of_visits() == set()


def test_cancelled_means_at_once(visit, cleo, eve):
    assert of_visits() == {"Noah"}
    visiting.cancel_visit(visit=visit, by=cleo)
    assert of_visits() == set()
    assert visiting.cancel_visit(visit=visit, by=cleo).cancelled_at
    assert AuditEntry.objects.filter(words__startswith="Cancelled the visit").count() == 1
    assert client_of(eve).get(reverse("visit", args=[visit.code])).status_code == 404


def test_what_is_over_is_neither_changed_nor_cancelled(visit, cleo, on_day, noahs_learner):
    on_day(4)
    facts = {"starts_on": visit.starts_on, "visits_on": None, "purpose": ""}
    with pytest.raises(ValidationError, match="is over"):
        visiting.change_visit(visit=visit, by=cleo, ends_on=days_from_now(9), **facts)
    with pytest.raises(ValidationError, match="is over"):
        visiting.cancel_visit(visit=visit, by=cleo)
    assert of_visits() == set()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ends_on": -1, "starts_on": -3}, "This day is over"),
        ({"ends_on": 1, "starts_on": 2}, "before the first"),
        ({"visits_on": 9}, "lies between"),
    ],
)
def test_days_that_make_no_visit(noahs_learner, cleo, cast, values, sentence):
    days = {"starts_on": 0, "ends_on": 3, "visits_on": None} | values
    days = {name: None if day is None else days_from_now(day) for name, day in days.items()}
    with pytest.raises(ValidationError, match=sentence):
        visiting.make_visit(
            membership=cast.memberships["eve"],
            by=cleo,
            learners=[noahs_learner],
            purpose="",
            request_key=uuid4(),
            **days,
        )
    assert not Visit.objects.exists()
    assert of_visits() == set()


def test_an_eqa_is_not_allocated_without_an_end(noahs_learner, cast, cleo):
    with pytest.raises(ValidationError, match="Make an EQA visit"):
        allocate(learner=noahs_learner, membership=cast.memberships["eve"], by=cleo)
    ended = visit_made(noahs_learner, by=cleo, eqa=cast.users["eve"]).allocations.get()
    with pytest.raises(ValidationError, match="Make an EQA visit"):
        reopen_allocation(allocation=ended, by=cleo)


# -- Who makes it, and of whom ----------------------------------------------------------------


@pytest.mark.parametrize("person", ["anna", "ben", "ines", "eve", "olive"])
def test_only_administrators_make_one(noahs_learner, cast, person):
    with pytest.raises(PermissionDenied):
        visit_made(noahs_learner, by=cast.users[person], eqa=cast.users["eve"])


def test_a_learner_of_another_centre_is_refused(odds_learner, cleo, eve):
    with pytest.raises(ValidationError, match="another centre"):
        visit_made(odds_learner, by=cleo, eqa=eve)
    assert not Visit.objects.exists()


def test_an_eqa_comes_from_outside(noahs_learner, cleo, eve, centre):
    Membership.objects.create(centre=centre, user=eve, role=Role.IQA)
    with pytest.raises(ValidationError, match="comes from outside"):
        visit_made(noahs_learner, by=cleo, eqa=eve)


def test_another_centres_eqa_sees_nothing_of_it(visit, other_centre, on_day):
    una = User.objects.create(username="una", name="Una Field")
    Membership.objects.create(
        centre=other_centre, user=una, role=Role.EQA, ends_on=days_from_now(30)
    )
    assert seen_by("una") == set()
    assert client_of(una).get(reverse("visit", args=[visit.code])).status_code == 404


def test_learners_are_added_and_removed(visit, learner, noahs_learner, cleo):
    both = [noahs_learner, learner]
    added, removed = visiting.choose_learners(
        visit=visit, by=cleo, learners=both, among=[noahs_learner]
    )
    assert (added, removed) == ([learner], [])
    added, removed = visiting.choose_learners(visit=visit, by=cleo, learners=[learner], among=both)
    assert (added, removed) == ([], [noahs_learner])
    assert of_visits() == set()
    assert visiting.learners_of(visit) == [learner]


def test_somebody_added_in_another_window_stays(visit, learner, noahs_learner, cleo):
    visiting.choose_learners(
        visit=visit, by=cleo, learners=[noahs_learner, learner], among=[noahs_learner]
    )
    visiting.choose_learners(visit=visit, by=cleo, learners=[noahs_learner], among=[noahs_learner])
    assert visiting.learners_of(visit) == [learner, noahs_learner]


def test_the_last_learner_is_not_removed(visit, noahs_learner, cleo):
    with pytest.raises(ValidationError, match="cancel it"):
        visiting.choose_learners(visit=visit, by=cleo, learners=[], among=[noahs_learner])
    assert of_visits() == {"Noah"}


def test_after_a_report_the_learners_stay(visit, learner, noahs_learner, cleo):
    record_report(visit=visit, by=cleo, outcome="supported")
    with pytest.raises(ValidationError, match="report on this visit"):
        visiting.choose_learners(
            visit=visit, by=cleo, learners=[noahs_learner, learner], among=[noahs_learner]
        )


def test_every_change_is_entered_and_the_eqa_is_told(visit, learner, noahs_learner, cleo, eve):
    visiting.choose_learners(
        visit=visit, by=cleo, learners=[noahs_learner, learner], among=[noahs_learner]
    )
    visiting.change_visit(
        visit=visit,
        by=cleo,
        starts_on=visit.starts_on,
        ends_on=days_from_now(9),
        visits_on=None,
        purpose="",
    )
    visiting.cancel_visit(visit=visit, by=cleo)
    entries = AuditEntry.objects.filter(act=Act.PERMISSION, actor=cleo)
    assert [entry.words.split()[0] for entry in entries.filter(learner=None)] == [
        "Made",
        "Chose",
        "Changed",
        "Cancelled",
    ]
    assert entries.filter(learner=noahs_learner).count() == 3
    assert entries.filter(learner=learner).count() == 3
    assert Notice.objects.filter(user=eve).count() == 4


# -- Marks and reports ------------------------------------------------------------------------


def test_marks_are_the_eqas_own_and_once(visit, noahs_learner, eve, cleo):
    target = Target(noahs_learner)
    mark = mark_visited(visit=visit, by=eve, target=target)
    assert mark_visited(visit=visit, by=eve, target=target) == mark
    note = mark_visited(visit=visit, by=eve, target=target, note="Met on the telephone.")
    again = mark_visited(visit=visit, by=eve, target=target, note=" Met on the telephone. ")
    assert again == note
    assert VisitedMark.objects.count() == 2
    for person in (cleo, noahs_learner.user):
        with pytest.raises(PermissionDenied):
            mark_visited(visit=visit, by=person, target=target)


def test_nothing_is_marked_after_the_last_day_or_of_others(
    visit, noahs_learner, learner, eve, on_day
):
    with pytest.raises(PermissionDenied):
        mark_visited(visit=visit, by=eve, target=Target(learner))
    on_day(4)
    with pytest.raises(PermissionDenied):
        mark_visited(visit=visit, by=eve, target=Target(noahs_learner))


@pytest.mark.parametrize("outcome", ["actions", "blocked"])
def test_a_report_says_what_has_to_be_done(visit, cleo, outcome):
    with pytest.raises(ValidationError, match="Say what has to be done"):
        record_report(visit=visit, by=cleo, outcome=outcome, words="  ")


def test_who_reports_and_when(visit, cleo, eve, ines, on_day):
    with pytest.raises(PermissionDenied):
        record_report(visit=visit, by=ines, outcome="supported")
    first = record_report(visit=visit, by=eve, outcome="supported")
    assert record_report(visit=visit, by=eve, outcome="supported") == first
    assert set(Notice.objects.values_list("user__username", flat=True)) >= {"cleo", "ines"}
    on_day(9)
    with pytest.raises(PermissionDenied):
        record_report(visit=visit, by=eve, outcome="blocked", words="The rota is missing.")
    record_report(visit=visit, by=cleo, outcome="actions", words="Standardise observations.")
    assert visit.reports.last().outcome == "actions"


def test_a_visit_to_come_has_no_report(noahs_learner, cleo, eve):
    visit = visit_made(noahs_learner, by=cleo, eqa=eve, first=2, last=4)
    with pytest.raises(PermissionDenied):
        record_report(visit=visit, by=cleo, outcome="supported")


# -- Pages ------------------------------------------------------------------------------------


def form_of_visit(*learners, **values):
    return {
        "membership": "",
        "name": "",
        "email": "",
        "starts_on": days_from_now(0),
        "ends_on": days_from_now(5),
        "purpose": "Sampling",
        "learners": [learner.code for learner in learners],
        "key": uuid4(),
    } | values


def test_a_new_eqa_is_invited(noahs_learner, cleo, standard):
    values = form_of_visit(noahs_learner, name="Fred O’Brien-Smith", email="fred@example.org")
    client = client_of(cleo)
    for _ in range(2):  # a double click
        answer = client.post(reverse("visit-add"), values)
        assert answer.status_code == 302
    visit = Visit.objects.get()
    fred = visit.membership.user
    assert (fred.username, str(fred), fred.email) == (
        "fred.obrien-smith".replace("-", "."),
        "Fred O’Brien-Smith",
        "fred@example.org",
    )
    assert visit.membership.ends_on == visit.ends_on
    assert seen_by(fred.username) == {"Noah"}
    assert "password" in mail.outbox[0].body
    assert mail.outbox[0].to == ["fred@example.org"]


def test_user_names_of_newcomers_are_free(cleo, noahs_learner):
    for number in ("", "2", "3"):
        values = form_of_visit(noahs_learner, name="李 Wei", email="w@example.org")
        client_of(cleo).post(reverse("visit-add"), values)
        assert User.objects.filter(username=f"wei{number}").exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"learners": []}, "Choose at least one learner."),
        ({"learners": ["nobody"]}, "is not a valid UUID"),
        ({"learners": [uuid4()]}, "not in this centre"),
        ({"name": ""}, "or give the name of a new one"),
        ({"email": ""}, "Give the address"),
        ({"ends_on": "2020-01-01", "starts_on": "2020-01-01"}, "This day is over"),
        ({"starts_on": "31 February"}, "Enter a valid date"),
    ],
)
def test_a_form_that_cannot_be_right_says_so(noahs_learner, cleo, values, sentence):
    sent = form_of_visit(noahs_learner, name="Fred", email="fred@example.org") | values
    answer = client_of(cleo).post(reverse("visit-add"), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Visit.objects.exists()
    assert not User.objects.filter(name="Fred").exists()
    assert mail.outbox == []


def test_another_centres_learner_is_not_offered_nor_taken(cleo, odds_learner, cast):
    client = client_of(cleo)
    enrolled_nobody = client.get(reverse("visit-add")).content.decode()
    assert "Odd Solberg" not in enrolled_nobody
    values = form_of_visit(odds_learner, membership=cast.memberships["eve"].pk)
    assert client.post(reverse("visit-add"), values).status_code == 422
    assert not Visit.objects.exists()


def test_the_form_shows_how_far_learners_are(csl, learner, ben, cleo):
    signed_off(learner, "LT", by=ben)
    page = client_of(cleo).get(reverse("visit-add")).content.decode()
    assert "1 signed off" in page


def test_the_eqas_page_and_marks(visit, noahs_learner, standard, eve, cleo, ines, noah):
    enrolled(noahs_learner, "CCL")
    item = make_evidence(noahs_learner)
    client, address = client_of(eve), reverse("visit", args=[visit.code])
    page = client.get(address).content.decode()
    assert "Mark as visited" in page
    assert "0 units and 0 items visited" in page

    send = reverse("visit-mark", args=[visit.code])
    about = {"learner": noahs_learner.code}
    unit = {"unit": enrolled_unit(noahs_learner)}
    answer = client.post(send, about | unit, headers=HTMX)
    assert answer.status_code == 200
    assert "Visited" in answer.content.decode()
    client.post(send, about | {"evidence": item.code, "note": HOSTILE}, headers=HTMX)
    page = client.get(address).content.decode()
    assert "1 unit and 1 item visited" in page

    of_item = reverse("evidence", args=[item.code])
    assert "&lt;script&gt;alert(1)" in client.get(of_item).content.decode()
    assert HOSTILE not in client.get(of_item).content.decode()
    assert "alert(1)" in client_of(cleo).get(of_item).content.decode()
    assert "alert(1)" not in client_of(noah).get(of_item).content.decode()  # their learner
    assert "Mark as visited" not in client_of(cleo).get(address).content.decode()
    assert client_of(ines).get(address).status_code == 200


def enrolled_unit(learner):
    return (
        Unit.objects.filter(specifications__uses__group__qualification__enrolments__learner=learner)
        .first()
        .pk
    )


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"learner": uuid4()}, 404),
        ({"learner": "nobody"}, 404),
        ({"unit": 2**70}, 404),
        ({"unit": 999_999}, 404),
        ({"evidence": uuid4()}, 404),
        ({"note": "x" * 601}, 422),
    ],
)
def test_marks_of_what_is_not_there(visit, noahs_learner, eve, values, status):
    send = reverse("visit-mark", args=[visit.code])
    answer = client_of(eve).post(send, {"learner": noahs_learner.code} | values, headers=HTMX)
    assert answer.status_code == status
    assert not VisitedMark.objects.exists()


def test_an_item_of_another_learner_is_not_marked(visit, noahs_learner, learner, eve):
    item = make_evidence(learner)
    send = reverse("visit-mark", args=[visit.code])
    sent = {"learner": noahs_learner.code, "evidence": item.code}
    assert client_of(eve).post(send, sent).status_code == 404


def test_what_the_eqa_has_opened(visit, noahs_learner, learner, eve, cleo, ines):
    enter(Act.VIEW, "Opened the portfolio.", by=eve, learner=noahs_learner)
    enter(Act.VIEW, "Opened another portfolio.", by=eve, learner=learner)
    enter(Act.VIEW, "Opened by somebody else.", by=ines, learner=noahs_learner)
    page = client_of(cleo).get(reverse("visit", args=[visit.code])).content.decode()
    assert "Noah Bramwell: 1 page" in page
    assert "Opened the portfolio." in page
    assert "Opened another" not in page
    assert "somebody else" not in page
    assert (
        "Opened the portfolio."
        not in client_of(ines).get(reverse("visit", args=[visit.code])).content.decode()
    )


def test_an_iqa_sees_only_their_learners_of_it(visit, ines, learner, noahs_learner, cleo):
    visiting.choose_learners(
        visit=visit, by=cleo, learners=[noahs_learner, learner], among=[noahs_learner]
    )
    page = client_of(ines).get(reverse("visit", args=[visit.code])).content.decode()
    assert "Anna Kowalczyk" in page
    assert "Noah Bramwell" not in page
    assert "1 more, whom you do not look after" in page


def test_visits_to_come_show_no_learner(noahs_learner, cleo, eve):
    visit_made(noahs_learner, by=cleo, eqa=eve, first=2, last=4)
    page = client_of(eve).get(reverse("visits")).content.decode()
    assert "Yours to come" in page
    assert "Noah" not in page
    assert client_of(eve).get("/", follow=True).redirect_chain[0][0] == reverse("visits")


def test_a_visit_is_changed_and_cancelled_on_its_pages(visit, cleo, learner, noahs_learner):
    client = client_of(cleo)
    change = reverse("visit-change", args=[visit.code])
    sent = {"starts_on": visit.starts_on, "ends_on": days_from_now(20), "purpose": "Longer"}
    assert client.post(change, sent | {"ends_on": "2020-01-01"}).status_code == 422
    assert client.post(change, sent).status_code == 302
    visit.refresh_from_db()
    assert (visit.ends_on, visit.purpose) == (days_from_now(20), "Longer")
    choose = reverse("visit-learners", args=[visit.code])
    assert client.post(choose, {"learners": []}).status_code == 422
    assert client.post(choose, {"learners": [learner.code]}).status_code == 302
    assert visiting.learners_of(visit) == [learner]
    cancel = reverse("visit-cancel", args=[visit.code])
    assert "sees nothing of its learners" in client.get(cancel).content.decode()
    assert client.post(cancel).status_code == 302
    assert client.post(change, sent).status_code == 422


def test_pages_are_constant_in_queries(visit, noahs_learner, standard, centre, cleo, eve):
    """As many with three learners, each with an item that is marked, as with one."""
    enrolled(noahs_learner, "CSL")
    mark_visited(
        visit=visit, by=eve, target=Target(noahs_learner, evidence=make_evidence(noahs_learner))
    )
    with_one = queries_of_pages(visit, cleo), queries_of_pages(visit, eve)
    others = []
    for number in range(2):
        user = User.objects.create(username=f"l{number}", name=f"Learner {number}")
        others.append(Learner.objects.create(centre=centre, user=user))
        enrolled(others[-1], "CSL")
    visiting.choose_learners(visit=visit, by=cleo, learners=others, among=[])
    for one in others:
        mark_visited(visit=visit, by=eve, target=Target(one, evidence=make_evidence(one)))
    assert (queries_of_pages(visit, cleo), queries_of_pages(visit, eve)) == with_one


def queries_of_pages(visit, reader):
    client, found = client_of(reader), {}
    pages = [reverse("visits"), reverse("visit", args=[visit.code])]
    pages += [reverse("visit-add")] if reader.username == "cleo" else []
    for address in pages:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found[address] = len(asked)
    return found


def test_allocations_of_a_visit_belong_to_it(visit):
    assert Allocation.objects.get(visits=visit).until == visit.ends_on

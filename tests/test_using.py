"""Record → evidence: one step from a record to a mapped item, and the snapshots in it."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from assessment.content import submitted_content
from assessment.models import Criterion, Mapping, MarkingPoint
from assessment.submitting import content_of, submit_evidence, take_back, what_is_missing
from assessment.using import NewItem, use_as_evidence
from portfolio.hashing import hash_of
from portfolio.models import Evidence, Method
from teams import keeping
from teams.catalogue import CATALOGUE
from teams.freezing import freeze_record, sheet_in
from teams.models import Kind, Snapshot
from teams.related import companions_of
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, make_file, make_mapping, submitted
from tests.teams import last_monday, make_record, make_standard, make_team


@laid_once
def team(learner):
    return make_team(learner)


@laid_once
def problem(team):
    return make_record(
        team, Kind.PROBLEM, title="Refunds go astray", root_cause="Two forms for one refund."
    )


@pytest.fixture
def client(anna):
    return client_of(anna)


def use_address(record):
    return reverse("record-use", args=[record.code])


def asked(client, record, **changes):
    """What a browser sends when the form is left as it opens, but for ``changes``."""
    form = client.get(use_address(record)).context["form"]
    sent = {
        "key": form["key"].value(),
        "item": "new",
        "records": sorted(form.ticked_records),
        "targets": sorted(form.ticked_targets),
    }
    new = form.new_item
    sent |= {name: new.get_initial_for_field(new.fields[name], name) or "" for name in new.fields}
    return sent | changes


def used(client, record, **changes):
    """Use the record as evidence; the item."""
    answer = client.post(use_address(record), asked(client, record, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Evidence.objects.get(code=answer.headers["Location"].split("/")[2])


def places(evidence):
    mappings = Mapping.objects.live().filter(evidence=evidence)
    return {mapping.target_code: mapping.place for mapping in mappings}


def changed(record, anna, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return keeping.keep_record(record=record, user=anna, revision=record.revision)


# -- One step ---------------------------------------------------------------------------------


def test_a_record_becomes_a_mapped_item(csl, client, problem):
    evidence = used(client, problem)

    assert (evidence.title, evidence.method) == ("Refunds go astray", Method.WORK_PRODUCT)
    assert evidence.happened_on == problem.happened_on
    snapshot = evidence.snapshots.get()
    assert (snapshot.record_id, snapshot.kind) == (problem.pk, Kind.PROBLEM)
    assert snapshot.sha256 == hash_of(snapshot.content)
    place = "Problem: root cause, options, action, result, follow-up"
    assert places(evidence) == dict.fromkeys(
        ("CO 3.1", "CO 3.2", "CO 3.3", "CO 3.4", "CO-MP3"), place
    )
    assert what_is_missing(evidence) == ()


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_becomes_evidence_in_one_step(kind, csl, ccl, client, team):
    record = make_record(team, kind)
    evidence = used(client, record)
    assert evidence.snapshots.filter(record=record.pk).exists()
    assert Mapping.objects.live().of_criteria().filter(evidence=evidence).exists()
    page = client.get(evidence.get_absolute_url()).content.decode()
    assert f"{Kind(kind).label}, as it was on" in page


def test_a_diary_entry_is_a_reflective_account(csl, client, team):
    evidence = used(client, make_record(team, Kind.DIARY))
    assert evidence.method == Method.REFLECTIVE


def test_what_begins_later_is_evidence_of_today(client, team):
    coming = timezone.localdate() + timedelta(days=30)
    plan = make_record(team, Kind.WORK_PLAN, happened_on=coming, ends_on=coming)
    assert used(client, plan).happened_on == timezone.localdate()


def test_an_item_that_may_be_changed_takes_the_record(csl, client, learner, problem):
    evidence = make_evidence(learner)
    make_mapping(evidence, "CO 3.1", place="p. 4")
    targets = [f"criterion-{make_mapping(evidence, 'CO 3.1').criterion_id}"]

    assert used(client, problem, item=str(evidence.code), title="", targets=targets) == evidence

    assert learner.evidence.count() == 1
    assert evidence.snapshots.count() == 1
    assert places(evidence) == {"CO 3.1": "p. 4"}


def test_items_that_are_frozen_or_put_aside_are_not_offered(csl, client, learner, problem):
    open_one, handed_over, put_aside = (make_evidence(learner) for _ in range(3))
    submitted(handed_over, "LT 1.1")
    Evidence.objects.filter(pk=put_aside.pk).update(withdrawn_at=timezone.now())

    form = client.get(use_address(problem)).context["form"]

    offered = [code for code, _ in form.fields["item"].choices]
    assert offered == ["new", str(open_one.code)]


def test_without_enrolment_a_record_can_be_used(client, problem):
    page = client.get(use_address(problem)).content.decode()
    assert "its criteria come once your centre has enrolled you" in page
    evidence = used(client, problem)
    assert evidence.snapshots.count() == 1
    assert places(evidence) == {}


def test_a_coaching_cycle_goes_into_one_item(csl, client, team):
    plan = make_record(team, Kind.COACHING_PLAN, title="Learning to listen")
    sessions = [make_record(team, Kind.COACHING_SESSION, plan=plan) for _ in range(2)]
    evaluation = make_record(team, Kind.COACHING_EVALUATION, plan=plan)
    point = MarkingPoint.objects.get(code="DO-MP4")
    sent = asked(client, sessions[0])
    # The plan is ticked; without it nobody knows what the session was for.
    assert sent["records"] == [str(plan.code)]

    evidence = used(
        client,
        sessions[0],
        records=[str(each.code) for each in (plan, sessions[1], evaluation)],
        targets=[*sent["targets"], f"point-{point.pk}"],
    )

    assert evidence.snapshots.count() == 4
    assert places(evidence)["DO-MP4"] == "Coaching evaluation: effect, what worked, what to change"
    assert places(evidence)["DO-MP3"].startswith("Coaching session: ")
    assert places(evidence)["DO-MP2"].startswith("Coaching plan: ")


def test_companions(team):
    standard = make_standard(team)
    other = make_standard(team, title="Complaints", measure="complaints")
    review = make_record(team, Kind.REVIEW)
    review.metrics.create(standard=standard)
    earlier = make_record(team, Kind.REVIEW, title="Earlier")
    earlier.objectives.create(specific="Listen longer", followed_up_in=review)
    plan = make_record(team, Kind.WORK_PLAN)
    plan.objectives.create(text="Fewer complaints", standard=other)
    check = make_record(team, Kind.QUALITY_CHECK, standard=standard)

    def found(record):
        return [each.record.title for each in companions_of(record)]

    assert found(review) == [standard.title, "Earlier"]
    assert found(plan) == ["Complaints"]
    assert found(check) == [standard.title]
    assert found(make_record(team, Kind.PROBLEM)) == []
    keeping.archive_record(record=standard, user=team.learner.user)
    assert found(CATALOGUE[Kind.QUALITY_CHECK].model.objects.get(pk=check.pk)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(
    count, csl, client, learner, team, django_assert_num_queries
):
    plan = make_record(team, Kind.COACHING_PLAN)
    for _ in range(count):
        make_record(team, Kind.COACHING_SESSION, plan=plan)
        make_mapping(make_evidence(learner), "DO 3.1")
    with django_assert_num_queries(22):
        assert client.get(use_address(plan)).status_code == 200


# -- Mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " \u200b "}, "Give the item a title"),
        ({"happened_on": ""}, "Give the date of what it shows."),
        ({"happened_on": "2999-01-01"}, "This day has not come yet."),
        ({"method": "observation"}, "Select a valid choice."),
        ({"item": "E4"}, "This item cannot be changed now. Choose another one."),
        ({"item": str(uuid.uuid4())}, "This item cannot be changed now. Choose another one."),
        ({"records": ["x"]}, "One of these was archived meanwhile."),
        ({"targets": ["criterion-1x"]}, "This record does not serve one of what you ticked."),
        ({"targets": ["point-0"]}, "This record does not serve one of what you ticked."),
        ({"key": "x"}, "Enter a valid UUID."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(changes, sentence, csl, client, problem):
    answer = client.post(use_address(problem), asked(client, problem, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Evidence.objects.exists()
    assert not Snapshot.objects.exists()


def test_what_a_record_shows_needs_that_record(csl, client, team):
    session = make_record(team, Kind.COACHING_SESSION)
    sent = asked(client, session, records=[])
    answer = client.post(use_address(session), sent)
    assert answer.status_code == 422
    said = "DO-MP2 is shown by the coaching plan. Take that along, or untick DO-MP2."
    assert said in answer.content.decode()
    assert not Evidence.objects.exists()


def test_sent_twice_it_is_one_item(csl, client, learner, problem):
    sent = asked(client, problem)
    first, second = (client.post(use_address(problem), sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert learner.evidence.count() == 1
    assert Snapshot.objects.count() == 1


def test_the_key_of_somebody_elses_item_adds_nothing(client, noahs_learner, problem):
    theirs = make_evidence(noahs_learner)
    answer = client.post(use_address(problem), asked(client, problem, key=str(theirs.code)))
    assert answer.status_code == 422
    assert not Snapshot.objects.exists()


def test_an_item_handed_over_meanwhile_is_left_alone(csl, client, learner, problem):
    evidence = make_evidence(learner)
    sent = asked(client, problem, item=str(evidence.code))
    submitted(evidence, "LT 1.1")
    answer = client.post(use_address(problem), sent)
    assert answer.status_code == 422
    assert "Choose another one." in answer.content.decode()
    assert not Snapshot.objects.exists()


def test_an_archived_record_is_brought_back_first(client, anna, problem):
    keeping.archive_record(record=problem, user=anna)
    answer = client.get(use_address(problem), follow=True)
    assert "Bring it back to use it as evidence." in answer.content.decode()


def test_the_verb_asks_again_who_may(problem, ben, learner):
    content = {
        "title": "Mine",
        "method": Method.WORK_PRODUCT,
        "happened_on": timezone.localdate(),
        "narrative": "",
        "location": "",
        "seen_by": "",
    }
    with pytest.raises(PermissionDenied):
        use_as_evidence(
            records=[problem],
            user=ben,
            learner=learner,
            item=NewItem(uuid.uuid4(), content),
            places={},
        )


def test_real_names_are_hidden_in_what_is_typed(client, problem):
    evidence = used(
        client, problem, title="With Roberta Smithson", narrative="<p>roberta  smithson said</p>"
    )
    assert evidence.title == "With Robin"
    assert evidence.narrative == "<p>Robin said</p>"


# -- Snapshots in an item ---------------------------------------------------------------------


@laid_once
def item(learner, anna, problem):
    """An item with a snapshot of the problem, and a narrative."""
    evidence = make_evidence(learner)
    freeze_record(record=problem, evidence=evidence, user=anna)
    return evidence


def page_of(user, evidence):
    return client_of(user).get(evidence.get_absolute_url()).content.decode()


def snapshot_post(client, name, evidence):
    address = reverse(f"snapshot-{name}", args=[evidence.snapshots.latest("pk").code])
    return client.post(address, follow=True).content.decode()


def test_a_record_is_updated_only_when_asked(client, anna, item, problem):
    assert "Update from record" not in page_of(anna, item)
    changed(problem, anna, root_cause="Three forms.")
    page = page_of(anna, item)
    assert "Two forms for one refund." in page
    assert "Update from record" in page

    page = snapshot_post(client, "update", item)

    assert "Three forms." in page
    assert "Two forms for one refund." not in page
    assert "Update from record" not in page
    assert item.snapshots.kept().count() == 1


def test_a_record_is_taken_out_and_brought_back(client, anna, item):
    page = snapshot_post(client, "remove", item)
    assert "is taken out of E1" in page
    assert "Two forms for one refund." not in page_of(anna, item)
    snapshot_post(client, "restore", item)
    assert "Two forms for one refund." in page_of(anna, item)


def test_an_older_snapshot_does_not_come_back_beside_a_newer(client, anna, item, problem):
    older = item.snapshots.get()
    changed(problem, anna, root_cause="Three forms.")
    snapshot_post(client, "update", item)
    client.post(reverse("snapshot-restore", args=[older.code]))
    assert item.snapshots.kept().get() != older


def test_what_was_handed_over_stays_as_it_is(csl, client, anna, item, problem):
    submitted(item, "CO 3.1")
    changed(problem, anna, root_cause="Three forms.")
    page = page_of(anna, item)
    assert "A new version can be handed over after feedback." in page
    assert "Take out" not in page
    for name in ("update", "remove", "restore"):
        assert "stays as it is" in snapshot_post(client, name, item)
    assert [sheet_in(each).title for each in item.snapshots.kept()] == [problem.title]
    assert "Two forms for one refund." in page_of(anna, item)


def test_others_see_what_was_handed_over_and_no_link_to_the_record(
    csl, client, anna, ben, item, problem
):
    assert "Two forms for one refund." not in page_of(ben, item)
    submission = submitted(item, "CO 3.1")
    judged(item.mappings.get(), ben, "not_yet")
    changed(problem, anna, root_cause="Three forms.")
    snapshot_post(client, "update", item)

    for address in (
        item.get_absolute_url(),
        reverse("mark", args=[item.code]),
        submission.get_absolute_url(),
    ):
        page = client_of(ben).get(address).content.decode()
        assert "Two forms for one refund." in page, address
        assert "Three forms." not in page
        assert problem.get_absolute_url() not in page

    newer = submit_evidence(evidence=item, user=anna, declared=True)
    assert "Three forms." in page_of(ben, item)
    assert (
        "Two forms for one refund."
        in client_of(ben).get(submission.get_absolute_url()).content.decode()
    )
    take_back(evidence=item, user=anna)
    assert newer.content["records"][0]["sha256"] == item.snapshots.kept().get().sha256
    assert "Three forms." not in page_of(ben, item)


def test_the_content_handed_over_names_each_record_by_its_hash(csl, item, problem):
    snapshot = item.snapshots.get()
    submission = submitted(item, "CO 3.1")
    assert submission.content["records"] == [
        {
            "code": str(snapshot.code),
            "kind": "problem",
            "title": "Refunds go astray",
            "sha256": snapshot.sha256,
        }
    ]
    assert submitted_content(submission).snapshots == (snapshot,)


def test_without_records_the_content_is_hashed_as_before(csl, learner):
    evidence = make_evidence(learner)
    make_file(evidence)
    make_mapping(evidence, "LT 1.1")
    assert set(content_of(evidence)) == {
        "title",
        "method",
        "happened_on",
        "narrative",
        "location",
        "seen_by",
        "files",
        "mappings",
    }


def test_a_record_is_content_enough(csl, learner, anna, problem):
    evidence = make_evidence(learner, narrative="")
    make_mapping(evidence, "CO 3.1")
    assert "nothing in it yet" in what_is_missing(evidence)[0]
    freeze_record(record=problem, evidence=evidence, user=anna)
    assert what_is_missing(evidence) == ()


def test_an_altered_snapshot_is_told(csl, anna, item):
    submission = submitted(item, "CO 3.1")
    client = client_of(anna)
    assert "altered" not in client.get(submission.get_absolute_url()).content.decode()
    snapshot = item.snapshots.get()
    snapshot.content["sheet"]["title"] = "Refunds arrive"
    Snapshot.objects.filter(pk=snapshot.pk).update(content=snapshot.content)
    assert "altered" in client.get(submission.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_an_item_takes_as_many_queries_whatever_it_holds(
    count, csl, anna, learner, team, django_assert_num_queries
):
    evidence = make_evidence(learner)
    for _ in range(count):
        freeze_record(record=make_record(team, Kind.DIARY), evidence=evidence, user=anna)
    submitted(evidence, "LT 1.1")
    client = client_of(anna)
    client.get("/")
    with django_assert_num_queries(20):
        assert client.get(evidence.get_absolute_url()).status_code == 200


def test_the_form_shows_where_each_criterion_is_and_what_is_covered(csl, client, learner, problem):
    submitted(make_evidence(learner), "CO 3.2")
    page = client.get(use_address(problem)).content.decode()
    row = page[page.index(Criterion.objects.get(text__startswith="Weigh the options").text) :]
    assert "Awaiting" in row[: row.index("</li>")]
    assert "root cause, options, action" in row[: row.index("</li>")]


def test_a_rota_begins_on_its_monday(csl, client, team):
    rota = make_record(team, Kind.ROTA, happened_on=last_monday())
    assert used(client, rota).happened_on == last_monday()

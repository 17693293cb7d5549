"""The audit trail: what is entered, that every tampering is found, and who reads it."""

import csv
import io
import random
import re
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.models import F, QuerySet
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.facts import FACTS
from assessment.models import Export, Submission
from assessment.submitting import take_back
from portfolio import people
from portfolio.accounts.inviting import invitation_link
from portfolio.auditing import Deed, enter, enter_all, hash_of_entry, seal_of
from portfolio.importing import PEOPLE, import_people
from portfolio.models import Act, AppendOnly, AuditChain, AuditEntry, Centre, Membership, Role, User
from portfolio.tables import read_table
from portfolio.verifying import verify_chain
from tests.laying import laid_once
from tests.people import PASSWORD, client_of, make_evidence, submitted

LENGTH = 12


def past_the_site(model=AuditEntry):
    """The table itself: what SQL can do, the model refuses."""
    return QuerySet(model)


def fill(centre, user, learner, number=LENGTH):
    for count in range(number):
        enter(
            random.choice(list(Act)),
            f"Did the deed {count}.",
            by=user,
            learner=learner if count % 2 else None,
            centre=centre,
            deed=count,
        )
    return AuditChain.objects.get(centre=centre)


def verify(**options):
    """What the command says, and whether it ended with an error."""
    said = io.StringIO()
    try:
        call_command("verify_audit", stdout=said, **options)
    except CommandError:
        return said.getvalue(), False
    return said.getvalue(), True


def number_broken(chain):
    """The number of the first broken link, or None for the head."""
    fault = verify_chain(AuditChain.objects.get(pk=chain.pk)).fault
    assert fault is not None
    return fault.number


def entry_of(chain, number):
    return AuditEntry.objects.get(chain=chain, number=number)


@laid_once
def chain(centre, ben, learner):
    return fill(centre, ben, learner)


@laid_once
def other_chain(other_centre, olive, odds_learner):
    return fill(other_centre, olive, odds_learner)


# -- Entering ---------------------------------------------------------------------------------


def test_entries_are_numbered_linked_and_sealed(chain):
    entries = list(chain.entries.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, LENGTH + 1))
    assert [entry.previous_hash for entry in entries] == ["", *(e.hash for e in entries[:-1])]
    assert (chain.length, chain.last_hash) == (LENGTH, entries[-1].hash)
    assert chain.seal == seal_of(chain)


def test_nothing_is_entered_where_the_act_was_not_done(centre, ben):
    @transaction.atomic
    def fail():
        enter(Act.DECISION, "Decided.", by=ben, centre=centre)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not AuditChain.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_many_entries_take_a_few_statements(number, chain, ben, django_assert_num_queries):
    deeds = [Deed(Act.PERMISSION, f"Added person {count}.", ben) for count in range(number)]
    with django_assert_num_queries(3):
        enter_all(deeds, centre=chain.centre_id)
    assert verify()[1]


def test_nothing_to_enter_makes_no_chain(centre):
    assert enter_all([], centre=centre) == []
    assert not AuditChain.objects.exists()


def test_entries_are_neither_changed_nor_deleted(chain):
    entry = chain.entries.first()
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(words="Did nothing."),
    ):
        with pytest.raises(TypeError):
            attempt()


def test_values_are_hashed_as_they_are_read_again(centre, ben):
    entry = enter(
        Act.CLAIM,
        "Claimed.\x00 \ud800",
        by=ben,
        centre=centre,
        code=UUID(int=7),
        on=date(2026, 5, 3),
        at=datetime(2026, 5, 3, 10, 0, 0, 123456, UTC),
        price=Decimal("1.10"),
        numbers=[1.0, -0.0, 1e22, 1e-7, 0.1, 10**30],
        nested={"b": {"z": None, 2: "Ünïcode \x00"}, "a": True},
    )
    again = AuditEntry.objects.get(pk=entry.pk)
    assert hash_of_entry(again) == entry.hash == again.hash
    assert verify()[1]


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(2**70), 2**70)
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=4), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=4,
    ),
    st.text(max_size=400),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_value_is_hashed_as_it_is_read_again(centre, detail, words):
    with transaction.atomic():
        (entry,) = enter_all([Deed(Act.VIEW, words, None, detail=detail)], centre=centre)
    again = AuditEntry.objects.get(pk=entry.pk)
    assert hash_of_entry(again) == again.hash


@pytest.mark.django_db(transaction=True)
def test_entries_of_eight_at_once_make_one_chain(cast, centre, ben):
    start, failures = threading.Barrier(8), []

    def work(centre):
        try:
            start.wait(30)
            for count in range(5):
                enter(Act.DECISION, f"Did the deed {count}.", by=ben, centre=centre)
        except Exception as failure:  # noqa: BLE001 - said below
            failures.append(failure)
        finally:
            connections.close_all()

    # Of the site as well, whose chain another constraint keeps single.
    threads = [threading.Thread(target=work, args=(c,)) for c in (centre, None) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(AuditChain.objects.values_list("length", flat=True)) == [20, 20]
    assert verify()[1]


# -- Tampering --------------------------------------------------------------------------------


def edit(rng, chain, other):
    number = rng.randint(1, LENGTH)
    entry = entry_of(chain, number)
    column, value = rng.choice(
        [
            ("at", entry.at + timedelta(microseconds=rng.choice([1, -1, 10**9]))),
            ("actor_id", User.objects.exclude(pk=entry.actor_id).first().pk),
            ("actor_id", None),
            ("actor_name", entry.actor_name + " "),
            ("act", Act.VIEW if entry.act != Act.VIEW else Act.LOGIN),
            ("learner_id", other.entries.exclude(learner=None).first().learner_id),
            ("words", entry.words.replace("deed", "need")),
            ("detail", {**entry.detail, "deed": "another"}),
            ("detail", {}),
            ("hash", "0" * 64),
            ("previous_hash", entry.hash),
            ("number", LENGTH + rng.randint(1, 9) + (number == LENGTH)),
        ]
    )
    past_the_site().filter(pk=entry.pk).update(**{column: value})
    return {chain: number}


def edit_and_hash_anew(rng, chain, other):
    """By somebody who knows how hashes are made: the next entry no longer follows."""
    number = rng.randint(1, LENGTH - 1)
    entry = entry_of(chain, number)
    entry.words = "Did something else."
    past_the_site().filter(pk=entry.pk).update(words=entry.words, hash=hash_of_entry(entry))
    return {chain: number + 1}


def rewrite_all_from(rng, chain, other):
    """The same to the very end, with a head that fits: only the seal is left."""
    number = rng.randint(1, LENGTH)
    previous = entry_of(chain, number).previous_hash
    for entry in AuditEntry.objects.filter(chain=chain, number__gte=number).order_by("number"):
        entry.words, entry.previous_hash = "Did something else.", previous
        previous = hash_of_entry(entry)
        past_the_site().filter(pk=entry.pk).update(
            words=entry.words, previous_hash=entry.previous_hash, hash=previous
        )
    past_the_site(AuditChain).filter(pk=chain.pk).update(last_hash=previous)
    return {chain: None}


def delete(rng, chain, other):
    first = rng.randint(1, LENGTH)
    last = rng.randint(first, LENGTH)
    past_the_site().filter(chain=chain, number__range=(first, last)).delete()
    return {chain: first}


def delete_and_close_the_gap(rng, chain, other):
    number = rng.randint(1, LENGTH - 1)
    entry_of_it = past_the_site().filter(chain=chain, number=number)
    entry_of_it.delete()
    for later in range(number + 1, LENGTH + 1):
        past_the_site().filter(chain=chain, number=later).update(number=F("number") - 1)
    return {chain: number}


def truncate(rng, chain, other):
    kept = rng.randint(0, LENGTH - 1)
    past_the_site().filter(chain=chain, number__gt=kept).delete()
    if rng.random() < 0.5 and kept:
        # With a head that fits, made without the key.
        head = entry_of(chain, kept).hash
        past_the_site(AuditChain).filter(pk=chain.pk).update(length=kept, last_hash=head)
        return {chain: None}
    return {chain: kept + 1}


def insert(rng, chain, other):
    number = rng.randint(1, LENGTH + 1)
    for later in range(LENGTH, number - 1, -1):
        past_the_site().filter(chain=chain, number=later).update(number=F("number") + 1)
    before = AuditEntry.objects.filter(chain=chain, number=number - 1).first()
    added = AuditEntry(
        chain=chain,
        number=number,
        at=timezone.now(),
        actor_name="Nobody",
        act=Act.DECISION,
        words="Decided in secret.",
        previous_hash=before.hash if before else "",
    )
    is_careful = rng.random() < 0.5
    added.hash = hash_of_entry(added) if is_careful else "f" * 64
    past_the_site().bulk_create([added])
    # Hashed with care it follows what is before it; what is after it does not follow.
    return {chain: number + 1 if is_careful and number <= LENGTH else number}


def reorder(rng, chain, other):
    first, second = sorted(rng.sample(range(1, LENGTH + 1), 2))
    swap_numbers(chain, first, second)
    return {chain: first}


def swap_numbers(chain, first, second):
    for old, new in ((first, 10**6), (second, first), (10**6, second)):
        past_the_site().filter(chain=chain, number=old).update(number=new)


def swap_between_chains(rng, chain, other):
    number = rng.randint(1, LENGTH)
    mine, theirs = entry_of(chain, number), entry_of(other, number)
    past_the_site().filter(pk=mine.pk).update(number=10**6)
    past_the_site().filter(pk=theirs.pk).update(chain=chain)
    past_the_site().filter(pk=mine.pk).update(chain=other, number=number)
    return {chain: number, other: number}


def move_to_another_chain(rng, chain, other):
    number = rng.randint(1, LENGTH)
    past_the_site().filter(chain=chain, number=number).update(chain=other, number=LENGTH + 1)
    return {chain: number, other: LENGTH + 1}


def alter_the_head(rng, chain, other):
    column, value = rng.choice(
        [
            ("length", LENGTH + rng.choice([-3, -1, 1, 8])),
            ("last_hash", "a" * 64),
            ("seal", "b" * 64),
            ("seal", ""),
            ("seal", other.seal),
            ("centre", Centre.objects.create(name="Nowhere")),
        ]
    )
    past_the_site(AuditChain).filter(pk=chain.pk).update(**{column: value})
    return {chain: None}


TAMPERINGS = (
    *[edit] * 4,
    edit_and_hash_anew,
    rewrite_all_from,
    *[delete] * 2,
    delete_and_close_the_gap,
    *[truncate] * 2,
    *[insert] * 2,
    reorder,
    swap_between_chains,
    move_to_another_chain,
    alter_the_head,
)


@pytest.mark.parametrize("seed", range(102))
def test_each_tampering_is_found_and_the_first_broken_link_named(seed, chain, other_chain):
    assert verify()[1]
    rng = random.Random(seed)
    expected = TAMPERINGS[seed % len(TAMPERINGS)](rng, chain, other_chain)
    said, is_whole = verify()
    assert not is_whole
    assert {chain: number_broken(chain) for chain in expected} == expected, said
    untouched = {chain, other_chain} - expected.keys()
    assert all(verify_chain(one).fault is None for one in untouched)


def test_an_untouched_trail_is_whole(chain, other_chain):
    said, is_whole = verify()
    assert is_whole
    assert f"Millrace Training: whole. {LENGTH}:{chain.last_hash}" in said


def test_chains_longer_than_a_block_are_read_in_blocks(chain, monkeypatch):
    monkeypatch.setattr("portfolio.verifying.BLOCK", 5)
    assert verify_chain(chain).length == LENGTH
    past_the_site().filter(chain=chain, number=11).delete()
    assert number_broken(chain) == 11


def test_entries_added_while_a_chain_is_read_are_no_fault(chain, ben, monkeypatch):
    from portfolio import verifying

    really_compare = verifying._compare_head

    def add_and_compare(walk):
        if walk.length == LENGTH:
            enter(Act.DECISION, "Decided meanwhile.", by=ben, centre=chain.centre_id)
        really_compare(walk)

    monkeypatch.setattr(verifying, "_compare_head", add_and_compare)
    walk = verify_chain(chain)
    assert (walk.fault, walk.length) == (None, LENGTH + 1)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda c, o: past_the_site().filter(chain=c, number=4).update(words="No."), "edited"),
        (lambda c, o: past_the_site().filter(chain=c, number=4).delete(), "missing"),
        (lambda c, o: swap_numbers(c, 4, 9), "out of order: .* now number 9"),
        (lambda c, o: past_the_site().filter(chain=c, number=12).delete(), "the end was cut"),
        (
            lambda c, o: past_the_site().filter(chain=c, number=4).update(chain=o, number=13),
            "moved: it is now entry 13 in the chain of “Harbour",
        ),
        (
            lambda c, o: past_the_site(AuditChain).filter(pk=c.pk).update(length=11),
            "head of the chain: was altered",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(tamper, words, chain, other_chain):
    tamper(chain, other_chain)
    said, _ = verify()
    assert re.search(words, said)


# What only the rest of the database, or a note outside it, can tell.


def cut_and_put_back(head):
    """Delete what is newer than ``head`` and put that head back as it was."""
    past_the_site().filter(chain=head.pk, number__gt=head.length).delete()
    past_the_site(AuditChain).filter(pk=head.pk).update(
        length=head.length, last_hash=head.last_hash, seal=head.seal
    )


def test_an_old_head_that_was_put_back_is_found_by_what_happened_since(csl, chain, learner):
    submission = submitted(make_evidence(learner), "LT 1.1")
    assert verify()[1]
    cut_and_put_back(chain)
    said, is_whole = verify()
    assert not is_whole
    assert f"Millrace Training: entry {LENGTH + 1}: is missing: submission {submission.pk}" in said


def test_an_old_head_that_was_put_back_is_found_by_a_note(chain, other_chain, ben):
    enter(Act.VIEW, "Opened a page.", by=ben, centre=chain.centre_id)
    head = AuditChain.objects.get(pk=chain.pk)
    expect = {"centre": "Millrace Training", "expect": [f"{head.length}:{head.last_hash}"]}
    assert verify(**expect)[1]
    cut_and_put_back(chain)
    assert verify()[1]  # nobody can tell without the note
    said, is_whole = verify(**expect)
    assert not is_whole
    assert f"entry {LENGTH + 1}: was there once" in said


def test_a_note_of_an_earlier_head_holds_while_the_chain_grows(chain, ben):
    note = f"{chain.length}:{chain.last_hash}"
    enter(Act.VIEW, "Opened a page.", by=ben, centre=chain.centre_id)
    assert verify(centre="Millrace Training", expect=[note])[1]
    wrong = f"{chain.length}:{'0' * 64}"
    assert not verify(centre="Millrace Training", expect=[wrong])[1]


def test_a_whole_chain_that_is_gone_is_found(csl, chain, other_chain, learner):
    submitted(make_evidence(learner), "LT 1.1")
    past_the_site().filter(chain=chain).delete()
    past_the_site(AuditChain).filter(pk=chain.pk).delete()
    said, is_whole = verify()
    assert not is_whole
    assert "Millrace Training: the head of the chain: is missing with the whole chain" in said


def test_a_login_that_is_told_nowhere_is_found(chain, anna):
    assert Client().post("/login/", {"username": "anna", "password": PASSWORD}).status_code == 302
    assert verify()[1]
    cut_and_put_back(chain)
    assert "a log-in by anna" in verify()[0]


def test_what_a_trail_says_nothing_of_began_before_it(csl, learner, ben):
    """A site that had its decisions before it had a trail."""
    submitted(make_evidence(learner), "LT 1.1")
    past_the_site().all().delete()
    past_the_site(AuditChain).all().delete()
    assert verify() == ("There is no entry yet.\n", True)
    enter(Act.VIEW, "Opened a page.", by=ben, learner=learner)
    assert verify()[1]


def test_a_submission_taken_back_is_told_twice(csl, chain, learner, anna):
    item = make_evidence(learner)
    submission = submitted(item, "LT 1.1")
    take_back(evidence=item, user=anna)
    assert AuditEntry.objects.filter(detail__submission=submission.pk).count() == 2
    past_the_site(Submission).filter(pk=submission.pk).update(submitted_at=timezone.now())
    assert verify()[1]


def test_the_command_refuses_what_it_cannot_compare(chain):
    for options in (
        {"centre": "Nowhere"},
        {"expect": ["12:abc"]},
        {"expect": [f"{chain.length}:{chain.last_hash}"]},
    ):
        with pytest.raises(CommandError):
            call_command("verify_audit", **options)


# What is written once without an entry that names it.
UNTOLD = {
    "AuditEntry",
    # What was tried and refused, which decides nothing and is deleted by age.
    "SecurityEvent",
    # Parts of a sample, which has its entry.
    "SampledDecision",
    # Not about one learner; each has an entry all the same.
    "AssessorObservation",
    "VisitReport",
    # An EQA's own ticks.
    "VisitedMark",
    # Of another installation; the entry of its coming in names its head.
    "CarriedTrail",
}


def test_all_that_is_written_once_is_a_fact_of_the_trail():
    """A new model that decides or signs gets a line in ``FACTS``, or here a reason."""
    written_once = {model.__name__ for model in AppendOnly.__subclasses__()}
    facts = {fact.model.__name__ for fact in FACTS} - {"Submission"}
    assert written_once - UNTOLD == facts


def test_each_fact_is_read_by_columns_that_exist(learner):
    for fact in FACTS:
        rows = fact.model.objects.filter(**{f"{fact.learner}__in": [learner.pk]})
        assert list(rows.values_list("pk", fact.value, fact.at)) == []


# -- What is entered --------------------------------------------------------------------------


def told(act):
    return list(AuditEntry.objects.filter(act=act).order_by("pk").values_list("words", flat=True))


def test_logging_in_is_entered_and_failing_to_is_not(anna, centre):
    client = Client()
    client.post("/login/", {"username": "anna", "password": "wrong"})
    assert told(Act.LOGIN) == []
    client.post("/login/", {"username": "anna", "password": PASSWORD})
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.chain.centre) == (Act.LOGIN, anna, centre)


def test_django_admin_is_entered_by_the_same_door(cast):
    root = User.objects.create(username="root", name="Root", is_staff=True, is_superuser=True)
    root.set_password(PASSWORD)
    root.save()
    client = Client()
    answer = client.get("/admin/login/?next=/admin/portfolio/user/")
    assert answer.headers["Location"] == "/login/?next=/admin/portfolio/user/"
    sent = {"username": "root", "password": PASSWORD, "next": "/admin/portfolio/user/"}
    answer = client.post("/login/", sent)
    assert answer.headers["Location"] == "/admin/portfolio/user/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/").headers["Location"] == "/admin/"
    assert client.get("/admin/password_change/").headers["Location"] == "/password/"
    # Of the site, since the login belongs to no centre.
    assert AuditEntry.objects.get().chain.centre is None


def test_the_door_of_django_admin_leads_nobody_in_a_circle(cleo):
    client = client_of(cleo)
    assert client.get("/admin/", follow=True).status_code == 403


def test_choosing_a_password_is_entered(anna):
    client = client_of(anna)
    new = "three-quiet-words"
    client.post(
        "/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert told(Act.LOGIN) == ["Changed the password."]
    anna.refresh_from_db()
    visitor = Client()
    page = visitor.get(invitation_link(anna, "http://testserver/"), follow=True)
    visitor.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert told(Act.LOGIN)[1:] == ["Chose a password by the link that was sent."]


def test_people_and_permissions_are_entered(cast, centre, cleo, ben):
    day = timezone.localdate()
    dora = people.add_person(
        centre=centre,
        by=cleo,
        username="dora",
        name="Dora Lindgren",
        email="",
        roles=[Role.LEARNER],
        starts_on=day,
    )
    people.change_person(
        person=dora, by=cleo, username="dora", name="Dora Lindgren", email="d@example.org"
    )
    people.block_person(person=dora, by=cleo)
    people.unblock_person(person=dora, by=cleo)
    role = people.give_role(
        person=dora, centre=centre, role=Role.EQA, by=cleo, starts_on=day, ends_on=day
    )
    people.end_membership(membership=role, by=cleo)
    people.reopen_membership(membership=role, by=cleo, ends_on=day)
    ended = people.allocate(
        learner=dora.learners.get(), membership=cast.memberships["ben"], by=cleo
    )
    people.end_allocation(allocation=ended, by=cleo)
    people.reopen_allocation(allocation=ended, by=cleo)
    entered = told(Act.PERMISSION)
    assert [words.partition(" of ")[0].partition(":")[0] for words in entered] == [
        "Added Dora Lindgren (dora)",
        "Changed the e-mail address",
        "Blocked the log-in",
        "Unblocked the log-in",
        "Gave the role “External quality assurer (EQA)”",
        "Ended the role “External quality assurer (EQA)”",
        "Reopened the role “External quality assurer (EQA)”",
        "Allocated Ben Okafor (Assessor).",
        "Ended the allocation",
        "Reopened the allocation",
    ]
    # An address is nobody's for ever; what is entered is.
    assert "d@example.org" not in str(list(AuditEntry.objects.values_list("words", "detail")))
    assert verify()[1]


def test_what_is_saved_unchanged_is_not_entered(cleo, anna):
    people.change_person(
        person=anna, by=cleo, username=anna.username, name=anna.name, email=anna.email
    )
    assert not AuditEntry.objects.exists()


def test_what_the_superuser_changes_in_django_admin_is_entered(cast, ben):
    root = User.objects.create(username="root", name="Root", is_staff=True, is_superuser=True)
    client = client_of(root)
    membership = cast.memberships["ben"]
    address = f"/admin/portfolio/membership/{membership.pk}/change/"
    sent = {"centre": membership.centre_id, "user": ben.pk, "role": "iqa"}
    answer = client.post(address, sent | {"starts_on": "2026-01-01", "ends_on": ""})
    assert answer.status_code == 302
    entry = AuditEntry.objects.get()
    assert entry.words.startswith("Changed in Django admin: membership “Ben Okafor")
    assert (entry.actor, entry.chain.centre_id) == (root, membership.centre_id)


def test_an_import_is_entered_person_by_person_or_not_at_all(centre, cleo):
    def table(text):
        return read_table(io.BytesIO(text.encode()), len(text), PEOPLE)

    import_people(table("Name,User name\nFemi A,femi\nGwen E,gwen\n"), centre=centre, by=cleo)
    assert told(Act.PERMISSION) == [
        "Added Femi A (femi) from a table: Learner.",
        "Added Gwen E (gwen) from a table: Learner.",
    ]
    import_people(table("Name,User name\nHal B,hal\nIda,no way\n"), centre=centre, by=cleo)
    assert len(told(Act.PERMISSION)) == 2


def test_exports_are_entered_when_asked_for_and_when_downloaded(csl, anna, cleo):
    client = client_of(anna)
    client.post(f"/enrolments/{csl.code}/export/")
    export = Export.objects.get()
    Export.objects.update(
        finished_at=timezone.now(),
        stored_as=default_storage.save("portfolio.pdf", ContentFile(b"%PDF-1.7")),
        size=8,
    )
    client.get(f"/exports/{export.code}/file/").getvalue()
    client_of(cleo).get("/people/export.csv")
    asked, downloaded, listed = told(Act.EXPORT)
    assert asked.startswith("Asked for the portfolio for")
    assert downloaded.startswith("Downloaded the portfolio for")
    assert listed == "Exported the list of people."


# -- Reading ----------------------------------------------------------------------------------


@laid_once
def trail(chain, other_chain, ben, learner, noahs_learner, centre):
    enter(Act.DECISION, "Decided LT 1.1: met.", by=ben, learner=learner)
    enter(Act.DECISION, "Decided about Noah.", by=ben, learner=noahs_learner)
    enter(Act.LOGIN, "Logged in.", by=ben, centre=centre)
    enter(Act.PERMISSION, "Allocated Eve.", by=ben, learner=learner)
    enter(Act.LOGIN, "Logged in to the site.", by=None)


def shown(user, **asked):
    page = client_of(user).get("/audit/", asked).context["page"]
    return [entry.words for entry in page.rows]


def test_an_administrator_reads_the_trail_of_the_centre(trail, cleo):
    words = shown(cleo)
    assert words[:4] == [
        "Allocated Eve.",
        "Logged in.",
        "Decided about Noah.",
        "Decided LT 1.1: met.",
    ]
    assert len(words) == 4 + LENGTH


def test_an_eqa_reads_what_was_done_about_learners_allocated_to_them(trail, eve, learner, cast):
    words = shown(eve)
    assert "Decided LT 1.1: met." in words
    assert {"Decided about Noah.", "Logged in.", "Allocated Eve."}.isdisjoint(words)
    page = client_of(eve).get("/audit/").context["page"]
    assert {entry.learner for entry in page.rows} == {learner}
    assert {entry.act for entry in page.rows}.isdisjoint({Act.LOGIN, Act.PERMISSION})
    Membership.objects.filter(user=eve).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client_of(User.objects.get(pk=eve.pk)).get("/audit/").status_code == 403


def test_a_superuser_reads_all_and_the_site(trail, ben):
    User.objects.filter(pk=ben.pk).update(is_superuser=True)
    words = shown(User.objects.get(pk=ben.pk))
    assert words[0] == "Logged in to the site."
    assert len(words) == 5 + 2 * LENGTH


def test_the_trail_is_filtered(trail, cleo):
    today = timezone.localdate()
    assert shown(cleo, act="login", person="okafor") == ["Logged in."] + [
        entry.words
        for entry in AuditEntry.objects.filter(
            chain__centre__name="Millrace Training", act="login", number__lte=LENGTH
        ).order_by("-pk")
    ]
    assert shown(cleo, learner="Bramwell") == ["Decided about Noah."]
    assert shown(cleo, learner="Bramwell", last_day=today - timedelta(days=1)) == []
    assert shown(cleo, learner="Bramwell", first_day=today, last_day=today) != []
    assert shown(cleo, person="nobody%_") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "nothing"},
        {"first_day": "yesterday"},
        {"first_day": "2026-05-03", "last_day": "2026-05-02"},
        {"last_day": "9999-12-31"},
        {"first_day": "0001-01-01"},
    ],
)
@pytest.mark.parametrize("address", ["/audit/", "/audit/export.csv"])
def test_what_cannot_be_looked_for_is_said_at_its_field(asked, address, trail, cleo):
    answer = client_of(cleo).get(address, asked)
    assert answer.status_code == 422
    assert answer.context["form"].errors


@pytest.mark.parametrize("before", ["x", "-1", "9" * 4000, "", "\x00", "²"])
def test_any_place_in_the_address_is_answered(before, trail, cleo):
    assert client_of(cleo).get("/audit/", {"before": before}).status_code == 200


def test_pages_follow_one_another_without_a_gap(chain, ben, cleo):
    for count in range(100):
        enter(Act.DECISION, f"Decided {count}.", by=ben, centre=chain.centre_id)
    client, seen, before = client_of(cleo), [], None
    for _ in range(4):
        page = client.get("/audit/", {"before": before} if before else {}).context["page"]
        seen += [entry.number for entry in page.rows]
        before = page.before
        if before is None:
            break
    assert seen == list(range(LENGTH + 100, 0, -1))


@pytest.mark.parametrize("count", [1, 30])
def test_queries_of_the_page(count, chain, ben, learner, cleo, django_assert_num_queries):
    for _ in range(count):
        enter(Act.DECISION, "Decided.", by=ben, learner=learner)
    client = client_of(cleo)
    with django_assert_num_queries(4):  # session, person, memberships, entries
        client.get("/audit/")


def test_the_table_is_safe_in_a_spreadsheet_and_taking_it_away_is_entered(chain, cleo, learner):
    enter(Act.DECISION, '=HYPERLINK("http://x")', by=None, name="+1 Nobody", learner=learner)
    answer = client_of(cleo).get("/audit/export.csv", {"act": "decision"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:4] == ["When", "Who", "What", "Act"]
    assert rows[1][1:5] == [
        "'+1 Nobody",
        '\'=HYPERLINK("http://x")',
        "Assessment decision",
        "Anna Kowalczyk",
    ]
    assert {row[3] for row in rows[1:]} == {"Assessment decision"}
    assert AuditEntry.objects.order_by("pk").last().words == "Exported the audit trail."


def test_hostile_words_are_shown_as_text(chain, cleo, learner):
    enter(Act.APPEAL, "<script>alert(1)</script>", by=None, name="<b>Eve</b>", learner=learner)
    text = client_of(cleo).get("/audit/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;b&gt;Eve" in text

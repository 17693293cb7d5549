"""The checks about people: reviews, coaching, support, and the learner's own development."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.advice.checking import findings_in
from assessment.advice.checks import CHECKS, coaching, development, reviews
from assessment.advice.facts import PortfolioFacts, RecordFacts, Row
from assessment.advice.reading import facts_of
from teams.catalogue import CATALOGUE
from teams.models import Agreement, Channel, Kind, ReviewMetric, ReviewObjective
from tests.advice_facts import TODAY, days_ago, facts, item, record
from tests.teams import make_record, make_standard, make_team

OURS = (*reviews.CHECKS, *coaching.CHECKS, *development.CHECKS)


def found(code, *records, **rest):
    """What our checks of a misconception find."""
    portfolio = facts(*records, **rest)
    return [each for check in OURS if code in check.codes for each in check.find(portfolio)]


def codes_of(findings, *records):
    """Which of the records they name, by place."""
    return [
        place
        for place, each in enumerate(records)
        if any(finding.record == each.code for finding in findings)
    ]


def objective(**columns):
    defaults = {
        "specific": "Settles billing calls at the first contact",
        "measurable": "From 52% to 75%",
        "achievable": "Half an hour each fortnight",
        "relevant": "Customers need not call again",
        "due_on": days_ago(-60),
        "outcome": "open",
    }
    return defaults | columns


def review(**columns):
    """A review with nothing amiss."""
    defaults = {
        "member": "Robin",
        "strengths": "Calmed Mr Shah on the refund call of 4 May.",
        "improvements": "Notes are too brief: the next person had to ring a customer back.",
        "own_words": "I write for myself. I had not thought of who comes after.",
        "actions": "Robin reads two notes with Kit.",
        "agreement": Agreement.AGREED,
        "agreed_on": days_ago(30),
        "metrics": [{"standard": "First contact resolution", "comment": "79%"}],
        "objectives": [objective()],
        "followed_up": [],
    }
    return record(Kind.REVIEW, **defaults | columns)


def plan(**columns):
    """A coaching plan with nothing amiss."""
    defaults = {
        "member": "Robin",
        "needs": "Goes quiet when a caller asks why the bill went up.",
        "learning": "By doing; does not like to be watched.",
        "methods": "Recorded bills, then alone.",
        "resources": "Half an hour in the quiet room.",
        "standard": "First contact resolution",
        "ends_on": days_ago(-30),
        "objectives": [{"text": "Explains a bill", "measure": "From 5 to 9 of 10 checked calls"}],
    }
    return record(Kind.COACHING_PLAN, **defaults | columns)


def session(**columns):
    """A coaching session with nothing amiss."""
    defaults = {
        "plan": "Billing under pressure",
        "minutes": 45,
        "listening": "Robin: “On the call it goes blank.”",
        "demonstration": "I took a live call while Robin watched.",
        "practice": "Two calls with the article open.",
        "feedback_given": "You let the customer finish before you explained.",
        "next_step": "Four calls with the card by Friday.",
    }
    return record(Kind.COACHING_SESSION, **defaults | columns)


VAGUE_SESSION = {
    "listening": "I listened to her concerns and supported her.",
    "demonstration": "I showed her how to do it properly.",
    "practice": "She practised until she was confident.",
    "feedback_given": "Good progress, keep it up.",
    "next_step": "Carry on as we are.",
}


def evaluation(**columns):
    defaults = {
        "plan": "Billing under pressure",
        "effect": "Robin settles more billing calls.",
        "figure_before": "52.00",
        "figure_after": "78.00",
    }
    return record(Kind.COACHING_EVALUATION, **defaults | columns)


def diary(text, **columns):
    return record(Kind.DIARY, text=text, theory="", learned="", **columns)


def one_to_one(**columns):
    defaults = {"channel": Channel.ONE_TO_ONE, "why": "For her ears.", "outcome": "Kit leads."}
    return record(Kind.COMMUNICATION, **defaults | columns)


def development_plan(*activities, ago=90, **columns):
    defaults = {"goal": "Plain words.", "progress": "", "activities": list(activities)}
    return record(Kind.DEVELOPMENT_PLAN, ago=ago, **defaults | columns)


# -- LT-M2, MT-M1: recognition ----------------------------------------------------------------


@pytest.mark.parametrize(
    "strengths",
    [
        *("", "None", "No complaints", "Average.", "Still too slow on the phone", "not bad"),
        *("Comes in as rostered", "Everybody works hard here", "Praise will follow in summer"),
        *("Continues in the role", "Completed the mandatory training"),
    ],
)
@pytest.mark.parametrize("code", ["LT-M2", "MT-M1"])
def test_reviews_that_recognise_nothing(code, strengths):
    both = [review(strengths=strengths, ago=60), review(strengths="n/a", ago=20)]
    assert codes_of(found(code, *both), *both) == [0, 1]


@pytest.mark.parametrize(
    "strengths",
    [
        "Kind",
        "FCR 71 to 80",
        "No complaints since she took over the desk",
        "Never late, even in the snow",
        "Slow but very thorough",
        "Drove a lost suitcase to the airport",
    ],
)
def test_one_of_the_last_three_recognises_something(strengths):
    reviews = [review(strengths="None", ago=ago) for ago in (10, 20)]
    assert not found("LT-M2", *reviews, review(strengths=strengths, ago=30))


def test_recognition_before_the_last_three_does_not_count():
    reviews = [review(strengths="None", ago=ago) for ago in (30, 20, 10)]
    old = review(strengths="Calmed Mr Shah.", ago=40)
    assert codes_of(found("LT-M2", old, *reviews), old, *reviews) == [1, 2, 3]


def test_one_review_is_too_little_to_tell_and_old_ones_are_left_alone():
    assert not found("LT-M2", review(strengths=""))
    assert not found("LT-M2", review(strengths=""), review(strengths="", ago=500))


def test_praise_among_the_areas_to_improve_is_recognition():
    praised = review(strengths="", improvements="Well done on the audit. Notes are short.")
    assert not found("LT-M2", praised, review(strengths=""))


# -- LT-M3: a conversation --------------------------------------------------------------------


@pytest.mark.parametrize(
    "own_words",
    ["", "Agreed.", "No comments", "Robin is happy with all points and has nothing to add", "4/5"],
)
def test_a_colleague_who_only_assents(own_words):
    fault, sound = review(own_words=own_words), review()
    assert codes_of(found("LT-M3", fault, sound), fault, sound) == [0]


@pytest.mark.parametrize(
    "own_words", ["Agreed, but I want a go at webchat", "I find billing hard", "I don't agree"]
)
def test_a_colleague_who_speaks(own_words):
    assert not found("LT-M3", review(own_words=own_words))


def test_a_review_of_ticks():
    ticks = {"strengths": "Calls: yes. Notes: yes. 4/5", "improvements": "None", "actions": ""}
    fault = review(**ticks, own_words="I like it here.", objectives=[])
    short = review(**ticks, own_words="I would like to learn chat.")
    assert codes_of(found("LT-M3", fault, short), fault, short) == [0]


def test_a_review_that_was_only_begun_is_left_alone():
    begun = review(
        **dict.fromkeys(("strengths", "improvements", "own_words", "actions"), ""),
        agreement=Agreement.OPEN,
        metrics=[],
        ago=1,
    )
    assert not [code for code in ("LT-M3", "LT-M6", "CC-M2", "MT-M2") if found(code, begun)]


# -- LT-M6: objectives ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"specific": "Improve call handling", "measurable": "Will be better"}, "counted or seen"),
        ({"due_on": None}, "no day"),
        (
            {
                "specific": "Tidy the stationery cupboard",
                "measurable": "Each Friday",
                "relevant": "Looks better",
            },
            "for customers",
        ),
        (
            {
                "specific": "Hand in timesheets",
                "measurable": "Each Friday",
                "relevant": "Good for her career and for the morale of the team",
            },
            "for customers",
        ),
        ({"specific": "Know the system", "measurable": "When ready"}, "counted or seen"),
    ],
)
def test_an_objective_that_is_not_smart(columns, said):
    fault = review(objectives=[objective(), objective(**columns)])
    (finding,) = found("LT-M6", fault, review())
    assert finding.record == fault.code
    assert said in finding.words
    assert columns.get("specific", "Settles billing calls") in finding.words


def test_an_agreed_review_without_objective():
    fault = review(objectives=[])
    assert codes_of(found("LT-M6", fault), fault) == [0]
    assert not found("LT-M6", review(objectives=[], agreement=Agreement.OPEN))


@pytest.mark.parametrize(
    "columns",
    [
        {"specific": "Closes calls well", "measurable": "Uses the closing question in ten calls"},
        {"specific": "Next step", "measurable": "Says the next step before the end of the call"},
        {"specific": "Greets every guest by name", "measurable": ""},
        {"due_on": None, "measurable": "Nine of ten calls by the end of June"},
        {"specific": "Be better", "measurable": "", "outcome": "dropped"},
        {"specific": "Post", "measurable": "No letter left in the tray at six", "relevant": "Post"},
        {"specific": "Holds the door", "measurable": "Seen every time I walk past"},
        {"specific": "Weighs each cake", "measurable": "12 of 12", "relevant": "No short weight"},
    ],
)
def test_an_objective_that_can_be_seen(columns):
    assert not found("LT-M6", review(objectives=[objective(**columns)]))


# -- CC-M2: evidence --------------------------------------------------------------------------


def test_a_review_without_evidence():
    general = {"strengths": "Good with customers.", "improvements": "Notes.", "metrics": []}
    fault = review(**general)
    assert codes_of(found("CC-M2", fault, review()), fault) == [0]


@pytest.mark.parametrize(
    "columns",
    [
        {"strengths": "Two guests asked for her by name."},
        {"strengths": "On Tuesday she stayed with a caller who was crying."},
        {"improvements": "Talked over the customer on the third call."},
        {"metrics": [{"standard": "Adherence", "comment": ""}]},
        {"strengths": "Kept everyone informed when the lift broke."},
        {"strengths": "Helped out at Leeds."},
        {"improvements": "Hurried through the call about the lost key."},
    ],
)
def test_a_review_with_evidence(columns):
    general = {"strengths": "Good with customers.", "improvements": "Notes.", "metrics": []}
    assert not found("CC-M2", review(**general | columns))


# -- MT-M2: put down --------------------------------------------------------------------------


def test_conversations_without_an_end():
    records = [
        review(agreement=Agreement.OPEN, agreed_on=None, ago=14),
        review(agreement=Agreement.OPEN, agreed_on=None, ago=13),
        session(feedback_given="", next_step="-"),
        session(feedback_given="", next_step="Two chats beside Remi."),
        one_to_one(outcome="n/a"),
        one_to_one(),
        one_to_one(outcome="", channel=Channel.BRIEFING),
        session(feedback_given="", next_step="", ago=-3),
    ]
    assert codes_of(found("MT-M2", *records), *records) == [0, 2, 4]


@pytest.mark.parametrize(
    "text",
    [
        "Had a quiet word with Sam about his lateness, nothing written.",
        "We agreed it verbally.",
        "I spoke to her about her breaks and did not write it down.",
        "I told him in passing. No paper trail.",
        "We talked about her sick leave and I made no notes.",
        "I don’t keep notes of our talks.",
    ],
)
def test_an_account_of_what_was_only_spoken(text):
    assert found("MT-M2", diary(text))
    account = item(text)
    assert [each.item for each in found("MT-M2", items=[account])] == [str(account.code)]


@pytest.mark.parametrize(
    "text",
    [
        "Informal chat with Sam, noted in the log.",
        "Had a quiet word with Lou and wrote it up afterwards.",
        "No notes on the account, so the next adviser started again.",
        "Two people told me that they dread Mondays.",
        "Just a quick word with Sam; what we agreed is in my log.",
        "Had only a chat with Lou. The day and her answer went into the file.",
        "Morale was low and nobody had taken a minute to listen.",
    ],
)
def test_an_account_of_what_was_written(text):
    assert not found("MT-M2", diary(text), items=[item(text)])


# -- LT-M5: shown, not claimed ----------------------------------------------------------------


def test_support_that_is_only_claimed():
    records = [
        session(**VAGUE_SESSION),
        session(),
        session(**VAGUE_SESSION | {"practice": "Robin tried the card on two calls."}),
        session(**VAGUE_SESSION | {"practice": "Robin acted it out with Sam."}),
        diary("I always support my team."),
        diary("I supported Robin on Tuesday: she rang the customer herself."),
        diary("Service level at noon: 83%. Nobody looked worried."),
    ]
    assert codes_of(found("LT-M5", *records), *records) == [0, 4]


@pytest.mark.parametrize(
    "practice", ["Robin found it very helpful.", "Robin made progress.", "Robin tried her best."]
)
def test_a_name_alone_tells_nothing(practice):
    assert found("LT-M5", session(**VAGUE_SESSION | {"practice": practice}))


@pytest.mark.parametrize(
    ("columns", "is_fault"),
    [
        ({"effect": "She is much better now."}, True),
        ({"effect": "She is much better now.", "figure_after": "78"}, True),
        ({"effect": "From 52% to 78%."}, False),
        ({"effect": "Much better.", "worked": "The card worked, the film did not."}, True),
        (
            {
                "effect": "Good.",
                "colleagues_view": "I used to pass each refund on. Now I open the screen.",
            },
            False,
        ),
        ({"effect": "Used to transfer every refund. Now she opens the screen herself."}, False),
        ({"effect": "Better.", "figure_before": "52", "figure_after": "78"}, False),
    ],
)
def test_an_evaluation_without_before_and_after(columns, is_fault):
    bare = {"figure_before": None, "figure_after": None}
    assert bool(found("LT-M5", evaluation(**bare | columns))) == is_fault


def test_accounts_are_reflective_items_of_ones_own_words():
    claim = "I always support my team and help whenever needed."
    titled = item(f"Account of May 2026\n{claim}\nscan 12.pdf", title="Account of May 2026")
    others = [
        item(claim, method="witness"),
        item(claim, kinds=[Kind.REVIEW]),
        item(f"{claim} On 4 May I sat beside Robin on the refund call."),
    ]
    assert [each.item for each in found("LT-M5", items=[titled, *others])] == [str(titled.code)]


# -- CC-M3: soft skills -----------------------------------------------------------------------

SILENT = {
    "own_words": "More hours please.",
    "improvements": "Wrap codes.",
    "strengths": "AHT 6:10.",
}


def test_soft_skills_nowhere():
    records = [review(**SILENT, ago=ago) for ago in (10, 20, 30)]
    assert codes_of(found("CC-M3", *records), *records) == [0, 1, 2]
    assert not found("CC-M3", *records[:2])
    assert not found("CC-M3", *records[:2], review(**SILENT, ago=500))


@pytest.mark.parametrize(
    "finding", ["Let her finish before he answered.", "Tone was flat.", "Was short with a guest."]
)
def test_soft_skills_in_one_of_them(finding):
    check = record(Kind.QUALITY_CHECK, method="calls", good="", finding=finding, action="")
    assert not found("CC-M3", check, *(review(**SILENT) for _ in range(3)))


@pytest.mark.parametrize("finding", ["The patient notes were late.", "In a timely manner."])
def test_what_only_looks_like_a_soft_skill(finding):
    check = record(Kind.QUALITY_CHECK, method="calls", good="", finding=finding, action="")
    assert found("CC-M3", check, *(review(**SILENT) for _ in range(3)))


@pytest.mark.parametrize(
    ("finding", "is_soft"),
    [
        ("Shorter waits for everybody.", False),
        ("Takes twice the time for it.", False),
        ("Results went to the wrong patient.", False),
        ("Let the patient finish.", True),
        ("She was patient.", True),
        ("Put himself in the place of the tenant.", True),
        ("Waits until they have finished.", True),
    ],
)
def test_what_is_about_how_it_is_said(finding, is_soft):
    check = record(Kind.QUALITY_CHECK, method="calls", good="", finding=finding, action="")
    records = (check, *(review(**SILENT) for _ in range(3)))
    assert bool(found("CC-M3", *records)) is not is_soft


def test_how_one_learns_is_no_situation():
    assert found("DO-M1", plan(**VAGUE_PLAN | {"learning": "On her own screen."}))


# -- DO-M1 and DO-M3: coaching ----------------------------------------------------------------

VAGUE_PLAN = {
    "needs": "Needs more confidence with customers.",
    "methods": "Role play and support.",
    "resources": "45 minutes in the quiet room.",
    "standard": None,
    "objectives": [{"text": "Be more confident", "measure": "Feels better"}],
}


def test_coaching_in_general_words():
    records = [plan(**VAGUE_PLAN), session(**VAGUE_SESSION), plan(), session()]
    assert codes_of(found("DO-M1", *records), *records) == [0, 1]


@pytest.mark.parametrize(
    "columns",
    [
        {"standard": "CSAT"},
        {"needs": "Average handling time is too long."},
        {"needs": "The refunds screen."},
        {"methods": "We listen to her call with Mr Shah."},
        {"needs": "She opened the wrong form."},
        {"objectives": [{"text": "Be confident", "measure": "9 of 10 checked calls"}]},
    ],
)
def test_coaching_about_something_at_work(columns):
    assert not found("DO-M1", plan(**VAGUE_PLAN | columns))


@pytest.mark.parametrize(
    ("columns", "is_fault"),
    [
        ({"objectives": []}, True),
        ({"objectives": [{"text": "Be better", "measure": "Improvement"}]}, True),
        ({"learning": ""}, True),
        ({"learning": "Same as everyone"}, True),
        ({"learning": "", "methods": "Robin learns best by doing."}, False),
        ({"objectives": [{"text": "Refunds", "measure": "Does a refund alone"}]}, False),
        ({"learning": "Reads first."}, False),
    ],
)
def test_a_vague_coaching_plan(columns, is_fault):
    fault = plan(**columns)
    assert codes_of(found("DO-M3", fault, plan()), fault) == ([0] if is_fault else [])


# -- DO-M2: one's own development -------------------------------------------------------------

DONE = {"text": "Shadow two calls", "done_on": days_ago(30), "applied": "I wait now"}


def test_development_that_nothing_shows():
    fault = development_plan(DONE | {"applied": ""}, {"text": "Read a book", "done_on": None})
    assert codes_of(found("DO-M2", fault, record(Kind.SELF_ASSESSMENT)), fault) == [0]


@pytest.mark.parametrize(
    "more",
    [
        [development_plan(DONE)],
        [record(Kind.FEEDBACK, words="“You wait well.”")],
        [record(Kind.SELF_ASSESSMENT), record(Kind.SELF_ASSESSMENT)],
        [development_plan(progress="Clear explanation from 76% to 93%.", ago=10)],
    ],
)
def test_development_that_something_shows(more):
    assert not found("DO-M2", development_plan(), *more)


def test_a_young_plan_need_not_show_anything():
    assert not found("DO-M2", development_plan(ago=50))


# -- All of them ------------------------------------------------------------------------------


def test_every_code_has_its_check():
    codes = {code for check in OURS for code in check.codes}
    assert codes == {
        *("LT-M2", "MT-M1", "LT-M3", "LT-M5", "LT-M6", "CC-M2", "CC-M3", "MT-M2"),
        *("DO-M1", "DO-M2", "DO-M3"),
    }
    assert set(OURS) <= set(CHECKS)
    assert len({check.key for check in CHECKS}) == len(CHECKS)


def test_nothing_is_found_where_all_is_well():
    sound = facts(review(), review(ago=20), plan(), session(), evaluation(), one_to_one())
    assert not [finding.found for finding in findings_in(sound) if finding.check in OURS]


def test_nothing_at_all_is_too_little_to_tell():
    assert not [check.key for check in OURS if list(check.find(facts()))]


class StrictRow(Row):
    """Raises where a column is asked for that the model does not have."""

    def __init__(self, columns):
        super().__init__(_Known(columns))


class _Known(dict):
    def get(self, name, default=None):
        return self[name]

    def __missing__(self, name):
        raise AssertionError(f"No such column: {name}")


class StrictRecord(RecordFacts):
    def __init__(self, columns):
        super().__init__(columns)
        self.columns = _Known(columns)

    def rows(self, name):
        return tuple(map(StrictRow, self.columns[name]))


def _row_of(model):
    names = {field.name for field in model._meta.concrete_fields} - {"id"}
    return dict.fromkeys(names)


def _strict(kind, ago=90, **columns):
    """A record with all columns its model has, all empty but for those given, and a row each."""
    entry = CATALOGUE[kind]
    names = dict.fromkeys(_row_of(entry.model), "")
    rows = {name: [_row_of(entry.model._meta.get_field(name).related_model)] for name in entry.rows}
    base = {"code": str(kind), "kind": kind.value, "title": "T", "happened_on": days_ago(ago)}
    return StrictRecord(names | rows | base | columns)


def test_every_column_that_is_asked_for_exists():
    written = {
        Kind.REVIEW: {"agreement": "agreed", "own_words": "I like chats", "strengths": "4/5"},
        Kind.COMMUNICATION: {"channel": "one-to-one"},
        Kind.COACHING_SESSION: {"practice": "Good", "listening": "We talked"},
    }
    records = [_strict(kind, **written.get(kind, {})) for kind in Kind for _ in range(2)]
    portfolio = PortfolioFacts(TODAY, frozenset(), tuple(records))
    assert [check.key for check in OURS if list(check.find(portfolio))]


# -- Through the database ---------------------------------------------------------------------


def _kept_review(team, **values):
    today = timezone.localdate()
    return make_record(
        team,
        Kind.REVIEW,
        title="Spring review",
        happened_on=today - timedelta(days=30),
        period_from=today - timedelta(days=120),
        period_until=today - timedelta(days=31),
        agreement=Agreement.AGREED,
        agreed_on=today - timedelta(days=30),
        **values,
    )


def _found_for(learner, code):
    portfolio = facts_of(learner)
    return [each for check in OURS if code in check.codes for each in check.find(portfolio)]


def test_reviews_as_they_are_kept(learner):
    team = make_team(learner)
    kept = _kept_review(team, strengths="Good with customers", own_words="Agreed.")
    (evidence,) = _found_for(learner, "CC-M2")
    (checklist,) = _found_for(learner, "LT-M3")
    (objective,) = _found_for(learner, "LT-M6")
    assert {each.record for each in (evidence, checklist, objective)} == {str(kept.code)}
    assert checklist.label == "Spring review"
    assert "Ash’s review" in checklist.words or "Robin’s review" in checklist.words
    assert "“Agreed”" in checklist.words
    ReviewMetric.objects.create(review=kept, standard=make_standard(team))
    ReviewObjective.objects.create(
        review=kept,
        specific="Says the next step",
        measurable="9 of 10 calls",
        relevant="Customers know what happens",
        due_on=timezone.localdate(),
    )
    assert not _found_for(learner, "CC-M2")
    assert not _found_for(learner, "LT-M6")


def test_coaching_as_it_is_kept(learner):
    team = make_team(learner)
    kept = make_record(
        team, Kind.COACHING_PLAN, needs="More confidence", standard=None, learning="By doing"
    )
    assert [each.record for each in _found_for(learner, "DO-M1")] == [str(kept.code)]
    assert [each.record for each in _found_for(learner, "DO-M3")] == [str(kept.code)]
    kept.standard = make_standard(team)
    kept.save(update_fields=["standard"])
    kept.objectives.create(text="Refunds", measure="8 of 10 checked refunds")
    assert not _found_for(learner, "DO-M1")
    assert not _found_for(learner, "DO-M3")

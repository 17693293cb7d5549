"""What Ben recorded himself: a discussion that Anna confirmed, and an observation that she has
still to read. And the original of her confidential item, which he went to see."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import transaction

from assessment.demo.people import learner_named
from assessment.demo.sounds import discussion_recording
from assessment.demo.story import HandIn, Marking
from assessment.demo.telling import STORY, backdate, hand_over, targets_by_code
from assessment.models import AssessorRecord, Mapping, Sighting, Submission
from assessment.sessions.mapping import map_record
from assessment.sessions.recording import Row, begin_record
from assessment.sessions.sighting import record_sighting
from assessment.sessions.signing import sign_record
from portfolio.files.storing import describe_file, store_file
from portfolio.files.uploads import IncomingFile
from portfolio.models import Evidence, EvidenceFile, Method, User
from teams.demo.days import Days

RECORDING = "Sound recording of the discussion. In the demo: a short sequence of tones."


@dataclass(frozen=True)
class Session:
    """``began``: minutes after mid-morning; ``shows``: codes of criteria, each with a place."""

    key: str
    method: Method
    title: str
    days_ago: int
    began: int
    minutes: int
    place: str
    present: str
    follow_up: str
    rows: tuple[Row, ...]
    shows: dict[str, str]
    recording: str = ""
    hand_in: HandIn | None = None


DISCUSSION = Session(
    key="recorded-discussion",
    method=Method.DISCUSSION,
    title="Professional discussion: objectives, structure and difficult messages",
    days_ago=27,
    began=20,
    minutes=48,
    place="Quiet room, second floor",
    present="Nobody else",
    follow_up="Anna brings the minutes of the next huddle, so that we can compare what was decided "
    "with what was understood.",
    rows=(
        Row(
            "How do the objectives of your team follow from those of the organisation?",
            "From the league table of the regulator to the share of calls settled at once, and "
            "from there to the two figures on the board. Anna drew the line herself and named who "
            "answers for each step.",
            "01:10",
        ),
        Row(
            "Who may decide what in your team, and how does a new member learn it?",
            "Three real cases on the first day: a refund, a complaint about a colleague, a caller "
            "at risk. For each the new member says who decides; then they look it up together.",
            "08:45",
        ),
        Row(
            "What would change if you had to plan next month with two people fewer?",
            "Quality checks would be halved, not dropped; one-to-ones would stay. The late shift "
            "would be shared with metering, as in the contingency plan.",
            "16:30",
        ),
        Row(
            "Tell me of a message that people did not want to hear.",
            "That the desk swap ends. She told the two concerned first, in person, then all of "
            "them in the huddle with the reason, and asked what it would cost each of them.",
            "24:05",
        ),
        Row(
            "How do you know that a message has arrived?",
            "Somebody says it back. For those on other shifts she asks one question in the chat "
            "that cannot be answered without having read the note.",
            "31:50",
        ),
        Row(
            "What will you do differently in your next review talk?",
            "Begin with the member’s own figures and keep silent until they have said what they "
            "see in them. She has written it on the form that she takes along.",
            "40:20",
        ),
    ),
    shows={"LT 4.1": "01:10", "LT 4.2": "01:10", "MT 3.1": "08:45", "LT 4.5": "24:05"},
    recording="Discussion on objectives (extract).wav",
    hand_in=HandIn(
        24,
        Marking(
            20,
            "All answers came from your own team, and the recording bears them out. What we agreed "
            "about the minutes is for your next item.",
            comments={"LT 4.1": "Explained from 01:10 without notes."},
        ),
    ),
)

OBSERVATION = Session(
    key="recorded-observation",
    method=Method.OBSERVATION,
    title="Observation: Monday huddle and a call-back that went wrong",
    days_ago=4,
    began=-55,
    minutes=95,
    place="Billing floor, Weston Quay",
    present="Seven members of the team; Will for the first ten minutes",
    follow_up="",
    rows=(
        Row(
            "Thanks and fairness in the huddle",
            "Two members were thanked by name, each for something a customer had gained. Jules was "
            "corrected on a figure, quietly, after the huddle.",
            "08:50",
        ),
        Row(
            "Direction: what, why, by when",
            "Kit was given the queue of late call-backs with a number and a time. Anna asked Kit "
            "to say it back; Kit named a risk, and Anna moved one person for it.",
            "08:58",
        ),
        Row(
            "Support when something goes wrong",
            "A promised call-back had been missed. Anna sat with Devon, let Devon phone the "
            "customer, and spoke only when asked. The cause was put on the board without a name.",
            "09:40",
        ),
    ),
    shows={"LT 1.5": "08:50", "LT 2.1": "08:58", "LT 2.4": "09:40"},
)


def ensure_sessions(days: Days) -> None:
    """Make what is missing of the two records and the sighting."""
    for session in (DISCUSSION, OBSERVATION):
        code = uuid5(STORY, f"anna/{session.key}")
        if not Evidence.objects.filter(code=code).exists():
            # Before the transaction, which would keep everybody else from writing meanwhile.
            sound = discussion_recording(days) if session.recording else b""
            with transaction.atomic():
                _tell(session, days, code, sound)
    _see_the_original(days)


def _tell(session: Session, days: Days, code: UUID, sound: bytes) -> None:
    ben, learner = User.objects.get(username="ben"), learner_named("anna")
    began = days.moment(session.days_ago, session.began)
    ended = began + timedelta(minutes=session.minutes)
    evidence = begin_record(
        learner=learner,
        user=ben,
        method=session.method,
        code=code,
        rows=session.rows,
        title=session.title,
        place=session.place,
        present=session.present,
        follow_up=session.follow_up,
        began_at=began,
        ended_at=ended,
    )
    if session.recording:
        with IncomingFile.of(session.recording, [sound]) as upload:
            file = store_file(evidence=evidence, user=ben, upload=upload).file
        describe_file(file=file, user=ben, description=RECORDING)
    targets = targets_by_code()
    for target, place in session.shows.items():
        (named,) = targets[target].values()
        map_record(evidence=evidence, target=named, user=ben, place=place)
    evidence.refresh_from_db()
    sign_record(evidence=evidence, user=ben, revision=evidence.revision, declared=True)
    signed = ended + timedelta(minutes=15)
    EvidenceFile.objects.filter(evidence=evidence).update(uploaded_at=ended)
    Mapping.objects.filter(evidence=evidence).update(added_at=ended)
    AssessorRecord.objects.filter(evidence=evidence).update(signed_at=signed)
    Evidence.objects.filter(pk=evidence.pk).update(created_at=began, changed_at=signed)
    if session.hand_in:
        evidence.refresh_from_db()
        hand_over(evidence, session.hand_in, days)


def _see_the_original(days: Days) -> None:
    submission = Submission.objects.filter(
        evidence__code=uuid5(STORY, "anna/signposted"), taken_back_at=None
    ).last()
    if submission is None or submission.sightings.exists():
        return
    seen = days.ago(15)
    sighting = record_sighting(
        submission=submission,
        user=User.objects.get(username="ben"),
        seen_on=seen,
        where="HR office, Weston Quay, with the HR adviser",
        note="Notes of the talk and the plan for six weeks, both signed.",
    )
    backdate(Sighting.objects.filter(pk=sighting.pk), recorded_at=days.moment(15, 60))

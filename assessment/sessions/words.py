"""What an observation, a discussion and questioning are called on their pages."""

from dataclasses import dataclass

from portfolio.models import Method


@dataclass(frozen=True, slots=True)
class Words:
    """``one``: a row; ``asked`` and ``answered``: its two fields; ``purpose``: for who chooses."""

    noun: str
    purpose: str
    heading: str
    one: str
    asked: str
    answered: str
    lead: str
    declaration: str
    icon: str


WORDS: dict[str, Words] = {
    Method.OBSERVATION: Words(
        noun="observation",
        purpose="You watch the learner at work and write down what you see.",
        heading="What was seen",
        one="observation",
        asked="What was to be seen",
        answered="What you saw",
        lead="Prepare what to look for; write what you see on the day.",
        declaration="I observed what is written here, and this is a true record of it.",
        icon="eye",
    ),
    Method.DISCUSSION: Words(
        noun="professional discussion",
        purpose="You and the learner talk about their work; attach the recording.",
        heading="Questions and answers",
        one="question",
        asked="Question or theme",
        answered="What the learner said",
        lead="Prepare the questions; write the answers while you talk.",
        declaration="I held this discussion with the learner, and this is a true record of it.",
        icon="chat-left-text",
    ),
    Method.QUESTIONING: Words(
        noun="record of questioning",
        purpose="A few questions, asked by word of mouth, to close a gap.",
        heading="Questions and answers",
        one="question",
        asked="Question",
        answered="Answer",
        lead="Prepare the questions; write the answers while you talk.",
        declaration="I asked these questions, and these are the learner’s own answers.",
        icon="patch-question",
    ),
}

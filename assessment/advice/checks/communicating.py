"""Communications: methods that differ, and people who need or prefer one."""

from collections.abc import Iterator

from assessment.advice.facts import MemberFacts, PortfolioFacts, RecordFacts
from assessment.advice.findings import Check, Found, Sureness, in_record, is_missing
from assessment.advice.quoting import quoted
from assessment.advice.words.adapting import adapts, adapts_to, prefers
from assessment.advice.words.patterns import any_of, plain, said
from teams.models import Channel, Kind

ENOUGH_TO_VARY = 4


def _one_method(facts: PortfolioFacts) -> Iterator[Found]:
    told = facts.recent(Kind.COMMUNICATION)
    methods = {each.text("channel") for each in told} - {""}
    if len(told) >= ENOUGH_TO_VARY and len(methods) == 1:
        label = Channel(methods.pop()).label
        yield is_missing(
            Kind.COMMUNICATION,
            f"All {len(told)} communications of the last twelve months are of one method: {label}.",
        )


def _needs_left_out(facts: PortfolioFacts) -> Iterator[Found]:
    told = facts.of_kind(Kind.COMMUNICATION)
    in_need = [member for member in facts.members if _wants(member)]
    if not in_need or not told:
        return
    if any(_takes_care(each, in_need) for each in told):
        return
    for member in in_need:
        newest = _newest_for(member, told)
        if newest:
            yield in_record(
                newest,
                f"{member.name}: {quoted(_wants(member))}. Neither this nor any other of your "
                "communications says how that was met.",
                part=f"needs of {member.name}",
            )


def _wants(member: MemberFacts) -> str:
    """What a colleague needs or prefers; "" for nothing."""
    written = (member.access_needs, member.preferred_communication)
    return "; ".join(text for text in written if prefers(text))


def _takes_care(told: RecordFacts, in_need: list[MemberFacts]) -> bool:
    if adapts(told.text("access")):
        return True
    names = tuple(member.name for member in in_need)
    if any(adapts_to(names, each) for each in _rest_of(told)):
        return True
    alone = [member for member in in_need if told.members == (member.name,)]
    return any(_suits(told.text("channel"), member) for member in alone)


def _rest_of(told: RecordFacts) -> tuple[str, ...]:
    return tuple(filter(None, map(told.text, ("why", "message", "outcome", "improve"))))


# Words of a preference, and the method that meets it when it is meant for that person alone.
MEETS = {
    Channel.ONE_TO_ONE: any_of(
        "one to one*, one on one*, in person, face to face, 1 2 1*, 121*, 1 to 1*, 1 1, alone, "
        "private*, quiet*, just the two of us, not in front of *"
    ),
    Channel.DIGITAL: any_of(
        "e mail*, email*, mail, chat*, text, texts, texted, text message*, messag*, video*, teams, "
        "whatsapp, online"
    ),
    Channel.WRITTEN: any_of("writ*, in writing, paper*, print*, letter*, notes, a note"),
}


def _suits(channel: str, member: MemberFacts) -> bool:
    wanted = plain(f"{member.preferred_communication}\n{member.access_needs}")
    pattern = MEETS.get(Channel(channel)) if channel in Channel.values else None
    return pattern is not None and said(pattern, wanted)


def _newest_for(member: MemberFacts, told: tuple[RecordFacts, ...]) -> RecordFacts | None:
    """The newest that was for them: one that names nobody is for all."""
    own = [each for each in told if not each.members or member.name in each.members]
    return own[-1] if own else None


CHECKS = (
    Check(
        key="one-method-for-all",
        title="One way of communicating for everything",
        codes=("MT-M4",),
        sureness=Sureness.COUNTED,
        why="The criteria ask for methods that suit topic, audience and time. One method for "
        "everything leaves out whoever it does not suit.",
        mend="Record communications of other methods that you use, such as one-to-ones or the "
        "handover book, and say of each why it suited. If there is but one, try another next.",
        find=_one_method,
    ),
    Check(
        key="needs-left-out",
        title="Needs and preferences left out",
        codes=("MT-M4",),
        sureness=Sureness.READ,
        why="You have written down what colleagues need or prefer. An examiner looks for what you "
        "did about it, and the Equality Act expects it.",
        mend="Say under “preferences and access needs” of a communication how these colleagues "
        "could take part; where nothing was done, do it next time and record that.",
        find=_needs_left_out,
    ),
)

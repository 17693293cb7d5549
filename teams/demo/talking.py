"""The demo's communications."""

from teams.demo.story import Told
from teams.models import Channel, Communication

EVERYBODY = ("Ash", "Devon", "Jules", "Kit", "Lou", "Morgan", "Remi", "Robin")


def _told(
    key: str,
    title: str,
    days_ago: int,
    channel: Channel,
    why: str,
    message: str,
    outcome: str,
    members: tuple[str, ...] = (),
    **more: str,
) -> Told:
    columns = {"channel": channel, "why": why, "message": message, "outcome": outcome, **more}
    return Told(key, Communication, title, days_ago, columns, members=members)


COMMUNICATIONS = (
    _told(
        "standards-briefed",
        "What we promise, and who does what",
        216,
        Channel.MEETING,
        "Roles and standards concern everybody and will be questioned: that needs a room, and "
        "time.",
        "The five service standards, the skills matrix as each had rated it, main and back-up "
        "roles, who decides what and to whom one turns when I am away.",
        "All eight agreed their role and signed. Two swapped back-up roles on the spot.",
        access="Points to Remi and Devon the evening before; Devon by video.",
        heard="Jules: “And who covers Tuesdays late?” Nobody did. It was changed.",
    ),
    _told(
        "workshop",
        "Root cause workshop",
        170,
        Channel.LISTENING,
        "They know what stops them, and the quiet ones know most: ten minutes of silent writing.",
        "One question, sent the day before: what stops you from solving it the first time?",
        "A cause all eight stand by, three options costed, one chosen. Three offered to write.",
        access="Notes and not talk first; Devon by video; readings in large print on the wall.",
        heard="Ash: articles go out of date. Kit: “Nobody said that it was our fault.”",
        improve="Next time ask somebody from the back office to be there.",
    ),
    _told(
        "plan-briefed",
        "The plan, and what it asks of you",
        160,
        Channel.BRIEFING,
        "Short and the same words for all, before the shift in which it begins.",
        "Objectives, each one's task and why it is theirs, what good work looks like, what will "
        "not be counted against anybody.",
        "Each said back their task and its date; changes came in by the next day.",
        access="Late shift briefed at noon; the same points in writing.",
        heard="Lou wanted testing a week earlier. Right.",
    ),
    _told(
        "late-run",
        "The billing run is late: what changes today",
        145,
        Channel.BRIEFING,
        "It changes the next hours, so it has to be said now and by me.",
        "What has changed (the peak), what has not (the articles' date), and the swaps I ask for.",
        "Four swaps in ten minutes; 81% answered within thirty seconds that week.",
        heard="Kit gave up a writing morning and asked for Friday instead.",
    ),
    _told(
        "robin-tells",
        "How Robin wants to be told things",
        134,
        Channel.ONE_TO_ONE,
        "It is about one person, and not for other ears.",
        "How we speak about progress: a tally each Friday; urgent things by message, never across "
        "the room.",
        "Written into the coaching plan. It has held.",
        ("Robin",),
    ),
    _told(
        "devon-named",
        "The call everybody should hear",
        110,
        Channel.DIGITAL,
        "A recording is heard when one has time, and Devon did not want to be in the room.",
        "Devon's call: a move with two meters. Why it is good, in three points.",
        "Seven listened within two days. Devon: “I had never been named for anything before.”",
        EVERYBODY,
    ),
    _told(
        "chat-asked",
        "How well do we talk? Five channels, asked",
        52,
        Channel.LISTENING,
        "Kit collected the answers, so that I could not know whose they were.",
        "For huddle, one-to-ones, chat, e-mail and board: useful, on time, can you answer back?",
        "Huddle 4.4, one-to-ones 4.6, chat 2.8, e-mail 3.1, board 3.9.",
        heard="“Forty messages after lunch, and one of them matters.”",
        improve="Ask again after four weeks.",
    ),
    _told(
        "chat-split",
        "The chat is split in two",
        48,
        Channel.WRITTEN,
        "A rule that is looked up belongs in writing, the same for every shift.",
        "“Now”: changes of today, by me or the deputy only. “Everything else”: the rest. The "
        "huddle's three points are in “Now” by 8.35. E-mails have at most five lines.",
        "After four weeks: chat from 2.8 to 4.0, e-mail from 3.1 to 3.7.",
        access="Late shifts and Remi have the same words at the same time.",
        improve="The question about answering back stays in the survey.",
    ),
    _told(
        "winter-briefed",
        "Winter peak: who does what",
        21,
        Channel.BRIEFING,
        "The plan lives on swaps, so all should hear what each is asked for.",
        "The forecast, the four tasks and why they are whose, what the relief advisers may do.",
        "Two tasks changed, one dropped.",
        heard="Devon: print the answers before the peak, not during it.",
    ),
)

"""Why a task is given to somebody: because of their load, their wish or their development."""

import re

from assessment.advice.words.patterns import any_of, plain, said
from assessment.advice.words.sorting import Sorter
from assessment.advice.words.spelling import mended

LOAD = (
    "workload*, work load*, load, capacity, hours, has time, had time, has the time, had the time, "
    "more time, time to do, time for it, time available, time on her hands, time on his hands, "
    "least, fewest, fewer, lighter, lightest, quiet, quieter, quietest, spare, enough on, "
    "too much on, lot on, plate, share the load, spread*, even out, evens out, evenly, fair, "
    "fairly, fair share, turn, rotate*, rotating, busy, busier, busiest, part time, school run, "
    "fits, fit round, fit around, less to do, not much on, nothing else on, nothing on, freed up, "
    "free up, relieve*, takes pressure, take pressure, take the pressure, pressure off, overload*, "
    "swamped, stretched, room in, gap in, slack, light week, lull, days a week, back from leave, "
    "phased return, lighter duties, no other task*, only one task, balance*, downtime, full on, "
    "under used, underused, headroom, bandwidth"
)
WISH = (
    "wants, wanted, want to, wish, wishes, wished, wishing, asked for, asked to, asked if, "
    "ask for, has asked, had asked, keen, volunteer*, interest, interested, interests, prefer*, "
    "enjoys, enjoy, enjoyed, likes to, likes doing, loves, would like, would love, d love, "
    "offered, request*, themself forward, herself forward, himself forward, themselves forward, "
    "name forward, bored, more variety, something different, a change, ready for more, hopes, "
    "hoping, fancies, fancied, passion*, expressed, said she'd, said he'd, said they'd, her idea, "
    "his idea, their idea, chose it, picked it, chose this, picked this, choice, ambition*, "
    "motivat*, own suggestion, happy to, said yes, jumped at, looking for"
)
DEVELOPMENT = (
    "develop*, learn*, practic*, practis*, grow, growth, grows, growing, stretch, stretches, "
    "stretching, a challenge, progress*, in training, training for, needs training, trainee*, "
    "train up, training up, experience of, gain experience, get experience, get some experience, "
    "more experience, first time, new to, never done, not done, hasn't done, hasnt done, "
    "haven't done, yet to, shadow*, apprentic*, promot*, next step, career, coach*, mentor*, weak, "
    "weaker, weakest, weakness, step up, stepping up, aspir*, supervisor, nvq, qualification, "
    "towards, confidence, broaden*, widen*, improve her, improve his, improve their, improving, "
    "upskill*, up skill*, gap in her, gap in his, skills gap, gap, build up, build her, build his, "
    "build their, get better, gets better, exposure, needs to get used, opportunit*, chance, pdp, "
    "personal development, objective from, review objective, from her review, from his review, "
    "back up for, cover for, succession, become, becoming, buddy*, buddied, try out, bring on, "
    "bring him on, bring her on, level 2"
)
LISTED = any_of(LOAD, WISH, DEVELOPMENT)
ELSE = any_of(
    "customers ask*, customer asked, customers want*, customers prefer, customers like, "
    "guests ask*, guests like, guests prefer, patients ask*, patients prefer, i want, i wanted, "
    "manager wants, manager wanted, manager asked, boss asked, boss wants, "
    "shows interest in nothing, i asked, at least, working hours, opening hours, out of hours, "
    "has learnt, has learned, well developed, happy to help, trained, balance sheet*, in balance, "
    "till balance*, fair to say, quiet person, fully developed, busy period*, busy time*, "
    "busiest time*, busiest day*, busy day*, busy shop, peak hours, hours of experience, "
    "natural choice, obvious choice, first choice, best choice, safe choice, only choice, "
    "my choice, manager's choice, good choice, right choice, usual choice, easy choice, "
    "no choice, easiest choice, quiet hours, quietest time, had a gap in the rota, "
    "no time to, i had no time, hadn't time, wanted it done, wants it done, want it done, "
    "we wanted, customers enjoy, loved by, turn up, turned up, in turn, asked for by"
)
# A day, a shop or a time is busy, which says nothing of the person.
BUSY_DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|mornings?|afternoons?|lunch\w*|"
    r"christmas|summer|winter|the (?:desk|shop|phones?|branch|lines?|counter|store|week|month)|"
    r"we|it|which|that|i) (?:\w+ )?(?:is|are|was|were|gets?|will be|'s|being) (?:\w+ )?"
    r"(?:our |the |my )?(?:busy|busier|busiest|quiet|quieter|quietest|stretched|swamped)\b"
)


def looks_at_the_person(text: str) -> bool:
    """Whether a reason looks at what somebody has to do already, wishes, or is to learn."""
    return REASONS.weigh(text) > 0


def _signs(text: str) -> tuple[str, set[str]]:
    words = mended(plain(text))
    of_them = BUSY_DAYS.sub(" ", ELSE.sub(" ", words))
    return words, {"#listed"} if said(LISTED, of_them) else set()


REASONS = Sorter("reasons", _signs)

"""Whether a plan was made with people, or only made and told to them."""

import re

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.patterns import DENIALS, any_of, listed, near, plain, said
from assessment.advice.words.sorting import Sorter

THE_OTHERS = (
    "team, they, we, everyone, everybody, staff, all, both, all eight, crew, advis*, agents, "
    "colleagues, members, assistants, receptionists, nurses, people, each, each of them, group, "
    "most, some, several, two, three, four, five, half, some of them, one of them, others"
)
# What only somebody who had a part in it does.
TAKING_PART = (
    "crossed out, edited, marked up, took on board, disagreed, side by side, fill in, filled in, "
    "propos*, suggest*, volunteer*, voted, vote, votes, poll, polled, show of hands, consult*, "
    "brainstorm*, brain storm*, workshop*, idea, ideas, input, contribut*, had a say, have a say, "
    "their say, took part, taking part, joined in, post it*, postit*, sticky notes, "
    "suggestion box*, sat down with, sit down with, sat with, ran it past, ran it by, run it past, "
    "run it by, opinion*, views, thoughts, preference*, preferred, because of it, became of it, "
    "came from the, came up with, came back with, comments, commented, for comment, feedback, "
    "fed back, co wrote, co produced, co designed, signed up for, put their name*, "
    "put themselves forward, put his name, put her name, put herself forward, put himself forward, "
    "drew it up with, drew up with, wrote it with, planned it with, planned with, made it with, "
    "built it with, built with, worked it out with, worked out with, together with the team, "
    "as a team, together, between us, jointly, questionnaire, survey*, told me, said they, "
    "said she, said he, pointed out, raised, objected, pushed back, challenged, negotiat*, "
    "swapped because, moved because, changed because, changed after, changed as a result, altered, "
    "amended, reworded, rewrote, their own tasks, own choice, worries, concerns, wishes, wanted, "
    "would like, would rather, whiteboard*, white board*, flip chart*, flipchart*, round table, "
    "listening session*, collaborat*, asked for, asked if, asked whether, asked why, "
    "asked to swap, asked to move, asked to change, asked to do, asked to take, asked to lead, "
    "asked to have, one to ones to see, listened to, listened, mapped it out, helped plan, "
    "helped to plan, helped me, helped write, helped draw, helped set, helped decide, drafted by, "
    "drawn up by, was drawn up with, discussed with the team, discussed with each, "
    "talked it through, talked through with, thrashed out, hammered out, chewed over, bounced, "
    "picked their, picked the, picked who, chose, chosen by, pick their, choose their, "
    "choose what, let them choose, let them pick, let them decide, left it to them, "
    "their decision, agreed together, agreed between, agreed with each, agreed with the team, "
    "agreed with them, agreed as, we agreed, we decided, we planned, we put, we made, we wrote, "
    "we drew, we set, we all, we worked, whole team planned, whole team made, tweaked, "
    "adjusted after, adjusted because, dropped because"
)
ASKING = re.compile(
    rf"\basked (?:{listed(THE_OTHERS)}|them|him|her|the \w+|my \w+|\w+(?: and \w+)?)"
    rf"(?: [\w']+){{0,3}}? (?:what|which|who|how|when|where|if|whether|for|about|to (?:say|suggest|"
    rf"comment|choose|pick|think|bring|tell|share|write down|propose|put forward|name|rank|vote|"
    rf"add|mark|help))\b|\bask(?:ed|ing)? for\b|\basked to (?:say|choose|suggest|pick|rank|comment)"
)
DECIDING = re.compile(
    near(
        listed(THE_OTHERS),
        listed(
            "decide*, agreed on, chose, picked, planned, drew, wrote, changed, moved, swapped, "
            "added, asked for, asked to, named, ranked, set, split, divided, worked out, shaped, "
            "redrew, dropped, voted, designed, built, made changes, offered"
        ),
        2,
    )
)
NAMES_DOING = re.compile(
    r"\b(?!I\b|My\b|The\b|We\b|It\b|This\b|Plan\b|Management\b|Manager\b|Head\b|Then\b|And\b|When\b"
    r"|Boss\b|Nobody\b|None\b)[A-Z][a-z]+ (?:(?:and|&) [A-Z][a-z]+ )?(?:then |also |who \w+ )?"
    r"(?:drew|wrote|planned|chose|picked|changed|moved|swapped|added|asked|wanted|offered|took|"
    r"said|thought|pulled|set|rewrote|helped|spotted|noticed|made|came|worked|drafted|led|felt|"
    r"suggested|proposed|and I)\b"
)
ABOVE = listed(
    "manager*, boss, supervisor*, director*, head office, management, hr, head of *, line manager, "
    "team leader, senior leadership"
)
MADE = listed(
    "discussed, agreed, talked, consulted, worked, decided, planned, drew, wrote, drawn, made, "
    "set, put, feedback, input, idea, ideas, suggested, proposed, together, approved, meeting, "
    "chose, picked, asked, wanted"
)
TO_FOLLOW = listed(
    "read, sign, follow, get, stick, keep, do, make, look, start, complete, carry, note"
)
# What was done by those above, or by the learner alone, or asked of the team as an order.
NOT_THE_TEAM = re.compile(
    rf"\b{MADE}\b(?: [\w']+){{0,5}}? (?:with|by|from|to) (?:my |the |our |an? )?(?:\w+ )?{ABOVE}\b"
    rf"|\b{ABOVE} (?:and (?:i|me) )?(?:\w+ )?{MADE}\b"
    r"|\b(?:me and|i and) my (?:manager|boss|supervisor)\b(?: [\w']+){0,3}"
    r"|\b(?:we|manager and i|boss and i) (?:\w+ )?(?:were|was) told\b"
    r"|\bi (?:\w+ )?(?:chose|picked|decided|raised|proposed|suggested|amended|altered|wanted)\b"
    r"|\b(?:were|was|been|get|got) asked to\b"
    r"|\basked (?:them|everyone|everybody|all|the team|staff|people|each)(?: [\w']+){0,2}? "
    rf"to {TO_FOLLOW}\b"
    r"|\b(?:if|any) (?:they|anyone|anybody|you|people|there) (?:had|have|has|were|are|want(?:ed)?) "
    r"(?:any )?\w+"
    r"|\b(?:put|pulled|got|brought) (?:it|this|them|the \w+|every\w+) (?:all )?together\b"
    r"|\bget on with\b"
)
TELLING = any_of(
    "told, tell, telling, inform*, e mail*, email*, mailed, sent, send, circulat*, announc*, "
    "cascad*, brief*, breif*, present*, issu*, handed out, hand out, hand outs, given, gave, "
    "put up, pinned, posted, notice board, noticeboard*, displayed, explain*, share*, "
    "communicat*, let them know, let everyone know, let the team know, let people know, know, "
    "knew, instruct*, went through, talked them through, walked them through, read out, memo, "
    "copies, a copy, upload*, publish*, distribut*, notif*, made aware, rolled out, allocat*, "
    "assigned, deleg*, dished out, passed on, whatsapp*, texted, showed, shown, attached, "
    "printed, handed",
    "i made, i wrote, i did, i planned, i created, i put, i drew, i decided, i produced, "
    "i devised, i set, i designed, i drafted, i prepared, i completed, i worked, i organised, "
    "i chose, i picked, i wanted, on my own, by myself, myself, just me, only me, me, alone, "
    "nobody, no one, none, not involved, not needed, no need, not applicable, own plan, "
    "my manager, management, head office, my boss, the manager, manager*, supervisor*, director*, "
    "wasn't, weren't, didn't, not asked, not consulted, without, no time, no input",
)


PART = any_of(TAKING_PART)


def nobody_took_part(text: str) -> bool:
    """Whether what is said of a plan's making names nobody but who made it, or those told of it.

    A text that only names people, or a meeting, leaves it open: False.
    """
    if says_nothing(text):
        return True
    weight = TOOK_PART.weigh(text)
    return weight <= 0 and (_is_told(plain(text)) or weight < CERTAIN)


def took_part(text: str) -> bool:
    """Whether others are said to have proposed, asked, chosen or changed something."""
    return TOOK_PART.weigh(text) > 0


def _is_told(words: str) -> bool:
    return bool(TELLING.search(words) or NOT_THE_TEAM.search(words))


def _signs(text: str) -> tuple[str, set[str]]:
    words = plain(text)
    others = NOT_THE_TEAM.sub(" ", words)
    found = {
        "#part": any(said(sign, others) for sign in (PART, ASKING, DECIDING)),
        "#names": bool(NAMES_DOING.search(text)),
        "#told": bool(TELLING.search(words)),
        "#not-the-team": others != words,
        "#denied": bool(DENIALS.search(words)),
    }
    return others, {name for name, is_there in found.items() if is_there}


TOOK_PART = Sorter("taking part", _signs)
# So far below zero that it need not say who was told.
CERTAIN = -1.5

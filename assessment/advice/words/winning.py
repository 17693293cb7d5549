"""The people's side of a change: whether they were won, asked, trained or thanked."""

import re

from assessment.advice.words.patterns import any_of, plain, said, sentences_of
from assessment.advice.words.sorting import Sorter
from assessment.advice.words.spelling import mended

COLLEAGUES = (
    "team, teams, team's, staff, staff's, colleague*, collegue*, advis*, agent*, assistant*, "
    "receptionist*, reception, porter, porters, clerk*, cashier*, waiter*, waitress*, "
    "waiting staff, housekeep*, nurse, nurses, starter, starters, apprentice*, crew, member*, "
    "operator*, associate*, handlers, everyone, everybody, each of them, people, nights, shift, "
    "shifts, lads, girls, volunteers, drivers, librarians, officers, workers, employees, "
    "supervisors, both of them, all of them, all eight, they, them, he, she, her, him, someone, "
    "one of them, who, chefs, kitchen, teammate"
)
# Said of people only.
WARM = (
    "prais*, celebrat*, shout out, shoutout*, well done, mentor*, buddy, buddied, buddies, "
    "refresher*, workshop*, champion, champions, volunteered, volunteers, buy in, bought in, "
    "bought into, on board, onboard, morale, motivat*, proud, pride, worried, worry, worries, "
    "fear, fears, afraid, nervous, anxious, anxiety, reluctan*, resist*, sceptic*, skeptic*, "
    "cynic*, doubter*, doubted, against it, persuad*, convinc*, won over, win over, won round, "
    "brought round, came round, encourag*, ownership, own it, owned it, culture, cake, cakes, "
    "doughnut*, pizza, biscuits, chocolate*, bonus*, prize*, employee of the month, recognition, "
    "rewarded, reward, rewards, incentiv*, had a say, have their say, felt heard, feel heard, "
    "felt valued, feel valued, felt part, blame, no blame, appreciat*, sat with, sat down with, "
    "one to one*, 1 2 1s, 121s, 1 to 1s, huddle*, coached, coaching, training session*, trained, "
    "training, upskilled, upskill, taught, role play*, away day, brainstorm*, post it*, "
    "suggestion box, staff survey, staff feedback, named on the board, thank you card*, "
    "thank you note*, thanked, thanking, thanks to, consulted, consult, consultation, involved, "
    "involve, involving, together, listening session*, talked it over, talked it through, ideas, "
    "in the newsletter, credit, credited, confidence, supported, asked for opinion*, "
    "asked for view*, asked for idea*, prefer it, preferred it"
)
# Said of customers and systems too.
OF_EITHER = (
    "ask, asked, asking, suggest*, propos*, chose, choose, picked, designed, tested, tried, "
    "trialled, piloted, voted, liked, like it, like the, feel, feels, feeling, felt, feedback, "
    "happy, happier, enjoy*, listened, thank, said, told me, told us, wanted, opinion*, views, "
    "concern*, confident, comfortable, welcomed, keen, helped, shaped, came up with, invited, "
    "spoke to, talked to, talked with, spoke with, talk to, explained why, understood why, "
    "understand why, see why, support, used to it, offered, agreed, contributed, input, show, "
    "showed, shown, learn*, recognis*, decided"
)
ASIDE = re.compile(
    r"\b(?:(?:drivers|members|people|they) (?:\w+ )?(?:rang|ring|phoned|complained|complain"
    r"|wrote to) (?:us|in|about)|"
    r"thank you (?:page|e-?mail|screen|message)|(?:chat)?(?:bot|model|software|system|ai|"
    r"engine|"
    r"scanner)s? (?:was|is|were|has been|gets?) (?:re)?trained|training (?:manual|guide|material|"
    r"document|slides?|environment|notes?|data|video|module|system|page|pack)s?|"
    r"(?:customer|guest|client|patient|resident|caller|visitor|tenant|passenger|user)s?'?s?"
    r"(?: \w+){0,3}? (?:feel|felt|asked|like|liked|said|happy|happier|suggest\w*|feedback|"
    r"survey\w*|voted|chose|confidence|involved|thank\w*|worr\w+|prais\w+|concerns?|views?|ideas|"
    r"told|trust|confident|wanted|want)|customer[ -]service (?:team|staff|advisers?)|"
    r"(?:thank\w*|asked|feedback from|listened to|involving|involved|train\w*|rewarded?|"
    r"encourag\w+|ask) "
    r"(?:the |our |all |every |\d+ )?(?:customer|guest|client|patient|resident|caller|visitor|"
    r"tenant|passenger|user|system)s?|supported by|is supported|"
    r"credit (?:card|check|note|balance|limit|control|score)s?|"
    r"(?:staff|team|everyone|they|people|all|advisers|agents) (?:\w+ )?(?:was|were|are|is|"
    r"been) (?:\w+ )?(?:asked|shown) "
    r"to (?:use|follow|log|fill|complete|start|do|put|enter|click|record|read|sign)|"
    r"(?:asked|told) (?:everyone|them|all|staff|the team|people|advisers|"
    r"agents) (?:\w+ )?to (?:use|follow|log|fill|"
    r"complete|start|enter|click|record|read|sign)|"
    r"(?:screen|system|page|report|dashboard|form|it|which|figures?|data|results?|"
    r"readings?) (?:now )?(?:shows?|showed|shown)|"
    r"(?:works?|linked|joined|put|tied|grouped|merged|fits?|goes?|bundled) together)\b"
)
HEART = any_of(WARM)
EITHER = any_of(OF_EITHER)
OF_COLLEAGUES = any_of(COLLEAGUES)
NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][a-z]{1,12}\b|^[A-Z][a-z]{1,12}(?= (?:and|was|is|who|asked|said|felt|had|"
    r"chose|suggested|liked)\b)"
)


def wins_people(text: str) -> bool:
    """Whether colleagues are said to be asked, trained, thanked or won for something."""
    return any(WINS.weigh(sentence) > 0 for sentence in sentences_of(text))


def _signs(sentence: str) -> tuple[str, set[str]]:
    plainly = mended(plain(sentence))
    words = ASIDE.sub(" ", plainly)
    about_them = bool(OF_COLLEAGUES.search(words) or NAME.search(sentence))
    found = {
        "#heart": said(HEART, words),
        "#colleagues": about_them,
        "#to-colleagues": about_them and said(EITHER, words),
        "#aside": words != plainly,
    }
    return words, {name for name, is_there in found.items() if is_there}


WINS = Sorter("winning", _signs)

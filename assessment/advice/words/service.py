"""Customers, their service, what measures it and what the organisation wants, as people write.

"Customer service team" names the team: such names are taken out before anything is looked for.
"""

import re

from assessment.advice.words.counting import has_figure, has_time_to_keep
from assessment.advice.words.patterns import any_of, listed, near, plain, sentences_of
from assessment.advice.words.sorting import Sorter
from assessment.advice.words.spelling import mended

SERVED = (
    "customer*, custmer*, costumer*, cutomer*, custumer*, cusotmer*, client*, guest*, resident*, "
    "tenant*, citizen*, shopper*, caller*, passenger*, visitor*, diner*, claimant*, applicant*, "
    "taxpayer*, ratepayer*, service user*, users, the public, subscriber*, policyholder*, "
    "policy holder*, account holder*, donor*, buyer*, consumer*, punter*, households, "
    "householder*, leaseholder*, borrower*, traveller*, holidaymaker*, relatives, families, "
    "students, pupils, parents, carers, enquirer*, complainant*, motorist*, commuter*, patients, "
    "patient's, outpatient*, inpatient*, a patient, the patient, each patient, every patient, "
    "per patient, patient experience, patient care, patient flow, patient feedback, "
    "patient survey*, patient satisfaction, patient waiting, no patient, gym members, "
    "club members, library members, residents, patron, patrons, reader, readers, reader's, "
    "readers', borrowers, hirer*, delegates, attendees, spectators, ticket holder*, "
    "card holder*, cardholder*, pet owners, swimmers, lodgers, permit holder*, cyclists"
)
CONTACTS = (
    "calls, phone call*, telephone*, phone lines, answer* the phone, phones, webchat*, web chat*, "
    "live chat*, customer chats, enquir*, inquir*, enquier*, queries, query, refund*, tickets, "
    "booking*, orders, deliveries, delivery time*, delivery slot*, repairs, appointment*, "
    "check in, checked in, check out, checkout*, tills, the till, front desk, counter, counters, "
    "on hold, first contact, first call, first time fix*, right first time, moment* of truth, "
    "parcels, returned goods, product returns, returns policy, reservations, call back*, "
    "callback*, ring back, e mails answered, emails answered, every e mail, every email, "
    "answer* e mails, answer* emails, reply to e mail*, reply to email*, letters answered, "
    "every complaint"
)
ASKED_FOR = (
    "get through to, get through first, gets through first, got through to, hang up, hung up, "
    "hangs up, phoning, mystery visit*, helpline*, hotline*, switchboard, those visiting, "
    "who visit, those who ring, those who call, bills, social media, lost property, greeted, "
    "phone in, ring in, ringing in, ring us, rings us, contact us, come back twice, turned away, "
    "transfers, arrivals, admissions, rooms ready, served, seated, waiting room, walk ins, "
    "viewings, applications, breakdowns, prescriptions, a&e, answer* letter*, letters, e mails, "
    "emails answered, at reception, the counter, front of house"
)
MEASURES = (
    "review score*, feedback rating*, rating, ratings, speed of answer, missed deliver*, "
    "late deliver*, wrong deliver*, seen on time, avoidable contact*, failure demand, "
    "missed appointment*, missed bin*, missed collection*, rework, transfers, wrong orders, "
    "hang up, hung up, reading* of, walk outs, drop outs, get through time*, csat, c sat, nps, "
    "net promoter, fcr, ftf, aht, acw, asa, sla, slas, kpi, kpis, service level*, "
    "service standard*, service measure*, handling time*, handle time*, call time*, "
    "response time*, respons rate*, response rate*, answer* rate*, answer time*, wait, waits, "
    "waited, waiting, resolution*, complaint*, complant*, complain*, abandon*, adherence, "
    "quality score*, qa score*, quality mark*, call quality, mystery shop*, star rating*, "
    "five star, repeat call*, repeat contact*, repeat visit*, ring* again, call* again, "
    "ring* twice, ring* back again, contact us twice, chas* us, error rate*, errors, accuracy, "
    "backlog*, turnaround*, conversion*, sales, upsell*, compliment*, queue*, que, ques, queing, "
    "no shows, did not attend, dna rate*, length of stay, friends and family test, footfall, "
    "basket, tripadvisor, trip advisor, trustpilot, google review*, online review*, "
    "feedback score*, survey score*, customer effort, transfer rate*, drop off*, lost calls, "
    "missed calls, unanswered, answered, pick up rate*, customer retention, satisfaction, "
    "satisfied, promoter*, first contact, first call, first time fix*, right first time, "
    "first point of contact, call back*, on hold, dissatisf*, success rate*, completion rate*, "
    "occupancy, service score*, quality target*, service target*"
)
STANDARDS = (
    "service standard*, call standard*, brand standard*, response standard*, greeting standard*, "
    "quality standard*, phone standard*, telephone standard*, answering standard*, "
    "cleaning standard*, national standard*, industry standard*, agreed standard*, "
    "customer standard*, company standard*, council standard*, trust standard*, "
    "standards of service, welcome standard*, our standard for, the standard for, "
    "contact standard*, care standard*, operating standard*, wait* standard*"
)
WHOSE = (
    "company, company's, companies, organisation, organisation's, organization, organization's, "
    "organisational, organizational, business, business's, corporate, the trust, trust's, "
    " council, council's, hotel, hotel's, store, store's, shop's, group's, brand, brand's, bank's, "
    "charity's, university's, college's, hospital, hospital's, head office, head office's, "
    "the firm, firm's, employer's, directorate, nhs, authority, authority's, association's, "
    "site's, centre's, chain's, airport's, department's, departmental, strategic, board, board's, "
    "directors', director's, owner's, owners', chief executive's, managing director's, governors', "
    "trustees', practice's, restaurant's, museum's, library's, theatre's, club's, garage's, "
    "school's, regional, national, government's"
)
AIMED = (
    "aim, aims, goal*, objective*, strateg*, business plan, corporate plan, plan, priorit*, "
    "values, vision, mission, promise*, pledge*, charter, target*, ambition*, commitment*, purpose"
)
# What is promised to others, or set for a term.
KEPT = (
    r"(?:targets?|promises?|pledges?|guarantees?|priorit(?:y|ies)|charter|commitments?|"
    r"service agreement|benchmarks?)"
)
KEPT_TO = "hit, meet, reach, keep, keep to, honour, achieve, beat, deliver, support, stick to"
NOT_OF_ONE = r"(?!team'?s?\b|own\b|personal\b|individual\b|same\b|new\b|first\b|right\b)"
AIMS = (
    "corporate plan, business plan, brand standards, brand values, customer promise*, "
    "customer charter, citizens charter, service promise*, patient promise*, guest promise*, "
    "service pledge*, mission statement, company values, our values, our vision, our mission, "
    "our promise*, our strategy, regulat*, ofcom, ofgem, ofwat, fca, cqc, ofsted, compliance, "
    "consumer duty, head office, accreditation, number one, market lead*, profit*, revenue, "
    "turnover, business growth, sales growth, market share, cost per *, cost savings, save money, "
    "within budget, on budget, customer strategy, service strategy, strategic plan, "
    "digital strategy, channel shift, customer first, one stop, net zero, star hotel, fourth star, "
    "michelin, investors in people"
)

TEAM_WORDS = (
    "team*, desk*, staff, advis*, agent*, assistant*, manager*, leader*, centre*, center*, "
    "department*, dept*, crew, colleague*, office, people, rep, reps, representative*, area, "
    "supervisor*, apprentice*, floor, operatives, executives, nvq, qualification, diploma, hosts, "
    "clerks, section, division, employees, members"
)
TEAM_NAMES = re.compile(
    r"\b(?:(?:customer|client|guest|patient|visitor|passenger|resident|tenant|student|member)s?'?"
    r"[ -]*(?:services?|care|relations|experience|support|contact|facing|success|enquir\w*)?"
    rf"|services?|calls?|enquir\w*|bookings?|refunds?|returns?|complaints?|sales|telephone|"
    rf"repairs)[ -]+{listed(TEAM_WORDS)}\b"
    r"|\b(?:in-?service|long[ -]service|length of service|years? of service|years' service|"
    r"service awards?|lip service|services? to the team|job satisfaction|staff satisfaction|"
    r"job satisfied|guest speaker|staff parents|working parents|be patient|more patient|"
    r"staff queries|staff complain\w*|in order|(?:team|conference|zoom|teams|weekly|daily|morning|"
    r"video|catch[ -]?up) calls?|(?:stop|less|no more|fewer people|people|everyone|them) "
    r"(?:from )?complain\w*|staff waiting|(?:worth the|can't) wait|wait(?:ing)? (?:for|until|till) "
    r"(?:me|the manager|orders|instructions)|wait(?:ing)? to be told|waiting (?:staff|"
    r"on each other)|(?:card|screen|barcode|code|meter|chip) readers?|"
    r"staff turnover|(?:conflicts?|disputes?|arguments?) (?:\w+ )?resol\w+|"
    r"resolution of conflicts?|"
    r"(?:their|mobile|personal|own) phones|check[ -]?ins? with|(?:weekly|daily|regular|monthly) "
    r"check[ -]?ins?|calls? in sick|backlogs? of (?:\w+ )?(?:one|1|appraisal|review|train|holiday|"
    r"annual|leave|admin|filing|paper|e-?learning)\w*)\b"
)

# Whoever leaves with an answer, or has to come back, is served; unless they work here.
INSIDE = (
    r"(?:team|member|staff|advis|agent|assistant|colleague|manager|leader|supervisor|apprentice|"
    r"clerk|host|crew|employee|worker|operative|deput|person|people|one|of|new|desk|shift|office|"
    r"task|meeting|part|day|week|time|thing|starter|trainee|nurse|porter|plan|job|step)"
)
OUTSIDERS = re.compile(
    rf"\b(?!{INSIDE})[a-z]+s who (?:\w+ )?(?:have to|had to|wait|come|came|ring|call|ask|visit|"
    r"contact|write|complain|queue|chase|need an answer|give up|turn up|buy|book|pay|order)\b"
    rf"|\b(?:every|each|no|any) (?!{INSIDE})[a-z]+ (?:\w+ )?(?:leaves|gets|hears|waits|has to"
    rf"|is told|"
    r"knows|comes back|rings|calls|is seen|is kept|walks|goes away|gives up)\b"
    rf"|\b(?!{INSIDE})[a-z]+s (?:must|should|will|do|can|may) not "
    r"(?:notice|wait|feel|have to|suffer|lose|be kept)\b"
)

# With a time to keep, these are what a customer waits for: "answer in twenty seconds".
ANSWERING = any_of(
    "answer*, repl*, respon*, acknowledg*, serve*, greet*, seat*, dealt with, deal with, resolve*, "
    "return*, pick* up, settle*, process*, dispatch*, deliver*, fix*"
)
# Fewer of them, or faster: that can be counted.
COUNTED = re.compile(
    near(
        listed(
            "number of, fewer, less, lower*, reduc*, cut, cuts, cutting, shorter, shorten*, "
            "faster, quicker, speed up, halve, increas*, volume of, amount of, rate of, "
            "percentage of, share of, proportion of, all, every, older than"
        ),
        listed(CONTACTS + ", " + ASKED_FOR),
        3,
    )
)
SERVICE = any_of(SERVED, CONTACTS, ASKED_FOR, MEASURES, STANDARDS, "service, services")
MEASURE = any_of(MEASURES, STANDARDS)
AIM = re.compile(
    any_of(AIMS, "trust objective*, trust priorit*, trust values").pattern
    + rf"|\b{listed(WHOSE)}(?: [^\s.;!?]+){{0,4}}? {listed(AIMED)}\b"
    + rf"|\b{listed(AIMED)} (?:of|from|set by) (?:the |our |my )?{listed(WHOSE)}"
    # One that has a name or a term: "the quarterly repairs target", "our two-day promise".
    + rf"|\b(?:the|our|its|this year's|last year's) {NOT_OF_ONE}(?:[^\s.;!?]+ ){{1,7}}?{KEPT}\b"
    + rf"|\b{listed(KEPT_TO)} (?:[^\s.;!?]+ ){{0,3}}?{KEPT} (?:for|on|of|to|that) \w+"
)


def speaks_of_service(text: str) -> bool:
    """Whether customers, what they get, or a measure of it is spoken of; a team's name is not."""
    words = _without_names(text)
    if (
        SERVICE.search(words)
        or OUTSIDERS.search(words)
        or (ANSWERING.search(words) and has_time_to_keep(words))
    ):
        return True
    return any(OUTWARD.weigh(sentence) > SURE for sentence in sentences_of(words))


def names_a_measure(text: str) -> bool:
    """Whether a standard or measure is named, or a figure given that is not only a date."""
    words = _without_names(text)
    return bool(MEASURE.search(words) or COUNTED.search(words)) or has_figure(words)


def names_an_aim(text: str) -> bool:
    """Whether an aim of the organisation, of a regulator or of the trade is named."""
    return bool(AIM.search(mended(plain(text))))


def _without_names(text: str) -> str:
    return TEAM_NAMES.sub(" ", mended(plain(text)))


def _signs(text: str) -> tuple[str, set[str]]:
    words = _without_names(text)
    return words, {"#named"} if SERVICE.search(words) else set()


# Where nobody and nothing of the lists is named: "nobody has to explain the same thing twice".
OUTWARD = Sorter("service", _signs)
SURE = 0.5

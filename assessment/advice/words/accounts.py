"""What an account of work tells of: handling customers, or running what others handle.

Running is overseeing people (briefed, watched, coached, put on a shift) and planning the work
(scheduled, resourced, monitored, changed). A sentence at a time: names and nouns are told apart
first into colleagues, customers and the learner's own manager, since "my manager watched me" is
another thing than "I watched Kit"; the words around them are then weighed (``sorting``).
"""

import re

from assessment.advice.words.outsiders import with_customers
from assessment.advice.words.patterns import any_of, listed, near, plain, said, sentences_of
from assessment.advice.words.service import SERVED, SERVICE
from assessment.advice.words.sorting import Sorter
from assessment.advice.words.spelling import mended

# -- Who is who -------------------------------------------------------------------------------

CUSTOMERS = re.compile(
    rf"\b(?:(?:mr|mrs|ms|miss|dr|mx)\.? [a-z]+|{listed(SERVED)}|"
    r"(?:old|older|elderly|young|angry|deaf|blind|disabled|other|different) people|"
    r"(?:help|serve|like|helping|serving) people|people (?:in the queue|waiting|queu\w+)|"
    r"lady|ladies|gentleman|gentlemen|man|woman|couple|family|mum|dad|student|pupil|relative|"
    r"husband|wife|daughter|son)\b"
)
HEADS = re.compile(
    r"\b(?:my|our|the|a) "
    r"(?:(?:line|duty|area|store|ops|operations|practice|shift|floor|ward) )*"
    r"(?:manager|boss|supervisor|team leader|team lead|director|mentor|tutor|trainer|assessor|"
    r"head)\b(?!s)|\b(?:management|head office|line manager|team leader)\b"
)
TURNED_TO = listed(
    "asked, told, spoke to, spoke with, talked to, checked with, got, rang, called, phoned, "
    "radioed, contacted, messaged, fetched, to, with, by, from, liaised with, help from, via"
)
HELPERS = listed(
    "colleague, colleagues, co worker, nurse, doctor, chef, kitchen, porter, engineer, concierge, "
    "housekeep*, warehouse, driver, back office, department, it team, security, technician, "
    "pharmacist, surveyor, contractor, courier, depot, stock room, other team, other branch, "
    "other store, other desk, complaints team, technical team, finance team, repairs team, "
    "billing team, accounts team, refunds team, delivery team, maintenance team, support team"
)
# Who is asked for help, or only there, is not overseen.
AT_HAND = re.compile(
    rf"\b{TURNED_TO} (?:an?|another|the|my|our|one of (?:my|the|our)) (?:\w+ )?{HELPERS}\b"
    r"|\b(?:my|a|another|the other|one of my|other) (?:colleagues?|workmates?) "
    r"(?:was|were|is|had|at|on)\b"
    r"|\b(?:the|my|our|whole) team (?:was|were|is|are) (?:\w+ )?busy\b"
    r"|\b(?:in|part of|member of|join(?:ed)?|for) (?:a|the|our|my) (?:\w+ ){0,2}team\b"
    r"(?! on| about| to)"
)
COLLEAGUES = (
    "team, teams, staff, staf, colleagues, collegues, coleagues, advisor*, adviser*, agent, "
    "agents, assistants, receptionist*, porter, porters, clerk, clerks, cashier*, waiter*, "
    "waitress*, waiting staff, barista*, housekeeper*, nurses, starter, starters, apprentice*, "
    "trainee*, temps, crew, operatives, operators, team member*, member of staff, "
    "members of staff, associates, handlers, call handler*, volunteers, drivers, librarians, "
    "officers, the others, each of them, all of them, both of them, two of them, stewards, "
    "employees, workers, juniors, people of the, people on the shift, people on my shift, "
    "people on duty, shift leaders, new recruit*, new joiner*, joiners, reps, consultants, "
    "teammate*, host, hosts, supervisors, deputy, deputies, shift leader*, direct reports, "
    "my people, my lot, the lads, the girls, everyone, everybody, my two, my three, one of my, "
    "new starter*, night shift, late shift, kitchen porter*, care worker*, carers on my shift, "
    "seasonal staff, assistant"
)
STAFF = any_of(COLLEAGUES)
NO_NAMES = (
    "I, I've, I'd, I'm, Mr, Mrs, Ms, Miss, Dr, AHT, CSAT, SLA, NPS, KPI, English, Polish, Excel, "
    "Word, Teams, Outlook, January, February, March, April, May, June, July, August, September, "
    "October, November, December, Christmas, Easter, Monday, Tuesday, Wednesday, Thursday, Friday, "
    "Saturday, Sunday, Mondays, Fridays, Saturdays, LAAARN, LATER, SMART, Equality, Data, "
    "Consumer, Trustpilot, Google, Tripadvisor, TripAdvisor, Council, Trust, The, Customer, Guest, "
    "Level, Covid, VIP, Wi, London, CO, LT, MT, CC, DO, Gantt"
)
# Within a sentence: at its beginning anything has a capital. "Mrs Patel" is a customer.
NAMES = re.compile(
    rf"(?<=[a-z,:;-] )(?<!Mrs )(?<!Mr )(?<!Ms )(?<!Miss )(?<!Dr )"
    rf"(?!{listed(NO_NAMES)}\b)[A-Z][a-z]{{1,11}}\b(?!-)"
)
FIGURES = re.compile(r"£?\d[\d.,:]*%?")

# -- Signs of running -------------------------------------------------------------------------

LEADING = (
    "brief*, breif*, coach*, mentor*, supervis*, delegat*, train, trained, training, observ*, "
    "apprais*, monitor*, roster*, rota*, upskill*, induct*, debrief*, manag*, led, lead, oversaw, "
    "oversee*, allocat*, assign*, deploy*, prais*, motivat*, review*, scored, score, listened, "
    "listen, watched, watch, watching, sat, stood, paired, put, moved, swapped, reminded, "
    "encourag*, feedback, fed back, one to one*, 1 2 1*, 121*, meeting*, huddle*, briefing*, "
    "target*, objective*, checked, set, gave, showed, practised, practiced, agreed, let, spoke, "
    "talked, thanked, supported, challenged, role play*, performance, handed"
)
PEOPLE = r"(?:_staff|_name)"
LED = re.compile(
    near(listed(LEADING), PEOPLE, 5)
    + "|"
    + rf"{PEOPLE} (?:was|were|is|are|been|had|has|have) (?:\w+ )?{listed(LEADING)}"
    + "|"
    + near(
        PEOPLE,
        r"(?:calls?|replies|e-?mails|letters|chats|notes|work|tone|performance|shifts?|breaks?|"
        r"rota|strengths?|tasks?|targets?|role)",
        3,
    )
)
TAUGHT = listed(
    "briefed, coached, trained, observed, watched, mentored, supervised, monitored, reviewed, "
    "shown, told, asked, taught, praised, given, put, scheduled, moved"
)
# What was done to the learner, or by them but not to people.
OWN_LESSON = re.compile(
    rf"_head (?:\w+ ){{0,3}}?(?:me|us|my|i|showed|signed|listened|{TAUGHT})\b"
    rf"|\b(?:i|we|i've) (?:was|were|am|have been|had been|got|get) (?:\w+ )?{TAUGHT}\b"
    r"|\b(?:attended|went on|went to|completed|did) (?:(?:an?|the|my|some|our) )?(?:[\w-]+ )?"
    r"(?:training|course|e-learning|briefing|coaching|meeting)\b|\b(?:by|from|with|to) _head\b"
    rf"|(?:_name|_staff) (?:(?:\w+ )?(?:was|were|is|had been) (?:\w+ )?(?:on leave|on holiday|off"
    rf"|away|"
    r"ill|sick|at lunch|at hand|on (?:his|her|their|a) break|busy|in a meeting|there|nearby"
    r"|beside me|"
    r"with me|impressed|pleased)|stood by|looked on|saw (?:it|me)|thanked me|praised me"
    r"|covered for me|"
    r"(?:helped|showed|taught|told|gave|lent|watched|observed|coached|trained|joined) me)\b"
    r"|\b(?:instead of|in place of|covering for|cover(?:ed)? for|while|because) (?:_name|_staff)\b"
    r"|\bmy (?:own )?(?:training|appraisal|one[ -]to[ -]one|1-2-1|121|review|coach)\b"
    r"|\b(?:managed|manage|managing) to\b|\bled (?:him|her|them|_cust|to)\b"
)
RUNNING = any_of(
    "forecast*, spot check*, quality check*, audit*, staffing, staffing level*, contingen*, risk, "
    "risks, budget*, delivery plan*, work plan*, action plan*, service plan*, the plan, resource*, "
    "resorces, resourses, headcount, rota, rotas, rotar, roster*, shift pattern*, skills matrix, "
    "gantt, volumes, footfall, peak, peaks, trend*, root cause, improvement*, pilot, piloted, "
    "trial, trialled, milestone*, timescale*, success measure*, smart, staggered, stagger, "
    "cover for, capacity, demand, dashboard*, business case, analysis, analys*, planning, "
    "forecasting, workload*, priorities, deadline*, chart, checklist*, spreadsheet*, "
    "opening hours, layout"
)
CHANGING = re.compile(
    near(
        listed(
            "chang*, rewrote, rewritten, redesign*, introduc*, improv*, simplif*, streamlin*, "
            "revis*, overhaul*, implement*, put in place, brought in, design*, trial*, redid, "
            "rolled out, devis*, launch*, replac*, scrap*, standardis*, automat*, creat*, wrote,"
            " alter*, amend*, adjust*, shorten*, abolish*, "
            "extend*, "
            "drew up, set up, updat*, mapped, propos*, suggest*, recommend*, defin*, cut out, moved"
        ),
        listed(
            "process*, proccess*, procedure*, system*, form, forms, script*, checklist*, "
            "template*, sign, signs, signage, layout, leaflet*, guide*, faq*, article*, routine*, "
            "limits, limit, threshold*, tracking, numbering, routing, approval*, log, logs, "
            "polic*, workflow*, step, steps, rule*, menu, notice, tracker*, spreadsheet*, "
            "opening hours, opening times, handover*, way we, how we, standard*, list, rota*, "
            "plan, wording, website, times, hours, we, letter, sheet, route, transfers"
        ),
        6,
    )
)
ARRANGED = listed(
    "schedule, scheduled, arranged, booked, rebooked, organised, monitor, monitored, track, "
    "tracked, change, changed, update, updated, moved, set up, create, created, replace, replaced, "
    "amended"
)
ONE_CASE = listed(
    "call, callback, call back, visit, engineer, appointment, delivery, redelivery, collection, "
    "taxi, courier, room, table, refund, repair, order, parcel, account, claim, case, booking, "
    "address, password, direct debit, ticket, details, note, notes, record, it until, contractor, "
    "plumber, card, item, meal"
)
KEPT_TO = listed(
    "follow, followed, following, used, using, knew, know, within, per, explained, went through, "
    "told _cust about, according to, in line with, stuck to, quoted, as"
)
RULES = listed(
    "process, procedure, procedures, policy, policies, script, guideline, guidelines, checklist, "
    "standard, standards, sla, service level, rule, rules, steps"
)
# One customer's case, or a rule that is kept to: neither runs a service.
OF_A_CASE = re.compile(
    r"\b(?:payment|care|meal|price|phone|mobile|insurance|savings?|data|tariff|travel|treatment) "
    r"plans?\b|\b(?:his|her|their|_cust's?|_cust) (?:budget|schedule|plans?)\b"
    rf"|\b{ARRANGED} (?:\w+ ){{0,3}}?{ONE_CASE}\b|\b{KEPT_TO} (?:\w+ ){{0,3}}?{RULES}\b"
    r"|\b(?:on|checked|see|read) (?:the|my|a) rota\b|\bthe plans (?:online|to)\b|\bat risk\b"
    r"|\bat (?:peak|busy) times?\b|\bmy targets?\b|\b(?:on|in) (?:its|their) website\b"
    r"|\b(?:the|our) (?:system|website) (?:was|is|went)\b"
)
SERVING = (
    "took, answered, answer, dealt, deal, delt, handled, handle, resolved, resolve, solved, solve, "
    "sorted, served, serve, serving, greeted, greet, welcomed, apologis*, apologiz*, apoligis*, "
    "said sorry, refund*, offered, explained, listened, calmed, stayed calm, kept calm, helped, "
    "help, called, rang, phoned, replied, reply, wrote, emailed, booked, rebooked, upgraded, "
    "credited, reassured, escalated, investigated, assisted, sold, exchanged, put right, "
    "put it right, waived, fetched, smiled, packed, thanked, found, gave, checked, arranged, "
    "showed, traced, persuaded, kept, let him, let her, let them, made sure, spoke, talked, told, "
    "scanned, moved, brought, printed, looked up, went the extra mile, go the extra mile, smile, "
    "listen, solving, helping, dealing, handling, answering, chased, find, followed up"
)
# In a testimony the learner is somebody with a name who handles customers.
OF_WHOM = re.compile(rf"_name(?= (?:then |also |politely |calmly )?{listed(SERVING)}\b)")
FIRST_PERSON = re.compile(r"\b(?:i|i've|i'd|ive|my|me|myself|mine)\b")
SERVES = any_of(SERVING)
REST = re.compile(f"{STAFF.pattern}|{RUNNING.pattern}")
ABOUT_CUSTOMERS = re.compile(rf"_cust|{SERVICE.pattern}")


SURE = 0.6
FEWEST_SPACES = 3
# Of one account. What comes after is only looked through.
READ_CLOSELY = 2_000


def tells_only_of_serving(text: str) -> bool:
    """Whether an account is about handling customers and tells nothing of running the service.

    False where it tells of neither. Costs about a tenth of a millisecond a sentence.
    """
    sentences = tuple(sentences_of(text[:READ_CLOSELY]))
    return (
        tells_of_serving("\n".join(sentences))
        and not any(map(_tells_of_running, sentences))
        and not REST.search(plain(text[READ_CLOSELY:]))
    )


def tells_of_serving(text: str) -> bool:
    """Whether customers are handled in it by whoever it is about."""
    words = _told_apart(text)
    return bool(ABOUT_CUSTOMERS.search(words) and SERVES.search(words))


def _tells_of_running(sentence: str) -> bool:
    """Of overseeing others, or of planning or changing the work; a mere heading tells nothing."""
    return sentence.count(" ") >= FEWEST_SPACES and RUN.weigh(sentence) > SURE


def _told_apart(text: str) -> str:
    """The words, with people by what they are: _cust, _head, _staff, _name."""
    words = with_customers(mended(plain(NAMES.sub("_name", text))), "_cust")
    for pattern, token in (
        (CUSTOMERS, "_cust"),
        (HEADS, "_head"),
        (AT_HAND, " at hand "),
        (STAFF, "_staff"),
        (FIGURES, "_n"),
    ):
        words = pattern.sub(token, words)
    return OF_WHOM.sub("_they", words)


def _signs(sentence: str) -> tuple[str, set[str]]:
    words = _told_apart(sentence)
    own = OWN_LESSON.sub(" ", words)
    running = OF_A_CASE.sub(" ", words)
    is_of_people = "_staff" in own or "_name" in own
    found = {
        "#led": is_of_people and said(LED, own),
        "#people": is_of_people,
        "#staff": "_staff" in own,
        "#own-lesson": own != words,
        "#running": said(RUNNING, running),
        "#changing": said(CHANGING, running),
        "#case": running != words,
        "#customer": "_cust" in words,
        "#first": bool(FIRST_PERSON.search(words)),
        "#serves": bool(SERVES.search(words)),
    }
    return words, {name for name, is_there in found.items() if is_there}


RUN = Sorter("accounts", _signs)

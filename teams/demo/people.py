"""Who is in the demo's team, and what each can do."""

from dataclasses import dataclass

SKILLS = ("Billing", "Meters", "Moves", "Complaints", "Empathy", "Systems", "Writing", "Coaching")
LEVELS = {
    "Ash": (3, 2, 3, 4, 3, 3, 2, 2),
    "Devon": (2, 3, 3, 2, 3, 2, 3, 1),
    "Jules": (4, 3, 2, 2, 4, 3, 3, 2),
    "Kit": (4, 2, 3, 2, 3, 4, 4, 2),
    "Lou": (3, 3, 2, 2, 3, 3, 3, 2),
    "Morgan": (3, 3, 3, 3, 3, 3, 2, 3),
    "Remi": (3, 4, 3, 2, 3, 3, 4, 1),
    "Robin": (2, 2, 3, 3, 4, 2, 2, 2),
}
# How many of the eight should manage each skill on their own.
WANTED = (6, 4, 4, 3, 6, 5, 4, 2)

# member: main role, back-up role, wish, why
ROLES = {
    "Ash": ("Complaints lead", "Bill disputes", "Time off meters", "Highest for complaints (4)"),
    "Devon": ("Moves and new customers", "Mornings: meters", "E-mail", "Term-time hours fit"),
    "Jules": ("Bill explanations", "Bereavement calls", "Presenting", "Billing 4, empathy 4"),
    "Kit": ("Knowledge base", "Bill explanations", "Project work", "Systems and writing 4"),
    "Lou": ("Meters and leaks", "Resource planning", "Learn to plan rotas", "Even all-rounder"),
    "Morgan": ("Buddy for new starters", "Complaints", "Become a trainer", "Coaching 3"),
    "Remi": ("Letters and webchat", "Meters", "Caption unit", "Writing 4; text suits access"),
    "Robin": ("Vulnerable customers", "Moves", "Billing confidence", "Empathy 4, billing 2"),
}


@dataclass(frozen=True)
class Colleague:
    """A member of the team; the real name is the leader's own knowledge, and shown nowhere."""

    pseudonym: str
    real_name: str
    hours: str
    strengths: str
    needs: str
    told: str
    access: str = ""


COLLEAGUES = (
    Colleague(
        "Ash",
        "Ashwin Pereira",
        "37.5",
        "Complaints: settles most at the first contact, and stays with a promise.",
        "Account notes that let the next person carry on.",
        "Straight away and to the point",
    ),
    Colleague(
        "Devon",
        "Denise Harrowgate",
        "30",
        "Moves and new customers; patient with people who are new to the area.",
        "Confidence in saying what is wrong; the webchat system.",
        "In writing first, then a talk",
        "School run: 9 to 3 in term time",
    ),
    Colleague(
        "Jules",
        "Julian Ferncastle",
        "37.5",
        "Explains a bill so that it is understood; bereavement calls.",
        "Giving change a second look before judging it.",
        "Face to face, with a joke",
    ),
    Colleague(
        "Kit",
        "Katarina Moss",
        "37.5",
        "Systems and writing; finds the page nobody else finds.",
        "Handing work over before it is perfect.",
        "A message with the whole question in it",
    ),
    Colleague(
        "Lou",
        "Louisa Brandt",
        "37.5",
        "An even all-rounder; sums up before closing a call.",
        "Coming back from lunch on time; planning rotas alone.",
        "Over a cup of tea",
    ),
    Colleague(
        "Morgan",
        "Mohammed Ghani",
        "37.5",
        "Calm; colleagues ask Morgan before they ask me.",
        "Leading a group session from start to end.",
        "With time to think it over",
        "Prayer time at midday on Fridays",
    ),
    Colleague(
        "Remi",
        "Remigiusz Wolny",
        "37.5",
        "Letters and webchat; plain words; best adherence in the team.",
        "Telephone calls while the captions are unreliable.",
        "In writing, at the same time as everybody else",
        "Hard of hearing: captions on calls, points of a briefing in writing beforehand",
    ),
    Colleague(
        "Robin",
        "Roberta Inglewood",
        "37.5",
        "The best listener of the floor; vulnerable customers.",
        "Billing under pressure: finding the answer while the customer waits.",
        "By message; never across the room",
    ),
)

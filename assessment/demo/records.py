"""Documents about people's work: coaching, reviews, call quality, and Anna's own progress."""

from assessment.demo.paper import bars, dated, line, printed, signed, table
from teams.demo.coaching import SESSIONS
from teams.demo.days import Days
from teams.demo.reviews import SUMMER, Talk


def coaching_log(days: Days) -> bytes:
    plan = (
        ("Objective", "FCR on billing calls from 52% to 75% in eight weeks"),
        ("Second objective", "Explanation clear on 9 of 10 checked calls (was 5)"),
        ("How Robin learns", "By doing; not watched from behind; holds the mouse"),
        ("Methods", "Demonstration, practice on recorded bills, then alone with a prompt card"),
        ("Resources", "45 minutes in the quiet room a time; six recorded bills; articles 1 to 4"),
        ("Progress", "Robin keeps the tally and reports each Friday; urgent things by message"),
        ("Ends", "After six sessions, or when Robin says so"),
    )
    sessions = [
        (str(number), dated(days.ago(ago))[:-5], what, how, f"{figure}%")
        for number, (ago, what, how, figure) in enumerate(SESSIONS, 1)
    ]
    figures = [52, *(session[-1] for session in SESSIONS)]
    body = (
        "<h2>The plan</h2>"
        + table(("", "Agreed"), [(f"<b>{name}</b>", words) for name, words in plan])
        + '<div class="box quote">“I know it when I read it. On the call it goes blank.”</div>'
        "<p>So we practise finding the answer under pressure, and not the answer itself. What "
        "Robin is to do and why it matters was said back by Robin in own words: a customer who "
        "understands the bill does not ring again.</p>"
        + signed(("Robin (pseudonym)", days.ago(134)), ("A. Kowalczyk, coach", days.ago(134)))
        + '<h2 class="new">The log</h2>'
        + table(("No", "Day", "What we did", "Method", "FCR"), sessions, numbers=1)
        + "<h2>First contact resolution after each session</h2>"
        + line(figures, 40, 90, 75, "Session (0: the month before). Dashed: objective")
        + "<h2>Feedback given</h2><ul><li>Session 2: “You paused before you explained. The "
        "customer stopped arguing. What did you notice?”</li><li>Session 3: mine to take. I had "
        "gone on to adjusted bills too soon.</li><li>Session 5: nine of ten explanations were "
        "clear.</li></ul>"
        "<h2>In Robin's words</h2>"
        '<div class="box quote">“The card did half of it. Choosing the calls ourselves did the '
        "rest. I would have liked to begin with the easy bill. I show the card to the new ones "
        "now.”</div>"
        + signed(("Robin (pseudonym)", days.ago(85)), ("A. Kowalczyk, coach", days.ago(85)))
    )
    return printed("Coaching plan and log", "Coachee: Robin · billing enquiries", body)


STANDARDS = ("78%", "4.3", "92%")
# The quarter's readings of each member: first contact resolution, satisfaction, adherence.
FIGURES = {
    "Ash": ("79%", "4.4", "95%"),
    "Lou": ("80%", "4.3", "87%"),
    "Remi": ("77%", "4.0", "98%"),
}


def reviews(days: Days) -> bytes:
    """One form on each page."""
    body = '<div class="new"></div>'.join(_form(review, days) for review in SUMMER)
    return printed("Performance reviews", "Billing team · quarter 2 · under pseudonyms", body)


def _figures(member: str) -> list[tuple[str, str, str]]:
    """Each reading with its name and the team's standard."""
    names = ("FCR", "Satisfaction", "Adherence")
    return list(zip(names, FIGURES[member], STANDARDS, strict=True))


def _form(review: Talk, days: Days) -> str:
    member, day = review.member, days.ago(review.days_ago)
    return (
        f"<h2>{member} · {dated(day)}</h2>"
        + table(("Measure", "This quarter", "Standard"), _figures(member), numbers=2)
        + f"<p><b>Recognised.</b> {review.recognised}</p>"
        f"<p><b>To improve.</b> {review.improve}</p>"
        f'<div class="box"><b>In {member}\'s words</b><br>'
        f'<span class="quote">“{review.words}”</span></div>'
        f"<p><b>What we agreed.</b> {review.agreed}</p>"
        "<p><b>Support offered.</b> Half an hour in the quiet room each fortnight; Anna's door.</p>"
        + signed((f"{member} (pseudonym)", day), ("A. Kowalczyk, team leader", day))
    )


LINES = (
    ("Greeting and security", 94, 97),
    ("Listening", 86, 92),
    ("Clear explanation", 68, 89),
    ("Uses an article", 24, 94),
    ("Next steps stated", 71, 83),
    ("Notes let others go on", 60, 74),
    ("Courtesy at the close", 91, 95),
)
FINDINGS = (
    ("Explanations use system words", "Articles renamed as customers ask", "Kit", "89%"),
    ("Next steps stayed at 71%", "Two weeks in the huddle; a call by Jules", "Anna", "83%"),
    ("Four in ten notes are too brief", "Form line rewritten; reviews", "Anna", "74%"),
    ("Line 3 scored differently", "Calibration each month", "Anna, Will, Ash", "gap 4"),
)
ROUNDS = (
    ("1", 32, "71%", "14 points"),
    ("2", 32, "77%", "9"),
    ("3", 32, "82%", "5"),
    ("4", 32, "89%", "4"),
)


def quality_report(days: Days) -> bytes:
    first, last = days.ago(153), days.ago(98)
    body = (
        "<h2>Score by line of the form</h2><p>Sand: first fortnight. Teal: last fortnight. Four "
        "calls of each of eight members every fortnight, chosen by day and hour and not by "
        "length.</p>"
        + bars(LINES, 85)
        + table(
            ("Fortnight", "Calls", "Score", "Calibration gap"),
            ROUNDS,
            numbers=3,
        )
        + '<h2 class="new">Findings and what was done</h2>'
        + table(
            ("Finding", "Action", "By", "Result"),
            FINDINGS,
        )
        + "<h2>Good calls that everybody should hear</h2><ol><li>Jules: a bereaved caller; next "
        "steps in three sentences.</li><li>Robin: silence used well.</li><li>Devon: a move with "
        "two meters.</li><li>Ash: a promise made, and kept at 5 pm.</li></ol>"
        "<h2>Against the service levels</h2>"
        + table(
            ("Standard", "Promised", "In these weeks"),
            (("Answered in 30 seconds", "80%", "82%"), ("Call-backs in 2 days", "95%", "96%")),
            numbers=2,
        )
        + '<p class="box">Recordings were heard under the recording notice and are deleted after '
        "ninety days. No customer is named here.</p>"
        + signed(("A. Kowalczyk, team leader", last), ("W. Ashdown, calibration", last))
    )
    return printed("Call quality report", f"128 calls · {dated(first)} to {dated(last)}", body)


def progress_sheet(days: Days) -> bytes:
    rows = (
        ("Plain words", "76% clear on checked calls", "90%", "93%", "Ten explanations rewritten"),
        ("Look it up", "no reports", "3 a week", "41 in 21 weeks: 2 a week", "Aim too high; now 2"),
        ("De-escalation", "2 calls to shadow", "2", "2", "Ash: “You still fill the silence.”"),
    )
    body = (
        table(("Point", "Then", "Aim", "Now", "Note"), rows)
        + "<h2>Effect of the coaching: FCR on billing calls</h2>"
        + bars((("Robin, coached", 52, 78), ("Three not coached", 66, 77)), 75)
        + "<p><small>Sand: month after go-live. Teal: after eight weeks. Eight weeks after the "
        "last session Robin stood at 77%.</small></p><h2>What I shall do differently</h2>"
        "<ul><li>Begin "
        "with the easy bill.</li><li>Agree at the outset how we shall know that it is enough.</li>"
        "<li>Ask a colleague to watch me coach once.</li></ul>"
        + signed(("A. Kowalczyk", days.ago(14)), ("W. Ashdown, line manager", days.ago(14)))
    )
    return printed("Progress sheet", f"Personal development plan · {dated(days.ago(14))}", body)

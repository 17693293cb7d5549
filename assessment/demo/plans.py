"""Documents of planning: the skills matrix, the work plan with its Gantt chart, and the rota."""

from datetime import date, timedelta

from assessment.demo.paper import dated, gantt, printed, signed, table
from teams.demo.days import Days
from teams.demo.people import LEVELS, ROLES, SKILLS
from teams.demo.rotas import EARLY, LATE, OFF, PLAN, SHIFTS, shifts_in


def skills_matrix(days: Days) -> bytes:
    """The matrix on one page and the signed roles on the next."""
    agreed = days.ago(218)
    rows = "".join(
        f"<tr><td><b>{member}</b></td>"
        + "".join(f'<td class="n l{level}">{level}</td>' for level in levels)
        + f'<td class="n">{sum(levels)}</td></tr>'
        for member, levels in LEVELS.items()
    )
    heads = "".join(f'<th class="n">{skill}</th>' for skill in (*SKILLS, "Sum"))
    least = sorted(SKILLS, key=lambda skill: sum(_level(skill)))[:2]
    body = (
        f"<table><tr><th>Member</th>{heads}</tr>{rows}</table>"
        "<p><small>1 needs help · 2 with support · 3 alone · 4 can teach it. Agreed between the "
        "member and the team leader after each had rated alone.</small></p>"
        "<h2>What it tells us</h2><ul>"
        f"<li>Thinnest cover: {least[0].lower()} and {least[1].lower()}.</li>"
        "<li>Billing has two people at 4; both work late on Tuesdays. To be changed.</li>"
        "<li>Every skill has at least one person at 3, so every hour can be covered.</li></ul>"
        '<h2 class="new">Agreed roles</h2>'
        + table(
            ("Member", "Main role", "Back-up role", "Wishes", "Why", "Signed"),
            [
                (f"<b>{member}</b>", *role, f"{member[0]}. {dated(agreed)[:-5]}")
                for member, role in ROLES.items()
            ],
        )
        + '<div class="box"><b>Standards that these roles serve.</b> First contact resolution 78% '
        "· satisfaction 4.3 of 5 · 80% of calls answered in 30 seconds · call-backs within two "
        "working days 95% · complaints at most 20 a month.</div>"
        + signed(("A. Kowalczyk, team leader", agreed))
    )
    return printed("Skills matrix and roles", f"Billing team · {dated(agreed)}", body)


def _level(skill: str) -> list[int]:
    at = SKILLS.index(skill)
    return [levels[at] for levels in LEVELS.values()]


TASKS = (
    ("1 Agree the six questions", "all", 1, 1),
    ("2 Write articles 1 to 3", "Kit", 1, 3),
    ("3 Write articles 4 to 6", "Jules", 2, 4),
    ("4 Test with real bills", "Robin", 2, 5),
    ("5 Buddy desk", "Morgan", 1, 10),
    ("6 Rota for weeks 1 to 6", "Lou", 1, 6),
    ("7 Complaints link", "Ash", 3, 14),
    ("8 Plain words for letters", "Remi", 4, 8),
    ("9 Moves: check the wording", "Devon", 5, 9),
    ("10 Weekly reading, huddle", "Anna", 1, 14),
    ("11 Review and second round", "all", 7, 9),
    ("12 Hand on to other teams", "Jules", 12, 14),
)
REASONS = (
    ("2", "Kit", "Systems 4, writing 4; asked for project work", "26 h"),
    ("3", "Jules", "Billing 4; knows what customers ask", "22 h"),
    ("4", "Robin", "The articles must work for a person at level 2; development need", "14 h"),
    ("5", "Morgan", "Coaching 3; wants to become a trainer", "phones, near"),
    ("6", "Lou", "Learning resource planning; has done one rota with me", "8 h"),
    ("7", "Ash", "Complaints lead; sees first what goes wrong", "6 h"),
    ("8", "Remi", "Writing 4; letters suit Remi's access needs", "12 h"),
    ("9", "Devon", "Knows moves; task fits school hours", "8 h"),
)


def work_plan(days: Days) -> bytes:
    """Objectives and Gantt chart, then tasks with reasons, then risks and agreement."""
    objectives = (
        ("First contact resolution", "64%", "78% by week 10, 80% by week 14", "weekly survey"),
        ("Articles live and used", "none", "6 by week 4; in 30% of fitting calls by week 8", "log"),
        ("Calls again within 7 days", "31%", "20% by week 14", "telephone system"),
        ("Satisfaction", "3.9", "4.3 of 5 by week 14", "weekly survey"),
    )
    risks = (
        ("Billing run late", "likely", "Move writing time; swaps by consent", "Anna"),
        ("Engineering slow to answer", "possible", "Will rings their manager in week 2", "Will"),
        ("Articles go out of date", "certain", "Owner and check date on each", "Kit"),
        ("Writers tire", "possible", "No writing on Mondays and Tuesdays; names shown", "Anna"),
    )
    body = (
        "<h2>Objectives and measures</h2>"
        + table(("Objective", "Now", "Target", "Measured by"), objectives)
        + "<h2>Fourteen weeks</h2>"
        + gantt(TASKS, 14, dated(days.monday(161)))
        + "<p><small>Task 4 begins once the first article is written; task 8 needs articles 1 to "
        "3. Lou moved testing one week earlier.</small></p>"
        '<div class="box"><b>Quality criteria, written before work began.</b> One screen. Plain '
        "words, read by one person outside billing. An example bill. An owner and a date to check."
        "</div>"
        '<h2 class="new">Who does what, and why</h2>'
        + table(("Task", "Member", "Reason", "Time off phones"), REASONS)
        + "<h2>Resources</h2><ul><li>96 hours off the phones over fourteen weeks, none on Mondays "
        "and Tuesdays.</li><li>Overtime £1,150, agreed by Will Ashdown.</li><li>Quiet room, 8.15 "
        "to 8.30 each day.</li><li>Not agreed: second screens.</li></ul>"
        "<h2>How the team took part</h2><p>The draft was in everybody's hands for a day. Changes "
        "made: testing one week earlier (Lou), letters added (Remi), no task over Morgan's prayer "
        "time (Morgan), the floor's other teams to have the articles from week 12 (Jules).</p>"
        '<h2 class="new">Risks</h2>'
        + table(("Risk", "How likely", "What we do", "Who"), risks)
        + "<h2>Progress</h2><p>One figure a day on the board, the full reading each Monday. "
        "Members tell Anna of problems at once, by message; nobody waits for the huddle.</p>"
        "<h2>Agreed</h2>"
        + signed(
            ("A. Kowalczyk, team leader", days.ago(160)),
            ("W. Ashdown, operations manager", days.ago(158)),
        )
    )
    return printed(
        "Work plan: Right First Time", f"Billing team · version 2 · {dated(days.ago(158))}", body
    )


SHADES = {LATE: "l2", PLAN: "l4", OFF: "", EARLY: "l3"}


def rota(days: Days) -> bytes:
    """Two weeks of shifts and a table of load, in landscape."""
    first = days.monday(154)
    weeks = [_week(first + timedelta(days=7 * number), number) for number in range(2)]
    load = [
        (
            f"<b>{member}</b>",
            sum(_hours(shift) for shift in _both_weeks(member)),
            sum(shift == LATE for shift in _both_weeks(member)),
            3 * sum(shift == PLAN for shift in _both_weeks(member)),
        )
        for member in SHIFTS
    ]
    body = (
        "".join(weeks)
        + "<p><small>P: three hours of the shift for the plan, off the phones. Saturday's hours "
        "are given back in the week. Breaks are left out.</small></p>"
        + '<h2 class="new">Load over the two weeks</h2>'
        + table(("Member", "Hours", "Late shifts", "Plan hours"), load, numbers=3)
        + "<ul><li>No plan hours on Mondays and Tuesdays: 44% of the week's calls.</li><li>On "
        "weekdays, at every hour, one person at level 3 or more for billing and one for complaints."
        "</li><li>Fixed points: "
        "Devon's school run, Morgan's prayer time, Remi's class on Wednesdays at 4.15 pm.</li></ul>"
    )
    return printed("Rota", f"Billing team · two weeks from {dated(first)}", body, wide=True)


def _week(monday: date, number: int) -> str:
    heads = "".join(
        f'<th class="n">{day:%a} {day.day} {day:%b}</th>'
        for day in (monday + timedelta(days=at) for at in range(6))
    )
    rows = "".join(
        f"<tr><td><b>{member}</b></td>"
        + "".join(
            f'<td class="n {SHADES.get(shift, "l3")}">{shift or "–"}</td>'
            for shift in shifts_in(member, number)
        )
        + "</tr>"
        for member in SHIFTS
    )
    return f"<h2>Week {number + 1}</h2><table><tr><th>Member</th>{heads}</tr>{rows}</table>"


def _both_weeks(member: str) -> tuple[str, ...]:
    return shifts_in(member, 0) + shifts_in(member, 1)


def _hours(shift: str) -> int:
    return {OFF: 0, "9–3": 6}.get(shift, 8)

"""Figures and plain files of the story: weekly readings, surveys, and a complaint by the hour."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from teams.demo.days import Days
from teams.demo.figures import AGAIN, AHT, CSAT, FCR, FIRST, GO_LIVE, LOWEST

FLOOR = (79, 79, 78, 76, 74, 72, 71)
MEASURES = (
    ("FCR", "First contact resolution, %", FCR[: LOWEST + 1], 78),
    ("CSAT", "Satisfaction, 1 to 5", CSAT, 4.3),
    ("AHT", "Average handling time, seconds", AHT, 420),
    ("Repeat calls", "Calls about the same thing in 7 days, %", AGAIN, 20),
)


def readings_workbook(days: Days) -> bytes:
    """A sheet with a chart for each measure."""
    book = Workbook()
    book.remove(book.active)
    for name, heading, readings, target in MEASURES:
        sheet = book.create_sheet(name)
        sheet.append([f"Billing team: {heading}"])
        sheet.append(["Week beginning", "Team", "Target", "Floor" if name == "FCR" else "Note"])
        for week, reading in enumerate(readings):
            monday = days.monday(FIRST - 7 * week)
            note = FLOOR[week] if name == "FCR" else ("Go-live" if week == GO_LIVE else "")
            sheet.append([monday, reading, target, note])
        _lay_out(sheet)
        _draw(sheet, heading, len(readings))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _lay_out(sheet: Worksheet) -> None:
    sheet["A1"].font = Font(size=14, bold=True, color="0F5C6B")
    for cell in sheet[2]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0F5C6B")
    for cell in sheet["A"][2:]:
        cell.number_format = "d mmm yyyy"
        cell.alignment = Alignment(horizontal="left")
    sheet.column_dimensions["A"].width = 18
    sheet.freeze_panes = "A3"


def _draw(sheet: Worksheet, heading: str, weeks: int) -> None:
    chart = LineChart()
    chart.title, chart.height, chart.width = heading, 7.5, 15
    chart.add_data(Reference(sheet, min_col=2, max_col=3, min_row=2, max_row=weeks + 2), True)
    sheet.add_chart(chart, "F2")


def _comma_separated(rows: list[tuple]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def peer_feedback(days: Days) -> bytes:
    rows = [
        ("behaviour", "own score", "A", "B", "C", "D", "E", "average", "in their words"),
        ("Listening", 4, 4, 4, 3, 4, 4, 3.8, "Lets people finish."),
        ("Owning a query to its end", 4, 4, 4, 4, 3.5, 4, 3.9, "Rings back when she says."),
        ("Explaining a bill clearly", 4, 3, 3, 2.5, 3, 3, 2.9, "Says accrual to customers."),
        ("Staying calm when a call turns", 3, 4, 3, 4, 3, 4, 3.6, "Calmer than she thinks."),
        ("Using the knowledge base", 2, 2, 3, 2, 2, 2, 2.2, "Knows it all by heart, mostly."),
        ("Handing over", 3, 3, 3, 4, 3, 3, 3.2, "Good notes."),
    ]
    return _comma_separated(rows)


def communication_survey(days: Days) -> bytes:
    first, second = days.ago(52), days.ago(24)
    rows = [
        ("channel", "useful", "on time", "can answer", f"{first}", f"{second}", "in their words"),
        ("Morning huddle", 4.6, 4.4, 4.2, 4.4, 4.5, "Late shifts miss it."),
        ("One-to-ones", 4.6, 4.4, 4.8, 4.6, 4.6, "Keep."),
        ("Team chat", 2.6, 3.2, 2.6, 2.8, 4.0, "Forty messages after lunch and one matters."),
        ("E-mail", 3.2, 3.2, 2.9, 3.1, 3.7, "Too long."),
        ("Board", 4.2, 4.0, 3.5, 3.9, 4.0, "The only one where nothing gets lost."),
    ]
    return _comma_separated(rows)


def complaint_timeline(days: Days) -> bytes:
    steps = (
        (96, "10.12", "Mrs P reports a leak in the road. Call-back promised by noon. Notes only."),
        (94, "16.40", "Mrs P rings. Nobody rang. Call-back promised by 6 pm. Notes only."),
        (90, "09.05", "Mrs P rings. Nobody rang. Call-back promised that day. Notes only."),
        (86, "11.30", "Mrs P complains. Passed to Anna."),
        (86, "11.50", "Anna rings. Listens, apologises for each of the three, agrees what failed."),
        (86, "16.00", "Anna checks that the repair slot is real."),
        (86, "17.00", "Anna rings with the slot. Credit of £30 agreed."),
        (85, "08.20", "Leak repaired. Crew confirms by photograph."),
        (84, "14.00", "Letter to Mrs P: what went wrong, what has changed."),
        (82, "08.15", "All promises into the call-back list from today. Shown to all eight."),
    )
    lines = [f"{days.ago(ago):%d.%m.%Y}  {clock}  {what}" for ago, clock, what in steps]
    return "\n".join(["COMPLAINT 4471: THREE CALL-BACKS NOT MADE", "", *lines, ""]).encode()


def follow_up_note(days: Days) -> bytes:
    begun, ended = days.ago(40), days.ago(40) + timedelta(days=5)
    lines = [
        "FOLLOW-UP TO COMPLAINT 4471",
        "",
        f"Sample of forty promises, {begun:%d.%m.%Y} to {ended:%d.%m.%Y}",
        "  in the list                39  (before: 31)",
        "  in the notes only           1  (before: 9)",
        "  kept                       39  (before: 33)",
        "",
        f"Call to Mrs P, {days.ago(9):%d.%m.%Y}, 10.15",
        "  “You rang when you said you would, twice now. That is all I wanted.”",
        "",
        "Open: the list is shown to relief advisers on their first morning. Ash, deputy Kit.",
        "",
    ]
    return "\n".join(lines).encode()

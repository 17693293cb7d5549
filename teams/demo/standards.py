"""What the demo's team is measured by."""

from teams.demo.story import Told
from teams.models import Direction, Measure, ServiceStandard

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


def _standard(
    key: str,
    title: str,
    measure: Measure,
    unit: str,
    direction: Direction,
    target: str,
    definition: str,
    importance: str,
) -> Told:
    columns = {
        "measure": measure,
        "unit": unit,
        "direction": direction,
        "target": target,
        "definition": definition,
        "importance": importance,
    }
    return Told(key, ServiceStandard, title, 364, columns, is_weekly=True)


STANDARDS = (
    _standard(
        "fcr",
        "First contact resolution",
        Measure.FCR,
        "%",
        HIGHER,
        "78",
        "Answers of “yes” to “Was your question settled in this call?” in the survey after each "
        "call; about one customer in seven answers.",
        "A repeat call costs about £4.10, and the customer's patience. It stands first on our "
        "board, because customers told us to settle it the first time.",
    ),
    _standard(
        "csat",
        "Customer satisfaction",
        Measure.CSAT,
        "of 5",
        HIGHER,
        "4.3",
        "Mean of the survey's last question, from 1 to 5.",
        "Reported to the regulator each quarter.",
    ),
    _standard(
        "aht",
        "Average handling time",
        Measure.AHT,
        "seconds",
        LOWER,
        "420",
        "Talk and after-call work, from the telephone system.",
        "It plans how many of us are needed. It never hangs over anybody's desk.",
    ),
    _standard(
        "again",
        "Calls about the same thing within seven days",
        Measure.OWN,
        "%",
        LOWER,
        "20",
        "Share of calls with the same account and reason in the seven days before.",
        "The other side of first contact resolution, counted by the system and not by a survey.",
    ),
    _standard(
        "answered",
        "Answered within thirty seconds",
        Measure.RESPONSE,
        "%",
        HIGHER,
        "80",
        "Share of the week's calls.",
        "Our service level agreement with the regulator.",
    ),
    _standard(
        "complaints",
        "Complaints",
        Measure.COMPLAINTS,
        "a month",
        LOWER,
        "20",
        "Recorded complaints about the team's work in the four weeks before.",
        "Each one is somebody we let down.",
    ),
    _standard(
        "adherence",
        "Schedule adherence",
        Measure.ADHERENCE,
        "%",
        HIGHER,
        "92",
        "Minutes worked as planned; helping at the buddy desk counts as planned.",
        "Without it the rota's cover is only on paper.",
    ),
    _standard(
        "callbacks",
        "Call-backs within two working days",
        Measure.OWN,
        "%",
        HIGHER,
        "95",
        "Promises in the call-back list that were kept in time.",
        "A promise kept is worth more than a short call.",
    ),
)

"""The demo's rotas."""

from collections.abc import Iterator
from typing import Any

from teams.demo.story import Named, Told
from teams.models import Rota

EARLY, LATE, PLAN, OFF, SCHOOL = "8–4", "12–8", "8–4 P", "", "9–3"
SHIFTS = {
    "Ash": (EARLY, LATE, EARLY, EARLY, LATE, OFF),
    "Devon": (SCHOOL, SCHOOL, SCHOOL, SCHOOL, SCHOOL, OFF),
    "Jules": (LATE, EARLY, PLAN, PLAN, EARLY, OFF),
    "Kit": (EARLY, LATE, PLAN, PLAN, PLAN, OFF),
    "Lou": (EARLY, EARLY, LATE, OFF, PLAN, EARLY),
    "Morgan": (LATE, EARLY, EARLY, LATE, EARLY, OFF),
    "Remi": (EARLY, EARLY, EARLY, EARLY, OFF, LATE),
    "Robin": (OFF, EARLY, LATE, EARLY, PLAN, LATE),
}
HOURS = {
    EARLY: ("08:00", "16:00"),
    PLAN: ("08:00", "16:00"),
    LATE: ("12:00", "20:00"),
    SCHOOL: ("09:00", "15:00"),
}
BREAK = {SCHOOL: 0}
HALF_HOUR = 30
# day, from, until, people, skill
NEEDS = (
    *((day, "08:00", "12:00", 4 if day < 2 else 3, "") for day in range(5)),
    *((day, "12:00", "16:00", 5 if day < 2 else 4, "") for day in range(5)),
    *((day, "16:00", "20:00", 1, "") for day in range(5)),
    (5, "08:00", "16:00", 1, ""),
    (0, "09:00", "17:00", 1, "Complaints"),
)
WEEKS_KEPT = (154, 147, *range(56, -1, -7))
REASONING = (
    "Bills go out on Thursdays, so Mondays and Tuesdays bring 44% of the week's calls: no hours "
    "off the phones on these days. At every hour somebody at level 3 for billing is on. Nobody has "
    "more than two late shifts a week. Devon's school run, Morgan's prayer time and Remi's class "
    "on Wednesdays are fixed points, not favours. Made with Lou, who is learning resource "
    "planning."
)
LATE_RUN = (
    "The billing run came a day late, so Monday's peak moved to Tuesday and Wednesday. I said at "
    "8.15 what had changed and what had not, and asked for swaps. Kit gave up a writing morning "
    "and got it back on Friday. We answered 81% within thirty seconds."
)


def rotas() -> Iterator[Told]:
    """The two weeks in which the plan began, and those up to the present one."""
    for number, ago in enumerate(WEEKS_KEPT):
        yield Told(
            f"rota-{ago}",
            Rota,
            "",
            ago,
            {"reasoning": REASONING, "changes": LATE_RUN if number == 1 else ""},
            {"shifts": tuple(_shifts(number)), "needs": tuple(_needs())},
            is_weekly=True,
        )


def shifts_in(member: str, week: int) -> tuple[str, ...]:
    """In every second week Jules changes early and late, for there is one late shift too few."""
    swapped = {EARLY: LATE, LATE: EARLY} if week % 2 and member == "Jules" else {}
    return tuple(swapped.get(shift, shift) for shift in SHIFTS[member])


def _shifts(week: int) -> Iterator[dict[str, Any]]:
    for member in SHIFTS:
        for day, shift in enumerate(shifts_in(member, week)):
            if shift == OFF:
                continue
            begins, ends = HOURS[shift]
            yield {
                "member": Named(member),
                "day": day,
                "starts_at": begins,
                "ends_at": ends,
                "break_minutes": BREAK.get(shift, HALF_HOUR),
            }


def _needs() -> Iterator[dict[str, Any]]:
    for day, begins, ends, people, skill in NEEDS:
        yield {
            "day": day,
            "starts_at": begins,
            "ends_at": ends,
            "people": people,
            "skill": skill,
        }

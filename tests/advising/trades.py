"""The workplaces that the portfolios are from, and what people say there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A standard: its columns, and the figure it goes from and to."""

    title: str
    measure: str
    unit: str
    direction: str
    before: str
    after: str

    def figure(self, value: str) -> str:
        """As it is said: "64%", "9 minutes"."""
        if self.unit == "%":
            return f"{value}%"
        return f"{value} {self.unit}".strip()


@dataclass(frozen=True)
class Trade:
    customer: str
    customers: str
    screen: str
    work: str
    boss: str
    standards: tuple[Measured, ...]


def _trade(named: str, *standards: str) -> Trade:
    """``named``: the columns of a trade; ``standards``: those of its standards."""
    return Trade(
        *named.split(", "), tuple(Measured(*standard.split(", ")) for standard in standards)
    )


TRADES = (
    _trade(
        "caller, callers, billing screen, billing queries, the centre manager",
        "First contact resolution, fcr, %, higher, 64, 75",
        "Customer satisfaction, csat, %, higher, 78, 86",
        "Average handling time, aht, seconds, lower, 420, 360",
    ),
    _trade(
        "shopper, shoppers, returns till, refunds, the store manager",
        "Complaints about waiting, complaints, a month, lower, 14, 7",
        "Customer satisfaction, csat, %, higher, 81, 90",
        "Orders ready in two hours, own, %, higher, 70, 95",
    ),
    _trade(
        "guest, guests, reservation screen, late check-ins, the duty manager",
        "Check-in time, response, minutes, lower, 9, 5",
        "Guest review score, own, points, higher, 8.1, 8.7",
        "Room complaints, complaints, a month, lower, 11, 5",
    ),
    _trade(
        "resident, residents, case system, permit applications, the head of service",
        "Letters answered within ten working days, own, %, higher, 72, 95",
        "Calls answered, resolution, %, higher, 84, 92",
        "Complaints upheld, complaints, a month, lower, 9, 4",
    ),
    _trade(
        "patient, patients, booking system, appointment changes, the ward manager",
        "Waiting time at the desk, response, minutes, lower, 12, 6",
        "Patient satisfaction, csat, %, higher, 83, 90",
        "Wrong bookings, own, a month, lower, 18, 8",
    ),
    _trade(
        "customer, customers, meter screen, meter disputes, the area manager",
        "Bursts answered within two hours, response, %, higher, 61, 85",
        "Net promoter score, nps, points, higher, 18, 30",
        "Billing complaints, complaints, a month, lower, 46, 28",
    ),
    _trade(
        "patron, patrons, seat map, ticket exchanges, the house manager",
        "Booking calls lost, own, %, lower, 17, 8",
        "Refunds paid within five days, resolution, %, higher, 66, 90",
        "Audience satisfaction, csat, %, higher, 85, 91",
    ),
    _trade(
        "reader, readers, loans screen, reservations, the branch librarian",
        "Reservations ready within three days, own, %, higher, 69, 88",
        "Enquiries resolved at the first visit, fcr, %, higher, 71, 82",
        "Complaints, complaints, a month, lower, 9, 4",
    ),
    _trade(
        "driver, drivers, job card screen, booking changes, the workshop manager",
        "Cars ready at the promised time, own, %, higher, 73, 90",
        "Call-backs made on the same day, response, %, higher, 58, 85",
        "Repeat repairs, complaints, a month, lower, 8, 3",
    ),
)

NAMES = (
    "Amal Bea Callum Dee Edie Farah Gus Hana Idris Jo Kit Lena Milo Nadia Otis Pia Quinn Ravi "
    "Saskia Tom Uma Vic Wanda Xan Yusuf Zoe Ivy Marek Nell Owen Petra Rhys Sunil Tess"
).split()

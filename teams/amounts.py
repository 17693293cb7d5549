"""Figures as people read them: with their unit, and how much they differ."""

from decimal import Decimal

from teams.models import Measure, ServiceStandard

CURRENCIES = "£€$"


def figure(value: Decimal | float, unit: str = "") -> str:
    """A value with its unit: "62%", "412 seconds", "£4.20", "−12"."""
    number = number_of(value)
    if unit in CURRENCIES and unit:
        sign = "−" if number.startswith("−") else ""
        pounds, point, pence = number.removeprefix("−").partition(".")
        return f"{sign}{unit}{pounds}{point}{pence:0<2}" if point else f"{sign}{unit}{pounds}"
    if unit == "%":
        return f"{number}%"
    things, space, rest = unit.partition(" ")
    if number == "1" and things.endswith("s"):
        things = things.removesuffix("s")  # "1 complaint a month"
    return f"{number} {things}{space}{rest}".strip()


def figure_beside(value: Decimal | float, unit: str) -> str:
    """A value where there is little room: only "%" and currencies stand at it."""
    return figure(value, unit) if len(unit) == 1 else number_of(value)


def number_of(value: Decimal | float) -> str:
    """A number with at most two decimal places, a true minus, and commas between thousands."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".").replace("-", "−")
    return "0" if text == "−0" else text


def amount_of(standard: ServiceStandard, difference: Decimal) -> str:
    """How much a figure differs: percentages and scores do so by points."""
    if counts_in_points(standard):
        number = number_of(abs(difference))
        return "1 point" if number == "1" else f"{number} points"
    return figure(abs(difference), standard.unit)


def counts_in_points(standard: ServiceStandard) -> bool:
    return standard.unit == "%" or standard.measure == Measure.NPS

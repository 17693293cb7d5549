"""Keeping the rules of sufficiency: how much evidence a centre asks for."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.models import Criterion, Qualification, Sufficiency, Unit, UnitSpecification
from portfolio.auditing import enter
from portfolio.models import Act, Centre, User
from portfolio.people import require_administrator
from portfolio.saving import save_checked


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as the list shows it; ``place`` sorts: the qualification, units, their criteria."""

    id: int
    centre: str
    what_for: str
    detail: str
    items: int
    methods: int
    place: tuple


@dataclass(frozen=True, slots=True)
class QualificationRules:
    qualification: Qualification
    lines: tuple[RuleLine, ...]


def rules_by_qualification(centres: Collection[Centre]) -> tuple[QualificationRules, ...]:
    """Every qualification with the rules of ``centres`` on it; three queries."""
    qualifications = list(Qualification.objects.order_by("code"))
    lines: dict[int, list[RuleLine]] = {each.pk: [] for each in qualifications}
    rules = Sufficiency.objects.filter(centre__in=centres).select_related(
        "centre", "qualification", "unit", "criterion__outcome__unit"
    )
    codes = unit_codes()
    for rule in rules:
        lines[rule.qualification_id].append(_line(rule, codes))
    return tuple(
        QualificationRules(each, tuple(sorted(lines[each.pk], key=lambda line: line.place)))
        for each in qualifications
    )


def unit_codes() -> dict[tuple[int, int], str]:
    """What each qualification calls each of its units, by their primary keys; one query."""
    rows = UnitSpecification.objects.exclude(uses=None).order_by()
    return {
        (qualification, unit): code
        for qualification, unit, code in rows.values_list(
            "uses__group__qualification", "unit", "code"
        )
    }


def words_of(rule: Sufficiency) -> str:
    """Such as "2 items by 2 different methods"."""
    items = "1 item" if rule.items == 1 else f"{rule.items} items"
    return items if rule.methods == 1 else f"{items} by {rule.methods} different methods"


@transaction.atomic
def add_rule(
    *,
    centre: Centre,
    qualification: Qualification,
    what_for: Unit | Criterion | None,
    items: int,
    methods: int,
    by: User,
) -> Sufficiency:
    """Ask for so many items and methods: for a criterion, each of a unit's, or all of them."""
    require_administrator(by, centre)
    rule = Sufficiency(
        centre=centre,
        qualification=qualification,
        unit=what_for if isinstance(what_for, Unit) else None,
        criterion=what_for if isinstance(what_for, Criterion) else None,
        items=items,
        methods=methods,
    )
    save_checked(rule)
    _enter(rule, f"Asked for {words_of(rule)}", by)
    return rule


@transaction.atomic
def change_rule(
    *, rule: Sufficiency, seen: tuple[int, int], items: int, methods: int, by: User
) -> Sufficiency:
    """Ask for another number. ``seen``: items and methods as the page showed them; where they are
    others by now, ``ValidationError`` says which."""
    require_administrator(by, rule.centre)
    rule = Sufficiency.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if (rule.items, rule.methods) == (items, methods):
        return rule
    if (rule.items, rule.methods) != seen:
        raise ValidationError(
            f"Somebody changed this rule meanwhile: it asks for {words_of(rule)} now."
        )
    rule.items, rule.methods = items, methods
    save_checked(rule, ["items", "methods"])
    _enter(rule, f"Asked for {words_of(rule)}", by)
    return rule


@transaction.atomic
def remove_rule(*, rule: Sufficiency, by: User) -> None:
    """Ask for one item again, or for what a more general rule asks."""
    require_administrator(by, rule.centre)
    removed, _ = Sufficiency.objects.filter(pk=rule.pk).delete()
    if removed:
        _enter(rule, f"No longer asked for {words_of(rule)}", by)


def named(rule: Sufficiency) -> str:
    """What a rule is for: "all criteria of CSL", "all criteria of unit LT", "LT 2.3"."""
    return _named(rule, unit_codes())


def _named(rule: Sufficiency, codes: dict[tuple[int, int], str]) -> str:
    if rule.criterion:
        unit = rule.criterion.outcome.unit
        code = codes.get((rule.qualification_id, unit.pk), unit.code)
        return f"{code} {rule.criterion.label}"
    if rule.unit:
        code = codes.get((rule.qualification_id, rule.unit.pk), rule.unit.code)
        return f"all criteria of unit {code}"
    return f"all criteria of {rule.qualification.code}"


def _line(rule: Sufficiency, codes: dict[tuple[int, int], str]) -> RuleLine:
    name, criterion = _named(rule, codes), rule.criterion
    place: tuple = (0, "", 0, 0)
    detail = "Where no rule of a unit or a criterion holds."
    if criterion:
        unit, _, _ = name.partition(" ")
        place, detail = (1, unit, criterion.outcome.number, criterion.number), criterion.text
    elif rule.unit:
        place, detail = (1, name.rpartition(" ")[-1], 0, 0), rule.unit.title
    return RuleLine(
        rule.pk,
        str(rule.centre),
        name[0].upper() + name[1:],
        detail,
        rule.items,
        rule.methods,
        (*place, rule.pk),
    )


def _enter(rule: Sufficiency, words: str, by: User) -> None:
    enter(
        Act.QUALITY,
        f"{words} for {named(rule)}.",
        by=by,
        centre=rule.centre,
        sufficiency=rule.pk,
        items=rule.items,
        methods=rule.methods,
    )

"""The learners of a caseload, drawn by ``format_html``: as partials they would be most of the time
of the page (see ``rows``)."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessment.caseload.caseload import Case, Course
from assessment.templatetags.plans import track_chip, track_picture
from assessment.templatetags.rows import NOTHING, addresses_of, day_of

register = template.Library()

_ROW = (
    '<li class="row-item case-row"><div class="row-main"><a href="{href}">{learner}</a> '
    '<span class="row-meta">{workplace} · {activity}{review}</span>{flags}</div>'
    '<div class="case-courses">{courses}</div></li>'
)
_COURSE = (
    '<div class="case-course"><p><span class="code">{code}</span> {met} of {units} units met'
    '{target}</p>{picture}<details class="track"><summary>{chip}</summary>'
    '<p class="small">{explanation}</p></details></div>'
)
_FLAG = '<li><span class="status {}">{}</span></li>'
_LINK = '<li><a class="status {}" href="{}">{}</a></li>'


@register.simple_tag
def case_rows(cases: Iterable[Case]) -> SafeString:
    """One row for each learner: who, what needs attention, and how far."""
    learner, plans = addresses_of("learner"), addresses_of("plans")
    return format_html_join(
        "\n",
        _ROW,
        (
            {
                "href": learner(case.learner.code),
                "learner": str(case.learner),
                "workplace": case.learner.workplace or "No workplace given",
                "activity": _activity(case.quiet_days),
                "review": f" · review {day_of(case.next_review)}" if case.next_review else "",
                "flags": _flags(case, plans(case.learner.code)),
                "courses": format_html_join("", _COURSE, map(_course, case.courses)),
            }
            for case in cases
        ),
    )


def _course(course: Course) -> dict[str, object]:
    target_on = course.enrolment.target_on
    return {
        "code": course.enrolment.qualification.code,
        "met": course.units_met,
        "units": len(course.summary.units),
        "target": f" · target {day_of(target_on)}" if target_on else "",
        "picture": track_picture(course.tracking),
        "chip": track_chip(course.tracking),
        "explanation": course.tracking.explanation,
    }


def _flags(case: Case, plans: str) -> SafeString:
    flags = format_html_join("", _FLAG, _of_decisions(case))
    flags += format_html_join("", _LINK, (("overdue", plans, words) for words in _of_plans(case)))
    return format_html('<ul class="case-flags">{}</ul>', flags) if flags else NOTHING


def _of_plans(case: Case) -> Iterator[str]:
    if case.overdue_rows:
        yield f"{_count(case.overdue_rows, 'plan row')} overdue"
    if case.overdue_reviews:
        yield f"Review overdue since {day_of(min(case.overdue_reviews))}"


def _of_decisions(case: Case) -> Iterator[tuple[str, str]]:
    """Mark and words."""
    if case.oldest:
        days = case.oldest.days
        yield (
            "awaiting",
            f"{case.waiting} waiting, oldest {_count(days, 'day') if days else 'today'}",
        )
    if case.returned:
        yield "returned", f"{case.returned} returned"
    if case.units_to_sign:
        yield "met", f"{_count(case.units_to_sign, 'unit')} to sign off"
    if case.to_confirm:
        yield "partly", f"{_count(case.to_confirm, 'sign-off')} for the learner to confirm"
    if case.is_quiet:
        yield "draft", "Quiet"


def _activity(days: int | None) -> str:
    if days is None:
        return "has not begun"
    return f"last active {_count(days, 'day')} ago" if days else "active today"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

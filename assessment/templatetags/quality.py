"""How the pages of quality assurance draw states and their tabs."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessment.models import Outcome
from assessment.quality.access import is_assurer
from assessment.quality.states import CellState

register = template.Library()


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the quality area; ``for_assessors``: they have one of their own."""

    key: str
    label: str
    icon: str
    url_name: str
    for_assessors: bool = False


TABS = (
    Tab("plan", "Sampling plan", "grid-3x3", "sampling-plan"),
    Tab("camera", "CAMERA", "camera", "camera"),
    Tab("patterns", "Patterns", "bar-chart", "assessor-patterns"),
    Tab("observations", "Observations", "binoculars", "assessor-observations", True),
    Tab("meetings", "Meetings", "people", "standardisation-meetings", True),
    Tab("policy", "Policy", "sliders", "sampling-policy"),
)


@register.inclusion_tag("assessment/quality/_tabs.html", takes_context=True)
def quality_tabs(context: RequestContext, here: str) -> dict[str, Any]:
    """The pages of the quality area that the reader may open; ``here``: the open one."""
    assures = is_assurer(context["user"])
    tabs = [(tab, reverse(tab.url_name)) for tab in TABS if assures or tab.for_assessors]
    return {"tabs": tabs, "here": here}


@register.simple_tag
def sample_chip(state: CellState) -> SafeString:
    """The state of a cell, as a shape (drawn by the style sheet) and a word."""
    return format_html('<span class="status sample-{}">{}</span>', state.key, state.value)


@register.simple_tag
def outcome_chip(outcome: str) -> SafeString:
    """How a sample ended."""
    return sample_chip(CellState[Outcome(outcome).name])

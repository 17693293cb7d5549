"""What an EQA has marked, on the pages of what they looked at."""

from typing import Any

from django import template
from django.template.context import RequestContext

from assessment.visits.reading import marked_for

register = template.Library()


@register.inclusion_tag("assessment/_visit_marks.html", takes_context=True)
def visit_marks(
    context: RequestContext, learner: Any, *, unit: int = 0, evidence: Any = None, code: str = ""
) -> dict[str, Any]:
    """For the EQA of a running visit: their mark on the learner, the unit (a primary key) or the
    item, and the button for it. For the centre's administrators and IQAs: the marks of all."""
    found = marked_for(context["user"], learner, unit or None, evidence)
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "found": found,
        "learner": learner,
        "unit": unit,
        "evidence": evidence,
        "what": evidence.label if evidence else code or learner,
    }

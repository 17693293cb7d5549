"""What a witness wrote and suggested, on the pages of the item that was made of it."""

from typing import Any

from django import template
from django.template.context import RequestContext

from assessment.witnesses import testimonies
from portfolio.models import Evidence

register = template.Library()


@register.inclusion_tag("assessment/_testimony.html", takes_context=True)
def testimony_card(context: RequestContext, evidence: Evidence) -> dict[str, Any]:
    """The testimony that ``evidence`` was made of; nothing for other items.

    ``can_map`` of the context offers to map what the witness suggests.
    """
    return {
        "card": testimonies.testimony_on(evidence),
        "evidence": evidence,
        "can_map": context.get("can_map", False),
    }


@register.simple_tag
def suggested_by(evidence: Evidence) -> dict[str, str]:
    """By target of the unit tree, the witness who suggests it for ``evidence``."""
    return testimonies.suggested_by(evidence)

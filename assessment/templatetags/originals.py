"""Who has seen the original of signposted evidence, wherever a version of it is shown."""

from typing import Any

from django import template
from django.template.context import RequestContext

from assessment.models import Submission
from assessment.sessions.sighting import can_confirm, is_signposted, sightings_of

register = template.Library()


@register.inclusion_tag("assessment/_original.html", takes_context=True)
def the_original(context: RequestContext, submission: Submission | None) -> dict[str, Any]:
    """Nothing unless ``submission`` says that its original is kept elsewhere."""
    if submission is None or not is_signposted(submission):
        return {"is_signposted": False}
    user, sightings = context["user"], sightings_of(submission)
    as_assessor = can_confirm(user, submission)
    may = as_assessor or can_confirm(user, submission, as_iqa=True)
    has = any(each.user_id == user.pk and each.as_iqa != as_assessor for each in sightings)
    return {
        "is_signposted": True,
        "submission": submission,
        "sightings": sightings,
        "may_confirm": may and not has,
        "is_seen": any(not each.as_iqa for each in sightings),
    }

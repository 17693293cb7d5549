"""Files of a centre that are kept back, and whether the virus scanner answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portfolio import access
from portfolio.files.scanning import scanner_health
from portfolio.models import EvidenceFile

MOST_SHOWN = 200


@require_safe
@never_cache
def kept_back_files(request: HttpRequest) -> HttpResponse:
    """What administrators see of virus scanning; the newest files first."""
    centres = access.administered_centres(request.user)
    files = (
        EvidenceFile.objects.visible_to(request.user)
        .kept_back()
        .filter(evidence__learner__centre__in=centres)
        .select_related("evidence__learner__user")
        .order_by("-pk")
    )
    context = {"files": files[:MOST_SHOWN], "most": MOST_SHOWN, "health": scanner_health()}
    return render(request, "portfolio/kept_back.html", context)

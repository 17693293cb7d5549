"""Patterns across the decisions of assessors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.forms.sampling import PeriodForm, half_a_year_back
from assessment.quality import access
from assessment.quality.patterns import patterns_in
from portfolio.models import Centre


@require_safe
def assessor_patterns(request: HttpRequest) -> HttpResponse:
    """What stands out of each assessor in a period, and what it may mean."""
    centres = access.get_watched_centres(request.user)
    centre = _chosen(centres, request.GET.get("centre", ""))
    is_chosen = "since" in request.GET or "until" in request.GET
    form = PeriodForm(request.GET if is_chosen else half_a_year_back())
    context = {
        "centres": centres,
        "centre": centre,
        "form": form,
        "assures": access.is_assurer(request.user),
    }
    if form.is_valid():
        context["found"] = patterns_in(centre, request.user, **form.cleaned_data)
    status = 200 if form.is_valid() else 422
    return render(request, "assessment/quality/patterns.html", context, status=status)


def _chosen(centres: list[Centre], key: str) -> Centre:
    """The centre that the address names, the first for none; 404 for anything else."""
    if not key:
        return centres[0]
    for centre in centres:
        if str(centre.pk) == key:
            return centre
    raise Http404

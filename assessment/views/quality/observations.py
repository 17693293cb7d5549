"""How assessors were observed at work."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.quality import ObservationForm
from assessment.quality import access
from assessment.quality.plan import assured_learners
from assessment.quality.records import observations_for, record_observation
from portfolio.models import Centre

PER_PAGE = 25


@require_safe
def observations(request: HttpRequest) -> HttpResponse:
    """All of the centre for those who look after its quality; of an assessor, their own."""
    page = Paginator(observations_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_assurer": access.is_assurer(request.user)}
    return render(request, "assessment/quality/observations.html", context)


@require_http_methods(["GET", "POST"])
def add_observation(request: HttpRequest) -> HttpResponse:
    """Keep what was seen, and tell the assessor."""
    centre = chosen_centre(request)
    form = ObservationForm(
        request.POST if request.method == "POST" else None,
        centre=centre,
        learners=assured_learners(request.user, centre),
        by=request.user,
    )
    if form.is_valid():
        facts = form.cleaned_data
        key = facts.pop("key")
        observation = form.attempt(
            record_observation, centre=centre, by=request.user, request_key=key, **facts
        )
        if observation:
            messages.success(request, f"Saved. {observation.assessor} is told.")
            return redirect("assessor-observations")
    context = {
        "form": form,
        "centre": centre,
        "centres": access.get_assured_centres(request.user),
        "title": "Observation of an assessor",
        "action": "Save and tell the assessor",
        "back": "assessor-observations",
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/quality/record_form.html", context, status=status)


def chosen_centre(request: HttpRequest) -> Centre:
    """The centre that the address names, else the first that the user looks after."""
    centres = list(access.get_assured_centres(request.user))
    wanted = request.GET.get("centre", "")
    # As text: a number of thousands of digits is no number to Python.
    centre = next((one for one in centres if wanted in ("", str(one.pk))), None)
    if centre is None:
        raise Http404
    return centre

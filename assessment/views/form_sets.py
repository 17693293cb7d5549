"""Blank forms for a qualification: asked for by administrators, watched, downloaded."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.exports.form_sets import ask_for_forms
from assessment.exports.progress import progress_of
from assessment.forms.exports import FormSetForm
from assessment.models import FormSet
from assessment.views.documents import progress_panel, send_document, unchanged
from portfolio.access import administered_centres

EARLIER = 20


@require_http_methods(["GET", "POST"])
def form_sets(request: HttpRequest) -> HttpResponse:
    """Choose a qualification; the forms that were made before."""
    centres = administered_centres(request.user)
    form = FormSetForm(request.POST or None, centres=centres)
    if form.is_valid():
        return redirect(ask_for_forms(user=request.user, **form.cleaned_data))
    made = FormSet.objects.filter(centre__in=centres).select_related(
        "qualification", "centre", "asked_by"
    )
    context = {
        "form": form,
        "centres": centres,
        "made": [(each, progress_of(each)) for each in made[:EARLIER]],
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/form_sets.html", context, status=status)


@require_safe
@never_cache
def form_set_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """How far they are, and the download once they are ready."""
    return render(request, "assessment/form_set.html", _panel(request, code))


@require_safe
@never_cache
def form_set_progress(request: HttpRequest, code: UUID) -> HttpResponse:
    """The part of the page that changes."""
    context = _panel(request, code)
    return unchanged(request, context) or render(
        request, "assessment/_export_progress.html", context
    )


@require_safe
def download_form_set(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The finished forms."""
    forms = _managed(request, code)
    if not forms.is_ready:
        raise Http404("These forms are not made yet.")
    day = timezone.localdate(forms.asked_at).isoformat()
    name = f"{forms.qualification.code}-forms-{day}.pdf"
    return send_document(request, forms, name, "application/pdf")


def _managed(request: HttpRequest, code: UUID) -> FormSet:
    """The forms of a centre that the reader administers; 404 for another centre's."""
    sets = FormSet.objects.select_related("centre", "qualification")
    return get_object_or_404(sets, code=code, centre__in=administered_centres(request.user))


def _panel(request: HttpRequest, code: UUID) -> dict[str, object]:
    forms = _managed(request, code)
    values = [("centre", forms.centre_id), ("qualification", forms.qualification_id)]
    panel = progress_panel(
        request,
        forms,
        centre=forms.centre,
        address=reverse("form-set-progress", args=[code]),
        download=reverse("form-set-download", args=[code]),
        again=(reverse("form-sets"), values),
    )
    return panel | {"forms": forms}

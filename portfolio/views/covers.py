"""What the covers of a centre's documents look like."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portfolio import access, covers
from portfolio.files.serving import serve_picture
from portfolio.forms.covers import CoverForm


@require_http_methods(["GET", "POST"])
def change_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Logo, colour and words."""
    centre = access.get_managed_centre(request.user, pk)
    form = CoverForm(request.POST or None, request.FILES or None, centre=centre)
    if form.is_valid():
        form.attempt(covers.change_cover, centre=centre, by=request.user, **form.cleaned_data)
        if form.is_valid():
            messages.success(request, "The next documents have this cover.")
            return redirect("centre-cover", pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "portfolio/cover_form.html", {"form": form, "centre": centre}, status=status
    )


@require_safe
def show_logo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The centre's logo."""
    centre = access.get_managed_centre(request.user, pk)
    return serve_picture(request, centre.logo_as, filename="logo", etag=centre.logo_as)

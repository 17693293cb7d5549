"""What the covers of a centre's documents look like."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portfolio import access, covers
from portfolio.forms.covers import CoverForm
from portfolio.serving import serve


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
    if not centre.logo_as:
        raise Http404("This centre has no logo.")
    try:
        size = default_storage.size(centre.logo_as)
        with default_storage.open(centre.logo_as) as logo:
            is_png = logo.read(4) == b"\x89PNG"
    except FileNotFoundError:
        raise Http404("The logo is missing from the storage.") from None
    return serve(
        request,
        centre.logo_as,
        filename="logo",
        content_type="image/png" if is_png else "image/jpeg",
        size=size,
        etag=centre.logo_as,
        as_attachment=False,
    )

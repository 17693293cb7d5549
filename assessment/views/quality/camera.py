"""The CAMERA coverage report, on a page and as a table."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from assessment.forms.sampling import PeriodForm, a_year_back
from assessment.quality import access
from assessment.quality.camera import Camera, camera_of, camera_table


@require_safe
def camera(request: HttpRequest) -> HttpResponse:
    """Candidates, assessors, methods, evidence, records and sites: what was sampled of each."""
    frames = access.get_frames(request.user)
    frame = access.frame_named(frames, request.GET.get("of", ""))
    form = _period(request)
    context: dict[str, Any] = {"frames": frames, "frame": frame, "form": form}
    if frame and form.is_valid():
        context["camera"] = camera_of(frame, request.user, **form.cleaned_data)
        context["kept"] = urlencode(
            {"of": frame.key, **{name: str(day) for name, day in form.cleaned_data.items()}}
        )
    status = 200 if form.is_valid() else 422
    return render(request, "assessment/quality/camera.html", context, status=status)


@require_safe
def camera_export(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    frames = access.get_frames(request.user)
    frame = access.frame_named(frames, request.GET.get("of", ""))
    form = _period(request)
    if frame is None or not form.is_valid():
        raise PermissionDenied
    report: Camera = camera_of(frame, request.user, **form.cleaned_data)
    name = slugify(f"camera {frame.qualification.code} {report.until}")
    return HttpResponse(
        # Excel takes UTF-8 for cp1252 without the mark.
        camera_table(report).export("csv").encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _period(request: HttpRequest) -> PeriodForm:
    is_chosen = "since" in request.GET or "until" in request.GET
    return PeriodForm(request.GET if is_chosen else a_year_back())

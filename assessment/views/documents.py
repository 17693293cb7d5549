"""What the pages of documents that are made in the background share: progress, download."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from assessment.exports.progress import progress_of
from assessment.models import Made
from portfolio.files.serving import serve
from portfolio.models import Centre
from portfolio.rules import administers


def progress_panel(
    request: HttpRequest,
    document: Made,
    *,
    centre: Centre,
    address: str,
    download: str,
    again: tuple[str, Sequence[tuple[str, object]]],
) -> dict[str, object]:
    """What ``_export_progress.html`` takes. ``again``: where "Try again" sends what."""
    progress = progress_of(document)
    return {
        "document": document,
        "progress": progress,
        "seen": f"{progress.state}-{progress.percent}-{progress.is_slow:d}",
        "can_administer": administers(request.user, centre),
        "address": address,
        "download": download,
        "again": again,
    }


def unchanged(request: HttpRequest, panel: dict[str, object]) -> HttpResponse | None:
    """An empty answer (204) where the page shows this state already."""
    return HttpResponse(status=204) if request.GET.get("seen") == panel["seen"] else None


def send_document(
    request: HttpRequest, document: Made, name: str, content_type: str
) -> HttpResponseBase:
    """The finished document, as a file to keep."""
    return serve(
        request,
        document.stored_as,
        filename=name,
        content_type=content_type,
        size=document.size,
        etag=document.sha256,
    )

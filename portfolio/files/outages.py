"""What people read while the storage does not answer; pages that need no file do not notice it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from portfolio.files.storage import StorageUnavailable
from portfolio.files.storage.outages import REST

NOT_READ = "The place where files are kept does not answer now. Nothing is lost."
NOT_STORED = (
    "The place where files are kept does not answer now, so nothing was stored. Try again in a few "
    "minutes; if it goes on, tell your centre."
)
TRY_AGAIN = "Try again in a few minutes; if it goes on, tell your centre. All other pages work."


class StorageOutageMiddleware:
    """Answers 503 with a sentence where a page needs a file that cannot be had, or stored, now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only outages: other faults are others' business."""
        if not isinstance(error, StorageUnavailable):
            return None
        response = _in_words(request)
        response["Retry-After"] = str(REST)
        return response


def _in_words(request: HttpRequest) -> HttpResponse:
    words = f"{NOT_READ} {TRY_AGAIN}" if request.method in ("GET", "HEAD") else NOT_STORED
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"error": words}, status=503)
    return render(request, "503.html", {"text": words}, status=503)

"""What is refused, noted in the security log."""

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure
from django.views.defaults import permission_denied

from portfolio.accounts.security_log import note
from portfolio.models import Happening, User


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: somebody may not do this."""
    note(Happening.DENIED, request, person=_person(request), words=_what(request))
    return permission_denied(request, exception)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is not from a page of this site, or from one that is too old."""
    note(Happening.FORGED, request, person=_person(request), words=_what(request))
    return csrf_failure(request, reason=reason)


def _person(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _what(request: HttpRequest) -> str:
    return f"{request.method} {request.path}"

"""A tip where it helps, as a part of a page; folded away for good when it was read."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessment.advice.tips import codes_at, hints_at

CODE = re.compile(r"[A-Z0-9-]{1,20}")
# More than there are tips and concepts to one learner; the cookie stays small.
MOST_READ = 120
A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def tip(request: HttpRequest, place: str) -> HttpResponse:
    """What helps in ``place``, if anything does; POST says that the tip ``code`` was read."""
    read = _read(request)
    code = request.POST.get("code", "")
    if code in codes_at(place) and code not in read:
        read.append(code)
    hints = hints_at(place, request.user, read)
    context = {"hints": hints, "place": place}
    response = render(request, "assessment/advice/_tip.html", context)
    if request.method == "POST":
        _keep_read(request, response, read)
    return response


def _name(request: HttpRequest) -> str:
    """Of each person of its own: a team's computer may be shared."""
    return f"tips-read-{request.user.pk}"


def _read(request: HttpRequest) -> list[str]:
    """Codes that are folded away, oldest first. Whatever else the cookie says is passed over."""
    kept = request.COOKIES.get(_name(request), "").split(".")
    return [code for code in kept if CODE.fullmatch(code)][-MOST_READ:]


def _keep_read(request: HttpRequest, response: HttpResponse, read: list[str]) -> None:
    response.set_cookie(
        _name(request),
        ".".join(read[-MOST_READ:]),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

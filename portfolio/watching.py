"""Entering what external quality assurers look at, page by page and file by file."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_header_parameters

from portfolio.auditing import enter
from portfolio.models import Act, Allocation, AuditEntry, Learner, Role, User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# The first part of an address that is about a learner, and how its code leads to them.
LEARNER_BY = {
    "learners": "code",
    "evidence": "evidence__code",
    "files": "evidence__files__code",
    "snapshots": "evidence__snapshots__code",
    "submissions": "evidence__submissions__code",
    "enrolments": "enrolments__code",
    "exports": "enrolments__exports__code",
    "plans": "enrolments__plans__code",
    "claims": "enrolments__claims__code",
    "sign-offs": "sign_offs__code",
    "samples": "samples__code",
    "appeals": "appeals__code",
    "adjustments": "adjustments__code",
    "witnesses": "witnesses__code",
}
# A page asks for these by itself, again and again.
NOT_VIEWS = {"export-progress", "file-thumbnail", "file-poster", "file-look", "item-advice"}
TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)
# A viewer reads a large file in many ranges within one look at it.
ONE_LOOK = timedelta(hours=1)


class WatchEqaMiddleware:
    """Enters each page and file about a learner that one of their EQAs was shown."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code in (200, 206):
            _watch(request, response)
        return response


def _watch(request: HttpRequest, response: HttpResponseBase) -> None:
    user = request.user
    # Others cost nothing here: whoever sees a learner's page has had their roles read for it.
    if not isinstance(user, User) or Role.EQA not in user.roles:
        return
    learner = _learner_of(request, user)
    if learner is None or _is_same_look(request, response, learner):
        return
    enter(
        Act.VIEW,
        f"Opened {_in_words(response)}.",
        by=user,
        learner=learner,
        path=request.path,
    )


def _learner_of(request: HttpRequest, user: User) -> Learner | None:
    """The learner whom the address is about, if ``user`` examines them."""
    match = request.resolver_match
    if match is None or match.url_name in NOT_VIEWS or "code" not in match.kwargs:
        return None
    lookup = LEARNER_BY.get(request.path_info.split("/")[1])
    if lookup is None:
        return None
    examined = Allocation.objects.current().held_by(user, [Role.EQA])
    return Learner.objects.filter(
        pk__in=examined.values("learner"), **{lookup: match.kwargs["code"]}
    ).first()


def _is_same_look(request: HttpRequest, response: HttpResponseBase, learner: Learner) -> bool:
    """Whether this is a further range of a file that was entered just now."""
    if response.status_code != 206:
        return False
    lately = AuditEntry.objects.filter(
        learner=learner, act=Act.VIEW, actor=request.user, at__gt=timezone.now() - ONE_LOOK
    )
    return lately.filter(detail__path=request.path).exists()


def _in_words(response: HttpResponseBase) -> str:
    """The file by its name, the page by its title."""
    _, disposition = parse_header_parameters(response.headers.get("Content-Disposition", ""))
    if disposition.get("filename"):
        return f"the file “{disposition['filename']}”"
    found = TITLE.search(response.content) if isinstance(response, HttpResponse) else None
    if found is None:
        return "a part of a page"
    title = unescape(found[1].decode()).rpartition(" · ")[0]
    return f"the page “{' '.join(title.split())}”"

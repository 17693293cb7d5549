"""What a person is told: the list, opening one, and whether it comes by e-mail too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio import digests, notifying

EARLIER = 50


@require_safe
@never_cache
def notice_list(request: HttpRequest) -> HttpResponse:
    """What is new, then what was read."""
    notices = request.user.notices
    context = {
        "unread": notices.unread()[: notifying.MOST_SHOWN],
        "earlier": notices.exclude(read_at=None)[:EARLIER],
        "wants_digest": request.user.wants_digest,
        "has_address": bool(request.user.email),
    }
    return render(request, "portfolio/notices.html", context)


@require_safe
@never_cache
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the notice away and go where it says. A link, so that it can open in a new tab."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    if request.method == "GET":
        notifying.mark_read(request.user, notice)
    return redirect(notifying.safe_address(notice.address) or "notices")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Put away all that the list showed; what came since stays unread."""
    newest = request.POST.get("newest", "")
    if newest.isdecimal() and len(newest) <= 18:
        notifying.mark_all_read(request.user, up_to=int(newest))
        messages.success(request, "All of these are marked as read.")
    return redirect("notices")


@require_POST
def choose_digest(request: HttpRequest) -> HttpResponse:
    """Switch the daily e-mail on or off."""
    wanted = request.POST.get("wants_digest") == "on"
    digests.choose_digest(request.user, wanted=wanted)
    said = "You get a daily e-mail when there is something new." if wanted else digests.STOPPED
    messages.success(request, said)
    return redirect("notices")


# The mail program of a person who is not logged in sends this by itself (RFC 8058): what the token
# says is all that is asked, and all it does is end the e-mails of one person.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def stop_digest(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a digest: ends them, without a login, once confirmed."""
    person = digests.person_of(token)
    if person and request.method == "POST":
        digests.choose_digest(person, wanted=False)
    context = {
        "is_known": person is not None,
        "is_stopped": person is not None and not person.wants_digest,
    }
    return render(request, "portfolio/digest_stop.html", context)

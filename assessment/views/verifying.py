"""Verifying a document: open to anybody, logged in or not. Nothing of a file is kept."""

import errno
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from assessment.models import Export
from assessment.sealing.checking import Verdict, check, document_with
from assessment.sealing.receiving import FIELD, CheckUploadHandler, check_limit, has_room_for
from assessment.sealing.words import words_on
from portfolio.accounts.limiting import is_over_limit
from portfolio.files.uploads import discard_unfinished, is_too_large
from portfolio.models import SealingKey

MOST_CHECKS = 20
WITHIN_SECONDS = 600

NOTHING_CAME = "No file arrived. Choose the PDF, then check it."
TOO_OFTEN = "These were many files in a short time. Wait ten minutes, then go on."
NO_ROOM = "This site has no room for the file now. Try again later."


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: UUID | None = None) -> HttpResponse:
    """Ask for a PDF and say what it is; ``code``: of the document that somebody believes it is.

    The CSRF check reads the whole body, so it comes after what refuses a request unread.
    """
    document = document_with(code) if code else None
    if code and document is None:
        return render(request, "assessment/verify_unknown.html", status=404)
    if request.method != "POST":
        return _page(request, document)
    refused = _why_not(request)
    if refused:
        return _page(request, document, *refused)
    request.upload_handlers = [CheckUploadHandler(request)]
    try:
        return _receive(request, document)
    except RequestDataTooBig:
        return _page(request, document, _too_large(), 413)
    except (UnreadablePostError, TooManyFilesSent):
        return _page(request, document, NOTHING_CAME, 400)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return _page(request, document, NO_ROOM, 507)
    finally:
        discard_unfinished(request)


@login_not_required
@require_safe
def sealing_certificate(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """A certificate, for programs that check seals without this site."""
    # A bought one may seal for several centres; it is the same certificate in each row.
    key = SealingKey.objects.filter(fingerprint=fingerprint).first()
    if key is None:
        raise Http404("This site knows no certificate with this fingerprint.")
    response = HttpResponse(key.certificates, content_type="application/x-pem-file")
    name = f"seal-{key.fingerprint[:12]}.pem"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _why_not(request: HttpRequest) -> tuple[str, int] | None:
    """The reason and the status, where the file is refused before any of it is read."""
    if is_too_large(request, check_limit()):
        return _too_large(), 413
    if is_over_limit(request, "verify", most=MOST_CHECKS, seconds=WITHIN_SECONDS):
        return TOO_OFTEN, 429
    if not has_room_for(request):
        return NO_ROOM, 507
    return None


@csrf_protect
def _receive(request: HttpRequest, document: Export | None) -> HttpResponse:
    file = request.FILES.get(FIELD)
    if file is None:
        return _page(request, document, NOTHING_CAME, 422)
    verdict = check(file.path, file.sha256)
    return render(
        request,
        "assessment/verify.html",
        {
            "document": document,
            "verdict": verdict,
            "said": words_on(verdict),
            "file": file,
            "is_another": _is_another(document, verdict),
        },
    )


def _is_another(document: Export | None, verdict: Verdict) -> bool:
    """Whether the file is known to be another document than the one whose address was opened."""
    if document is None or (verdict.export is None and not verdict.is_unaltered):
        return False
    return verdict.export != document


def _page(
    request: HttpRequest, document: Export | None, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"document": document, "problem": problem}
    return render(request, "assessment/verify.html", context, status=status)


def _too_large() -> str:
    megabytes = check_limit() // (1024 * 1024)
    return f"This is more than {megabytes} MB, the most that can be checked here."

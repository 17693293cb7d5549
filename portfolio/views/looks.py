"""What is shown of files: pictures, pages and words that this site made from them itself."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portfolio import access
from portfolio.files.derivatives.looks import look_of
from portfolio.files.serving import guard, serve, serve_picture
from portfolio.models import Derivative, DerivativeKind, EvidenceFile

# Seconds from one question of a page to the next: each twice the last, and then no more.
FIRST_WAIT, LAST_WAIT = 2, 64


@require_safe
def show_thumbnail(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The file in small; of a picture that has none yet, its page-size copy."""
    file = access.get_readable_file(request.user, code)
    made = file.derivatives.filter(kind=DerivativeKind.THUMBNAIL).first()
    name = made.stored_as if made else file.preview_as
    etag = made.sha256 if made else f"{file.sha256}-preview"
    return serve_picture(request, name, filename=file.name, etag=etag)


@require_safe
def show_poster(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """A picture of a video."""
    file = access.get_readable_file(request.user, code)
    poster = _made(file, DerivativeKind.POSTER)
    return serve_picture(request, poster.stored_as, filename=file.name, etag=poster.sha256)


@require_safe
def show_pages(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The PDF that was made from an office document, for the viewer in the page."""
    file = access.get_readable_file(request.user, code)
    pdf = _made(file, DerivativeKind.PDF)
    return serve(
        request,
        pdf.stored_as,
        filename=file.name,
        content_type="application/pdf",
        size=pdf.size,
        etag=pdf.sha256,
    )


@require_safe
def show_text(request: HttpRequest, code: UUID) -> HttpResponse:
    """The words of a document, for whoever has them read aloud."""
    file = access.get_readable_file(request.user, code)
    response = HttpResponse(_made(file, DerivativeKind.TEXT).text)
    guard(response, file.name, "text/plain; charset=utf-8", as_attachment=False)
    return response


@require_safe
def show_look(request: HttpRequest, code: UUID) -> HttpResponse:
    """The file's view once more of it is made; until then the note that it is being prepared, which
    asks again, ever more rarely, until it gives up."""
    file = access.get_visible_file(request.user, code)
    look = look_of(file)
    waited = _number(request.GET.get("waited", ""))
    if look.is_preparing and waited < LAST_WAIT:
        context = {"file": file, "wait": min(max(waited * 2, FIRST_WAIT), LAST_WAIT)}
        return render(request, "portfolio/_preparing.html", context)
    response = render(request, "portfolio/_view.html", {"file": file, "gives_up": True})
    response["HX-Retarget"] = f"#view-{file.code}"
    return response


def _made(file: EvidenceFile, kind: DerivativeKind) -> Derivative:
    made = file.derivatives.filter(kind=kind).first()
    if made is None:
        raise Http404("This is not made of the file, or not yet.")
    return made


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 4 else 0

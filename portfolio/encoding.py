"""Only UTF-8 comes in: what Django cannot or must not decode is refused before it tries."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]

UTF_8 = ("utf-8", "utf8")
NUL_IN_COOKIE = "\\000"  # as a quoted cookie writes it; no database takes it as a session's key
PLAIN = [("Content-Type", "text/plain; charset=utf-8")]


def take_only_utf8(application: Application) -> Application:
    """Wrap ``application`` so that requests in any other encoding are answered with 400.

    Django decodes by whatever codec a request names, already while it makes the request object, so
    before any middleware. Some codecs, such as ``unicode_escape``, make text that no database
    stores; others decode no text at all. Browsers name none, or UTF-8.
    """

    def guarded(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if is_utf8(environ):
            return application(environ, start_response)
        start_response("400 Bad Request", PLAIN)
        return [b"Send text as UTF-8."]

    return guarded


def is_utf8(environ: dict[str, Any]) -> bool:
    """Whether the request's headers say nothing else, as far as Django reads them."""
    try:
        _, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except ValueError:
        return False
    named = parameters.get("charset", "utf-8").lower()
    return named in UTF_8 and NUL_IN_COOKIE not in environ.get("HTTP_COOKIE", "")

"""What browsers are told about every answer: who may embed it, keep it, and use which devices."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What a page may use of the device it is shown on; nothing else, and no other site in it.
DEVICES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
CAPTURES = frozenset({"camera", "microphone", "screen-wake-lock"})
OWN = frozenset({"publickey-credentials-create", "publickey-credentials-get", "fullscreen"})


def policy(allowed: frozenset[str] = frozenset()) -> str:
    """The header's value; the devices in ``allowed`` for this site's own pages alone."""
    features = {device: device in allowed for device in DEVICES} | dict.fromkeys(OWN, True)
    return ", ".join(f"{name}=({'self' if own else ''})" for name, own in sorted(features.items()))


NO_DEVICE, CAPTURING = policy(), policy(CAPTURES)
# Set by a view that photographs or records.
CAPTURE_MARK = "captures"


def may_capture(view: Callable) -> Callable:
    """Mark a view whose page photographs or records: it may use camera and microphone."""
    setattr(view, CAPTURE_MARK, True)
    return view


class HeadersMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        captures = match is not None and getattr(match.func, CAPTURE_MARK, False)
        response.headers.setdefault("Permissions-Policy", CAPTURING if captures else NO_DEVICE)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Whatever a page says is somebody's, their name at least: no browser keeps it for who comes
        # next. Static files say themselves that they may be kept.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

"""How often somebody without a login may ask for what takes the site time."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def is_over_limit(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one more ``what`` of whoever sends ``request``; whether these are too many.

    People are told apart by their login, else by their address. Counted in each server process by
    itself, and from the first one on: a fence against haste, not a wall.
    """
    key = f"limit:{what}:{_who(request)}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) > most
    except ValueError:
        return False  # it ran out between the two


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Only what our own proxy added last can be believed."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded[:60]
    return request.META.get("REMOTE_ADDR", "")


def _who(request: HttpRequest) -> str:
    user = request.user
    return f"user-{user.pk}" if user.is_authenticated else f"at-{address_of(request)}"

"""How often something may be tried. Counted in the shared cache: for all processes together."""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` of what is called ``name`` within ``seconds`` of the first."""

    name: str
    most: int
    seconds: int

    def count(self, *of: object) -> int:
        """Count one more of whoever ``of`` names; returns how many there are now."""
        key = self._key(of)
        cache = caches["shared"]
        cache.add(key, 0, timeout=self.seconds)
        try:
            return cache.incr(key)
        except ValueError:
            return 1  # it ran out between the two

    def give_back(self, *of: object) -> None:
        """Uncount the last: it was no failure."""
        try:
            caches["shared"].incr(self._key(of), -1)
        except ValueError:
            return  # it has run out

    def forget(self, *of: object) -> None:
        """Begin anew."""
        caches["shared"].delete(self._key(of))

    def _key(self, of: tuple[object, ...]) -> str:
        # Hashed: what people type can be long, and says who they are.
        said = "\n".join(map(str, of)).encode("utf-8", "replace")
        return f"limit:{self.name}:{hashlib.sha256(said).hexdigest()}"


def is_over_limit(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one more ``what`` of whoever sends ``request``; whether these are too many.

    People are told apart by their login, else by their address.
    """
    return Limit(what, most, seconds).count(_who(request)) > most


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Only what our own proxy added last can be believed."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded[:60]
    return request.META.get("REMOTE_ADDR", "")


def network_of(request: HttpRequest) -> str:
    """The address, or of IPv6 the network of one customer: who has one has all 2⁶⁴ of them."""
    address = address_of(request)
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if found.version == 6 else address


def _who(request: HttpRequest) -> str:
    user = request.user
    return f"user-{user.pk}" if user.is_authenticated else f"at-{network_of(request)}"

"""Which second factors somebody has, and whether they need one."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from portfolio.models import User

Type = Authenticator.Type
# Recovery codes alone are none: they stand in for one of these.
SECOND_FACTORS = (Type.TOTP, Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Passkey:
    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can prove with, besides the password."""

    app: Authenticator | None
    passkeys: tuple[Passkey, ...]
    recovery: Authenticator | None

    @property
    def has_second(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def takes_code(self) -> bool:
        return bool(self.app or self.recovery)

    @property
    def codes_left(self) -> int:
        """Unused recovery codes; 0 also where they cannot be read with this ``FACTOR_KEY``."""
        try:
            return len(self.recovery.wrap().get_unused_codes()) if self.recovery else 0
        except ValueError:
            return 0


def factors_of(person: User) -> Factors:
    """One query."""
    held = list(Authenticator.objects.filter(user=person).order_by("pk"))
    single = {each.type: each for each in held}
    return Factors(
        app=single.get(Type.TOTP),
        passkeys=tuple(
            Passkey(each.pk, each.wrap().name, each.created_at, each.last_used_at)
            for each in held
            if each.type == Type.WEBAUTHN
        ),
        recovery=single.get(Type.RECOVERY_CODES),
    )


def has_second_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists()


def is_required(person: User) -> bool:
    """Whether a centre wants a second factor of one of the roles held there today, or the site of
    its own staff."""
    if settings.STAFF_SECOND_FACTOR and (person.is_staff or person.is_superuser):
        return True
    return any(
        membership.role in membership.centre.second_factor_roles
        for membership in person.current_memberships
    )

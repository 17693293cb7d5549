"""What allauth asks this site: how secrets are encrypted, what passkeys belong to."""

import base64
import hashlib
import hmac
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from portfolio.models import User
from portfolio.templatetags.look import PRODUCT_NAME


class FactorsAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ``ValueError`` where it was encrypted with another ``FACTOR_KEY``."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValueError("Encrypted with another key.") from error

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site's own name: ``get_host`` has checked that it is one of ``ALLOWED_HOSTS``."""
        host = context.request.get_host()
        return {"id": host.partition(":")[0], "name": PRODUCT_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the list of passkeys on somebody's own device shows; no e-mail address."""
        own = super().get_public_key_credential_user_entity(user)
        return own | {"name": user.username, "display_name": str(user)}


def _cipher() -> Fernet:
    key = hmac.new(settings.FACTOR_KEY.encode(), b"second factors", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))

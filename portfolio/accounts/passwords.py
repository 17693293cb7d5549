"""Words that everybody here would think of first: no password is made of them."""

import re

from django.core.exceptions import ValidationError

from portfolio.models import User
from portfolio.templatetags.look import PRODUCT_NAME

WORDS = (
    PRODUCT_NAME.lower(),
    "portfolio",
    "evidence",
    "assessor",
    "assessment",
    "learner",
    "qualification",
    "customer",
    "service",
    "leadership",
    "diploma",
    "password",
    "welcome",
    "nvq",
    "demo",
)
# Characters that are left of a password without them.
LEAST_LEFT = 8


class SiteWordsValidator:
    def validate(self, password: str, user: User | None = None) -> None:
        left = re.sub("|".join(WORDS), "", password.lower())
        if len(left) < LEAST_LEFT:
            raise ValidationError(
                "This is made of words that anybody here would try first. Add words of your own.",
                code="site_words",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be made of words such as “portfolio” or “learner” alone."

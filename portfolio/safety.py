"""A production site with a failing security check does not start."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe_start() -> None:
    """Run ``check --deploy`` in production; raise ``ImproperlyConfigured`` on any warning."""
    if settings.SITE_MODE != "production":
        return
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.is_serious(checks.WARNING) and not message.is_silenced()
    ]
    if found:
        listed = "\n".join(f"- {message}" for message in found)
        raise ImproperlyConfigured(f"This site is not safe to start in production:\n{listed}")

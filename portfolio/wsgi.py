"""WSGI entry point: ``gunicorn portfolio.wsgi``. Refuses to start an unsafe production site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")

site = get_wsgi_application()

# These need the settings loaded.
from portfolio.encoding import take_only_utf8  # noqa: E402
from portfolio.safety import refuse_unsafe_start  # noqa: E402

application = take_only_utf8(site)
refuse_unsafe_start()

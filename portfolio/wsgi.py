"""WSGI entry point: ``gunicorn portfolio.wsgi``. Refuses to start an unsafe production site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")

application = get_wsgi_application()

from portfolio.safety import refuse_unsafe_start  # noqa: E402 - needs the settings loaded

refuse_unsafe_start()

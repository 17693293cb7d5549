"""Static files as production serves them: collected, hashed, and every reference found."""

import json
import os
import re

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from portfolio.files.storage.static import StaticStorage

HASHED = re.compile(r"\.[0-9a-f]{12}(\.|$)")


def test_all_static_files_are_collected_under_hashed_names(tmp_path):
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "portfolio.files.storage.static.StaticStorage"},
    }
    # Compressing takes most of the time and proves nothing here.
    uncompressed = ("js", "mjs", "css", "svg", "json", "txt", "wasm", "bcmap", "md")
    with override_settings(
        STORAGES=storages,
        STATIC_ROOT=str(tmp_path),
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=uncompressed,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        storage = StaticStorage(location=tmp_path)
        names = json.loads((tmp_path / storage.manifest_name).read_text())["paths"]
    for name in ("bootstrap/css/bootstrap.min.css", "htmx/htmx.min.js", "pdfjs/pdf.min.mjs"):
        assert HASHED.search(names[name]), name
        assert os.path.getsize(tmp_path / names[name]) > 1000


def test_ordinary_tests_serve_files_without_collecting_them():
    assert staticfiles_storage.url("htmx/htmx.min.js") == "/static/htmx/htmx.min.js"

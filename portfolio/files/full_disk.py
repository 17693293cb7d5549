"""What people read when the site's disk is full: whether an error says so, and the page for it."""

import errno
import shutil
import sys

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views.defaults import server_error

FULL = (
    "The site’s disk is full, so nothing was stored. What was stored before is safe. Tell your "
    "centre, and try again once there is room."
)
POSTGRES_FULL = "53100"  # disk_full
SQLITE_FULL = ("database or disk is full", "disk i/o error")
# SQLite says no more than "disk I/O error" where a file beside the database cannot grow.
NOTHING_LEFT = 1024 * 1024


def is_disk_full(error: BaseException | None) -> bool:
    """Whether ``error``, or one that it came of, is for want of room on a disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(error, DatabaseError) and _is_of_full_disk(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_of_full_disk(error: DatabaseError) -> bool:
    if getattr(error.__cause__, "sqlstate", "") == POSTGRES_FULL:
        return True
    full, unclear = SQLITE_FULL
    words = str(error).lower()
    return full in words or (unclear in words and _nothing_is_left())


def _nothing_is_left() -> bool:
    return shutil.disk_usage(settings.DATA_DIR).free < NOTHING_LEFT


def failed(request: HttpRequest) -> HttpResponse:
    """500: a fault of the program; or 507, where the disk is full.

    The handler of errors, as they also come while a session is stored, outside of any view.
    """
    if not is_disk_full(sys.exc_info()[1]):
        return server_error(request)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"error": FULL}, status=507)
    # Without the request, as for 500: what a page asks the database for may fail as well.
    return HttpResponse(loader.get_template("507.html").render({"text": FULL}), status=507)

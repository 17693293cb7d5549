"""PDFs that come in to be checked: from anybody, one at a time, and gone when they were checked."""

import shutil
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portfolio.files.storage import own_storage
from portfolio.files.uploads import IncomingFile, StorageUploadHandler

FIELD = "document"
# A visitor's file never takes more than this part of what is free: evidence comes first.
PART_OF_DISK = 4


def check_limit() -> int:
    """The most bytes that a file to be checked may have."""
    return settings.VERIFY_LIMIT_MB * 1024 * 1024


def has_room_for(request: HttpRequest) -> bool:
    """Whether the disk has room to spare for what the request says that it brings."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = check_limit()
    return shutil.disk_usage(own_storage().incoming).free > PART_OF_DISK * length


class FileToCheck(IncomingFile):
    """A file that is deleted when it is closed."""

    @staticmethod
    def limit() -> int:
        return check_limit()


class CheckUploadHandler(StorageUploadHandler):
    """Takes the one file of the form, also from people who are not logged in; no other is kept."""

    file_class = FileToCheck
    takes_from_visitors = True
    _has_come = False
    _is_wanted = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        self._is_wanted = field_name == FIELD and not self._has_come
        if self._is_wanted:
            super().new_file(field_name, *args, **kwargs)
            self._has_come = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._is_wanted:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> IncomingFile | None:
        return super().file_complete(file_size) if self._is_wanted else None

"""How a file can be shown now: what a page asks, from rows that were read with the file."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from portfolio.models import Derivative, DerivativeKind, EvidenceFile, FileKind, Preparation

# After this a page no longer waits: the worker does not run, or has much to do.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Look:
    """``pdf``: pages made from an office document, and how many; ``duration``: such as "1:05".

    ``is_preparing``: more will be there soon; ``is_late``: later than one would wait for.
    """

    has_thumbnail: bool = False
    has_poster: bool = False
    has_pdf: bool = False
    has_text: bool = False
    pages: int | None = None
    duration: str = ""
    is_preparing: bool = False
    is_late: bool = False
    problem: str = ""


def with_looks(files: QuerySet[EvidenceFile]) -> QuerySet[EvidenceFile]:
    """``files`` with what ``look_of`` reads; one query more."""
    made = Prefetch("derivatives", Derivative.objects.defer("text"))
    return files.select_related("preparation").prefetch_related(made)


def look_of(file: EvidenceFile) -> Look:
    """No query where ``file`` comes ``with_looks``; else two."""
    if file.is_kept_back:
        return Look()
    made: dict[str, Derivative] = {each.kind: each for each in file.derivatives.all()}
    preparation: Preparation | None = getattr(file, "preparation", None)
    is_open = preparation is not None and preparation.finished_at is None
    is_late = is_open and preparation.asked_at < timezone.now() - PATIENCE
    pdf = made.get(DerivativeKind.PDF)
    return Look(
        # A picture has its page-size copy from the start.
        has_thumbnail=DerivativeKind.THUMBNAIL in made or bool(file.preview_as),
        has_poster=DerivativeKind.POSTER in made,
        has_pdf=pdf is not None,
        has_text=DerivativeKind.TEXT in made,
        pages=pdf.pages if pdf else file.pages,
        duration=_clock(preparation.seconds) if preparation and preparation.seconds else "",
        # Of the others, what one looks at is there without.
        is_preparing=is_open and file.kind == FileKind.OFFICE and pdf is None,
        is_late=is_late,
        problem=preparation.problem if preparation else "",
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""Nothing is forgotten: files for which nobody asked, and jobs that were lost."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from portfolio.claiming import take_up, worn_out
from portfolio.files.derivatives.asking import ask_for
from portfolio.files.derivatives.making import make
from portfolio.files.derivatives.recipes import RECIPE, worth_asking
from portfolio.files.derivatives.trying import NO_PAGES
from portfolio.models import EvidenceFile, FileKind, Preparation

# Files in one run of the job; the next is minutes later.
AT_ONCE = 500
# What came in just now has been asked for.
JUST_NOW = timedelta(minutes=5)


def take_up_preparations() -> int:
    """Take up jobs that were killed, and give up those that were thrice; return how many were taken
    up."""
    _give_up_worn_out()
    return take_up(Preparation.objects.all(), make)


def catch_up() -> int:
    """Ask for what was never made, or is made otherwise now; return for how many files."""
    never = Q(preparation=None, uploaded_at__lt=timezone.now() - JUST_NOW)
    otherwise = Q(preparation__finished_at__isnull=False) & ~Q(preparation__recipe=RECIPE)
    files = EvidenceFile.objects.filter(worth_asking(), never | otherwise).order_by("-pk")
    return sum(ask_for(file) for file in files[:AT_ONCE])


def _give_up_worn_out() -> None:
    """Files that end their worker each time: what there is of them stays."""
    over = worn_out(Preparation.objects.all())
    ended = {"finished_at": timezone.now(), "recipe": RECIPE}
    over.filter(file__kind=FileKind.OFFICE).update(problem=NO_PAGES, **ended)
    over.update(**ended)

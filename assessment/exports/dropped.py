"""Every minute: documents and imports whose worker was killed are given to another one."""

from django.utils import timezone

from assessment.archive.bringing import take_up_imports
from assessment.exports.batch_jobs import make_of_batch, tell_if_finished
from assessment.exports.form_sets import make_forms
from assessment.exports.making import make_export
from assessment.models import Export, FormSet
from portfolio.claiming import take_up, worn_out

KILLED = (
    "Making the document was interrupted three times. Nothing of the portfolio is lost. Try again; "
    "if it happens again, tell whoever looks after the site: it may need more memory."
)


def take_up_dropped() -> int:
    """Return how many were given to a worker again."""
    _end_worn_out()
    exports = Export.objects.all()
    return (
        take_up(exports.filter(batch=None), make_export)
        + take_up(exports.filter(batch__isnull=False, batch__stopped_at=None), make_of_batch)
        + take_up(FormSet.objects.all(), make_forms)
        + take_up_imports()
    )


def _end_worn_out() -> None:
    ended = {"failure": KILLED, "stage": "", "finished_at": timezone.now()}
    worn_out(FormSet.objects.all()).update(**ended)
    of_batches = worn_out(Export.objects.exclude(batch=None))
    batches = set(of_batches.values_list("batch", flat=True))
    worn_out(Export.objects.all()).update(**ended)
    for batch in batches:
        tell_if_finished(batch)

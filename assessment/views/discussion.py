"""Questions for a professional discussion: the learner prepares, the assessor takes them along."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment import access
from assessment.advice.of_unit.discussion import QuestionGroup, chosen_among, questions_on
from assessment.advice.of_unit.sources import Sources
from assessment.advice.of_unit.steps import Reader
from assessment.forms.discussion import QuestionsForm
from assessment.models import Criterion, Enrolment
from assessment.sessions.preparing import prepare_record
from assessment.sign_off.locking import UnitLocked
from assessment.views.readiness import get_sources, steps_for
from portfolio.models import Evidence


@require_http_methods(["GET", "POST"])
def discussion(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """What to ask about a unit and why; an assessor of it begins a record with what they choose."""
    enrolment = access.get_visible_enrolment(request.user, code)
    sources = get_sources(request.user, enrolment, unit)
    steps = steps_for(request.user, enrolment, sources)
    may_record = steps.reader == Reader.ASSESSOR
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    groups = questions_on(sources, steps)
    form = _form(request, groups)
    if form.is_valid():
        record = _begun(request, form, enrolment, sources, groups)
        if record:
            messages.success(
                request,
                f"{record.label} is begun with your questions. Nobody else can read it yet.",
            )
            return redirect("session", record.code)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "is_own": sources.is_own,
        "unit": sources.unit,
        "coverages": sources.coverages,
        "groups": groups,
        "form": form if may_record and not sources.unit.is_locked else None,
        "has_failed": form.is_bound,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/advice/discussion.html", context, status=status)


def _form(request: HttpRequest, groups: tuple[QuestionGroup, ...]) -> QuestionsForm:
    questions = [each for group in groups for each in group.questions]
    return QuestionsForm(
        request.POST if request.method == "POST" else None,
        keys=[each.key for each in questions],
        ticked=[each.key for each in questions if each.is_pressing],
    )


def _begun(
    request: HttpRequest,
    form: QuestionsForm,
    enrolment: Enrolment,
    sources: Sources,
    groups: tuple[QuestionGroup, ...],
) -> Evidence | None:
    chosen = chosen_among(groups, form.cleaned_data["chosen"])
    served = {key for each in chosen for key, _ in each.serves}
    try:
        return form.attempt(
            prepare_record,
            learner=enrolment.learner,
            user=request.user,
            method=form.cleaned_data["method"],
            code=form.cleaned_data["code"],
            title=f"{form.noun.capitalize()} on {sources.unit.code}",
            asked=[each.words for each in chosen],
            criteria=Criterion.objects.filter(pk__in=served).select_related("outcome__unit"),
        )
    except UnitLocked as reason:
        form.add_error(None, str(reason))
        return None

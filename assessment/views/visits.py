"""EQA visits: the centre makes them, the EQA reads, marks and reports."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.access import get_managed_visit, get_visible_visit
from assessment.forms.visits import (
    MarkForm,
    NewVisitForm,
    ReportForm,
    VisitDaysForm,
    VisitLearnersForm,
)
from assessment.models import Unit, Visit
from assessment.visits import marks as visited
from assessment.visits import reading as visits
from assessment.visits import visiting
from portfolio.access import administered_centres
from portfolio.accounts import inviting
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.forms.verbs import VerbForm
from portfolio.models import Centre, Evidence, Learner, Role, User
from portfolio.rules import administers

FACTS = ("starts_on", "ends_on", "visits_on", "purpose")


@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    """The visits of one's centres; of an EQA, those that run, and the days of those to come."""
    user = request.user
    to_come = Visit.objects.filter(
        membership__user=user, cancelled_at=None, starts_on__gt=timezone.localdate()
    ).select_related("centre")
    if not (user.roles & {Role.ADMIN, Role.IQA, Role.EQA} or user.is_superuser or to_come):
        raise PermissionDenied
    found = list(
        Visit.objects.visible_to(user).select_related("centre", "membership__user", "made_by")
    )
    progress = visits.progress_of(found)
    context = {
        "visits": [(visit, *progress[visit.pk]) for visit in found],
        "to_come": to_come,
        "can_make": Role.ADMIN in user.roles or user.is_superuser,
        "is_eqa": Role.EQA in user.roles or bool(to_come),
    }
    return render(request, "assessment/visits.html", context)


@require_safe
def visit_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """One visit: its learners with what is marked, its reports, and what the EQA has opened."""
    visit = get_visible_visit(request.user, code)
    learners = list(visits.learners_in(visit, request.user))
    can_manage = administers(request.user, visit.centre)
    context = {
        "visit": visit,
        "learners": visits.visited_learners(visit, learners),
        "others": visit.allocations.count() - len(learners),
        "reports": visit.reports.select_related("recorded_by").order_by("-pk"),
        "can_manage": can_manage,
        "can_change": can_manage and visit.cancelled_at is None and not visit.is_over,
        "can_mark": visited.can_mark(request.user, visit),
        "can_report": visited.can_report(request.user, visit),
        "opened": visits.opened_in(visit) if can_manage else (),
        "last_opened": visits.last_opened(visit) if can_manage else (),
    }
    return render(request, "assessment/visit.html", context)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def add_visit(request: HttpRequest) -> HttpResponse:
    """Choose or invite the EQA, the days and the learners."""
    centres = administered_centres(request.user)
    centre = _chosen(centres, request.GET.get("centre", ""))
    form = NewVisitForm(
        request.POST if request.method == "POST" else None,
        centre=centre,
        initial={"starts_on": timezone.localdate()},
    )
    if form.is_valid() and (visit := _made(request, form, centre)):
        messages.success(request, f"The visit of {visit.membership.user} is made.")
        return redirect("visit", visit.code)
    context = {
        "form": form,
        "centre": centre,
        "centres": centres,
        "choices": visits.choices_in(centre.pk),
        "chosen": set(form.data.getlist("learners")) if form.is_bound else set(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/visit_add.html", context, status=status)


def _chosen(centres: QuerySet[Centre], wanted: str) -> Centre:
    # As text: a number of thousands of digits is no number to Python.
    found = next((one for one in centres if wanted in ("", str(one.pk))), None)
    if found is None:
        raise Http404
    return found


def _made(request: HttpRequest, form: NewVisitForm, centre: Centre) -> Visit | None:
    sent = form.cleaned_data
    facts = {name: sent[name] for name in FACTS}
    common = {"by": request.user, "learners": sent["learners"], "request_key": sent["key"]}
    if sent["membership"]:
        return form.attempt(visiting.make_visit, membership=sent["membership"], **common, **facts)
    visit = form.attempt(
        visiting.make_visit_of_newcomer,
        centre=centre,
        name=sent["name"],
        email=sent["email"],
        **common,
        **facts,
    )
    if visit:
        _invite(request, visit.membership.user)
    return visit


def _invite(request: HttpRequest, person: User) -> None:
    if inviting.send_invitation(person, request.build_absolute_uri("/")):
        messages.success(request, f"A link to choose a password is on its way to {person.email}.")
    else:
        messages.warning(
            request,
            f"The e-mail to {person.email} could not be sent. Open {person} under “People” to hand "
            "the link over yourself.",
        )


@require_http_methods(["GET", "POST"])
def change_visit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Shorten or extend a visit."""
    visit = get_managed_visit(request.user, code)
    form = VisitDaysForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(visit, name) for name in FACTS},
    )
    if form.is_valid() and form.attempt(
        visiting.change_visit, visit=visit, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "The visit is changed, and the EQA is told.")
        return redirect("visit", visit.code)
    status = 422 if form.is_bound else 200
    context = {"visit": visit, "form": form}
    return render(request, "assessment/visit_change.html", context, status=status)


@require_http_methods(["GET", "POST"])
def choose_learners(request: HttpRequest, code: UUID) -> HttpResponse:
    """Add learners to a visit and take some away."""
    visit = get_managed_visit(request.user, code)
    there = visiting.learners_of(visit)
    form = VisitLearnersForm(
        request.POST if request.method == "POST" else None, centre=visit.centre
    )
    if form.is_valid():
        changed = form.attempt(
            visiting.choose_learners,
            visit=visit,
            by=request.user,
            learners=list(form.cleaned_data["learners"]),
            among=there,
        )
        if changed is not None:
            messages.success(request, _said(*changed))
            return redirect("visit", visit.code)
    context = {
        "visit": visit,
        "form": form,
        "choices": visits.choices_in(visit.centre_id),
        "chosen": set(form.data.getlist("learners"))
        if form.is_bound
        else {str(learner.code) for learner in there},
        "is_reported": visit.reports.exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/visit_learners.html", context, status=status)


def _said(added: list[Learner], removed: list[Learner]) -> str:
    words = [f"{one} is added." for one in added] + [f"{one} is removed." for one in removed]
    return " ".join(words) or "Nothing was changed."


@require_http_methods(["GET", "POST"])
def cancel_visit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask, then end what the EQA sees at once."""
    visit = get_managed_visit(request.user, code)
    form = VerbForm({} if request.method == "POST" else None)
    if form.is_valid() and form.attempt(visiting.cancel_visit, visit=visit, by=request.user):
        messages.success(request, f"The visit of {visit.membership.user} is cancelled.")
        return redirect("visit", visit.code)
    status = 422 if form.is_bound else 200
    context = {"visit": visit, "form": form}
    return render(request, "assessment/visit_cancel.html", context, status=status)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def report_visit(request: HttpRequest, code: UUID) -> HttpResponse:
    """What came of the visit: by the EQA, or by the centre from the EQA's report."""
    visit = get_visible_visit(request.user, code)
    if not visited.can_report(request.user, visit):
        raise PermissionDenied
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        visited.record_report, visit=visit, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "The report is recorded.")
        return redirect("visit", visit.code)
    status = 422 if form.is_bound else 200
    context = {"visit": visit, "form": form, "is_eqa": visited.can_mark(request.user, visit)}
    return render(request, "assessment/visit_report.html", context, status=status)


@require_POST
def mark(request: HttpRequest, code: UUID) -> HttpResponse:
    """The EQA marks something as looked at, or adds a note; answers with its mark."""
    visit = get_visible_visit(request.user, code)
    if not visited.can_mark(request.user, visit):
        raise PermissionDenied
    form = MarkForm(request.POST)
    if not form.is_valid() and set(form.errors) != {"note"}:
        raise Http404
    target = _target(visit, form.cleaned_data)
    if form.is_valid():
        visited.mark_visited(
            visit=visit, by=request.user, target=target, note=form.cleaned_data["note"]
        )
    if not request.htmx:
        for sentence in form.errors.get("note", ()):
            messages.warning(request, sentence)
        return redirect("visit", visit.code)
    return _mark_response(request, visit, target, form)


def _mark_response(
    request: HttpRequest, visit: Visit, target: visited.Target, form: MarkForm
) -> HttpResponse:
    """The marks on ``target`` as they are now, and a note that was refused."""
    context = {
        "visit": visit,
        "learner": target.learner,
        "unit": target.unit.pk if target.unit else 0,
        "evidence": target.evidence,
        "what": target.evidence.label if target.evidence else target.unit or target.learner,
        "marked": visits.marked_on(visit, target.learner, target.unit, target.evidence),
        "can_mark": True,
        "errors": form.errors.get("note", ()),
        "typed": form.data.get("note", "") if form.errors else "",
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/_visit_mark.html", context, status=status)


def _target(visit: Visit, sent: dict) -> visited.Target:
    """What the EQA names, if it belongs to a learner of the visit; 404 otherwise."""
    chosen = Learner.objects.filter(allocations__visits=visit)
    learner = get_object_or_404(chosen, code=sent["learner"])
    if sent.get("unit") and sent.get("evidence"):
        raise Http404
    if sent.get("unit"):
        units = Unit.objects.filter(
            specifications__uses__group__qualification__enrolments__learner=learner
        )
        return visited.Target(learner, unit=get_object_or_404(units.distinct(), pk=sent["unit"]))
    if sent.get("evidence"):
        items = Evidence.objects.shared().filter(learner=learner)
        return visited.Target(learner, evidence=get_object_or_404(items, code=sent["evidence"]))
    return visited.Target(learner)

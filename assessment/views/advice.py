"""Advice: the page of a learner, what of it stands on other pages, and putting it aside."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from assessment.advice import dismissing
from assessment.advice.advising import Advice, FoundThing, advise
from assessment.advice.reading import current_coverages
from assessment.advice.sections import sections_of
from assessment.forms.advice import DismissForm
from assessment.models import Dismissal
from portfolio.access import get_own_learner, get_visible_evidence, get_visible_learner
from portfolio.models import Learner, User
from portfolio.rules import keeps, owns
from teams.access import get_own_record

IN_SHORT = 3


@require_safe
def advice_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """All that the checks say; to others than the learner, of what was handed over."""
    learner = get_visible_learner(request.user, code)
    is_own = owns(request.user, learner)
    coverages = current_coverages(learner)
    advice = advise(learner, is_own=is_own, coverages=coverages)
    context = {
        "learner": learner,
        "is_own": is_own,
        "can_write": keeps(request.user, learner),
        "is_enrolled": bool(coverages),
        "advice": advice,
        "sections": sections_of(advice, coverages),
    }
    return render(request, "assessment/advice/advice.html", context)


@require_safe
def advice_summary(request: HttpRequest, code: UUID) -> HttpResponse:
    """The first things to mend, as a part of the learner's home; nothing where all is well."""
    learner = get_own_learner(request.user, code)
    advice = advise(learner, is_own=True)
    shown = advice.open[:IN_SHORT]
    context = {
        "learner": learner,
        "advice": advice,
        "shown": [(each, each.found[0]) for each in shown],
    }
    return render(request, "assessment/advice/_summary.html", context)


@require_safe
def record_advice(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is advised on one record, as the head of its page."""
    record = get_own_record(request.user, code)
    learner = record.team.learner
    advice = _touching(advise(learner, is_own=True), record=str(record.code))
    context = {"learner": learner, "advice": advice, "is_own": True, "is_record": True}
    return render(request, "assessment/advice/_touching.html", context)


@require_safe
def item_advice(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is advised on one item, as a part of its pages; and what of it was put aside."""
    evidence = get_visible_evidence(request.user, code)
    is_own = owns(request.user, evidence.learner)
    advice = advise(evidence.learner, is_own=is_own)
    context = {
        "learner": evidence.learner,
        "advice": _touching(advice, item=str(evidence.code)),
        "is_own": is_own,
    }
    return render(request, "assessment/advice/_touching.html", context)


@require_http_methods(["GET", "POST"])
def dismiss_advice(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put aside one thing that was found (``?check=…&found=…``), or all that a check found."""
    learner = get_own_learner(request.user, code)
    asked = {name: request.GET.get(name, "") for name in ("check", "found")}
    form = DismissForm(request.POST or None, initial=asked)
    if form.is_valid():
        rows = form.attempt(
            dismissing.dismiss,
            learner=learner,
            user=request.user,
            check_key=form.cleaned_data["check"],
            found_key=form.cleaned_data["found"],
            reason=form.cleaned_data["reason"],
        )
        if rows:
            return _put_aside(request, learner, rows)
    return _dismiss_page(request, learner, form)


@require_POST
def bring_back(request: HttpRequest, code: UUID) -> HttpResponse:
    """Follow it after all; ``?together``: with all that was put aside along with it."""
    dismissal = _own_dismissal(request.user, code)
    together = "together" in request.GET
    if dismissing.bring_back(dismissal=dismissal, user=request.user, together=together):
        messages.success(request, "The advice is back.")
    return redirect("advice", dismissal.learner.code)


def _touching(advice: Advice, *, record: str = "", item: str = "") -> Advice:
    """What of ``advice`` is about one record or one item."""

    def touches(thing: FoundThing) -> bool:
        return thing.record == record if record else thing.item == item

    cards = (
        replace(each, found=tuple(filter(touches, each.found)), aside=0) for each in advice.open
    )
    return replace(
        advice,
        open=tuple(each for each in cards if each.found),
        dismissed=tuple(each for each in advice.dismissed if item and each.item == item),
    )


def _put_aside(request: HttpRequest, learner: Learner, rows: list[Dismissal]) -> HttpResponse:
    undo = reverse("advice-back", args=[rows[-1].code])
    if len(rows) > 1:
        undo += "?together"
    messages.success(request, "Put aside. Your assessor reads why.", extra_tags=f"undo:{undo}")
    page = reverse("advice", args=[learner.code])
    return HttpResponseClientRedirect(page) if request.htmx else redirect(page)


def _dismiss_page(request: HttpRequest, learner: Learner, form: DismissForm) -> HttpResponse:
    """The form: a part of the page for htmx, else a page. Nothing to put aside is said there."""
    check, key = form["check"].value() or "", form["found"].value() or ""
    advised = next((each for each in advise(learner, is_own=True).open if each.key == check), None)
    things = [each for each in advised.found if key in ("", each.key)] if advised else []
    if not things:
        messages.info(request, dismissing.GONE)
        page = reverse("advice", args=[learner.code])
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    context = {"learner": learner, "form": form, "advised": advised, "things": things}
    context |= {"is_own": True, "is_all": not key}
    name = "_dismiss_form.html" if request.htmx else "dismiss.html"
    status = 422 if form.is_bound else 200
    return render(request, f"assessment/advice/{name}", context, status=status)


def _own_dismissal(user: User, code: UUID) -> Dismissal:
    """The learner's own; 404 unseen, 403 for whoever may read it."""
    seen = Learner.objects.visible_to(user).values("pk")
    rows = Dismissal.objects.filter(learner__in=seen).select_related(
        "learner__user", "learner__centre"
    )
    return get_object_or_404(rows, code=code)

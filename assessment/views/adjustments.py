"""Reasonable adjustments of a learner."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import adjusting
from assessment.forms.appeals import AdjustmentForm
from assessment.models import Adjustment
from portfolio.access import get_visible_learner
from portfolio.models import Learner, User
from portfolio.rules import administers, owns


@require_safe
def adjustments(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is done otherwise for this learner; the need behind it only for whom it is meant."""
    learner = get_visible_learner(request.user, code)
    rows = adjusting.adjustments_of(learner)
    today = timezone.localdate()
    sees_all = owns(request.user, learner) or administers(request.user, learner.centre)
    context = {
        "learner": learner,
        "is_own": owns(request.user, learner),
        "can_record": adjusting.can_record(request.user, learner),
        "current": [row for row in rows if _is_current(row, today)],
        "over": [row for row in rows if not _is_current(row, today)],
        "needs": {row.pk for row in rows if sees_all or row.recorded_by_id == request.user.pk},
    }
    return render(request, "assessment/adjustments.html", context)


@require_http_methods(["GET", "POST"])
def add_adjustment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Record a further adjustment."""
    learner = get_visible_learner(request.user, code)
    if not adjusting.can_record(request.user, learner):
        raise PermissionDenied
    form = AdjustmentForm(request.POST or None)
    if form.is_valid() and form.attempt(
        adjusting.record_adjustment, learner=learner, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "Recorded. Whoever assesses is told on their pages.")
        return redirect("adjustments", learner.code)
    status = 422 if form.is_bound else 200
    context = {"learner": learner, "form": form, "is_own": False}
    return render(request, "assessment/adjustment_form.html", context, status=status)


@require_POST
def withdraw_adjustment(request: HttpRequest, code: UUID) -> HttpResponse:
    """It no longer holds; the message undoes it."""
    adjustment = _recorded(request.user, code)
    if adjusting.withdraw_adjustment(adjustment=adjustment, by=request.user):
        undo = reverse("adjustment-restore", args=[adjustment.code])
        messages.success(request, "The adjustment is withdrawn.", extra_tags=f"undo:{undo}")
    return redirect("adjustments", adjustment.learner.code)


@require_POST
def restore_adjustment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take back that it was withdrawn."""
    adjustment = _recorded(request.user, code)
    if adjusting.restore_adjustment(adjustment=adjustment, by=request.user):
        messages.success(request, "The adjustment holds again.")
    return redirect("adjustments", adjustment.learner.code)


def _recorded(user: User, code: UUID) -> Adjustment:
    """The adjustment if ``user`` may record such; 404 unseen, 403 seen."""
    seen = Adjustment.objects.filter(learner__in=Learner.objects.visible_to(user).values("pk"))
    adjustment = get_object_or_404(
        seen.select_related("learner__centre", "learner__user"), code=code
    )
    if not adjusting.can_record(user, adjustment.learner):
        raise PermissionDenied
    return adjustment


def _is_current(row: Adjustment, today: date) -> bool:
    return not row.withdrawn_at and (row.ends_on is None or row.ends_on >= today)

"""Records of the learner's team as evidence: using them, and the snapshots in an item."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessment.advice.suggesting.for_items import Said, spoken_of
from assessment.advice.texts import written_in
from assessment.coverage import coverages_of
from assessment.forms.uses import UseForm
from assessment.mapping import NotNow
from assessment.models import Enrolment
from assessment.proposals import proposals_for, with_words
from assessment.using import use_as_evidence
from portfolio.access import get_own_evidence
from portfolio.models import Evidence
from portfolio.recording import CannotChange
from teams import freezing
from teams.access import get_kept_record, get_own_record, get_own_snapshot
from teams.catalogue import entry_of
from teams.freezing import columns_and_rows_of
from teams.models import Kind, Record, Snapshot
from teams.related import companions_of
from teams.rules import can_change_record

HANDED_OVER = "{} was handed over or put aside, so what is in it stays as it is."


@require_http_methods(["GET", "POST"])
def use_record(request: HttpRequest, code: UUID) -> HttpResponse:
    """Freeze a record into an item, with what belongs to it, and say what it shows."""
    record = get_kept_record(request.user, code)
    if not can_change_record(request.user, record):
        messages.warning(request, "This is archived. Bring it back to use it as evidence.")
        return redirect(record)
    form = _form(request, record)
    evidence = _used(request, form) if form.is_valid() else None
    if evidence:
        messages.success(request, _what_was_done(form, evidence))
        return redirect(evidence)
    context = {
        "form": form,
        "record": record,
        "team": record.team,
        "entry": entry_of(record),
        "is_enrolled": _enrolments(record).exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/record_use.html", context, status=status)


@require_POST
def update_snapshot(request: HttpRequest, code: UUID) -> HttpResponse:
    """Freeze the record anew; versions that were handed over keep the older snapshot."""
    snapshot, evidence = _own_snapshot(request, code)
    record = get_own_record(request.user, snapshot.record.code)
    try:
        newer = freezing.freeze_record(record=record, evidence=evidence, user=request.user)
    except CannotChange:
        messages.warning(request, HANDED_OVER.format(evidence.label))
        return redirect(evidence)
    messages.success(request, f"{evidence.label} shows “{newer.title}” as it is now.")
    return redirect(f"{evidence.get_absolute_url()}#record-{newer.code}")


@require_POST
def remove_snapshot(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a record out of an item; undo brings it back."""
    snapshot, evidence = _own_snapshot(request, code)
    try:
        taken = freezing.take_out(snapshot=snapshot, user=request.user)
    except CannotChange:
        messages.warning(request, HANDED_OVER.format(evidence.label))
        return redirect(evidence)
    if taken:
        undo = reverse("snapshot-restore", args=[snapshot.code])
        said = f"“{snapshot.title}” is taken out of {evidence.label}. What it was mapped to stays."
        messages.success(request, said, extra_tags=f"undo:{undo}")
    return redirect(evidence)


@require_POST
def restore_snapshot(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bring back a record that was taken out of an item."""
    snapshot, evidence = _own_snapshot(request, code)
    try:
        is_back = freezing.bring_back(snapshot=snapshot, user=request.user)
    except CannotChange:
        messages.warning(request, HANDED_OVER.format(evidence.label))
        return redirect(evidence)
    if is_back:
        messages.success(request, f"“{snapshot.title}” is in {evidence.label} again.")
    return redirect(evidence)


def _form(request: HttpRequest, record: Record) -> UseForm:
    companions = companions_of(record)
    kinds = list(dict.fromkeys([record.kind, *(each.record.kind for each in companions)]))
    enrolments = list(_enrolments(record).select_related("qualification"))
    coverages = coverages_of(enrolments)
    said = Said("\n".join(written_in(columns_and_rows_of(record))), frozenset({Kind(record.kind)}))
    spoken = spoken_of(record.team.learner.centre_id, said, coverages)
    units = with_words(proposals_for(kinds, coverages), spoken)
    return UseForm(request.POST or None, record=record, companions=companions, units=units)


def _enrolments(record: Record):
    return Enrolment.objects.current().filter(learner=record.team.learner)


def _used(request: HttpRequest, form: UseForm) -> Evidence | None:
    """The item, or None after saying on the form why it was not to be."""
    try:
        return form.attempt(
            use_as_evidence,
            records=form.taken,
            user=request.user,
            learner=form.record.team.learner,
            item=form.choice,
            places=form.places,
        )
    except CannotChange:
        form.add_error("item", "This item was handed over meanwhile. Choose another one.")
    except NotNow as reason:
        form.add_error("item", str(reason))
    return None


def _what_was_done(form: UseForm, evidence: Evidence) -> str:
    count = len(form.taken)
    what = "this record" if count == 1 else f"{count} records"
    if form.places:
        return f"{evidence.label} holds {what} as of now, and is mapped. Check it, then submit it."
    return f"{evidence.label} holds {what} as of now. Say what it shows."


def _own_snapshot(request: HttpRequest, code: UUID) -> tuple[Snapshot, Evidence]:
    """404 for another's; 403 for one who has left the centre."""
    snapshot = get_own_snapshot(request.user, code)
    return snapshot, get_own_evidence(request.user, snapshot.evidence.code)

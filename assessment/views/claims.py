"""Claims: what can be claimed, what waits for the awarding body, and what was certificated."""

import csv
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.access import (
    get_managed_claim,
    get_managed_direct_claim,
    get_managed_enrolment,
)
from assessment.claims import claiming
from assessment.claims.standing import (
    Claimable,
    State,
    answer_of,
    claims_of,
    enrolments_with_claims,
)
from assessment.forms.claims import AnswerForm, ClaimForm, DirectClaimForm
from assessment.models import DirectClaimStatus, Enrolment, Qualification
from portfolio.access import administered_centres, get_visible_learner
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.drafts import escaped
from portfolio.forms.verbs import VerbForm
from portfolio.models import Learner, Role, User
from portfolio.rules import administers, relation

PER_PAGE = 50
STAFF = frozenset(Role) - {Role.LEARNER}
# What the centre-wide page can show, in the order of its tabs.
SHOWN = {
    State.CLAIMABLE: "To claim",
    State.CLAIMED: "Waiting for an answer",
    State.CERTIFICATED: "Certificated",
}


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """What can be claimed now, what waits and what is certificated, of all whom one sees."""
    _require_staff(request.user)
    shown = request.GET.get("show", "")
    shown = State(shown) if shown in SHOWN else State.CLAIMABLE
    rows = list(_rows(request))
    page = Paginator([row for row in rows if row.state == shown], PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "shown": shown,
        "tabs": [
            (state, words, sum(row.state == state for row in rows))
            for state, words in SHOWN.items()
        ],
        "keep": urlencode({"show": shown, "qualification": _asked(request)}),
        "qualifications": _qualifications(request.user),
        "qualification": _asked(request),
        "can_manage": Role.ADMIN in request.user.roles or request.user.is_superuser,
    }
    return render(request, "assessment/claims.html", context)


def _require_staff(user: User) -> None:
    if not (user.roles & STAFF or user.is_superuser):
        raise PermissionDenied


def _rows(request: HttpRequest) -> Iterator[Claimable]:
    """Whatever can be claimed or is claimed, of the qualification asked for."""
    learners = Learner.objects.visible_to(request.user).exclude(user=request.user)
    for claims in claims_of(enrolments_with_claims(learners, _asked(request))):
        yield from (each for each in claims.all if each.state != State.OPEN)


def _asked(request: HttpRequest) -> str:
    """The code of the qualification that is asked for; PostgreSQL takes no NUL."""
    return request.GET.get("qualification", "").replace("\x00", "")[:20]


def _qualifications(user: User) -> list[Qualification]:
    enrolments = Enrolment.objects.visible_to(user)
    found = Qualification.objects.filter(pk__in=enrolments.values("qualification"))
    return list(found.order_by("code"))


@require_safe
def export_claims(request: HttpRequest) -> HttpResponse:
    """The same as a table; each cell is text to a spreadsheet program, never a formula."""
    _require_staff(request.user)
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="claims.csv"'},
    )
    answer.write("\ufeff")  # Excel takes UTF-8 for cp1252 without the mark
    table = csv.writer(answer)
    table.writerow(HEADINGS)
    table.writerows([escaped(cell) for cell in _cells(row)] for row in _rows(request))
    return answer


HEADINGS = (
    "Learner",
    "Reference",
    "Registration number",
    "Qualification",
    "Unit",
    "Title",
    "State",
    "Claimed on",
    "Certificated on",
    "Certificate",
)


def _cells(row: Claimable) -> Iterable[str]:
    learner, answer = row.enrolment.learner, row.answer
    claimed = timezone.localdate(row.standing.claimed_at).isoformat() if row.standing else ""
    return (
        str(learner),
        learner.reference,
        row.enrolment.registration_number,
        row.enrolment.qualification.code,
        row.code if row.unit else "",
        row.title,
        row.words,
        claimed,
        answer.answered_on.isoformat() if answer else "",
        answer.certificate if answer else "",
    )


@require_safe
def learner_claims(request: HttpRequest, code: UUID) -> HttpResponse:
    """One learner: each unit with where its claim stands, and why it cannot be claimed."""
    learner = get_visible_learner(request.user, code)
    if not relation(request.user, learner) & STAFF:
        raise PermissionDenied
    enrolments = Enrolment.objects.filter(learner=learner).select_related(
        "learner__user", "learner__centre", "qualification"
    )
    context = {
        "learner": learner,
        "is_own": False,
        "enrolments": claims_of(list(enrolments.order_by("started_on", "pk"))),
        "can_manage": administers(request.user, learner.centre),
    }
    return render(request, "assessment/learner_claims.html", context)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def claim(request: HttpRequest, code: UUID, unit: str = "") -> HttpResponse:
    """Say what the claim rests on or what is missing, then claim."""
    enrolment = get_managed_enrolment(request.user, code)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        claiming.claim,
        enrolment=enrolment,
        code=unit,
        by=request.user,
        request_key=form.cleaned_data["key"],
    ):
        messages.success(request, f"{unit or enrolment.qualification.code} is claimed.")
        return redirect("learner-claims", enrolment.learner.code)
    found = claiming.claimable_of(enrolment, unit)
    if found is None:
        raise Http404
    context = {
        "learner": enrolment.learner,
        "enrolment": enrolment,
        "found": found,
        "grounds": claiming.grounds_in_words(found),
        "form": form,
        "is_own": False,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/claim.html", context, status=status)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def answer_claim(request: HttpRequest, code: UUID) -> HttpResponse:
    """Record a certificate or a refusal, or take the claim back."""
    claim = get_managed_claim(request.user, code)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        claiming.record_answer, claim=claim, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "The answer is recorded.")
        return redirect("learner-claims", claim.enrolment.learner.code)
    context = {
        "claim": claim,
        "name": claiming.name_of(claim),
        "learner": claim.enrolment.learner,
        "answered": answer_of(claim),
        "form": form,
        "is_own": False,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/claim_answer.html", context, status=status)


# -- Direct claim status ----------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def direct_claims(request: HttpRequest) -> HttpResponse:
    """The letters of awarding bodies, and a form for a further one."""
    centres = administered_centres(request.user)
    form = DirectClaimForm(request.POST if request.method == "POST" else None, centres=centres)
    if form.is_valid() and form.attempt(
        claiming.record_direct_claim,
        by=request.user,
        request_key=form.cleaned_data.pop("key"),
        **form.cleaned_data,
    ):
        messages.success(request, "Direct claim status is recorded.")
        return redirect("direct-claims")
    in_force = set(DirectClaimStatus.objects.in_force().values_list("pk", flat=True))
    statuses = DirectClaimStatus.objects.filter(centre__in=centres).select_related(
        "centre", "qualification", "recorded_by"
    )
    context = {
        "form": form,
        "statuses": [(status, status.pk in in_force) for status in statuses],
        "many_centres": len(centres) > 1,
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/direct_claims.html", context, status=status)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def end_direct_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end it."""
    status = get_managed_direct_claim(request.user, pk)
    form = VerbForm({} if request.method == "POST" else None)
    if form.is_valid() and form.attempt(claiming.end_direct_claim, status=status, by=request.user):
        messages.success(request, f"Direct claim status for {status.qualification.code} has ended.")
        return redirect("direct-claims")
    code = 422 if form.is_bound else 200
    context = {"status": status, "form": form}
    return render(request, "assessment/direct_claim_end.html", context, status=code)

"""The witness status list of a learner, and asking witnesses for a testimony."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.witnesses.testimonies import witnesses_of
from portfolio import access, witnessing
from portfolio.forms.witnesses import AskForm, WitnessForm
from portfolio.models import Learner, TestimonyRequest, Witness
from portfolio.rules import keeps, owns


@require_safe
def witnesses(request: HttpRequest, code: UUID) -> HttpResponse:
    """The list, for whoever may see the learner."""
    learner = access.get_visible_learner(request.user, code)
    context = {
        "learner": learner,
        "list": witnesses_of(learner, request.user),
        "is_own": owns(request.user, learner),
    }
    return render(request, "assessment/witnesses.html", context)


@require_http_methods(["GET", "POST"])
def add_witness(request: HttpRequest, code: UUID) -> HttpResponse:
    """A new row of the list; asking comes next."""
    learner = access.get_own_learner(request.user, code)
    form = WitnessForm(request.POST or None)
    if form.is_valid():
        witness = form.attempt(
            witnessing.add_witness, learner=learner, by=request.user, **form.cleaned_data
        )
        if witness:
            messages.success(request, f"{witness} is on your list.")
            return redirect("testimony-ask", witness.code)
    return _form_page(request, learner, form)


@require_http_methods(["GET", "POST"])
def edit_witness(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a row of the list."""
    witness = access.get_own_witness(request.user, code)
    name = str(witness)  # the attempt below may set another
    form = WitnessForm(request.POST or None, witness=witness)
    if form.is_valid() and form.attempt(
        witnessing.change_witness, witness=witness, by=request.user, **form.cleaned_data
    ):
        messages.success(request, f"{witness} saved.")
        return redirect("witnesses", witness.learner.code)
    return _form_page(request, witness.learner, form, name=name)


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask a witness for a testimony: by a link, or on the learner's device.

    The answer to the form shows the link, once. So it is no redirect, and it is never cached.
    """
    witness = access.get_asked_witness(request.user, code)
    form = AskForm(request.POST or None)
    if form.is_valid():
        here = "here" in request.POST
        try:
            asked = form.attempt(
                witnessing.ask_for_testimony,
                witness=witness,
                by=request.user,
                code=form.cleaned_data["key"],
                on_device=here,
                **form.occasion,
            )
        except witnessing.TooLate as reason:
            return _too_late(request, witness.learner, reason)
        if asked and here:
            return redirect("testimony-hand-over", asked.request.code)
        if asked:
            return _link_page(request, asked)
    context = {
        "witness": witness,
        "learner": witness.learner,
        "form": form,
        "is_own": owns(request.user, witness.learner),
        "may_write_here": keeps(request.user, witness.learner),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/witness_ask.html", context, status=status)


@never_cache
@require_POST
def send_again(request: HttpRequest, code: UUID) -> HttpResponse:
    """A new link for the same question; shows it, once."""
    asked_before = access.get_testimony_request(request.user, code)
    try:
        asked = witnessing.send_again(request=asked_before, by=request.user)
    except witnessing.TooLate as reason:
        return _too_late(request, asked_before.witness.learner, reason)
    return _link_page(request, asked)


@require_POST
def revoke(request: HttpRequest, code: UUID) -> HttpResponse:
    """Make a link worthless."""
    asked = access.get_testimony_request(request.user, code)
    learner = asked.witness.learner
    try:
        witnessing.revoke(request=asked, by=request.user)
    except witnessing.TooLate as reason:
        return _too_late(request, learner, reason)
    messages.success(
        request,
        f"The link for {asked.witness} no longer works. “Make a new link” asks the same again.",
    )
    return redirect("witnesses", learner.code)


def _form_page(
    request: HttpRequest, learner: Learner, form: WitnessForm, name: str = ""
) -> HttpResponse:
    context = {"learner": learner, "form": form, "name": name, "is_own": True}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/witness_form.html", context, status=status)


def _link_page(request: HttpRequest, asked: witnessing.Asked) -> HttpResponse:
    site = request.build_absolute_uri("/")
    witness: Witness = asked.request.witness
    made: TestimonyRequest = asked.request
    context = {
        "witness": witness,
        "learner": witness.learner,
        "asked": made,
        "link": witnessing.link_of(asked.secret, site),
        "is_sent": witnessing.send_link(asked, site),
        "is_own": owns(request.user, witness.learner),
    }
    return render(request, "assessment/witness_link.html", context)


def _too_late(request: HttpRequest, learner: Learner, reason: Exception) -> HttpResponse:
    messages.warning(request, str(reason))
    return redirect("witnesses", learner.code)

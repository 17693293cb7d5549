"""The people of a centre: the list, adding somebody, and changing what they are called."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from portfolio import access, directory, people, rules
from portfolio.accounts import inviting
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.forms.people import LearnerFactsForm, LoginForm, NewPersonForm, RoleForm
from portfolio.models import Learner, User

PER_PAGE = 50
SHOW_LINK = "show_link_of"  # in the session: whose link the next page shows, once


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody of the centre, by role and by what is typed."""
    centres = access.administered_centres(request.user)
    chosen = request.GET.get("role", "")
    chosen = chosen if chosen in directory.FILTERS else ""
    words = request.GET.get("q", "")
    found = directory.find_people(centres, chosen=chosen, words=words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portfolio/people.html",
        {
            "centres": centres,
            "filters": directory.FILTERS,
            "chosen": chosen,
            "words": words,
            "page": page,
            "lines": directory.lines_of(page, centres),
        },
    )


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def add_person(request: HttpRequest) -> HttpResponse:
    """A new login with its roles; the page after it says how the person gets in."""
    centres = access.administered_centres(request.user)
    form = NewPersonForm(request.POST or None, centres=centres)
    if form.is_valid():
        person = form.attempt(people.add_person, by=request.user, **form.cleaned_data)
        if person:
            messages.success(request, f"{person} added.")
            return _invite(request, person)
    return render(request, "portfolio/person_add.html", {"form": form})


@never_cache
@require_GET
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One person as their centre knows them. Never cached: it may show a link, once."""
    person = access.get_managed_person(request.user, pk)
    centres = access.administered_centres(request.user)
    return person_response(request, person, RoleForm(person=person, centres=centres))


def person_response(request: HttpRequest, person: User, form: RoleForm) -> HttpResponse:
    """The person's page with ``form`` for a further role."""
    centres = access.administered_centres(request.user)
    memberships = (
        person.memberships.filter(centre__in=centres)
        .select_related("centre")
        .annotate(is_over=Q(ends_on__lt=timezone.localdate()))
    )
    return render(
        request,
        "portfolio/person.html",
        {
            "person": person,
            "centres": centres,
            "memberships": memberships,
            "standing": directory.standing_of(person, memberships),
            "portfolios": directory.portfolios_of(person, centres),
            "allocations": directory.allocations_of(person, centres),
            "can_change_account": rules.manages_account(request.user, person),
            "is_new": inviting.is_new(person),
            "link": _link_to_show(request, person),
            "form": form,
        },
    )


def _link_to_show(request: HttpRequest, person: User) -> str:
    """The link, if it was asked for just now; forgotten once shown. The session holds no secret."""
    if request.session.get(SHOW_LINK) != person.pk:
        return ""
    del request.session[SHOW_LINK]
    if not inviting.can_hand_over_link(request.user, person):
        return ""
    return inviting.invitation_link(person, request.build_absolute_uri("/"))


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, user name and e-mail address; a replaced address is told so."""
    person = access.get_managed_person(request.user, pk)
    if not rules.manages_account(request.user, person):
        raise PermissionDenied
    former = person.email
    form = LoginForm(
        request.POST or None,
        initial={"name": person.name, "username": person.username, "email": person.email},
    )
    name = str(person)  # the attempt below may set another
    if form.is_valid() and form.attempt(
        people.change_person, person=person, by=request.user, **form.cleaned_data
    ):
        inviting.tell_former_address(person, former, request.build_absolute_uri("/"))
        messages.success(request, f"{person} saved.")
        return redirect("person", person.pk)
    return _edit_page(request, person.pk, name, form)


@require_http_methods(["GET", "POST"])
def edit_learner(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change what the centre notes about a learner."""
    learner = access.get_managed_learner(request.user, code)
    form = LearnerFactsForm(request.POST or None, initial=_facts(learner))
    if form.is_valid() and form.attempt(
        people.change_learner, learner=learner, by=request.user, **form.cleaned_data
    ):
        messages.success(request, f"{learner} saved.")
        return redirect("person", learner.user_id)
    return _edit_page(request, learner.user_id, str(learner), form)


def _facts(learner: Learner) -> dict[str, str]:
    return {name: getattr(learner, name) for name in ("reference", "workplace", "job_title")}


def _edit_page(
    request: HttpRequest, pk: int, name: str, form: LoginForm | LearnerFactsForm
) -> HttpResponse:
    return render(
        request,
        "portfolio/person_edit.html",
        {"form": form, "name": name, "title": f"Change {name}", "person_pk": pk},
    )


@require_POST
@asks_who_it_is()
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link to choose a password; earlier ones of a new person stop working."""
    person = access.get_managed_person(request.user, pk)
    inviting.renew_link(person=person, by=request.user)
    return _invite(request, person)


def _invite(request: HttpRequest, person: User) -> HttpResponse:
    """Send the link, say what became of it, and show it where it may be handed over."""
    sent = inviting.send_invitation(person, request.build_absolute_uri("/"))
    shown = inviting.can_hand_over_link(request.user, person)
    if sent:
        messages.success(request, f"A link to choose a password is on its way to {person.email}.")
    elif person.email:
        messages.warning(
            request,
            f"The e-mail to {person.email} could not be sent. "
            + ("Hand the link over yourself." if shown else "Try again later."),
        )
    elif not shown:
        messages.warning(request, "There is no e-mail address to send a link to. Add one first.")
    if shown:
        request.session[SHOW_LINK] = person.pk
    return redirect("person", person.pk)


@require_POST
def block_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.get_managed_person(request.user, pk)
    try:
        people.block_person(person=person, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("person-unblock", args=[pk])
        messages.success(request, f"{person} can no longer log in.", extra_tags=f"undo:{undo}")
    return redirect("person", pk)


@require_POST
@asks_who_it_is()
def unblock_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.get_managed_person(request.user, pk)
    people.unblock_person(person=person, by=request.user)
    messages.success(request, f"{person} can log in again.")
    return redirect("person", pk)

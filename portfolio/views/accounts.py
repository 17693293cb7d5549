"""Logging in and out, and choosing a password: Django's own views, with limits, a second step, and
an entry in the trail."""

from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm, SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portfolio.accounts import logging_in, sessions
from portfolio.accounts.factors import passkeys
from portfolio.accounts.factors.codes import use_code
from portfolio.accounts.factors.held import factors_of
from portfolio.accounts.limiting import network_of
from portfolio.accounts.resetting import FROM_ONE, ask_for_link, link_tokens
from portfolio.accounts.security_log import note
from portfolio.auditing import enter_of_person
from portfolio.forms.accounts import CodeForm, LoginForm
from portfolio.models import Act, Happening, User
from portfolio.notifying import notify

HELD_BACK = (
    "Too many tries. Wait 15 minutes, then try again. If you have forgotten your password, have a "
    "link for a new one sent to you."
)
NO_PASSKEY = "This passkey does not open anything here. Log in with your password."


class LoginView(auth_views.LoginView):
    template_name = "portfolio/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever is held back is told so before the password is looked at, whether there is such a
        person or not."""
        self.attempt = logging_in.Attempt.of(request, request.POST.get("username", ""))
        over = self.attempt.count()
        if over == 1:
            self._note(Happening.LOGIN_LIMITED)
        if over:
            form = self.get_form_class()(request)
            context = self.get_context_data(form=form, held_back=HELD_BACK)
            return self.render_to_response(context, status=429)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        possible = passkeys.are_possible(self.request)
        return super().get_context_data(passkeys_possible=possible, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        self.attempt.succeeded()
        address = self.get_success_url()
        return logging_in.go_on(self.request, form.get_user(), address=address)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        self._note(Happening.LOGIN_FAILED)
        return super().form_invalid(form)

    def _note(self, kind: Happening) -> None:
        name = self.attempt.name
        person = User.objects.filter(username=name.replace("\x00", "")).first()
        note(kind, self.request, person=person, typed="" if person else name)


@never_cache
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code or a passkey, of who has just given the right password."""
    person = logging_in.pending_person(request)
    if person is None:
        return redirect("login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _proves(request, person, form):
        return logging_in.finish(request, person, address=logging_in.pending_address(request))
    factors = factors_of(person)
    possible = bool(factors.passkeys) and passkeys.are_possible(request)
    context = {
        "form": form,
        "factors": factors,
        "passkey": passkeys.ask_for(person) if possible else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/login_second.html", context, status=status)


def _proves(request: HttpRequest, person: User, form: CodeForm) -> bool:
    """Whether the code or passkey holds; if not, the form says so."""
    given = form.cleaned_data
    if given["credential"]:
        # Not counted: nobody guesses a passkey, and whoever has one is never kept out.
        is_right = passkeys.accept(request, given["credential"], person) is not None
    elif (tries := logging_in.CODES.count(person.pk)) > logging_in.CODES.most or (
        logging_in.CODES_A_DAY.count(person.pk) > logging_in.CODES_A_DAY.most
    ):
        if tries == logging_in.CODES.most + 1:
            _warn(request, person)
        form.add_error(None, "Too many wrong codes. Wait five minutes, or use a passkey.")
        return False
    else:
        is_right = bool(use_code(person, given["code"]))
    if is_right:
        logging_in.CODES.forget(person.pk)
        logging_in.CODES_A_DAY.forget(person.pk)
        return True
    note(Happening.CODE_FAILED, request, person=person)
    form.add_error("code", "This did not fit. Each code works once: wait for the next one.")
    return False


def _warn(request: HttpRequest, person: User) -> None:
    """Somebody knows the password and guesses codes: its owner is told."""
    note(Happening.CODE_LIMITED, request, person=person)
    words = (
        "Somebody gave your password and then several wrong codes. If it was not you, change it."
    )
    notify([person], words, address="/account/", key="codes")


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def passkey_login(request: HttpRequest) -> HttpResponse:
    """GET: what a browser is to ask of a passkey. POST: its answer, which logs in."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "GET":
        return HttpResponse(passkeys.ask_for(None), content_type="application/json")
    found = passkeys.accept(request, request.POST.get("credential", ""), None)
    view = LoginView()
    view.setup(request)
    if found is not None:
        address = view.get_success_url()
        words = "Logged in with a passkey."
        return logging_in.finish(request, found.user, address=address, words=words)
    note(Happening.LOGIN_FAILED, request, words="By a passkey")
    context = view.get_context_data(form=LoginForm(request), held_back=NO_PASSKEY)
    return view.render_to_response(context, status=422)


class LogoutView(auth_views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the browser has kept of pages and pictures goes with the session."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


# -- Passwords --------------------------------------------------------------------------------


class PasswordChangeView(auth_views.PasswordChangeView):
    """Asks for the old one itself; sessions elsewhere end."""

    @transaction.atomic
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        sessions.end_others(form.user, self.request.session.session_key)
        _enter("Changed the password.", form.user)
        return response


@method_decorator(login_not_required, name="dispatch")
class PasswordResetView(auth_views.PasswordResetView):
    """Says the same of every address, in the same time."""

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        asked = FROM_ONE.count(network_of(self.request))
        if asked <= FROM_ONE.most:
            note(Happening.RESET_ASKED, self.request)
            ask_for_link(form.cleaned_data["email"], self.request.build_absolute_uri("/"))
        elif asked == FROM_ONE.most + 1:
            note(Happening.RESET_LIMITED, self.request)
        return redirect("password_reset_done")


class PasswordResetConfirmView(auth_views.PasswordResetConfirmView):
    """The link; sessions that were open under the former password end."""

    token_generator = link_tokens

    @transaction.atomic
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        sessions.end_others(form.user, None)
        _enter("Chose a password by the link that was sent.", form.user)
        return response


def _enter(words: str, person: User) -> None:
    enter_of_person(Act.LOGIN, words, person=person, by=person)

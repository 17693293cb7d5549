"""Your account: how you log in, with what second step, where you are logged in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio.accounts import logging_in, sessions
from portfolio.accounts.factors import changing, codes, passkeys
from portfolio.accounts.factors.held import factors_of, is_required
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.accounts.security_log import events_of, note
from portfolio.forms.accounts import AppForm, PasskeyForm
from portfolio.models import Act, AuditEntry, Happening

SHOWN = 10
# In the session: the secret that an app is being shown.
NEW_SECRET = "new_app_secret"  # noqa: S105


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Password, second step, sessions, and what happened lately."""
    person = request.user
    context = {
        "factors": factors_of(person),
        "required": is_required(person),
        "must_set_up": request.session.get(logging_in.MUST_SET_UP, False),
        "passkeys_possible": passkeys.are_possible(request),
        "devices": sessions.devices_of(person, request.session.session_key),
        "logins": AuditEntry.objects.filter(actor=person, act=Act.LOGIN).order_by("-pk")[:SHOWN],
        "events": events_of(person, SHOWN),
    }
    return render(request, "portfolio/security.html", context)


# -- Authenticator app ------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
@asks_who_it_is(reads=True, fully=True)
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a QR code and in letters; a code from the app proves that it has it."""
    secret = request.session.get(NEW_SECRET)
    if secret is None:
        secret = request.session[NEW_SECRET] = codes.new_secret()
    form = AppForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        form.attempt(changing.add_app, person=request.user, secret=secret, **form.cleaned_data)
        if form.is_valid():
            del request.session[NEW_SECRET]
            return _added(request, "Your authenticator app is set up.")
    context = {
        "form": form,
        # Made here, of letters and digits alone.
        "picture": mark_safe(codes.picture_of(codes.address_for_app(request.user, secret))),  # noqa: S308
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/authenticator_add.html", context, status=status)


@require_POST
@asks_who_it_is(fully=True)
def remove_app(request: HttpRequest) -> HttpResponse:
    return _removed(request, changing.remove_app, "The authenticator app is removed.")


# -- Passkeys ---------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
@asks_who_it_is(reads=True, fully=True)
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Have the browser make a passkey, and keep what it says of it."""
    form = PasskeyForm(request.POST if "credential" in request.POST else None)
    if form.is_valid():
        credential = passkeys.accept_new(request, form.cleaned_data["credential"])
        name = form.cleaned_data["name"]
        if credential is None:
            form.add_error(None, "The browser made no passkey. Try again.")
        else:
            form.attempt(
                changing.add_passkey, person=request.user, name=name, credential=credential
            )
        if form.is_valid():
            return _added(request, "Your passkey is set up.")
    possible = passkeys.are_possible(request)
    context = {
        "form": form,
        "passkey": passkeys.ask_for_new(request.user) if possible else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/passkey_add.html", context, status=status)


@require_POST
@asks_who_it_is(fully=True)
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    def remove(person):
        changing.remove_passkey(person=person, pk=pk)

    return _removed(request, remove, "The passkey is removed.")


# -- Recovery codes ---------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
@asks_who_it_is(reads=True, fully=True)
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones on POST; shown once, afterwards only how many are left."""
    if request.method == "POST":
        try:
            changing.renew_recovery_codes(person=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("security")
        return redirect("recovery-codes")
    context = {"codes": changing.codes_to_show(request.user), "factors": factors_of(request.user)}
    return render(request, "portfolio/recovery_codes.html", context)


def _added(request: HttpRequest, words: str) -> HttpResponse:
    """The first time recovery codes come with it, which are shown next."""
    request.session.pop(logging_in.MUST_SET_UP, None)
    messages.success(request, words)
    return redirect("recovery-codes")


def _removed(request: HttpRequest, verb, words: str) -> HttpResponse:
    try:
        verb(person=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, words)
    return redirect("security")


# -- Sessions ---------------------------------------------------------------------------------


@require_POST
@asks_who_it_is()
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End the session that the form names, or all but this one."""
    code = request.POST.get("code", "")
    if code:
        ended = int(sessions.end_session(request.user, code))
    else:
        ended = sessions.end_others(request.user, request.session.session_key)
    if ended:
        note(Happening.SESSION_ENDED, request, person=request.user)
    messages.success(
        request, "Logged out there." if code else "You are logged out everywhere but here."
    )
    return redirect("security")

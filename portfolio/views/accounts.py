"""Logging in and choosing a password: Django's own views, which also enter it in the trail."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.db import transaction
from django.http import HttpResponse

from portfolio.auditing import enter_of_person
from portfolio.models import Act, User


class LoginView(auth_views.LoginView):
    template_name = "portfolio/login.html"
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        _enter("Logged in.", form.get_user())
        return response


class PasswordChangeView(auth_views.PasswordChangeView):
    @transaction.atomic
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        _enter("Changed the password.", form.user)
        return response


class PasswordResetConfirmView(auth_views.PasswordResetConfirmView):
    @transaction.atomic
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        _enter("Chose a password by the link that was sent.", form.user)
        return response


def _enter(words: str, person: User) -> None:
    enter_of_person(Act.LOGIN, words, person=person, by=person)

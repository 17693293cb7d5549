"""Django admin by the site’s own doors: its log-ins and passwords are in the audit trail, too."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from portfolio.accounts.reauthenticating import asks_who_it_is


class PeopleAdminSite(AdminSite):
    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the log-in page of all; it checks that ``next`` is an address of this site."""
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            # Logged in, and none of the staff: the log-in page would send them here again.
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or index)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """What is changed here changes people and permissions: it is asked who does it."""
        return super().admin_view(asks_who_it_is()(view), cacheable)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """On the page of all, which enters it in the audit trail."""
        return redirect("password_change")

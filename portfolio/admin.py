"""People in Django admin: for the superuser, who also sets up the centres."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from portfolio.auditing import enter, enter_of_person
from portfolio.models import Act, Allocation, Centre, Learner, Membership, User

# What a person may do comes from memberships.
admin.site.unregister(Group)
# Secrets, which have no place in a form; and rows that this site does not use.
admin.site.unregister([Authenticator, EmailAddress])


class Entered:
    """Whatever the superuser changes here of people and permissions is in the audit trail, too."""

    def log_addition(self, request, obj, message):
        _enter(request.user, "Added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        _enter(request.user, "Changed", obj)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            _enter(request.user, "Deleted", obj)
        return super().log_deletions(request, queryset)


def _enter(by, done, obj):
    words = f"{done} in Django admin: {obj._meta.verbose_name} “{obj}”."
    detail = {obj._meta.model_name: obj.pk}
    if isinstance(obj, User):
        enter_of_person(Act.PERMISSION, words, person=obj, by=by)
    elif isinstance(obj, Allocation):
        enter(Act.PERMISSION, words, by=by, learner=obj.learner, **detail)
    elif isinstance(obj, Membership | Learner):
        enter(Act.PERMISSION, words, by=by, centre=obj.centre_id, **detail)
    else:
        enter(Act.PERMISSION, words, by=by, **detail)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    fields = ("centre", "role", "starts_on", "ends_on")


@admin.register(User)
class PersonAdmin(Entered, UserAdmin):
    add_form = AdminUserCreationForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("name", "email")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    inlines = (MembershipInline,)
    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__centre", "memberships__role")
    search_fields = ("username", "name", "email")
    ordering = ("name", "username")
    filter_horizontal = ()


@admin.register(Centre)
class CentreAdmin(Entered, admin.ModelAdmin):
    exclude = ("second_factor_roles",)  # has a page of its own
    list_display = ("name", "number")
    search_fields = ("name", "number")


@admin.register(Membership)
class MembershipAdmin(Entered, admin.ModelAdmin):
    autocomplete_fields = ("user", "centre")
    date_hierarchy = "starts_on"
    list_display = ("user", "role", "centre", "starts_on", "ends_on")
    list_filter = ("role", "centre")
    list_select_related = ("user", "centre")
    search_fields = ("user__username", "user__name")


@admin.register(Learner)
class LearnerAdmin(Entered, admin.ModelAdmin):
    autocomplete_fields = ("user", "centre")
    list_display = ("user", "centre", "reference", "workplace", "job_title")
    list_filter = ("centre",)
    list_select_related = ("user", "centre")
    search_fields = ("user__username", "user__name", "reference")


@admin.register(Allocation)
class AllocationAdmin(Entered, admin.ModelAdmin):
    autocomplete_fields = ("learner", "membership")
    list_display = ("learner", "membership", "since", "until")
    list_filter = ("membership__role", "learner__centre")
    list_select_related = ("learner__user", "membership__user", "membership__centre")
    search_fields = ("learner__user__name", "membership__user__name")

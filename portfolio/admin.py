"""People in Django admin: for the superuser, who also sets up the centres."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from portfolio.models import Allocation, Centre, Learner, Membership, User

# What a person may do comes from memberships.
admin.site.unregister(Group)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    fields = ("centre", "role", "starts_on", "ends_on")


@admin.register(User)
class PersonAdmin(UserAdmin):
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
class CentreAdmin(admin.ModelAdmin):
    list_display = ("name", "number")
    search_fields = ("name", "number")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    autocomplete_fields = ("user", "centre")
    date_hierarchy = "starts_on"
    list_display = ("user", "role", "centre", "starts_on", "ends_on")
    list_filter = ("role", "centre")
    list_select_related = ("user", "centre")
    search_fields = ("user__username", "user__name")


@admin.register(Learner)
class LearnerAdmin(admin.ModelAdmin):
    autocomplete_fields = ("user", "centre")
    list_display = ("user", "centre", "reference", "workplace", "job_title")
    list_filter = ("centre",)
    list_select_related = ("user", "centre")
    search_fields = ("user__username", "user__name", "reference")


@admin.register(Allocation)
class AllocationAdmin(admin.ModelAdmin):
    autocomplete_fields = ("learner", "membership")
    list_display = ("learner", "membership", "since", "until")
    list_filter = ("membership__role", "learner__centre")
    list_select_related = ("learner__user", "membership__user", "membership__centre")
    search_fields = ("learner__user__name", "membership__user__name")

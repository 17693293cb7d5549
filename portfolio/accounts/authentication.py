"""Who makes a request, read with what every page says of them."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portfolio.compiling import Given, compiled_once
from portfolio.models import Notice, User

# Read by the bell of every page.
COUNTED = "unread_notices"


class PeopleBackend(ModelBackend):
    """Django's own; the number on the bell comes with the person, so no page asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        person = next(iter(_people(pk=user_id)), None)
        return person if person and self.user_can_authenticate(person) else None


@compiled_once
def _people(pk: Given) -> QuerySet[User]:
    unread = (
        Notice.objects.unread()
        .filter(user=OuterRef("pk"))
        .order_by()
        .values("user")
        .annotate(number=Count("pk"))
        .values("number")
    )
    number = Coalesce(Subquery(unread, output_field=IntegerField()), 0)
    return User.objects.filter(pk=pk).annotate(**{COUNTED: number})

"""Who makes a request, read with what every page says of them."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from portfolio.models import Notice, User

# Read by the bell of every page.
COUNTED = "unread_notices"


class PeopleBackend(ModelBackend):
    """Django's own; the number on the bell comes with the person, so no page asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        unread = (
            Notice.objects.unread()
            .filter(user=OuterRef("pk"))
            .order_by()
            .values("user")
            .annotate(number=Count("pk"))
            .values("number")
        )
        number = Coalesce(Subquery(unread, output_field=IntegerField()), 0)
        person = User.objects.filter(pk=user_id).annotate(**{COUNTED: number}).first()
        return person if person and self.user_can_authenticate(person) else None

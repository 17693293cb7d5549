"""Primary keys of another installation, of what was signed there by primary key."""

from assessment.models import CarriedTrail
from portfolio.models import Learner, User


def numbers_of(person: User | None, learner: Learner) -> list[int]:
    """By which primary keys ``person`` was known where the portfolio came from; one query."""
    if person is None:
        return []
    carried = CarriedTrail.objects.filter(learner=learner).values_list("people", flat=True)
    return [int(there) for people in carried for there, here in people.items() if here == person.pk]

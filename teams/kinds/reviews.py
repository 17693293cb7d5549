"""What the site knows of performance reviews."""

from typing import Any

from django.utils import timezone

from teams.entries import Entry
from teams.forms.reviews import ReviewForm
from teams.models import Review, Team
from teams.reviewing import (
    advice_on,
    advice_on_objective,
    earlier_objectives,
    neighbours_of,
    standings_in,
)
from teams.sheets.reviews import review_sheet


def _place_and_advice(review: Review) -> dict[str, Any]:
    before, after = neighbours_of(review)
    today = timezone.localdate()
    said = (
        (row, advice_on_objective(row, review.happened_on, today))
        for row in review.objectives.all()
    )
    earlier = earlier_objectives(review.member, review.happened_on, review)
    return {
        "before": before,
        "after": after,
        "missing": advice_on(review),
        "vague": [(row, parts) for row, parts in said if parts],
        "open_count": earlier.filter(followed_up_in=None).count(),
    }


def _standings(team: Team) -> dict[str, Any]:
    return {"standings": standings_in(team, timezone.localdate())}


ENTRIES = (
    Entry(
        model=Review,
        form=ReviewForm,
        sheet=review_sheet,
        plural="Performance reviews",
        lead="A conversation about somebody’s work: what is good, what is next.",
        group="People",
        icon="person-lines-fill",
        select=("member",),
        rows=("metrics", "objectives", "followed_up"),
        page="teams/review.html",
        page_context=_place_and_advice,
        list_page="teams/reviews.html",
        list_context=_standings,
    ),
)

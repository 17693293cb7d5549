"""Reviewing colleagues: what a review begins with, its figures, and what became of objectives."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet

from teams.figures import readings_in, said_of
from teams.keeping import touch_record
from teams.models import (
    Member,
    Outcome,
    Reading,
    Record,
    Review,
    ReviewObjective,
    ServiceStandard,
    Team,
)
from teams.sheets.writing import written

QUARTER = timedelta(days=91)
# A quarter and a little: a review a few days late is not worth a warning.
DUE_AFTER = timedelta(days=98)
FEWEST_WORDS = 4
COUNTED = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|all|every|each|no|none|half|twice)\b",
    re.IGNORECASE,
)


# -- What a review begins with ----------------------------------------------------------------


def period_for(member: Member | None, today: date) -> tuple[date, date]:
    """From the day after the colleague's last review to today; else the last three months."""
    reviews = Review.objects.filter(member=member, archived_at=None)
    last = reviews.aggregate(day=Max("period_until"))["day"]
    begins = last + timedelta(days=1) if last else today - QUARTER
    return min(begins, today), today


@dataclass(frozen=True)
class Course:
    """The readings of one standard in a period. ``member``: whose; None is the team's."""

    standard: ServiceStandard
    member: Member | None
    readings: tuple[Reading, ...]

    @property
    def whose(self) -> str:
        return self.member.shown_name if self.member else "The whole team"

    @property
    def words(self) -> str:
        return said_of(self.standard, self.readings)


def courses_of(
    standards: Iterable[ServiceStandard], member: Member, since: date, until: date
) -> tuple[Course, ...]:
    """The colleague's own readings of each standard, or else the team's; two queries."""
    standards = list(standards)
    own = readings_in(standards, since, until, member)
    teams = readings_in([each for each in standards if not own[each.pk]], since, until)
    return tuple(
        Course(each, member, own[each.pk])
        if own[each.pk]
        else Course(each, None, teams.get(each.pk, ()))
        for each in standards
    )


# -- Objectives -------------------------------------------------------------------------------


def advice_on_objective(
    objective: ReviewObjective, reviewed_on: date | None, today: date | None = None
) -> tuple[str, ...]:
    """Which parts of a SMART objective are missing or vague; it is advice, nothing is refused.

    With ``today`` it also says when its day has passed and nobody said what became of it.
    """
    said = []
    if len(objective.specific.split()) < FEWEST_WORDS:
        said.append("Specific: say exactly what will be done or be different.")
    if not objective.measurable:
        said.append("Measurable: say how you will both know that it is reached.")
    elif not COUNTED.search(objective.measurable):
        said.append("Measurable: no figure is named, such as “from 62% to 75%”.")
    if not objective.achievable:
        said.append("Achievable: say what help or time there is for it.")
    if not objective.relevant:
        said.append("Relevant: say what it does for customers.")
    return (*said, *_advice_on_day(objective, reviewed_on, today))


def _advice_on_day(
    objective: ReviewObjective, reviewed_on: date | None, today: date | None
) -> tuple[str, ...]:
    due = objective.due_on
    if not due:
        return ("Time-bound: name a day.",)
    if reviewed_on and due <= reviewed_on:
        return ("Time-bound: its day is not after the review.",)
    if today and due < today and objective.outcome == Outcome.OPEN:
        return ("Its day has passed: say in the next review what became of it.",)
    return ()


def earlier_objectives(member: Member, day: date, review: Review | None = None) -> QuerySet:
    """Open objectives of the colleague up to ``day``, and those that ``review`` followed up."""
    objectives = ReviewObjective.objects.filter(
        review__member=member, review__archived_at=None, review__happened_on__lte=day
    )
    followed = Q()
    if review and review.pk:
        objectives = objectives.exclude(review=review)
        followed = Q(followed_up_in=review)
    chosen = objectives.filter(Q(outcome=Outcome.OPEN) | followed)
    return chosen.select_related("review").order_by("review__happened_on", "pk")


def follow_up(*, objective: ReviewObjective, review: Review, outcome: str, words: str) -> bool:
    """Note in ``review`` what became of an earlier objective.

    Call inside the transaction of ``keep_record``, which asks whether the review may be changed.
    False, and nothing is noted, where the earlier review was archived meanwhile. Raises
    ``PermissionDenied`` for an objective of another colleague.
    """
    if objective.review.member_id != review.member_id:
        raise PermissionDenied
    # Locked, so that nobody archives it between this look and the count of its change.
    kept = Record.objects.select_for_update(no_key=True).filter(
        pk=objective.review_id, archived_at=None
    )
    if not kept.exists():
        return False
    objective.outcome, objective.outcome_words = outcome, words
    objective.followed_up_in = review
    objective.full_clean()
    objective.save(update_fields=["outcome", "outcome_words", "followed_up_in"])
    touch_record(objective.review)
    return True


# -- The review as a whole --------------------------------------------------------------------


def advice_on(review: Review) -> tuple[str, ...]:
    """What is still missing from a review that develops somebody, kindly said."""
    said = []
    if not review.strengths:
        said.append("No strength is recognised yet: what went well, and what came of it?")
    if not review.improvements:
        said.append("No area to improve is named.")
    if not review.own_words:
        said.append("The colleague’s own words are missing: a review is a conversation.")
    if not review.metrics.all():
        said.append("No service standard was discussed: name one, and its readings are shown.")
    if not review.objectives.all():
        said.append("No objective is agreed. One that is SMART is enough.")
    if not review.agreed_on:
        said.append("It is not agreed yet: note the day when it is.")
    return tuple(said)


def neighbours_of(review: Review) -> tuple[Review | None, Review | None]:
    """The colleague's reviews before and after this one; one query."""
    kept = review.member.reviews.filter(archived_at=None).order_by("happened_on", "pk")
    reviews = list(kept)
    if review not in reviews:
        return None, None
    place = reviews.index(review)
    return (reviews[place - 1] if place else None, next(iter(reviews[place + 1 :]), None))


@dataclass(frozen=True)
class Standing:
    """When a colleague was last reviewed. ``is_due``: never, or longer ago than a quarter."""

    member: Member
    last: Review | None
    count: int
    open_objectives: int
    is_due: bool
    words: str


def standings_in(team: Team, today: date) -> tuple[Standing, ...]:
    """Everybody who is in the team, with their last review; three queries."""
    reviews = Review.objects.filter(team=team, archived_at=None).order_by("happened_on", "pk")
    by_member: dict[int, list[Review]] = {}
    for review in reviews:
        by_member.setdefault(review.member_id, []).append(review)
    open_ones = dict(
        ReviewObjective.objects.filter(
            review__team=team, review__archived_at=None, outcome=Outcome.OPEN
        )
        .order_by()
        .values_list("review__member")
        .annotate(Count("pk"))
    )
    return tuple(
        _standing(member, by_member.get(member.pk, []), open_ones.get(member.pk, 0), today)
        for member in team.members.present(today)
    )


def _standing(member: Member, reviews: list[Review], open_ones: int, today: date) -> Standing:
    last = reviews[-1] if reviews else None
    is_due = last is None or today - last.happened_on > DUE_AFTER
    return Standing(member, last, len(reviews), open_ones, is_due, _when(last, is_due))


def _when(last: Review | None, is_due: bool) -> str:
    if last is None:
        return "No review yet"
    return f"Due: last on {written(last.happened_on)}" if is_due else written(last.happened_on)

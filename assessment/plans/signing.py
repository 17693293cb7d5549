"""Signing a plan as it stands, and telling what has changed since somebody signed it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessment.models import AssessmentPlan, PlanSignature
from assessment.plans.planning import PlanChanged, hold_plan, others_of
from assessment.plans.rows import PlanRow, plans_among, without_standings
from portfolio.auditing import enter
from portfolio.hashing import hash_of
from portfolio.models import Act, Method, User
from portfolio.notifying import notify
from portfolio.rules import owns

Content = dict[str, Any]

NOTHING_TO_SIGN = "There is nothing to sign yet. Add what will be gathered."


def content_of_plan(plan: AssessmentPlan, rows: Iterable[PlanRow]) -> Content:
    """All that the two agree on, as plain values. How far a row is does not belong to it."""
    return {
        "title": plan.title,
        "notes": plan.notes,
        "rows": {
            str(row.code): {
                "what": row.what,
                "method": row.method,
                "due_on": row.due_on.isoformat(),
                "criteria": sorted(criterion.code for criterion in row.criteria),
                "closed_because": row.closed_because,
            }
            for row in rows
        },
    }


@transaction.atomic
def sign_plan(*, plan: AssessmentPlan, user: User, seen: str) -> PlanSignature:
    """Agree to the plan as it was ``seen`` (the hash on the page). Signed twice, it is signed once.

    Raises ``PlanChanged`` if it is another by now, ``ValidationError`` if it has no rows.
    """
    held = hold_plan(plan, user)
    learner = held.enrolment.learner
    (opened,) = plans_among(
        AssessmentPlan.objects.filter(pk=held.pk), without_standings, timezone.localdate()
    )
    content = content_of_plan(held, opened.rows)
    if not content["rows"]:
        raise ValidationError(NOTHING_TO_SIGN)
    content_hash = hash_of(content)
    if content_hash != seen:
        raise PlanChanged("The plan was changed while you were reading. Read it again, then sign.")
    signed = held.signatures.filter(user=user, content_hash=content_hash).first()
    if signed:
        return signed
    signature = PlanSignature(
        plan=held,
        user=user,
        is_learner=owns(user, learner),
        content=content,
        content_hash=content_hash,
    )
    signature.full_clean()
    signature.save()
    notify(
        others_of(held, user),
        f"{user} signed “{held.title}” of {learner}.",
        address=held.get_absolute_url(),
        key=f"plan-signed-{held.code}-{user.pk}",
    )
    words = f"Signed the assessment plan “{held.title}”."
    enter(Act.SIGNATURE, words, by=user, learner=learner, plan_signature=signature.pk)
    return signature


def changes_between(signed: Content, now: Content) -> tuple[str, ...]:
    """What is another in the plan than when it was signed, in whole sentences."""
    return tuple(_changes(signed, now))


def _changes(signed: Content, now: Content) -> Iterator[str]:
    for name, words in (("title", "The title"), ("notes", "The notes")):
        if signed[name] != now[name]:
            yield f"{words} changed."
    before, after = signed["rows"], now["rows"]
    for code, row in after.items():
        if code not in before:
            yield f"Added: “{row['what']}”, by {_day(row['due_on'])}."
        elif row != before[code]:
            yield f"“{before[code]['what']}”: {', '.join(_differences(before[code], row))}."
    for code, row in before.items():
        if code not in after:
            yield f"Taken out: “{row['what']}”."


def _differences(before: Content, after: Content) -> Iterator[str]:
    if before["what"] != after["what"]:
        yield f"now reads “{after['what']}”"
    if before["method"] != after["method"]:
        yield f"now by {str(Method(after['method']).label).lower()}"
    if before["due_on"] != after["due_on"]:
        yield f"now by {_day(after['due_on'])} instead of {_day(before['due_on'])}"
    if before["criteria"] != after["criteria"]:
        yield f"now for {', '.join(after['criteria'])}"
    if before["closed_because"] != after["closed_because"]:
        yield "no longer needed" if after["closed_because"] else "needed again"


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "j F Y")

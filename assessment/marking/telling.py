"""What learners, trainees and assessors are told of decisions and hand-overs."""

from collections.abc import Iterable

from django.urls import reverse

from assessment.allocations import scopes_among
from assessment.marking.histories import Held, counts
from assessment.models import Countersignature, Judgement, Submission
from assessment.status import Status
from portfolio.models import Evidence, User
from portfolio.notifying import notify


def decided_words(judgement: Judgement) -> str:
    """For the audit trail."""
    mapping = judgement.mapping
    if judgement.is_provisional:
        kind = "Decided as a trainee"
    elif judgement.reason:
        kind = "Corrected the decision to"
    else:
        kind = "Decided"
    return (
        f"{kind} “{judgement.get_decision_display()}” on {mapping.target_code} of "
        f"{mapping.evidence.label}, version {judgement.submission.version}."
    )


def countersigned_words(signature: Countersignature) -> str:
    """For the audit trail."""
    judgement = signature.judgement
    mapping = judgement.mapping
    return (
        f"Countersigned “{judgement.get_decision_display()}” by {judgement.assessor} on "
        f"{mapping.target_code} of {mapping.evidence.label}."
    )


def tell_of_decision(
    judgement: Judgement, earlier: tuple[Judgement, ...], held: tuple[Held, ...]
) -> None:
    """The learner, once every criterion of the item is decided; a trainee whom it corrects."""
    if judgement.is_provisional:
        return
    _tell_learner(judgement.submission, judgement.mapping.evidence, held)
    before = earlier[0] if earlier else None
    if before and before.is_provisional and not counts(before):
        now, then = judgement.get_decision_display(), before.get_decision_display()
        words = f"{judgement.assessor} decided “{now}” on {_what(before)}"
        _tell_trainee(before, f"{words}, where you had decided “{then}”.")


def tell_of_countersignature(signature: Countersignature, held: tuple[Held, ...]) -> None:
    """The trainee, and the learner, for whom it counts from now on."""
    judgement = signature.judgement
    words = f"{signature.assessor} countersigned your decision “{judgement.get_decision_display()}”"
    _tell_trainee(judgement, f"{words} on {_what(judgement)}.")
    _tell_learner(judgement.submission, judgement.mapping.evidence, held)


def tell_of_hand_over(submission: Submission) -> None:
    """Those who decide on something of it; three queries."""
    evidence = submission.evidence
    held = submission.mappings.values_list(
        "criterion__outcome__unit", "marking_point__specification__unit"
    )
    units = {of_criterion or of_point for of_criterion, of_point in held}
    people = [
        person
        for person, scopes in scopes_among([evidence.learner_id]).items()
        if any(scopes[evidence.learner_id].covers(unit) for unit in units)
    ]
    again = " again" if submission.version > 1 else ""
    notify(
        User.objects.filter(pk__in=people),
        f"{evidence.learner} handed over {evidence.label} “{evidence.title}”{again}.",
        address=reverse("mark", args=[evidence.code]),
        # Of each version: the notice of an earlier one may still be unread when it is judged.
        key=f"handed-over-{submission.pk}",
    )


def _tell_learner(submission: Submission, evidence: Evidence, held: Iterable[Held]) -> None:
    statuses = [one.status for one in held if one.is_criterion and one.is_live]
    if not all(status.is_decided for status in statuses):
        return
    not_yet = statuses.count(Status.NOT_YET)
    met = len(statuses) - not_yet
    if not_yet:
        outcome = f"{met} met, {not_yet} not yet. Open it to see what to do next"
    else:
        outcome = f"all {met} met" if met > 1 else "met"
    notify(
        [evidence.learner.user],
        f"{evidence.label} “{evidence.title}” is decided: {outcome}.",
        address=reverse("evidence", args=[evidence.code]),
        key=f"decided-{submission.pk}-{met}-{not_yet}",
    )


def _tell_trainee(judgement: Judgement, words: str) -> None:
    address = reverse("mark", args=[judgement.mapping.evidence.code])
    notify([judgement.assessor], words, address=address)


def _what(judgement: Judgement) -> str:
    mapping = judgement.mapping
    return f"{mapping.target_code} of {mapping.evidence.label}, {mapping.evidence.learner}"

"""What makes Ben's marking quicker in the demo: sentences he uses again, and a thought begun."""

from assessment.allocations import scope_of
from assessment.marking.drafts import keep_draft
from assessment.marking.feedback_bank import keep_phrase
from assessment.marking.queue import queue_of
from assessment.models import Decision, FeedbackPhrase, JudgementDraft, Unit
from assessment.status import Status, with_status
from portfolio.models import User
from teams.demo.days import Days

# Sentence, decision it is for, unit it is for (empty: any), whether the centre shares it.
SENTENCES = (
    ("Say who agreed to what, and by when.", Decision.NOT_YET, "", True),
    ("Attach the minutes or an e-mail in which they agree.", Decision.NOT_YET, "", True),
    ("Name the service measure and its value before and after.", Decision.NOT_YET, "", True),
    ("Specific, dated, and in the member’s own words. Well done.", Decision.MET, "", False),
    ("The strengths behind each role are clear.", Decision.MET, "LT", False),
    ("Which other solutions did you weigh, and at what cost?", Decision.NOT_YET, "CO", False),
)


def ensure_feedback_bank(days: Days) -> None:
    """Ben's sentences, and a draft on the newest item in his queue; made once."""
    ben = User.objects.get(username="ben")
    if FeedbackPhrase.objects.filter(owner=ben).exists():
        return
    centre = ben.current_memberships[0].centre
    units = {unit.code: unit for unit in Unit.objects.all()}
    for text, decision, unit, is_shared in SENTENCES:
        keep_phrase(
            user=ben,
            centre=centre,
            text=text,
            decision=decision,
            unit=units.get(unit),
            criterion=None,
            is_shared=is_shared,
        )
    _begin(ben)


def _begin(ben: User) -> None:
    """Ben has read half of an item and was called away."""
    waiting = next((each for each in reversed(queue_of(ben)) if each.to_decide), None)
    if waiting is None or JudgementDraft.objects.filter(assessor=ben).exists():
        return
    held = waiting.submission.mappings.filter(criterion__isnull=False)
    open_ones = with_status(held).filter(status=Status.AWAITING).order_by("pk")
    mapping = open_ones.select_related("criterion__outcome__unit", "evidence__learner").first()
    if mapping is None:
        return
    keep_draft(
        mapping=mapping,
        assessor=ben,
        scope=scope_of(ben, mapping.evidence.learner),
        seen=0,
        mark="",
        decision=Decision.NOT_YET,
        feedback="The notes say what you planned, and not yet",
        action="",
        reason="",
    )

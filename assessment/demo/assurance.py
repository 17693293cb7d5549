"""What assessors, witnesses and quality assurers did in the demo, beyond marking evidence."""

from collections.abc import Callable

from assessment.demo.advice import ensure_advice
from assessment.demo.appeals import ensure_appeals
from assessment.demo.assessment_plans import ensure_assessment_plans
from assessment.demo.marking import ensure_feedback_bank
from assessment.demo.sampling import ensure_sampling
from assessment.demo.sessions import ensure_sessions
from assessment.demo.sign_offs import ensure_sign_offs
from assessment.demo.visits import ensure_visits
from assessment.demo.witnesses import ensure_witnesses
from teams.demo.days import Days

# Each makes what is missing of its part and leaves what is there; in the order of the story.
CHAPTERS: tuple[Callable[[Days], None], ...] = (
    ensure_assessment_plans,
    ensure_sessions,
    ensure_appeals,
    ensure_witnesses,
    ensure_sign_offs,
    ensure_sampling,
    ensure_feedback_bank,
    ensure_visits,  # after what is signed off and sampled before it can be claimed
    ensure_advice,
)


def ensure_assurance(days: Days) -> None:
    """Make what is missing of plans, testimonies, sign-offs, samples and visits."""
    for ensure in CHAPTERS:
        ensure(days)

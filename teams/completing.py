"""Completing a record: its path, and what is still empty on it. Kind advice; nothing is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from teams.models import (
    DevelopmentActivity,
    DevelopmentPlan,
    Feedback,
    Initiative,
    Problem,
    ProblemOption,
    QualityCheck,
    SelfAssessment,
)

Hint = tuple[bool, str]  # whether it applies, and what it says


@dataclass(frozen=True)
class Step:
    """One step of a path; ``missing`` says what would complete it."""

    name: str
    missing: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        return not self.missing


def _applying(*hints: Hint) -> tuple[str, ...]:
    return tuple(words for applies, words in hints if applies)


def problem_path(problem: Problem) -> tuple[Step, ...]:
    """From what happened to the follow-up, as examiners look for it: cause, options, reasons."""
    return (
        Step("Identify", _applying((not problem.identified, "What happened?"))),
        Step(
            "Analyse",
            _applying(
                (not problem.root_cause, "No root cause is named yet: what lies beneath it?"),
                (not problem.technique, "How was it analysed: five whys, a fishbone, a count?"),
            ),
        ),
        Step("Weigh options", _missing_in_options(tuple(problem.options.all()), problem.choice)),
        Step(
            "Act and inform",
            _applying(
                (not problem.action, "What was done, by whom and when?"),
                (not problem.informed, "Who was kept informed, and how?"),
            ),
        ),
        Step(
            "Check and follow up",
            _applying(
                (not problem.result, "What changed? A figure says it best."),
                (
                    not (problem.follow_up and problem.followed_up_on),
                    "Nothing is followed up yet: is it still solved some weeks later?",
                ),
            ),
        ),
    )


def _missing_in_options(options: tuple[ProblemOption, ...], choice: str) -> tuple[str, ...]:
    if not options:
        return ("No alternatives are weighed yet.",)
    is_weighed = all(option.in_favour and option.against for option in options)
    return _applying(
        (len(options) == 1, "There is one option only: what else could have been done?"),
        (not is_weighed, "Say of each option what speaks for it and what against it."),
        (not any(option.is_chosen for option in options), "No option is marked as chosen yet."),
        (not choice, "Why was it chosen?"),
    )


def missing_in_initiative(initiative: Initiative) -> tuple[str, ...]:
    ran_out = bool(initiative.ends_on and initiative.ends_on < timezone.localdate())
    return _applying(
        (not initiative.planned, "Plan: what is to change, by whom, by when?"),
        (not initiative.done, "Do: nothing is tried out yet."),
        (not initiative.checked, "Check: what do the figures and the people say?"),
        (not initiative.acted, "Act: what is kept, changed or dropped?"),
        (
            not initiative.people_side,
            "People and culture: no process changes by itself. How were people won for it?",
        ),
        (
            not initiative.standard_id,
            "It moves no service standard yet. With one, its readings show before and after.",
        ),
        (ran_out and not initiative.outcome, "It has ended. What is the outcome in figures?"),
    )


def missing_in_check(check: QualityCheck) -> tuple[str, ...]:
    return _applying(
        (not check.good, "Nothing good is noted. Good work deserves to be recognised too."),
        (not check.standard_id, "Which service standard was it held against?"),
        (not check.action, "What follows from the finding, and who does it?"),
    )


def missing_in_assessment(assessment: SelfAssessment) -> tuple[str, ...]:
    skills = assessment.skills.all()
    return _applying(
        (not skills, "No criterion is rated yet."),
        (
            bool(skills) and not any(skill.is_to_improve for skill in skills),
            "No criterion is marked as one to improve.",
        ),
        (
            any(not skill.example for skill in skills),
            "Some ratings do not say yet how you know.",
        ),
    )


def missing_in_plan(plan: DevelopmentPlan) -> tuple[str, ...]:
    activities, today = plan.activities.all(), timezone.localdate()
    return _applying(
        (not activities, "No activity is planned yet."),
        (not plan.agreed_with, "Whom is the plan agreed with?"),
        (
            any(activity.done_on and not activity.applied for activity in activities),
            "Say of what is done how you use it at work: that is the proof of development.",
        ),
        (any(_overdue(activities)), "Some of it is overdue: do it, or agree another day."),
        (
            bool(plan.review_on and plan.review_on <= today and not plan.progress),
            "The day to review the plan has come: how is it going?",
        ),
    )


def _overdue(activities: Iterable[DevelopmentActivity]) -> Iterable[bool]:
    today = timezone.localdate()
    return (bool(each.due_on and each.due_on < today and not each.done_on) for each in activities)


def missing_in_feedback(feedback: Feedback) -> tuple[str, ...]:
    return _applying((not feedback.response, "What did you do with it? That is what counts."))

"""What the site knows of the learner's own development."""

from typing import Any

from teams.completing import missing_in_assessment, missing_in_feedback, missing_in_plan
from teams.entries import Entry
from teams.forms.development import (
    DevelopmentPlanForm,
    DiaryEntryForm,
    FeedbackForm,
    QuickDiaryForm,
    SelfAssessmentForm,
)
from teams.models import DevelopmentPlan, DiaryEntry, Feedback, SelfAssessment, Team
from teams.sheets.development import (
    development_plan_sheet,
    diary_entry_sheet,
    feedback_sheet,
    self_assessment_sheet,
)


def assessment_page(record: SelfAssessment) -> dict[str, Any]:
    return {"missing": missing_in_assessment(record)}


def plan_page(record: DevelopmentPlan) -> dict[str, Any]:
    return {"missing": missing_in_plan(record)}


def feedback_page(record: Feedback) -> dict[str, Any]:
    return {"missing": missing_in_feedback(record)}


def diary_list(team: Team) -> dict[str, Any]:
    return {"form": QuickDiaryForm(team=team)}


ENTRIES = (
    Entry(
        model=SelfAssessment,
        form=SelfAssessmentForm,
        sheet=self_assessment_sheet,
        plural="Self-assessments",
        lead="Where you stand against defined service criteria.",
        group="Yourself",
        icon="ui-checks",
        rows=("skills",),
        page="teams/assessment.html",
        page_context=assessment_page,
    ),
    Entry(
        model=DevelopmentPlan,
        form=DevelopmentPlanForm,
        sheet=development_plan_sheet,
        plural="Development plans",
        lead="What you want to learn, how, and what came of it.",
        group="Yourself",
        icon="mortarboard",
        rows=("activities",),
        page="teams/development.html",
        page_context=plan_page,
    ),
    Entry(
        model=Feedback,
        form=FeedbackForm,
        sheet=feedback_sheet,
        plural="Feedback received",
        lead="What customers and colleagues say about your work.",
        group="Yourself",
        icon="chat-quote",
        page="teams/feedback.html",
        page_context=feedback_page,
    ),
    Entry(
        model=DiaryEntry,
        form=DiaryEntryForm,
        sheet=diary_entry_sheet,
        plural="Diary",
        lead="Reflections, written when they are fresh.",
        group="Yourself",
        icon="journal-text",
        list_page="teams/diary_list.html",
        list_context=diary_list,
    ),
)

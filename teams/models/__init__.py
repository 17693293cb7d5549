"""The learner's team and its records."""

from teams.models.coaching import (
    CoachingEvaluation,
    CoachingObjective,
    CoachingPlan,
    CoachingSession,
)
from teams.models.development import (
    AssessedSkill,
    DevelopmentActivity,
    DevelopmentPlan,
    DiaryEntry,
    Feedback,
    FeedbackSource,
    Rating,
    SelfAssessment,
)
from teams.models.improvement import Initiative, Problem, ProblemOption, Technique
from teams.models.metrics import Direction, Measure, Reading, ServiceStandard
from teams.models.plans import (
    PlanObjective,
    PlanRisk,
    Reason,
    Task,
    TaskStatus,
    WorkPlan,
)
from teams.models.quality import Channel, CheckMethod, Communication, QualityCheck
from teams.models.records import Kind, Record
from teams.models.reviews import Agreement, Outcome, Review, ReviewMetric, ReviewObjective
from teams.models.rotas import CoverNeed, Day, Rota, Shift
from teams.models.skills import TeamProfile
from teams.models.snapshots import Snapshot
from teams.models.teams import Level, Member, Skill, SkillLevel, Team

__all__ = [
    "Agreement",
    "AssessedSkill",
    "Channel",
    "CheckMethod",
    "CoachingEvaluation",
    "CoachingObjective",
    "CoachingPlan",
    "CoachingSession",
    "Communication",
    "CoverNeed",
    "Day",
    "DevelopmentActivity",
    "DevelopmentPlan",
    "DiaryEntry",
    "Direction",
    "Feedback",
    "FeedbackSource",
    "Initiative",
    "Kind",
    "Level",
    "Measure",
    "Member",
    "Outcome",
    "PlanObjective",
    "PlanRisk",
    "Problem",
    "ProblemOption",
    "QualityCheck",
    "Rating",
    "Reading",
    "Reason",
    "Record",
    "Review",
    "ReviewMetric",
    "ReviewObjective",
    "Rota",
    "SelfAssessment",
    "ServiceStandard",
    "Shift",
    "Skill",
    "SkillLevel",
    "Snapshot",
    "Task",
    "TaskStatus",
    "Team",
    "TeamProfile",
    "Technique",
    "WorkPlan",
]

"""What of the learner's own team records is in an archive: only in one that they make themselves.

They hold personnel data of other people. What became evidence is in its snapshot.
"""

from assessment.archive.decisions import LEARNER_ALONE, Taken
from teams.models import (
    AssessedSkill,
    CoachingEvaluation,
    CoachingObjective,
    CoachingPlan,
    CoachingSession,
    Communication,
    CoverNeed,
    DevelopmentActivity,
    DevelopmentPlan,
    DiaryEntry,
    Feedback,
    Initiative,
    Member,
    PlanObjective,
    PlanRisk,
    Problem,
    ProblemOption,
    QualityCheck,
    Reading,
    Record,
    Review,
    ReviewMetric,
    ReviewObjective,
    Rota,
    SelfAssessment,
    ServiceStandard,
    Shift,
    Skill,
    SkillLevel,
    Task,
    Team,
    TeamProfile,
    WorkPlan,
)


def _own(model: type, of: str, fields: str) -> Taken:
    return Taken(model, of, fields, makers=LEARNER_ALONE)


def _kind(model: type, fields: str) -> Taken:
    """A kind of record: its own columns beside those of the record."""
    return _own(model, "team__learner", f"record_ptr {fields}")


TEAM = (
    _own(Team, "learner", "code learner name workplace purpose began_on created_at archived_at"),
    _own(
        Member,
        "team__learner",
        "code team pseudonym real_name is_named job responsibilities strengths development_needs "
        "wishes contracted_hours preferred_communication access_needs joined_on left_on "
        "created_at archived_at",
    ),
    _own(Skill, "team__learner", "team name wanted archived_at"),
    _own(SkillLevel, "member__team__learner", "member skill level assessed_on"),
    _own(
        Record,
        "team__learner",
        "code team kind title happened_on members revision created_at changed_at archived_at",
    ),
    _kind(ServiceStandard, "measure unit direction target definition importance"),
    _own(Reading, "standard__team__learner", "standard taken_on value member note entered_at"),
    _kind(CoachingPlan, "member needs learning methods resources standard ends_on"),
    _own(CoachingObjective, "plan__team__learner", "plan text measure due_on is_reached"),
    _kind(
        CoachingSession,
        "plan minutes listening demonstration practice feedback_given next_step next_on",
    ),
    _kind(
        CoachingEvaluation,
        "plan effect figure_before figure_after colleagues_view worked adjustment",
    ),
    _kind(SelfAssessment, "criteria_source summary"),
    _own(
        AssessedSkill,
        "assessment__team__learner",
        "assessment criterion rating example is_to_improve",
    ),
    _kind(DevelopmentPlan, "goal agreed_with review_on progress"),
    _own(DevelopmentActivity, "plan__team__learner", "plan text support due_on done_on applied"),
    _kind(Feedback, "source words response"),
    _kind(DiaryEntry, "text theory learned"),
    _kind(
        Problem,
        "identified technique root_cause choice action informed result follow_up followed_up_on",
    ),
    _own(ProblemOption, "problem__team__learner", "problem text in_favour against is_chosen"),
    _kind(
        Initiative,
        "gap standard ends_on planned done checked acted people_side outcome",
    ),
    _kind(WorkPlan, "ends_on purpose involvement resources progress"),
    _own(PlanObjective, "plan__team__learner", "plan text standard indicator"),
    _own(PlanRisk, "plan__team__learner", "plan text likelihood contingency"),
    _own(
        Task,
        "plan__team__learner",
        "plan title objective assignee reason reason_words quality_criteria starts_on ends_on "
        "hours status after",
    ),
    _kind(QualityCheck, "method member standard sample score out_of good finding action follow_up"),
    _kind(Communication, "channel why message access heard outcome improve"),
    _kind(
        Review,
        "member period_from period_until strengths improvements own_words actions agreement "
        "agreed_on remarks",
    ),
    _own(ReviewMetric, "review__team__learner", "review standard comment"),
    _own(
        ReviewObjective,
        "review__team__learner",
        "review specific measurable achievable relevant due_on outcome outcome_words "
        "followed_up_in",
    ),
    _kind(Rota, "reasoning changes"),
    _own(Shift, "rota__team__learner", "day starts_at ends_at rota member break_minutes skill"),
    _own(CoverNeed, "rota__team__learner", "day starts_at ends_at rota people skill"),
    _kind(TeamProfile, "allocation authority"),
)

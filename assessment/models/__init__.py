"""What it is worth: qualifications and their units, and what was mapped, judged and assured."""

from assessment.models.advice import Dismissal, LearnedWords
from assessment.models.appeals import Adjustment, Appeal, Hearing
from assessment.models.calendars import CalendarAddress
from assessment.models.claims import Claim, ClaimAnswer, DirectClaimStatus
from assessment.models.drafts import FeedbackPhrase, JudgementDraft
from assessment.models.enrolments import Enrolment, UnitAllocation
from assessment.models.exports import (
    Batch,
    Choices,
    Conformance,
    Export,
    Format,
    FormSet,
    Made,
    Variant,
)
from assessment.models.imports import CarriedTrail, PortfolioImport
from assessment.models.judgement import Appraisal, Countersignature, Decision, Judgement
from assessment.models.mapping import Mapping
from assessment.models.plans import (
    AssessmentPlan,
    PlannedEvidence,
    PlanReview,
    PlanSignature,
    PlanTemplate,
    ReviewReading,
    TemplateItem,
)
from assessment.models.qualifications import Qualification, QualificationUnit, UnitGroup
from assessment.models.sampling import (
    AssessorObservation,
    Outcome,
    PlannedSample,
    Sample,
    SampledDecision,
    SamplingPolicy,
    Stage,
    StandardisationMeeting,
)
from assessment.models.sessions import (
    AssessorRecord,
    Objection,
    PriorLearning,
    Question,
    Sighting,
)
from assessment.models.sign_off import Confirmation, SignOff, Sufficiency, Unlocking
from assessment.models.submission import Submission
from assessment.models.suggestions import SuggestedCriterion
from assessment.models.units import (
    Concept,
    Criterion,
    CriterionKind,
    LearningOutcome,
    MarkingPoint,
    Misconception,
    Tip,
    Unit,
    UnitSpecification,
)
from assessment.models.uses import RecordUse
from assessment.models.visits import Visit, VisitedMark, VisitOutcome, VisitReport

__all__ = [
    "Adjustment",
    "Appeal",
    "Appraisal",
    "AssessmentPlan",
    "AssessorObservation",
    "AssessorRecord",
    "Batch",
    "CalendarAddress",
    "CarriedTrail",
    "Choices",
    "Claim",
    "ClaimAnswer",
    "Concept",
    "Confirmation",
    "Conformance",
    "Countersignature",
    "Criterion",
    "CriterionKind",
    "Decision",
    "DirectClaimStatus",
    "Dismissal",
    "Enrolment",
    "Export",
    "FeedbackPhrase",
    "FormSet",
    "Format",
    "Hearing",
    "Judgement",
    "JudgementDraft",
    "LearnedWords",
    "LearningOutcome",
    "Made",
    "Mapping",
    "MarkingPoint",
    "Misconception",
    "Objection",
    "Outcome",
    "PlanReview",
    "PlanSignature",
    "PlanTemplate",
    "PlannedEvidence",
    "PlannedSample",
    "PortfolioImport",
    "PriorLearning",
    "Qualification",
    "QualificationUnit",
    "Question",
    "RecordUse",
    "ReviewReading",
    "Sample",
    "SampledDecision",
    "SamplingPolicy",
    "Sighting",
    "SignOff",
    "Stage",
    "StandardisationMeeting",
    "Submission",
    "Sufficiency",
    "SuggestedCriterion",
    "TemplateItem",
    "Tip",
    "Unit",
    "UnitAllocation",
    "UnitGroup",
    "UnitSpecification",
    "Unlocking",
    "Variant",
    "Visit",
    "VisitOutcome",
    "VisitReport",
    "VisitedMark",
]

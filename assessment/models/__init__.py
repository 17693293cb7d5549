"""What it is worth: qualifications and their units, and what was mapped and judged by them."""

from assessment.models.enrolments import Enrolment, UnitAllocation
from assessment.models.exports import Export
from assessment.models.judgement import Appraisal, Countersignature, Decision, Judgement
from assessment.models.mapping import Mapping
from assessment.models.qualifications import Qualification, QualificationUnit, UnitGroup
from assessment.models.submission import Submission
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

__all__ = [
    "Appraisal",
    "Concept",
    "Countersignature",
    "Criterion",
    "CriterionKind",
    "Decision",
    "Enrolment",
    "Export",
    "Judgement",
    "LearningOutcome",
    "Mapping",
    "MarkingPoint",
    "Misconception",
    "Qualification",
    "QualificationUnit",
    "RecordUse",
    "Submission",
    "Tip",
    "Unit",
    "UnitAllocation",
    "UnitGroup",
    "UnitSpecification",
]

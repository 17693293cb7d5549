"""The models that are in no archive, each with the reason."""

_STANDARD = "The standard is installed with its codes, by which an archive refers to it."
_MADE_ANEW = "Made from the portfolio; it can be made anew."
_OF_CENTRE = "How a centre works, which is the importing centre's own affair."
_OF_OTHERS = "Of the work of assessors and assurers, and of other learners."
_CARRIED = "Entries of the audit trail come as trails of their own, as they were."

LEFT_OUT = {
    "portfolio.Centre": "The centre that imports takes its place.",
    "portfolio.SealingKey": "The secret of a centre, which seals its documents and no others.",
    "portfolio.AuditChain": _CARRIED,
    "portfolio.AuditEntry": _CARRIED,
    "portfolio.Derivative": "Made anew from the file.",
    "portfolio.Preparation": "Of what is made anew from the file.",
    "portfolio.Upload": "On its way: what has arrived is a file of its item.",
    "portfolio.UploadPart": "A part of what is on its way.",
    "portfolio.LoginSession": "Opens this installation.",
    "portfolio.SharedValue": "Counters that run out.",
    "portfolio.SecurityEvent": "What was tried at the doors of this installation.",
    "portfolio.Notice": "What people were told to do in the installation they were told it in.",
    "assessment.CarriedTrail": _CARRIED,
    "assessment.PortfolioImport": "How the portfolio came here is an entry of the audit trail.",
    "assessment.Unit": _STANDARD,
    "assessment.LearningOutcome": _STANDARD,
    "assessment.Criterion": _STANDARD,
    "assessment.UnitSpecification": _STANDARD,
    "assessment.MarkingPoint": _STANDARD,
    "assessment.Concept": _STANDARD,
    "assessment.Tip": _STANDARD,
    "assessment.Misconception": _STANDARD,
    "assessment.Qualification": _STANDARD,
    "assessment.UnitGroup": _STANDARD,
    "assessment.QualificationUnit": _STANDARD,
    "assessment.RecordUse": _STANDARD,
    "assessment.Export": _MADE_ANEW,
    "assessment.Batch": _MADE_ANEW,
    "assessment.FormSet": _MADE_ANEW,
    "assessment.CalendarAddress": "The secret of a person's calendar, which works here alone.",
    "assessment.JudgementDraft": "A draft, which nobody but its assessor sees.",
    "assessment.FeedbackPhrase": _OF_OTHERS,
    "assessment.AssessorObservation": _OF_OTHERS,
    "assessment.StandardisationMeeting": _OF_OTHERS,
    "assessment.VisitReport": "Speaks of the whole visit, and of other learners.",
    "assessment.DirectClaimStatus": "Granted to a centre by a letter, which does not travel.",
    "assessment.LearnedWords": "Learned from a whole centre's decisions; learned anew daily.",
    "assessment.Sufficiency": _OF_CENTRE,
    "assessment.SamplingPolicy": _OF_CENTRE,
    "assessment.PlanTemplate": _OF_CENTRE,
    "assessment.TemplateItem": _OF_CENTRE,
}

"""The words of assessment."""

from assessment.advice.glossary.terms import Term

STANDARD = (
    Term(
        "qualification",
        "Qualification",
        "What you are awarded: units in groups, with rules on how many credits it takes.",
        also="NVQ diploma credits level",
        pages=("portfolio",),
    ),
    Term(
        "unit",
        "Unit",
        "A part of a qualification that is assessed, signed off and claimed by itself. The same "
        "unit may stand in several qualifications; what shows it counts in each.",
        also="specification reference",
        pages=("portfolio",),
    ),
    Term(
        "learning-outcome",
        "Learning outcome",
        "What you will be able to do, or understand, at the end of a part of a unit. Its criteria "
        "say how that is shown.",
        also="LO",
    ),
    Term(
        "criterion",
        "Criterion",
        "One line of the standard, such as 2.3, that must be met. A performance criterion is done "
        "at work, a knowledge criterion understood. Only criteria complete a unit.",
        also="AC assessment performance knowledge criteria",
    ),
    Term(
        "marking-point",
        "Marking point",
        "What an examiner looks for and credits, such as LT-MP4. It serves one or more criteria "
        "and guides; it completes nothing.",
        also="MP examiner",
    ),
    Term(
        "misconception",
        "Common mistake",
        "A mistake that many portfolios of a unit share. Where your records or items show it, "
        "Advice says so before an assessor has to.",
        also="misconception check advice",
        pages=("advice",),
    ),
    Term(
        "smart",
        "SMART",
        "An objective that is specific, measurable, achievable, relevant and has a day.",
        also="objective target measurable",
        pages=("review", "work-plan"),
    ),
)

ASSESSING = (
    Term(
        "mapping",
        "Mapping",
        "Saying what an item shows: which criterion, which marking point, and where in it to look. "
        "An item can show many.",
        also="map tick place grid",
        pages=("portfolio",),
    ),
    Term(
        "submission",
        "Submission, handing over",
        "You declare that an item is your own and hand it to your assessor. From then on that "
        "version stays as it is.",
        also="submit hand over declaration authentic version",
        pages=("portfolio",),
    ),
    Term(
        "judgement",
        "Judgement, decision",
        "An assessor’s decision on one criterion in one item: met, or not yet with what is "
        "missing. A later decision is added; the earlier one stays on record.",
        also="decide marking",
        pages=("queue", "portfolio"),
    ),
    Term(
        "met",
        "Met",
        "The criterion is shown, and by as much evidence as your centre asks for.",
        also="status achieved competent",
    ),
    Term(
        "partly",
        "Partly met",
        "An assessor has accepted some of it, and your centre asks for one more item or method.",
        also="status sufficiency",
    ),
    Term(
        "awaiting",
        "Awaiting",
        "Handed over; your assessor has not decided yet.",
        also="status waiting",
    ),
    Term(
        "returned",
        "Returned",
        "Quality assurance sent the decision back, and your assessor looks again.",
        also="status IQA",
    ),
    Term(
        "not-yet",
        "Not yet",
        "Not shown so far. It is no failure: the decision says what is missing and what to do, and "
        "you hand the item in again.",
        also="status referral referred action not yet competent",
    ),
    Term(
        "draft",
        "Draft",
        "You have mapped it and not handed it over. Nobody judges it.",
        also="status",
    ),
    Term(
        "unmapped",
        "Unmapped",
        "No item shows this criterion yet.",
        also="status gap",
    ),
    Term(
        "varcs",
        "VARCS",
        "How assessors weigh an item: is it valid (shows what it is mapped to), authentic (your "
        "own), reliable (would another assessor decide the same), current (recent enough) and "
        "sufficient (enough of it)?",
        also="valid authentic reliable current sufficient appraisal",
        pages=("queue",),
    ),
    Term(
        "sufficiency",
        "Sufficiency",
        "How many items, and of how many methods, a criterion needs. One, unless your centre asks "
        "for more.",
        also="enough items methods",
        pages=("sufficiency",),
    ),
    Term(
        "currency",
        "Currency",
        "Whether evidence is recent enough. A qualification may say how many months old it may be.",
        also="current freshness old months",
    ),
    Term(
        "gap",
        "Gap",
        "A criterion that nothing shows yet, or not enough. The readiness page of each unit names "
        "its gaps and what would close most of them.",
        also="gap analysis readiness ready",
        pages=("portfolio",),
    ),
    Term(
        "assessment-plan",
        "Assessment plan",
        "What you and your assessor agree to gather, how, and by when. Both sign it.",
        also="plan review",
        pages=("plans",),
    ),
    Term(
        "sign-off",
        "Sign-off",
        "When all criteria of a unit are met, your assessor declares it complete and you declare "
        "the same. The unit is locked from then on.",
        also="declaration lock unlock complete",
        pages=("portfolio",),
    ),
    Term(
        "adjustment",
        "Reasonable adjustment",
        "Something done otherwise for a learner who would be at a disadvantage, such as more time. "
        "The standard itself stays the same.",
        also="equality disability access",
        pages=("adjustments",),
    ),
    Term(
        "appeal",
        "Appeal",
        "A learner does not accept a decision. People who had no part in it hear it, stage by "
        "stage.",
        also="complaint decision",
        pages=("appeals",),
    ),
)

ASSURING = (
    Term(
        "sampling",
        "Sample",
        "Decisions that an IQA looks at beside their evidence, while a unit is under way (interim) "
        "or at its end (summative).",
        also="sampling plan interim summative draw",
        pages=("sampling-plan",),
    ),
    Term(
        "camera",
        "CAMERA",
        "What a sampling plan has to reach over time: candidates, assessors, methods of "
        "assessment, evidence, records, and assessment sites.",
        also="candidates assessors methods evidence records sites sampling",
        pages=("camera",),
    ),
    Term(
        "standardisation",
        "Standardisation",
        "Assessors look at the same evidence together, so that they decide alike.",
        also="meeting",
    ),
    Term(
        "claim",
        "Claim",
        "The centre asks the awarding body for a unit or a qualification, after quality assurance.",
        also="certificate certification",
        pages=("claims",),
    ),
    Term(
        "direct-claim-status",
        "Direct claim status",
        "The awarding body trusts the centre to claim without a visit before each claim.",
        also="DCS",
        pages=("claims",),
    ),
    Term(
        "visit",
        "EQA visit",
        "The days on which an EQA may read the chosen learners’ portfolios, and what is reported.",
        also="external",
        pages=("visits",),
    ),
    Term(
        "audit-trail",
        "Audit trail",
        "Who did what and when. Entries are chained, so that none can be altered unseen.",
        also="log history",
        pages=("audit",),
    ),
    Term(
        "dossier",
        "Portfolio PDF",
        "The whole mapped portfolio as one document, sealed by the centre. Anybody can check its "
        "seal.",
        also="dossier export seal verify",
        pages=("verify",),
    ),
)

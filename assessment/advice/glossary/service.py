"""The words of customer service and of leading a team."""

from assessment.advice.glossary.terms import Term

SERVICE = (
    Term(
        "service-standard",
        "Service standard",
        "What customers are promised, in a form that can be measured: “80% of calls answered in 30 "
        "seconds”.",
        also="target promise",
        pages=("standard",),
    ),
    Term(
        "sla",
        "SLA",
        "Service level agreement: the standard that two sides have agreed, and what follows if it "
        "is missed.",
        also="service level agreement",
        pages=("standard",),
    ),
    Term(
        "kpi",
        "KPI",
        "Key performance indicator: one of the few figures by which the service is steered.",
        also="metric measure figure",
        pages=("standard",),
    ),
    Term(
        "csat",
        "CSAT",
        "Customer satisfaction: how content customers say they are, often as a mark out of five or "
        "the share of good marks.",
        also="customer satisfaction score survey",
        pages=("standard",),
    ),
    Term(
        "nps",
        "NPS",
        "Net promoter score: the share who would recommend you (9 or 10 of 10) less the share who "
        "would not (0 to 6).",
        also="net promoter score",
        pages=("standard",),
    ),
    Term(
        "fcr",
        "FCR",
        "First contact resolution: the share of matters settled the first time the customer gets "
        "in touch.",
        also="first contact call resolution",
        pages=("standard",),
    ),
    Term(
        "aht",
        "AHT",
        "Average handling time: talking, holding and writing up, for one contact. Lower is not "
        "better where matters stay unsolved.",
        also="average handling time",
        pages=("standard",),
    ),
    Term(
        "adherence",
        "Schedule adherence",
        "How much of the time people are where the rota has them.",
        also="rota schedule",
        pages=("rota", "standard"),
    ),
    Term(
        "moment-of-truth",
        "Moment of truth",
        "Any contact in which a customer makes up their mind about you.",
        also="customer experience",
    ),
    Term(
        "mystery-shopping",
        "Mystery shopping",
        "Somebody plays a customer and reports what happened, measured against the standard.",
        also="quality check",
        pages=("quality-check",),
    ),
    Term(
        "soft-skills",
        "Soft skills",
        "How something is said rather than what: listening, empathy, tone, patience, rapport.",
        also="empathy listening rapport",
        pages=("quality-check", "coaching-plan"),
    ),
)

LEADING = (
    Term(
        "skills-matrix",
        "Skills matrix",
        "Who in the team can do what, and how well. The ground for giving work to people.",
        also="levels strengths",
        pages=("skills",),
    ),
    Term(
        "gantt",
        "Gantt chart",
        "The tasks of a plan as bars along the weeks: who does what when, and what waits for what.",
        also="schedule timeline",
        pages=("work-plan",),
    ),
    Term(
        "quality-criteria",
        "Quality criteria",
        "How one will see that a task is done well. Agree them before the work begins.",
        also="task delegate",
        pages=("work-plan",),
    ),
    Term(
        "contingency",
        "Contingency",
        "What will be done if a risk comes true.",
        also="risk plan",
        pages=("work-plan",),
    ),
    Term(
        "coaching",
        "Coaching",
        "Helping one colleague to improve something particular: agreed, practised, and followed "
        "up with figures.",
        also="one-to-one GROW",
        pages=("coaching-plan",),
    ),
    Term(
        "performance-review",
        "Performance review",
        "A conversation on how a colleague is doing: what went well, what to develop, in their own "
        "words too, with SMART objectives.",
        also="appraisal",
        pages=("review",),
    ),
    Term(
        "laaarn",
        "LAAARN",
        "A way to handle complaints: listen, apologise, agree, action, review, notify.",
        also="complaint model",
        pages=("problem",),
    ),
    Term(
        "later",
        "LATER",
        "Another way to handle complaints: listen, apologise, thank, explain, resolve.",
        also="complaint model",
        pages=("problem",),
    ),
    Term(
        "root-cause",
        "Root cause",
        "What lies beneath a problem, so that mending it keeps the problem from coming back. Five "
        "whys and the fishbone are ways to find it.",
        also="five whys fishbone ishikawa analysis",
        pages=("problem",),
    ),
    Term(
        "pdca",
        "PDCA",
        "Plan, do, check, act: try an improvement, look at the figures, keep or change it.",
        also="continuous improvement cycle deming",
        pages=("initiative",),
    ),
    Term(
        "situational-leadership",
        "Situational leadership",
        "Leading each person as they need it for the task at hand: directing, coaching, "
        "supporting, delegating.",
        also="model theory style",
        pages=("diary",),
    ),
)

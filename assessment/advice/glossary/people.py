"""The words of people and of evidence."""

from assessment.advice.glossary.terms import Term

PEOPLE = (
    Term(
        "centre",
        "Centre",
        "An approved training centre. It enrols learners, assesses them and answers to the "
        "awarding body. Nothing of one centre is visible in another.",
    ),
    Term(
        "learner",
        "Learner",
        "A person who works towards a qualification. The portfolio is theirs: others read it, "
        "judge it, and never write in it.",
        also="candidate student",
        pages=("portfolio", "learners"),
    ),
    Term(
        "assessor",
        "Assessor",
        "Judges evidence against the criteria, says what is missing, and signs units off.",
        pages=("queue", "caseload"),
    ),
    Term(
        "trainee-assessor",
        "Trainee assessor",
        "Assesses while still learning to. A qualified assessor countersigns each decision before "
        "it counts.",
        also="countersign countersignature",
        pages=("queue",),
    ),
    Term(
        "iqa",
        "IQA",
        "Internal quality assurer: looks at samples of assessors’ decisions in the centre, accepts "
        "a unit or returns it with an action. Never their own decisions.",
        also="internal quality assurance verifier",
        pages=("sampling-plan",),
    ),
    Term(
        "eqa",
        "EQA",
        "External quality assurer, from the awarding body. Reads during an agreed visit, and "
        "reports. What an EQA opens is on record.",
        also="external quality assurance verifier",
        pages=("visits",),
    ),
    Term(
        "allocation",
        "Allocation",
        "Says which assessor and which IQA look after which learner, for all units or for some.",
        pages=("learners",),
    ),
    Term(
        "enrolment",
        "Enrolment",
        "A learner on a qualification, with the day it began and the day to be done by.",
        pages=("portfolio", "learners"),
    ),
    Term(
        "witness",
        "Witness",
        "Somebody who saw you at work and confirms it in their own words: a manager, a colleague, "
        "a customer. Needs no account here.",
        also="testimony status list",
        pages=("witnesses",),
    ),
    Term(
        "pseudonym",
        "Pseudonym",
        "The name under which a colleague stands in your records, so that nobody else learns who "
        "they are.",
        also="anonymous personal data protection",
        pages=("members",),
    ),
)

EVIDENCE = (
    Term(
        "evidence",
        "Evidence, item",
        "One numbered thing that shows what you can do, such as E4: a title, what you did, its "
        "files and records, and the criteria it is mapped to.",
        also="E-number",
        pages=("evidence", "portfolio"),
    ),
    Term(
        "observation",
        "Observation",
        "Your assessor watches you at work and writes down what you did. The strongest method for "
        "performance criteria.",
        also="method",
    ),
    Term(
        "work-product",
        "Work product",
        "Something your work made anyway: a rota, a review, a report, an e-mail.",
        also="method document",
        pages=("evidence",),
    ),
    Term(
        "witness-testimony",
        "Witness testimony",
        "What a witness saw, in their words and signed by them. An expert witness also knows the "
        "standard, so that an assessor may rely on it further.",
        also="method expert",
        pages=("witnesses",),
    ),
    Term(
        "professional-discussion",
        "Professional discussion",
        "A planned conversation in which you explain to your assessor how and why you work as you "
        "do. It often closes gaps in knowledge.",
        also="method questioning",
        pages=("plans",),
    ),
    Term(
        "reflective-account",
        "Reflective account",
        "Your own account of something real: what you did, why, what came of it, what you would do "
        "otherwise.",
        also="method diary log",
        pages=("diary", "evidence"),
    ),
    Term(
        "prior-learning",
        "Prior learning",
        "Something you were awarded or learned before, compared with the criteria here, so that it "
        "need not be shown twice. Often called RPL.",
        also="RPL APL recognition method",
    ),
    Term(
        "simulation",
        "Simulation",
        "Work acted out because the real thing does not happen. Allowed only where the awarding "
        "body says so.",
        also="method",
    ),
    Term(
        "signposted",
        "Signposted evidence",
        "An original that has to stay where it is. The item says where it is kept, and your "
        "assessor confirms having seen it.",
        also="confidential original method",
    ),
    Term(
        "record",
        "Record",
        "Anything you keep of the team you lead: a work plan, a review, a problem, a reading. Only "
        "you see it, until you use it as evidence.",
        also="team",
        pages=("team",),
    ),
    Term(
        "frozen",
        "Frozen record",
        "A record as it was on the day you made evidence of it. Later changes of the record do not "
        "alter it; “Update from record” makes a new version.",
        also="snapshot",
        pages=("team",),
    ),
)

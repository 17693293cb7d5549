"""Whether an objective does something for those who are served."""

import re

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.service import speaks_of_service
from assessment.advice.words.writing import straight, words_of

# Written where it is asked what customers have of it, whatever speaks of the world outside will
# do: "no surprise on the bill". These speak of the team, of the leader, of the colleague's own
# prospects or of the form, or are words that fit anything.
INWARD = frozenset(
    """
    team teams teamwork staff colleague colleagues everyone everybody others together morale mood
    spirit atmosphere harmony motivation motivated motivate happy happier happiness happiest unity
    me my mine i myself we our us you your her his their she he they them him herself himself
    themselves own manager managers management boss supervisor leader leaders leadership leading
    lead employee employees member members people person individual
    role roles job jobs career careers promotion promoted progression progress prospects potential
    future cv pay bonus appraisal appraisals review reviews probation contract description duties
    responsibility responsibilities objective objectives goal goals target targets kpi kpis smart
    form forms box requirement requirements required requires require policy procedure hr audit
    nvq qualification qualifications diploma course unit assessor portfolio
    development develop developed developing growth grow growing learning learn learns learned
    training train trained skill skills skilled skillset knowledge experience confidence confident
    capable capability competence competent competency attitude behaviour behaviours discipline
    professional professionalism personal self esteem satisfaction ambition ambitions strength
    strengths weakness weaknesses wellbeing stress stressed health workload load balance
    performance perform performing performs productivity productive efficiency efficient
    effective effectiveness improvement improvements improve improves improved improving better best
    good great well excellent excellence nice nicer fine tidy tidier neat looks look looking clean
    important importance vital crucial essential key necessary needed need needs relevant relevance
    useful helpful help helps helping benefit benefits beneficial valuable value values
    life leave holiday holidays private wage wages salary
    work works working workplace office department section company organisation organization
    business firm employer corporate place things thing everything something anything stuff way
    easier easy smooth smoother smoothly run runs running organised organized structure structured
    plan plans planning rota meeting meetings order kitchen cupboard desk tea break room
    lateness late time punctual punctuality attendance absence sickness absences
    agreed agree discussed asked told said wants want wanted wish wishes likes like always will
    would should must can could may might has have had is are was were be been being do does did
    get gets getting keep keeps make makes making give gives set sets show shows part parts all
    """.split()
)
LITTLE = frozenset(
    """
    a an the and or but so that this these those it its it's of to for from in on at by with as if
    when then there here not no than more most less very much many also too only just still up out
    off over about into because since what which who how why some any each every year quarter month
    week day next last new now later soon ever again one s'
    """.split()
)
# "They" and "everybody" may be customers where nothing else says so, with what happens to them.
THOSE_SERVED = re.compile(
    r"\b(?:nobody|no one|people|families|family|the next person|the public|regulars|callers?"
    r"|wait\w*|queue\w*|ring(?:s|ing)? (?:back|again|twice)|call(?:s|ing)? (?:back|again|twice)"
    r"|story|answer\w*|first time|trust|complain\w*|right away|same day)\b",
)


def serves_somebody(objective: str, relevant: str) -> bool:
    """Whether customers or their service are spoken of in an objective, or in why it matters."""
    if speaks_of_service(f"{objective}\n{relevant}"):
        return True
    if says_nothing(relevant):
        return False
    plain = straight(relevant).lower()
    return bool(THOSE_SERVED.search(plain)) or _looks_outward(words_of(plain))


def _looks_outward(words: list[str]) -> bool:
    """Whether a word is left when those are taken away that mean the team or anything."""
    return any(word not in INWARD and word not in LITTLE for word in words)

"""What of each model is in an archive. A test fails where a model or a field has no decision.

The order is that of coming in: what a row refers to comes before it.
"""

from django.db.models import Q, QuerySet

from assessment.archive.decisions import CENTRE_ALONE, LEARNER_ALONE, Taken
from assessment.archive.team_contents import TEAM
from assessment.models import (
    Adjustment,
    Appeal,
    Appraisal,
    AssessmentPlan,
    AssessorRecord,
    Claim,
    ClaimAnswer,
    Confirmation,
    Countersignature,
    Dismissal,
    Enrolment,
    Hearing,
    Judgement,
    Mapping,
    Objection,
    PlannedEvidence,
    PlannedSample,
    PlanReview,
    PlanSignature,
    PriorLearning,
    Question,
    ReviewReading,
    Sample,
    SampledDecision,
    Sighting,
    SignOff,
    Submission,
    SuggestedCriterion,
    UnitAllocation,
    Unlocking,
    Visit,
    VisitedMark,
)
from portfolio.models import (
    Allocation,
    Evidence,
    EvidenceFile,
    Learner,
    Membership,
    Role,
    Testimony,
    TestimonyRequest,
    User,
    Witness,
)
from teams.models import Snapshot

OF_IMPORTER = "The centre that imports takes its place."
SHARED = Q(evidence__is_private=False)


def _visits(learner: Learner) -> QuerySet:
    """Visits that the learner was chosen for, or of which there is a mark on them."""
    chosen = Visit.objects.filter(allocations__learner=learner)
    marked = Visit.objects.filter(marks__learner=learner)
    return Visit.objects.filter(Q(pk__in=chosen.values("pk")) | Q(pk__in=marked.values("pk")))


def _memberships(learner: Learner) -> QuerySet:
    """The learner's own, and those by which others look after them."""
    allocated = Allocation.objects.filter(learner=learner).values("membership")
    visiting = _visits(learner).values("membership")
    own = Q(user=learner.user_id, centre=learner.centre_id, role=Role.LEARNER)
    return Membership.objects.filter(own | Q(pk__in=allocated) | Q(pk__in=visiting))


PERSON = Taken(
    User,
    of=lambda learner: User.objects.filter(pk=learner.user_id),
    fields="username name email",
    left={
        "password": "Nobody logs in elsewhere by a password that they chose here.",
        "last_login": "Nobody has logged in there yet.",
        "date_joined": "Of the login, which is made anew.",
        "is_superuser": "What a person may do is decided by each installation.",
        "is_staff": "What a person may do is decided by each installation.",
        "is_active": "Of the login, which is made anew.",
        "groups": "What a person may do is decided by each installation.",
        "user_permissions": "What a person may do is decided by each installation.",
        "wants_digest": "Nobody gets e-mails from an installation that they do not know.",
    },
)

PORTFOLIO = (
    Taken(Membership, _memberships, "user role starts_on ends_on", {"centre": OF_IMPORTER}),
    Taken(Learner, "pk", "code user reference workplace job_title", {"centre": OF_IMPORTER}),
    Taken(Allocation, "learner", "learner membership since until"),
    Taken(Witness, "learner", "code learner name email job_title relationship status added_at"),
    Taken(
        TestimonyRequest,
        "witness__learner",
        "code witness asked_by about happened_on message as_expert on_device asked_at expires_at "
        "mailed_at opened_at answered_at declined_because revoked_at",
        {"secret_hash": "Links that were sent out work nowhere else."},
    ),
    Taken(
        Evidence,
        "learner",
        "code learner number title method happened_on narrative location seen_by origin author "
        "revision created_at changed_at frozen_at withdrawn_at",
        {"is_private": "What is private to an assessor is a draft; drafts are left out."},
        where=Q(is_private=False),
    ),
    Taken(
        EvidenceFile,
        "evidence__learner",
        "code evidence name description kind content_type size sha256 pages problem uploaded_by "
        "uploaded_at removed_at",
        {
            "stored_as": "Each installation keeps files under names of its own.",
            "preview_as": "Made anew from the file, which is inspected on its way in.",
            "state": "Found out anew, as the problem is.",
            "scan": "Each installation scans for viruses itself; an archive holds none found.",
            "threat": "As the scan.",
            "scanned_at": "As the scan.",
        },
        where=SHARED,
    ),
    Taken(
        Testimony,
        "evidence__learner",
        "request evidence name job_title relationship status statement signature declaration "
        "signed_at content_hash",
    ),
)

EVIDENCE = (
    Taken(
        Snapshot,
        "evidence__learner",
        "code evidence record kind title content sha256 made_by made_at removed_at",
        where=SHARED,
    ),
    Taken(
        Enrolment,
        "learner",
        "code learner qualification registration_number started_on target_on ended_on",
    ),
    Taken(UnitAllocation, "allocation__learner", "allocation unit"),
    Taken(SuggestedCriterion, "testimony__evidence__learner", "testimony criterion"),
    Taken(
        AssessorRecord,
        "evidence__learner",
        "evidence place began_at ended_at present follow_up signed_at signed_hash",
        where=SHARED,
    ),
    Taken(
        Question,
        "record__evidence__learner",
        "record position asked answered time",
        where=Q(record__evidence__is_private=False),
    ),
    Taken(Objection, "record__evidence__learner", "record user reason made_at"),
    Taken(
        PriorLearning,
        "evidence__learner",
        "evidence achievement awarded_by achieved_on comparison kept_current",
        where=SHARED,
    ),
    Taken(
        Mapping,
        "evidence__learner",
        "evidence criterion marking_point place added_by added_at removed_at removed_by "
        "removed_because",
        where=SHARED,
    ),
    # What is put aside may be a record that nobody else reads.
    Taken(
        Dismissal,
        "learner",
        "code learner check_key found_key label reason dismissed_by dismissed_at lifted_at",
        makers=LEARNER_ALONE,
    ),
    Taken(
        Submission,
        "evidence__learner",
        "code evidence version submitted_by submitted_at declaration content content_hash "
        "mappings taken_back_at",
    ),
    Taken(
        Sighting,
        "submission__evidence__learner",
        "submission user as_iqa seen_on where note recorded_at",
    ),
)

DECISIONS = (
    Taken(
        Judgement,
        "mapping__evidence__learner",
        "mapping submission assessor decision feedback action reason is_provisional decided_at "
        "request_key",
    ),
    Taken(
        Countersignature, "judgement__mapping__evidence__learner", "judgement assessor signed_at"
    ),
    Taken(
        Appraisal,
        "submission__evidence__learner",
        "submission assessor is_valid is_authentic is_reliable is_current is_sufficient feedback "
        "recorded_at",
    ),
    Taken(
        SignOff,
        "learner",
        "code learner unit enrolment assessor declaration comment decisions content_hash "
        "declared_at",
    ),
    Taken(Confirmation, "sign_off__learner", "sign_off user agrees declaration reason declared_at"),
    Taken(Unlocking, "sign_off__learner", "sign_off user reason unlocked_at"),
    Taken(
        Sample,
        "learner",
        "code learner unit enrolment stage sign_off iqa outcome feedback action due_on reason "
        "records_checked sampled_at request_key",
    ),
    Taken(SampledDecision, "sample__learner", "sample judgement agrees comment"),
    Taken(
        PlannedSample,
        "enrolment__learner",
        "enrolment unit stage due_on iqa reason planned_by planned_at dropped_at sample",
        makers=CENTRE_ALONE,
    ),
    Taken(
        Claim,
        "enrolment__learner",
        "code enrolment unit claimed_by claimed_at rests_on request_key",
    ),
    Taken(
        ClaimAnswer,
        "claim__enrolment__learner",
        "claim answer certificate answered_on reason recorded_by recorded_at",
    ),
)

ARRANGEMENTS = (
    Taken(
        AssessmentPlan,
        "enrolment__learner",
        "code enrolment title notes review_on made_by made_at revision archived_at",
    ),
    Taken(
        PlannedEvidence,
        "plan__enrolment__learner",
        "code plan what method criteria due_on closed_on closed_because revision removed_at",
    ),
    Taken(
        PlanSignature,
        "plan__enrolment__learner",
        "plan user is_learner content content_hash signed_at",
    ),
    Taken(
        PlanReview,
        "plan__enrolment__learner",
        "plan held_on progress agreed next_on recorded_by recorded_at request_key",
    ),
    Taken(ReviewReading, "review__plan__enrolment__learner", "review user comment read_at"),
    Taken(
        Appeal,
        "learner",
        "code learner unit judgements grounds lodged_by lodged_at withdrawn_at request_key",
    ),
    Taken(
        Hearing,
        "appeal__learner",
        "appeal stage heard_by appointed_at begun_at due_on outcome again reasons decided_at "
        "decided_by",
    ),
    Taken(
        Adjustment,
        "learner",
        "code learner what need methods starts_on ends_on reference recorded_by recorded_at "
        "withdrawn_at",
    ),
    Taken(
        Visit,
        _visits,
        "code membership starts_on ends_on visits_on purpose allocations made_by made_at "
        "cancelled_at request_key",
        {"centre": OF_IMPORTER},
    ),
    Taken(VisitedMark, "learner", "visit learner unit evidence note marked_at"),
)

TAKEN = (*PORTFOLIO, *TEAM, *EVIDENCE, *DECISIONS, *ARRANGEMENTS)
BY_LABEL = {taken.label: taken for taken in TAKEN}

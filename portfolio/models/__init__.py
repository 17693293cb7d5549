"""Who and what: users, centres, learners and their evidence."""

from portfolio.models.appending import AppendOnly, AppendOnlyQuerySet
from portfolio.models.audit import Act, AuditChain, AuditEntry
from portfolio.models.centres import Centre, Membership, Role
from portfolio.models.evidence import Evidence, EvidenceFile, FileKind, Method, Origin
from portfolio.models.keys import SealingKey
from portfolio.models.learners import Allocation, Learner
from portfolio.models.notices import Notice
from portfolio.models.users import User
from portfolio.models.witnesses import (
    RequestState,
    Testimony,
    TestimonyRequest,
    Witness,
    WitnessStatus,
)

__all__ = [
    "Act",
    "Allocation",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AuditChain",
    "AuditEntry",
    "Centre",
    "Evidence",
    "EvidenceFile",
    "FileKind",
    "Learner",
    "Membership",
    "Method",
    "Notice",
    "Origin",
    "RequestState",
    "Role",
    "SealingKey",
    "Testimony",
    "TestimonyRequest",
    "User",
    "Witness",
    "WitnessStatus",
]

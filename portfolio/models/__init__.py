"""Who and what: users, centres, learners and their evidence."""

from portfolio.models.appending import AppendOnly, AppendOnlyQuerySet
from portfolio.models.audit import Act, AuditChain, AuditEntry
from portfolio.models.centres import Centre, Membership, Role
from portfolio.models.derivatives import Derivative, DerivativeKind, Preparation
from portfolio.models.evidence import (
    KEPT_BACK,
    Evidence,
    EvidenceFile,
    FileKind,
    Method,
    Origin,
    Scan,
)
from portfolio.models.keys import SealingKey
from portfolio.models.learners import Allocation, Learner
from portfolio.models.notices import Notice
from portfolio.models.security import Happening, LoginSession, SecurityEvent, SharedValue
from portfolio.models.uploads import Upload, UploadPart, UploadState
from portfolio.models.users import User
from portfolio.models.witnesses import (
    RequestState,
    Testimony,
    TestimonyRequest,
    Witness,
    WitnessStatus,
)

__all__ = [
    "KEPT_BACK",
    "Act",
    "Allocation",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AuditChain",
    "AuditEntry",
    "Centre",
    "Derivative",
    "DerivativeKind",
    "Evidence",
    "EvidenceFile",
    "FileKind",
    "Happening",
    "Learner",
    "LoginSession",
    "Membership",
    "Method",
    "Notice",
    "Origin",
    "Preparation",
    "RequestState",
    "Role",
    "Scan",
    "SealingKey",
    "SecurityEvent",
    "SharedValue",
    "Testimony",
    "TestimonyRequest",
    "Upload",
    "UploadPart",
    "UploadState",
    "User",
    "Witness",
    "WitnessStatus",
]

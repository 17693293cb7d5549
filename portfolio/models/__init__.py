"""Who and what: users, centres, learners and their evidence."""

from portfolio.models.centres import Centre, Membership, Role
from portfolio.models.evidence import Evidence, EvidenceFile, FileKind, Method
from portfolio.models.learners import Allocation, Learner
from portfolio.models.users import User

__all__ = [
    "Allocation",
    "Centre",
    "Evidence",
    "EvidenceFile",
    "FileKind",
    "Learner",
    "Membership",
    "Method",
    "Role",
    "User",
]

"""The words that people sign, as blank forms print them: the same as on the pages."""

from types import MappingProxyType

from assessment.sign_off.signing_off import ASSESSORS_DECLARATION, LEARNERS_DECLARATION
from assessment.submitting import DECLARATION as AUTHENTIC
from portfolio.testifying import DECLARATION as TRUE_ACCOUNT

DECLARATIONS = MappingProxyType(
    {
        "learner": AUTHENTIC,
        "witness": TRUE_ACCOUNT,
        "unit_assessor": ASSESSORS_DECLARATION,
        "unit_learner": LEARNERS_DECLARATION,
    }
)

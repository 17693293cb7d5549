"""The checks, a module for each activity they look at."""

from assessment.advice.checks import (
    allocating,
    coaching,
    communicating,
    development,
    improving,
    operations,
    plans,
    reviews,
)
from assessment.advice.findings import Check

CHECKS: tuple[Check, ...] = (
    *reviews.CHECKS,
    *coaching.CHECKS,
    *development.CHECKS,
    *plans.CHECKS,
    *allocating.CHECKS,
    *communicating.CHECKS,
    *operations.CHECKS,
    *improving.CHECKS,
)

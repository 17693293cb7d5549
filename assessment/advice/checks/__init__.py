"""The checks, a module for each activity they look at."""

from assessment.advice.findings import Check

CHECKS: tuple[Check, ...] = ()

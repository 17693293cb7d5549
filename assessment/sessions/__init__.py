"""What assessors record themselves, prior learning, and originals that were seen."""

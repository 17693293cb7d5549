"""Internal quality assurance: policies, the sampling plan, samples, and how assessors work."""

"""The demo learner's team: a year of its records, told from code with a fixed seed."""

"""The site, and who and what: centres, people, learners, evidence and its files."""

"""What the learner did: the records of their own workplace team."""

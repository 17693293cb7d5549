"""Assessment plans: what learner and assessor agree to gather, how far it is, and who signed."""

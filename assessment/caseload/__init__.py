"""Who looks after whom: how far each learner is, what waits, and who is reminded."""

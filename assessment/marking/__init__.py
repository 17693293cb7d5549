"""Marking: the queue, the screen, decisions, and what they ask of learners."""

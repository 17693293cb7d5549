"""Logging in and staying so: passwords, second steps, sessions, limits, what is logged of it."""

"""Sufficiency, and the two declarations by which a unit is complete and locks."""

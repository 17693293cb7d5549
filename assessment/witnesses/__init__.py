"""Testimonies: taking them, and showing them beside criteria."""

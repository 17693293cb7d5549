"""The forms of qualifications and decisions."""

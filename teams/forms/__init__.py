"""The forms in which a learner writes records."""

from teams.forms.records import OwnForm, RecordForm, Rows, side_by_side

__all__ = ["OwnForm", "RecordForm", "Rows", "side_by_side"]

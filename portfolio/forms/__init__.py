"""The forms of people and evidence, and the widgets they are drawn with."""

from portfolio.forms.widgets import NarrativeWidget

__all__ = ["NarrativeWidget"]

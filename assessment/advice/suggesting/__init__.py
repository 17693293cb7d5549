"""What an item could be mapped to, ranked, each with the words of the item that led to it.

Everything is counted: the words of phrases written for each criterion
(``examples.json``), those of the standard's own texts, what a kind of record
shows by its nature, and the words that a centre's assessors accepted. The weights can be read
(``weights.py``); nothing is sent anywhere.
"""

from assessment.advice.suggesting.fitting import Fit, fitting_items
from assessment.advice.suggesting.ranking import Suggestion, suggest
from assessment.advice.suggesting.targets import Target, targets_of

__all__ = ["Fit", "Suggestion", "Target", "fitting_items", "suggest", "targets_of"]

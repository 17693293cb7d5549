"""Appeals: a learner does not accept decisions, and people who were not involved hear why.

The stages and their days follow the usual appeals procedure of a centre: a review, a panel, and
then the awarding body, whose answer the centre records.
"""

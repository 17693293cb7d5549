"""Advice: what an assessor would say, said to the learner before handing over.

``facts`` is all that advice looks at, ``reading`` gathers it for one learner. ``checks`` holds a
rule for each common misconception, and ``checking`` asks them all. docs/advice.md says what each
looks at, and how well it tells a fault from what is none.
"""

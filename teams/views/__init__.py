"""The pages of the learner's team."""

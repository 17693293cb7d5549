"""Claims of units and qualifications from the awarding body."""

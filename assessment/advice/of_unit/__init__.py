"""What is said of one unit: its gaps, whether it is ready, and what to ask in a discussion."""

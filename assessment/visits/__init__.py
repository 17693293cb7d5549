"""External quality assurance: visits of EQAs, and what they left behind."""

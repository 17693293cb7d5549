"""The learner's own words in what advice says: short, and on one line."""

LONGEST = 80


def quoted(text: str) -> str:
    """The beginning in quotation marks, cut at a word; "This" where nothing is written."""
    words = " ".join(text.split())
    if not words:
        return "This"
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
    return f"“{words.strip('“”').rstrip('.')}”"

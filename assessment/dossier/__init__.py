"""The dossier: everything one portfolio PDF says, and the PDF made of it.

``coverage_of`` → ``compiling`` (rows to plain values) → ``sections`` (values to HTML) →
``rendering`` (HTML to pages). ``originals`` reads what learners uploaded, ``merging`` draws it into
the pages.
"""

"""Binding: sections that are laid out each on its own, linked into one PDF.

A section becomes a quire: its pages as finished objects of a PDF, kept until what it shows changes.
Binding joins quires: it numbers their objects, pages and marked content, resolves the links from
one to another, writes in the page numbers, and embeds each font once. Only ``laying_out`` knows
what is inside WeasyPrint.
"""

# Of WeasyPrint, whose insides ``laying_out`` knows.
KNOWN_VERSION = "70.0"

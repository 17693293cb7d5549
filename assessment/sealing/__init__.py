"""Seals: put on the PDFs that leave, and checked on those that come back.

``door.check`` is the way in for files of strangers.
"""

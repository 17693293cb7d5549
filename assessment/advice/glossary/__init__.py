"""The glossary: the words of the field and of this site, and what the units say of theirs.

``people``, ``assessing`` and ``service`` hold the words, ``pages`` where one meets them, and
``reading`` puts them together with the concepts and tips of the standard.
"""

"""A life with everybody in it, in any order: what happens in ``tests/test_life.py``."""

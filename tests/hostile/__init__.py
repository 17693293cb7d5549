"""Hostile and damaged files of every accepted kind, made anew each time; none is stored here.

python -m tests.hostile list          what there is
python -m tests.hostile all           inspects each in turn, and says what it took
HOSTILE=all pytest tests/test_hostile_files.py tests/browser/test_hostile_files.py
                                      the whole way: uploaded, viewed, downloaded, exported
"""

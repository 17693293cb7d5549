"""What a signature says of the bytes of a PDF.

Imports nothing: those who only show it need not load what reads signatures.
"""

WHOLE = "whole"  # all of the file is as it was signed
FOLLOWED = "followed"  # its beginning is; something was added after it
CUT = "cut"  # the end of what was signed is missing
MOVED = "moved"  # it is not where it says that it is
BROKEN = "broken"  # something of it is not as it was signed

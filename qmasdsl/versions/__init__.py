"""Versions: a scheme through time, at the level of what was written.

A file that amends, laid over the version before it, gives a module like any other; everything after that knows
nothing of amendments. `applying` makes it, `chain` puts the files of one scheme in order of their dates.
"""

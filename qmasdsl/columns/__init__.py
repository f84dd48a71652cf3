"""Columns: a rule set as a sheet in which every column is worked out from those before it."""

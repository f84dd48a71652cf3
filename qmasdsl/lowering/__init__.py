"""Lowering: from what was written to what it means.

`names` collects every declaration, `check` gives every expression its type and its meaning, `lower` puts the
meanings together into an `ir.Ruleset`. The files in reading order: names, terms, numbers, paths, comparisons,
expressions, knowledge; facts, rules, tables, scheme, claims, cases; check; lower. What can be wrong is in problems.
"""

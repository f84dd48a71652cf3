"""Translations of a rule set into programs, each tested against the interpreter, which defines the meaning."""

"""Explaining a result to people: every factor, what it gave, why, and what was missing."""

from qmasdsl.explain.explanation import explain

__all__ = ["explain"]

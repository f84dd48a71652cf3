"""Proving: questions about every possible applicant, answered exactly, by laying all of them out."""

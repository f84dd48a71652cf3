"""Prospects: one applicant, and what is not so yet: facts that are missing, points that were lost, ways to reach a
goal, and what time changes by itself."""

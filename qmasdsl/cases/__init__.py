"""Cases: one applicant and what is expected of the rules, run and reported. Standard library only."""

"""The definition of meaning: facts are read and checked, scored, and every step is kept."""

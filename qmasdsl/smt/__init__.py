"""The second engine: a rule set as formulas for Z3, for what decision diagrams cannot hold."""

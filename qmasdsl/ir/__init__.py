"""What a rule set means: types, nodes, and how to walk, print and check them."""

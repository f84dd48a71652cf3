"""What was written: nodes, the lexer and parser that read them, and the printer that writes them."""

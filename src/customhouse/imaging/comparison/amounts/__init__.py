"""How much is seen against how much is declared: mass, packages, pieces."""

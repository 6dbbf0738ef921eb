"""What goods are: the Harmonized System as a port, its texts, its tree, and a search through them.

It listens for imports of reference data, which may bring another edition.
It announces nothing.
"""

"""What goods are: the Harmonized System as a port, its texts, its tree, and a search through them.

It listens to nothing.
It announces nothing.
"""
